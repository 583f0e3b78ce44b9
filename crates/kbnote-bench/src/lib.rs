//! Trainers and benchmarks; not part of what is installed.

pub mod boost;
pub mod copied;
pub mod development;
pub mod examples;
pub mod figures;
pub mod judge;
pub mod link_examples;
pub mod link_score;
pub mod link_trainer;
pub mod link_vaults;
pub mod passages;
pub mod people;
pub mod repeated;
pub mod rng;
pub mod score;
pub mod scorer;
pub mod short;
pub mod stability;
pub mod synthetic_vault;
