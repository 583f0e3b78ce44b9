//! Answers, with the headers that keep the page to itself.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};

use super::refusal::Refusal;

/// An answer, whole.
pub(super) type Reply = Response<Full<Bytes>>;

/// What every answer says. The player refuses to play for a page that does not say where it is, so
/// the address without path is told to it.
const ALWAYS: [(HeaderName, &str); 7] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CACHE_CONTROL, "no-store"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (header::CONTENT_SECURITY_POLICY, POLICY),
];

/// Nothing but what this server sends, and YouTube's player in its frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; frame-src https://www.youtube-nocookie.com; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
    trusted-types 'none'";

/// An answer of this kind.
pub(super) fn reply(status: StatusCode, kind: &'static str, body: impl Into<Bytes>) -> Reply {
    let mut reply = Response::new(Full::new(body.into()));
    *reply.status_mut() = status;
    let headers = reply.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    reply
}

/// A JSON document.
pub(super) fn json(status: StatusCode, document: impl Into<Bytes>) -> Reply {
    reply(status, "application/json", document)
}

/// The error that a person is told who opened the page.
pub(super) fn told(refusal: &Refusal) -> Reply {
    let text = format!("kbnote: {}\n", refusal.message());
    reply(refusal.status, "text/plain; charset=utf-8", text)
}

/// The error that is told instead of an answer.
pub(super) fn refused(refusal: &Refusal) -> Reply {
    let mut reply = json(refusal.status, refusal.document().to_string());
    if refusal.status == StatusCode::PAYLOAD_TOO_LARGE {
        // What is still on its way is not read.
        let close = HeaderValue::from_static("close");
        reply.headers_mut().insert(header::CONNECTION, close);
    }
    reply
}
