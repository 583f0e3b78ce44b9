//! A client for the project's own server: one request per connection.

use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::request::{first, header_pairs};

/// Only a server that hangs takes so long.
const TIMEOUT: Duration = Duration::from_secs(120);

/// A response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The headers; names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Response {
    /// The first value of a header, whose name is given in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        first(&self.headers, name).map(String::as_str)
    }

    /// The body as JSON; null if it is not JSON.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }
}

/// Sends a request to `address` (`127.0.0.1:80`), with only these headers and its length.
///
/// # Panics
///
/// If the server cannot be reached or does not speak HTTP.
#[must_use]
#[expect(clippy::expect_used, reason = "a test cannot go on without a response")]
pub fn request(
    address: &str,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Response {
    let mut request = hyper::Request::builder().method(method).uri(target);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Full::new(Bytes::copy_from_slice(body)));
    let request = request.expect("a valid request");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let response = async { tokio::time::timeout(TIMEOUT, send(address, request)).await };
    let response = runtime.expect("a runtime").block_on(response);
    response.expect("a response in time").expect("a response")
}

async fn send(
    address: &str,
    request: hyper::Request<Full<Bytes>>,
) -> Result<Response, Box<dyn std::error::Error>> {
    let stream = TokioIo::new(TcpStream::connect(address).await?);
    let (mut sender, connection) = http1::handshake(stream).await?;
    let connection = tokio::spawn(connection);
    let response = sender.send_request(request).await?;
    let (head, body) = response.into_parts();
    let body = body.collect().await?.to_bytes();
    drop(sender);
    connection.abort();
    Ok(Response {
        status: head.status.as_u16(),
        headers: header_pairs(&head.headers),
        body: String::from_utf8(body.into())?,
    })
}
