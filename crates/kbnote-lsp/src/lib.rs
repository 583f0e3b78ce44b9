//! The language server of kbnote: notes in an editor, with what kbnote knows of them.
//!
//! [`run`] speaks the protocol on the given input and output. It only translates: every decision is made
//! by `kbnote-app` and below. One thread reads messages (`transport`); `server` takes them in order and
//! works on requests one at a time, so that a change or a cancellation that arrives meanwhile counts;
//! another thread reads the names of the vault again when files have changed (`vault_names`).
//!
//! The server never writes a note. It sends edits, which the editor applies.

mod answers;
mod capabilities;
mod client;
mod diagnostics;
mod document;
mod edits;
mod features;
mod positions;
mod server;
mod session;
mod state_memory;
mod transport;
mod uri;
mod vault_names;
mod view;

pub use self::server::{Host, run};
pub use self::session::Ending;
