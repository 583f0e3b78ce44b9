//! HTTP: where requests go, what goes with them, what is tried again, what came back.

pub(crate) mod backoff;
pub(crate) mod content;
pub(crate) mod cookies;
pub(crate) mod hosts;
pub(crate) mod transport;
