//! The page that a vault is served on.

use serde::{Deserialize, Serialize};

/// The page of a server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServedPage {
    /// Its address, with the secret that gives access.
    pub url: String,
    /// What only this server answers when asked for its mark. No request contains it, so that a server of
    /// another vault or user on the same port does not know it.
    pub mark: String,
}
