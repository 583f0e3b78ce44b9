//! One file for each thing that an editor asks for.

pub(crate) mod actions;
pub(crate) mod commands;
pub(crate) mod completion;
pub(crate) mod definition;
pub(crate) mod hints;
pub(crate) mod hover;
pub(crate) mod links;
pub(crate) mod references;
pub(crate) mod rename;
pub(crate) mod symbols;
