//! For tests only: a server that plays recorded HTTP exchanges on loopback.
//!
//! A [`RecordedServer`] holds [`Exchange`]s: a [`Pattern`] of the request and the [`Reply`], faults
//! included. It runs on a thread of its own, so that synchronous tests and tests of whole processes
//! can use it. A request that matches no exchange gets status 599, and the server panics when it is
//! dropped. [`request`] is a client for the project's own server.
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
//! Everything here panics on a mistake in the test.

mod client;
mod generated;
mod json_page;
mod recording;
mod reply;
mod request;
mod server;
mod shared_data;

pub use client::{Response, request};
pub use generated::assert_generated;
pub use json_page::{assert_described, json_schema};
pub use recording::{fixture_exchange, recording};
pub use reply::Reply;
pub use request::{Pattern, Request};
pub use server::{Exchange, RecordedServer};
pub use shared_data::shared_data;
