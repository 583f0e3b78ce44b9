//! End-to-end tests through the built binary: a module a command, each on a vault of its own.

mod fetch;
mod support;
