//! Caption files as a whole: written and read back, damaged in every way, and recorded ones.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on fails, and says so if it is skipped"
)]

mod conformance;
mod hostile;
mod odd;
mod recorded;
mod round_trip;
mod shared;
