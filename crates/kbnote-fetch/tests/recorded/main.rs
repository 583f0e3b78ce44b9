//! The client against recorded exchanges, on loopback.
#![cfg(test)]

mod account;
mod captions;
mod failures;
mod faults;
mod lists;
mod real;
mod routes;
mod support;
mod video;
