//! Failures at an address as errors of the client.

use std::fmt;

use reqwest::Url;

use super::error::{WebError, WebProblem};
use crate::FetchError;

/// A problem at a URL.
pub(crate) fn failed(url: &Url, problem: WebProblem) -> FetchError {
    WebError::new(url, problem).into()
}

/// A problem at a place that is not a URL.
pub(crate) fn failed_at(place: impl fmt::Display, problem: WebProblem) -> FetchError {
    WebError::at(place, problem).into()
}
