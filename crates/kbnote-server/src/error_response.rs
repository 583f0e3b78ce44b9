//! Errors as HTTP responses: the one place that maps them to a status.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kbnote_app::{Error, ErrorDocument, ErrorKind};

/// An error and the status it is sent with.
#[derive(Clone, Debug)]
pub(crate) struct ApiError {
    pub(crate) status: StatusCode,
    error: Error,
}

impl ApiError {
    fn new(status: StatusCode, kind: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            error: Error::new(ErrorKind::Usage, kind, message),
        }
    }

    /// A request that cannot be understood or served.
    pub(crate) fn request(status: StatusCode, message: impl Into<String>) -> Self {
        Self::new(status, "request", message)
    }

    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::request(StatusCode::BAD_REQUEST, message)
    }

    pub(crate) fn forbidden(message: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", message)
    }

    pub(crate) fn not_found() -> Self {
        Self::request(StatusCode::NOT_FOUND, "nothing is served at this address")
    }

    pub(crate) fn method_not_allowed() -> Self {
        let message = "this address does not support the method";
        Self::request(StatusCode::METHOD_NOT_ALLOWED, message)
    }

    pub(crate) fn precondition_required() -> Self {
        let message = "a change needs `If-Match` with the `ETag` of the note";
        Self::request(StatusCode::PRECONDITION_REQUIRED, message)
    }

    pub(crate) fn internal() -> Self {
        let message = "the request failed because of a bug in kbnote";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", message)
    }

    /// The message as plain text, for somebody who opened the page itself.
    pub(crate) fn into_text(self) -> Response {
        let text = format!("kbnote: {}\n", self.error.message());
        (self.status, text).into_response()
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        (self.status, Json(ErrorDocument::new(&self.error))).into_response()
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        Self {
            status: status_of(error.kind()),
            error,
        }
    }
}

/// The status of each kind of failure.
fn status_of(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::Usage => StatusCode::BAD_REQUEST,
        ErrorKind::NotFound | ErrorKind::Offline => StatusCode::NOT_FOUND,
        ErrorKind::Declined => StatusCode::CONFLICT,
        ErrorKind::Conflict => StatusCode::PRECONDITION_FAILED,
        ErrorKind::InvalidEdit => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorKind::Refused | ErrorKind::Blocked => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
