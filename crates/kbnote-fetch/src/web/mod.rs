//! Recordings on other sites than YouTube.

pub(crate) mod address;
pub(crate) mod caption_file;
pub(crate) mod captions;
pub(crate) mod error;
pub(crate) mod failure;
pub(crate) mod files;
pub(crate) mod markup;
pub(crate) mod open;
pub(crate) mod recording;
mod resolver;
pub(crate) mod text;
pub(crate) mod transport;
