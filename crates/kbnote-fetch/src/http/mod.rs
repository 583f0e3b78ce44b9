//! HTTP: allowed hosts, cookies, retries and response checks.

pub(crate) mod backoff;
pub(crate) mod content;
pub(crate) mod cookies;
pub(crate) mod hosts;
pub(crate) mod transport;
