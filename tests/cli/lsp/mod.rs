//! `kbnote lsp`: what an editor gets from it.

mod client;
mod findings;
mod protocol;
