//! For tests only: a server that plays recorded HTTP exchanges on loopback.
//!
//! A [`RecordedServer`] holds [`Exchange`]s: what a request looks like ([`Pattern`]) and what is
//! answered ([`Reply`]), faults included. It runs on threads of its own, so that synchronous tests
//! and tests of whole processes can use it. A request that no exchange knows is answered with
//! status 599 and makes the test panic when the server is dropped.
//!
//! ```
//! use kbnote_testkit::{Exchange, Pattern, RecordedServer, Reply};
//!
//! let server = RecordedServer::start([Exchange::new(
//!     Pattern::get("/oembed").query("format", "json"),
//!     Reply::json(&serde_json::json!({"title": "Counting geese"})),
//! )]);
//! assert!(server.url().starts_with("http://127.0.0.1:"));
//! assert_eq!(server.requests().len(), 0);
//! ```
//!
//! A server of the project's own is asked by [`request`].
//!
//! Everything here panics on a mistake in the test: that is how a test is told.

mod client;
mod exchange;
mod message;
mod pattern;
mod recording;
mod reply;
mod server;
mod shared_data;

pub use client::{Answer, request};
pub use exchange::Exchange;
pub use message::Request;
pub use pattern::Pattern;
pub use recording::{fixture_exchange, recording};
pub use reply::Reply;
pub use server::RecordedServer;
pub use shared_data::shared_data;
