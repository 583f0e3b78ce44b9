//! Trainers and benchmarks; not part of what is installed.

pub mod boost;
pub mod copied;
pub mod development;
pub mod dice;
pub mod examples;
pub mod field;
pub mod figures;
pub mod judge;
pub mod link_examples;
pub mod link_score;
pub mod link_trainer;
pub mod link_vaults;
pub mod made_vault;
pub mod people;
pub mod score;
pub mod short;
pub mod stability;
