//! Trainers and benchmarks; not part of what is installed.

pub mod development;
pub mod score;
