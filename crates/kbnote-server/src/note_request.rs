//! What a handler gets of a request, and how a note is sent back.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kbnote_app::{Error, NoteService, OpenNote};
use kbnote_engine::note_view::Revision;
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use crate::app_state::AppState;
use crate::error_response::ApiError;
use crate::server::READ_TIMEOUT;

/// Upper limit of a request body; the longest sentence is far below it.
pub(crate) const MAX_BODY_BYTES: usize = 64 * 1024;

/// The header in which a page names the captions that it has.
const CAPTIONS: HeaderName = HeaderName::from_static("x-kbnote-captions");

/// A request to change a note, based on the revision that the client has seen.
pub(crate) struct NoteWrite<T> {
    state: Arc<AppState>,
    base: Revision,
    captions: KnownCaptions,
    request: T,
}

impl<T: Send + 'static> NoteWrite<T> {
    /// Makes the change, and answers with the note as it is then.
    pub(crate) async fn carry_out(
        self,
        change: impl FnOnce(&NoteService, &Revision, &T) -> Result<OpenNote, Error> + Send + 'static,
    ) -> Result<Response, ApiError> {
        let Self {
            state,
            base,
            captions,
            request,
        } = self;
        let work = move |notes: &NoteService| change(notes, &base, &request);
        Ok(note_response(&state.with_notes(work).await?, &captions))
    }
}

impl<T: DeserializeOwned> FromRequest<Arc<AppState>> for NoteWrite<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &Arc<AppState>) -> Result<Self, ApiError> {
        let captions = KnownCaptions::of(request.headers());
        let base = expected_revision(request.headers());
        let request = read_body(request).await?;
        Ok(Self {
            state: Arc::clone(state),
            base: base?,
            captions,
            request,
        })
    }
}

/// The parameters of an address, with the errors of this server.
pub(crate) struct Parameters<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Parameters<T> {
    type Rejection = ApiError;

    async fn from_request_parts(head: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let query = Query::from_request_parts(head, state).await;
        let Query(query) = query.map_err(|error| ApiError::bad_request(error.body_text()))?;
        Ok(Self(query))
    }
}

/// A note with its revision as `ETag`, without the captions that the page has.
pub(crate) fn note_response(note: &OpenNote, captions: &KnownCaptions) -> Response {
    let view = note.view.without_cues(&captions.names());
    (entity_tag(&note.revision), Json(view)).into_response()
}

pub(crate) fn entity_tag(revision: &Revision) -> [(HeaderName, String); 1] {
    [(header::ETAG, format!("\"{revision}\""))]
}

/// The revision that a write request is based on, from its `If-Match` header.
fn expected_revision(headers: &HeaderMap) -> Result<Revision, ApiError> {
    let value = headers
        .get(header::IF_MATCH)
        .ok_or_else(ApiError::precondition_required)?;
    let tag = value.to_str().ok().and_then(|tag| {
        let tag = tag.strip_prefix('"')?.strip_suffix('"')?;
        tag.parse().ok()
    });
    tag.ok_or_else(|| ApiError::bad_request("`If-Match` is not a revision of a note"))
}

/// The names of the captions that a page has.
pub(crate) struct KnownCaptions(HeaderValue);

impl KnownCaptions {
    fn of(headers: &HeaderMap) -> Self {
        let names = headers.get(&CAPTIONS).cloned();
        Self(names.unwrap_or(HeaderValue::from_static("")))
    }

    fn names(&self) -> Vec<&str> {
        self.0
            .to_str()
            .unwrap_or_default()
            .split(',')
            .map(str::trim)
            .collect()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for KnownCaptions {
    type Rejection = Infallible;

    async fn from_request_parts(head: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&head.headers))
    }
}

/// The JSON body of a request.
async fn read_body<T: DeserializeOwned>(request: Request) -> Result<T, ApiError> {
    let Ok(body) = timeout(READ_TIMEOUT, Json::from_request(request, &())).await else {
        return Err(ApiError::bad_request(
            "the request body did not arrive in time",
        ));
    };
    let Json(value) = body.map_err(|error| invalid_body(&error))?;
    Ok(value)
}

fn invalid_body(error: &JsonRejection) -> ApiError {
    let message = match error.status() {
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "the request body is not JSON".to_owned(),
        StatusCode::PAYLOAD_TOO_LARGE => {
            format!("the request body is larger than {MAX_BODY_BYTES} bytes")
        }
        _ => return ApiError::bad_request(error.body_text()),
    };
    ApiError::request(error.status(), message)
}
