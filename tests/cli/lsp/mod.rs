//! `kbnote lsp`: what an editor gets from it.

mod changes;
mod client;
mod findings;
mod neovim;
mod page;
mod places;
mod protocol;
mod settings;
mod states;
