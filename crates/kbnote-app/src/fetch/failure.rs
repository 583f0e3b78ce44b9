//! Failures of the fetcher.

use std::fmt::Display;

use kbnote_fetch::{ErrorClass, FetchError, block_on_until_interrupt};

use crate::{Error, ErrorKind};

/// A failure of the fetcher, with the video or list it concerns.
pub(super) fn fetch_error(subject: impl Display, error: &FetchError) -> Error {
    Error::from_error(error_kind(error), error.kind(), error)
        .with_subject(subject)
        .with_next_step(error.hint())
}

/// The kind of a failure of the fetcher.
pub(super) fn error_kind(error: &FetchError) -> ErrorKind {
    match (error.class(), error.cause()) {
        (ErrorClass::NotThere, _) => ErrorKind::NotFound,
        (_, FetchError::Captcha | FetchError::RateLimited { .. }) => ErrorKind::Blocked,
        (ErrorClass::RefusedForNow, _) => ErrorKind::Refused,
    }
}

/// Waits for the network, or for the user to interrupt.
pub(super) fn wait_for<F: Future>(future: F) -> Result<F::Output, Error> {
    block_on_until_interrupt(future)
        .map_err(|error| Error::from_error(ErrorKind::Io, "system", &error))?
        .ok_or_else(|| {
            Error::new(ErrorKind::Interrupted, "interrupted", "interrupted")
                .with_next_step("what was stored is complete; run the same command again to go on")
        })
}
