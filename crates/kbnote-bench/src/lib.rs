//! Trainers and benchmarks; not part of what is installed.

pub mod boost;
pub mod development;
pub mod examples;
pub mod field;
pub mod judge;
pub mod made_vault;
pub mod score;
pub mod weights_file;
