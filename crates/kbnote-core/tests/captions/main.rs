//! Whole caption files: written and read back, damaged, and recorded.

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
