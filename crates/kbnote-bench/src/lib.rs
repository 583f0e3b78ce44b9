//! Trainers and benchmarks; not part of what is installed.
