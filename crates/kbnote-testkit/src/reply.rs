//! What is answered, faults included.

use std::time::Duration;

use serde_json::Value;

/// An HTTP response, or the trouble that takes its place.
#[derive(Clone, Debug)]
pub struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) delay: Duration,
    pub(crate) fault: Fault,
}

/// How a reply goes wrong on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    /// Nothing is sent, and the connection stays open.
    Stall,
    /// Only so many bytes of the body are sent, though the header promises all of them.
    CutOff(usize),
    /// The body is sent over and over, without a length, until the client has had enough.
    Endless,
}

impl Reply {
    /// An empty body with a status.
    #[must_use]
    pub const fn status(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            delay: Duration::ZERO,
            fault: Fault::None,
        }
    }

    /// Bytes of any kind, with status 200.
    #[must_use]
    pub fn bytes(body: impl Into<Vec<u8>>) -> Self {
        Self {
            body: body.into(),
            ..Self::status(200)
        }
    }

    /// JSON, with status 200.
    #[must_use]
    pub fn json(value: &Value) -> Self {
        Self::bytes(value.to_string()).header("Content-Type", "application/json; charset=UTF-8")
    }

    /// A page, with status 200.
    #[must_use]
    pub fn html(page: &str) -> Self {
        Self::bytes(page).header("Content-Type", "text/html; charset=utf-8")
    }

    /// Another status.
    #[must_use]
    pub const fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// One more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Waits before the first byte.
    #[must_use]
    pub const fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Never answers, and keeps the connection open.
    #[must_use]
    pub const fn stall(mut self) -> Self {
        self.fault = Fault::Stall;
        self
    }

    /// Closes the connection after `bytes` bytes of the body.
    #[must_use]
    pub const fn cut_off_after(mut self, bytes: usize) -> Self {
        self.fault = Fault::CutOff(bytes);
        self
    }

    /// Sends the body again and again, until the client hangs up.
    #[must_use]
    pub const fn endless(mut self) -> Self {
        self.fault = Fault::Endless;
        self
    }
}
