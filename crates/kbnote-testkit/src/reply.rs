//! The reply to a request, faults included.

use std::io;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, StreamBody};
use hyper::Response;
use hyper::body::{Bytes, Frame};
use hyper::header::{CONTENT_LENGTH, HeaderValue};
use serde_json::Value;

/// An HTTP response, or the fault in its place.
#[derive(Clone, Debug)]
pub struct Reply {
    pub(crate) head: Response<()>,
    pub(crate) body: Bytes,
    delay: Duration,
    fault: Option<Fault>,
}

/// How a reply goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// Nothing is sent, and the connection stays open.
    Stall,
    /// Only so many bytes of the announced body are sent.
    CutOff(usize),
    /// The body is sent over and over, until the client hangs up.
    Endless,
}

impl Reply {
    /// An empty body with a status.
    ///
    /// # Panics
    ///
    /// If it is not an HTTP status.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a mistake in the test")]
    pub fn status(status: u16) -> Self {
        let head = Response::builder().status(status).body(());
        Self {
            head: head.expect("a status"),
            body: Bytes::new(),
            delay: Duration::ZERO,
            fault: None,
        }
    }

    /// Bytes of any kind, with status 200.
    #[must_use]
    pub fn bytes(body: impl Into<Vec<u8>>) -> Self {
        let body = Bytes::from(body.into());
        Self {
            body,
            ..Self::status(200)
        }
    }

    /// JSON, with status 200.
    #[must_use]
    pub fn json(value: &Value) -> Self {
        Self::bytes(value.to_string()).header("content-type", "application/json; charset=UTF-8")
    }

    /// A page, with status 200.
    #[must_use]
    pub fn html(page: &str) -> Self {
        Self::bytes(page).header("content-type", "text/html; charset=utf-8")
    }

    /// Sets another status.
    #[must_use]
    pub fn with_status(self, status: u16) -> Self {
        let mut reply = Self { ..self };
        *reply.head.status_mut() = Self::status(status).head.status();
        reply
    }

    /// Adds a header.
    ///
    /// # Panics
    ///
    /// If it is not an HTTP header.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a mistake in the test")]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name = hyper::header::HeaderName::from_bytes(name.as_bytes()).expect("a header name");
        let value = HeaderValue::from_str(value).expect("a header value");
        self.head.headers_mut().append(name, value);
        self
    }

    /// Waits before the first byte.
    #[must_use]
    pub fn delay(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }

    /// Never replies, and keeps the connection open.
    #[must_use]
    pub fn stall(self) -> Self {
        self.with_fault(Fault::Stall)
    }

    /// Closes the connection after `bytes` bytes of the body.
    #[must_use]
    pub fn cut_off_after(self, bytes: usize) -> Self {
        self.with_fault(Fault::CutOff(bytes))
    }

    /// Sends the body again and again, until the client hangs up.
    #[must_use]
    pub fn endless(self) -> Self {
        self.with_fault(Fault::Endless)
    }

    fn with_fault(self, fault: Fault) -> Self {
        let fault = Some(fault);
        Self { fault, ..self }
    }

    /// Turns the reply into a response at the time at which it is to be sent.
    pub(crate) async fn play(self) -> Response<UnsyncBoxBody<Bytes, io::Error>> {
        tokio::time::sleep(self.delay).await;
        if self.fault == Some(Fault::Stall) {
            std::future::pending::<()>().await;
        }
        let length = HeaderValue::from(self.body.len());
        let body = self.body;
        let frames: Box<dyn Iterator<Item = io::Result<Bytes>> + Send> = match self.fault {
            Some(Fault::Endless) => Box::new(std::iter::repeat_with(move || Ok(body.clone()))),
            Some(Fault::CutOff(bytes)) => {
                let start = body.slice(..bytes.min(body.len()));
                Box::new([Ok(start), Err(io::ErrorKind::ConnectionReset.into())].into_iter())
            }
            _ => Box::new(std::iter::once(Ok(body))),
        };
        // Yielding lets the connection flush each frame before it meets the next.
        let frames = stream::iter(frames).then(async |bytes| {
            tokio::task::yield_now().await;
            bytes.map(Frame::data)
        });
        let mut response = self.head.map(|()| StreamBody::new(frames).boxed_unsync());
        if self.fault != Some(Fault::Endless) {
            response.headers_mut().insert(CONTENT_LENGTH, length);
        }
        response
    }
}
