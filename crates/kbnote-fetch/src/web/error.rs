//! Errors of servers other than YouTube's.

use std::fmt;
use std::time::Duration;

use reqwest::Url;

use crate::error::class::ErrorClass;

/// A failure at an address outside YouTube.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct WebError {
    /// The host and path, without the query, which may contain a secret.
    pub place: String,
    /// What went wrong.
    pub problem: WebProblem,
}

/// What went wrong at an address.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WebProblem {
    /// There is nothing at the address.
    #[error("not found (status {0})")]
    NotFound(u16),
    /// The server requires permission.
    #[error("access denied (status {0})")]
    Denied(u16),
    /// Another refusal of the request.
    #[error("the server refused the request (status {0})")]
    Status(u16),
    /// Too many requests in a short time.
    #[error("the server is limiting requests{}", .0.map(|d| format!("; retry in {} s", d.as_secs())).unwrap_or_default())]
    RateLimited(Option<Duration>),
    /// The server failed.
    #[error("the server failed (status {0})")]
    Server(u16),
    /// No response in time.
    #[error("no response in time")]
    Timeout,
    /// No connection.
    #[error("no connection: {0}")]
    Network(String),
    /// The response was cut off.
    #[error("the response was cut off")]
    CutOff,
    /// The response is longer than so many bytes.
    #[error("longer than {} MB, the most that is read", .0 >> 20)]
    TooLarge(usize),
    /// More redirects than any server needs.
    #[error("too many redirects")]
    Redirects,
    /// An address of this machine or a private network.
    #[error(
        "an address of this machine or a private network, which is followed only if the source itself is on it"
    )]
    PrivateAddress,
    /// Neither `http` nor `https`, or a URL with a password.
    #[error("not followed: {0}")]
    Address(&'static str),
    /// Something else than expected.
    #[error("{found} instead of {expected}")]
    Content {
        /// What was found.
        found: String,
        /// What was expected.
        expected: &'static str,
    },
    /// A transcript whose words have no times.
    #[error("a transcript without times, from which no moment can be found")]
    NoTimes,
    /// Captions that cannot be read.
    #[error("captions that cannot be read: {0}")]
    Captions(String),
    /// There is nothing to fetch.
    #[error("{0}")]
    NoRecording(String),
}

impl WebError {
    pub(crate) fn new(url: &Url, problem: WebProblem) -> Self {
        Self::at(place(url), problem)
    }

    pub(crate) fn at(place: impl fmt::Display, problem: WebProblem) -> Self {
        let place = place.to_string();
        Self { place, problem }
    }

    pub(crate) const fn kind(&self) -> &'static str {
        match self.problem {
            WebProblem::NotFound(_) => "unavailable",
            WebProblem::Denied(_) => "login-required",
            WebProblem::Status(_) => "bad-request",
            WebProblem::RateLimited(_) => "rate-limited",
            WebProblem::Server(_) => "server-error",
            WebProblem::Timeout => "timeout",
            WebProblem::Network(_) => "network",
            WebProblem::CutOff => "cut-off",
            WebProblem::TooLarge(_) => "too-large",
            WebProblem::Redirects | WebProblem::Content { .. } => "unexpected-content",
            WebProblem::PrivateAddress => "private-address",
            WebProblem::Address(_) => "bad-address",
            WebProblem::NoTimes => "no-times",
            WebProblem::Captions(_) => "unreadable-captions",
            WebProblem::NoRecording(_) => "no-recording",
        }
    }

    pub(crate) const fn class(&self) -> ErrorClass {
        match self.problem {
            WebProblem::NotFound(_)
            | WebProblem::Denied(_)
            | WebProblem::PrivateAddress
            | WebProblem::Address(_)
            | WebProblem::NoTimes
            | WebProblem::Captions(_)
            | WebProblem::NoRecording(_) => ErrorClass::NotThere,
            _ => ErrorClass::RefusedForNow,
        }
    }

    pub(crate) const fn advice(&self) -> &'static str {
        match self.problem {
            WebProblem::NotFound(_) => "check the address; stored captions remain usable",
            WebProblem::Denied(_) => {
                "download the captions in a browser that is signed in, then `kbnote import` the file"
            }
            WebProblem::RateLimited(_) => "wait a while, then use a lower rate",
            WebProblem::TooLarge(_) => {
                "download the file of captions that you need, then `kbnote import` it"
            }
            WebProblem::PrivateAddress | WebProblem::Address(_) => {
                "if you trust the file, download it yourself, then `kbnote import` it"
            }
            WebProblem::NoTimes | WebProblem::Captions(_) => {
                "create them with speech recognition such as Whisper, then `kbnote import` the \
                 result"
            }
            WebProblem::Content { .. } | WebProblem::NoRecording(_) => {
                "give the address of a podcast feed, an episode, a video on PeerTube or a caption \
                 file; or try `--source yt-dlp`"
            }
            _ => "check the connection and try again",
        }
    }

    /// Whether a request may be repeated, and when, if the server says that.
    pub(crate) const fn retry(&self) -> Option<Option<Duration>> {
        match self.problem {
            WebProblem::RateLimited(wait) => Some(wait),
            WebProblem::Timeout | WebProblem::Server(_) => Some(None),
            _ => None,
        }
    }
}

/// The host and path of a URL: what an error shows of it.
pub(crate) fn place(url: &Url) -> String {
    let shown = format!("{}{}", url.host_str().unwrap_or_default(), url.path());
    shown.trim_end_matches('/').chars().take(120).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_shows_neither_query_nor_password() {
        let url = Url::parse("https://me:word@example.org/a/?token=secret#x").unwrap();
        assert_eq!(place(&url), "example.org/a");
    }
}
