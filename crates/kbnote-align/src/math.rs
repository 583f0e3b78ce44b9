//! Exponential and logarithm that give the same bits on every machine.

pub(crate) use kbnote_model::math::{exp, ln};
