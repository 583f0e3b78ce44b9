//! Finding where something was said.
//!
//! A [`Query`] is what was typed. A [`Listener`] hears its phrases in one track after another;
//! [`Tally`] counts how common each is in all of them, and [`hits`] makes of that the stretches in
//! which all are said, with a score. [`excerpt()`] shows one to a person. Nothing is read or printed
//! here.

mod excerpt;
mod listener;
mod query;
mod ranking;
mod said;
mod tally;

pub(crate) use excerpt::excerpt;
pub(crate) use listener::{Heard, Listener};
pub(crate) use query::Query;
pub(crate) use ranking::{Hit, hits};
pub(crate) use tally::Tally;
