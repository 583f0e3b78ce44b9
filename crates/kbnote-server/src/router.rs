//! The addresses of the page and what each answers.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Path, Query, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use kbnote_app::{Error, FindingDecision, NoteList, NoteService, OpenNote, Watch};
use kbnote_engine::note_view::{NoteEdit, Revision};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use crate::error_response::ApiError;
use crate::feed::Feed;
use crate::guard::RequestGuard;
use crate::media;
use crate::page::{self, PageSettings};
use crate::running;
use crate::server::READ_TIMEOUT;

/// Upper limit of a request body; the longest sentence is far below it.
const MAX_BODY_BYTES: usize = 64 * 1024;

/// The header in which a page names the captions that it has.
const CAPTIONS: HeaderName = HeaderName::from_static("x-kbnote-captions");

/// Headers of every response. YouTube's player only plays if it sees the origin of the page, hence
/// the referrer policy.
const SECURITY_HEADERS: [(&str, &str); 7] = [
    ("x-content-type-options", "nosniff"),
    ("cache-control", "no-store"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "strict-origin-when-cross-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("content-security-policy", CONTENT_SECURITY_POLICY),
];

/// Allows what this server sends, YouTube's player in its frame, and nothing else.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self'; media-src 'self'; connect-src 'self'; frame-src https://www.youtube-nocookie.com; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types 'none'";

/// Shared state of the request handlers.
#[derive(Debug)]
pub(crate) struct AppState {
    pub(crate) notes: Arc<NoteService>,
    pub(crate) guard: RequestGuard,
    /// What shows other processes of the user that the vault is served here.
    pub(crate) mark: String,
    pub(crate) settings: PageSettings,
    /// The changes of the vault, for the open pages.
    pub(crate) feed: Feed,
    pub(crate) watch: Watch,
}

/// A change of a note.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangeRequest {
    path: String,
    change: NoteEdit,
}

/// A request for a note, to undo its last change, to anchor its new sentences, or to repair it.
#[derive(Debug, Deserialize)]
struct NoteRequest {
    path: String,
}

/// Captions to quote: the first, and the one after the last.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct QuoteRequest {
    path: String,
    claim: usize,
    /// The anchor whose recording says them, for a claim on several recordings.
    #[serde(default)]
    anchor: usize,
    cues: [usize; 2],
}

/// A decision on a proposed change.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DecideRequest {
    path: String,
    id: String,
    accept: bool,
}

/// A decision on a finding.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FindingRequest {
    path: String,
    finding: FindingDecision,
}

/// A recording of a note.
#[derive(Debug, Deserialize)]
struct MediaRequest {
    path: String,
    video: String,
}

/// A picture that a note shows.
#[derive(Debug, Deserialize)]
struct PictureRequest {
    path: String,
    source: String,
}

type Shared = State<Arc<AppState>>;

/// The routes, behind the guard.
pub(crate) fn router(state: Arc<AppState>) -> Router {
    Router::new()
        .route("/", get(index))
        .route("/assets/{token}/{name}", get(asset))
        .route(running::MARK, get(mark))
        .route("/api/notes", get(list_notes))
        .route("/api/counts", get(list_counts))
        .route("/api/note", get(open_note))
        .route("/api/change", post(change_note))
        .route("/api/undo", post(undo_change))
        .route("/api/anchor", post(anchor_note))
        .route("/api/quote", post(quote_cues))
        .route("/api/decisions", get(list_decisions))
        .route("/api/decide", post(decide))
        .route("/api/finding", post(decide_finding))
        .route("/api/repair", post(repair_note))
        .route("/api/media", get(media_file))
        .route("/api/picture", get(picture_file))
        .route("/api/events", get(events))
        .fallback(async || ApiError::not_found())
        .method_not_allowed_fallback(async || ApiError::method_not_allowed())
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(middleware::from_fn_with_state(Arc::clone(&state), admit))
        .layer(middleware::map_response(add_security_headers))
        .with_state(state)
}

/// Rejects requests that the guard does not admit, before anything else looks at them.
async fn admit(State(state): Shared, request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    let is_page = head.uri.path() == "/";
    let admitted = match head.method.is_safe() {
        true if is_page => state.guard.check_navigation(&head),
        true => state.guard.check_read(&head),
        false => state.guard.check_write(&head),
    };
    match admitted {
        Ok(()) => next.run(Request::from_parts(head, body)).await,
        Err(error) if is_page => error.into_text(),
        Err(error) => error.into_response(),
    }
}

async fn add_security_headers(mut response: Response) -> Response {
    for (name, value) in SECURITY_HEADERS {
        let headers = response.headers_mut();
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

async fn index(State(state): Shared) -> Html<String> {
    Html(page::html(state.guard.token(), state.settings))
}

async fn asset(Path((_token, name)): Path<(String, String)>) -> Result<Response, ApiError> {
    let (content_type, text) = page::asset(&name).ok_or_else(ApiError::not_found)?;
    Ok(([(header::CONTENT_TYPE, content_type)], text).into_response())
}

async fn mark(State(state): Shared) -> String {
    state.mark.clone()
}

async fn list_notes(State(state): Shared) -> Result<Json<NoteList>, ApiError> {
    state.with_notes(NoteService::list).await.map(Json)
}

async fn list_counts(State(state): Shared) -> Result<Json<NoteList>, ApiError> {
    state.with_notes(NoteService::counts).await.map(Json)
}

async fn open_note(
    State(state): Shared,
    captions: KnownCaptions,
    query: Result<Query<NoteRequest>, QueryRejection>,
) -> Result<Response, ApiError> {
    let Query(query) = query.map_err(|error| ApiError::bad_request(error.body_text()))?;
    let shared = Arc::clone(&state);
    let open = move |notes: &NoteService| {
        notes.follow(&query.path, &shared.watch);
        notes.open(&query.path)
    };
    Ok(note_response(&state.with_notes(open).await?, &captions))
}

async fn events(State(state): Shared) -> Response {
    state.feed.response()
}

async fn change_note(
    State(state): Shared,
    captions: KnownCaptions,
    headers: HeaderMap,
    Body(request): Body<ChangeRequest>,
) -> Result<Response, ApiError> {
    let base = expected_revision(&headers)?;
    let edit = move |notes: &NoteService| notes.edit(&request.path, &base, &request.change);
    Ok(note_response(&state.with_notes(edit).await?, &captions))
}

async fn undo_change(
    State(state): Shared,
    captions: KnownCaptions,
    headers: HeaderMap,
    Body(request): Body<NoteRequest>,
) -> Result<Response, ApiError> {
    let base = expected_revision(&headers)?;
    let undo = move |notes: &NoteService| notes.undo_last(&request.path, &base);
    Ok(note_response(&state.with_notes(undo).await?, &captions))
}

async fn anchor_note(
    State(state): Shared,
    captions: KnownCaptions,
    headers: HeaderMap,
    Body(request): Body<NoteRequest>,
) -> Result<Response, ApiError> {
    let base = expected_revision(&headers)?;
    let anchor = move |notes: &NoteService| notes.anchor(&request.path, &base);
    Ok(note_response(&state.with_notes(anchor).await?, &captions))
}

async fn quote_cues(
    State(state): Shared,
    captions: KnownCaptions,
    headers: HeaderMap,
    Body(request): Body<QuoteRequest>,
) -> Result<Response, ApiError> {
    let base = expected_revision(&headers)?;
    let QuoteRequest {
        path,
        claim,
        anchor,
        cues,
    } = request;
    let quote =
        move |notes: &NoteService| notes.quote(&path, &base, (claim, anchor), cues[0]..cues[1]);
    Ok(note_response(&state.with_notes(quote).await?, &captions))
}

async fn list_decisions(
    State(state): Shared,
    query: Result<Query<NoteRequest>, QueryRejection>,
) -> Result<Response, ApiError> {
    let Query(query) = query.map_err(|error| ApiError::bad_request(error.body_text()))?;
    let list = move |notes: &NoteService| notes.decisions(&query.path);
    let (revision, decisions) = state.with_notes(list).await?;
    Ok((entity_tag(&revision), Json(decisions)).into_response())
}

async fn decide(
    State(state): Shared,
    captions: KnownCaptions,
    headers: HeaderMap,
    Body(request): Body<DecideRequest>,
) -> Result<Response, ApiError> {
    let base = expected_revision(&headers)?;
    let DecideRequest { path, id, accept } = request;
    let decide = move |notes: &NoteService| notes.decide(&path, &base, &id, accept);
    Ok(note_response(&state.with_notes(decide).await?, &captions))
}

async fn decide_finding(
    State(state): Shared,
    captions: KnownCaptions,
    headers: HeaderMap,
    Body(request): Body<FindingRequest>,
) -> Result<Response, ApiError> {
    let base = expected_revision(&headers)?;
    let decide =
        move |notes: &NoteService| notes.decide_finding(&request.path, &base, &request.finding);
    Ok(note_response(&state.with_notes(decide).await?, &captions))
}

async fn repair_note(
    State(state): Shared,
    captions: KnownCaptions,
    headers: HeaderMap,
    Body(request): Body<NoteRequest>,
) -> Result<Response, ApiError> {
    let base = expected_revision(&headers)?;
    let repair = move |notes: &NoteService| notes.repair(&request.path, &base);
    Ok(note_response(&state.with_notes(repair).await?, &captions))
}

/// The media file of a recording; nothing where it is not in the vault.
async fn media_file(
    State(state): Shared,
    headers: HeaderMap,
    query: Result<Query<MediaRequest>, QueryRejection>,
) -> Result<Response, ApiError> {
    let Query(query) = query.map_err(|error| ApiError::bad_request(error.body_text()))?;
    let find = move |notes: &NoteService| notes.media(&query.path, &query.video);
    Ok(match state.with_notes(find).await? {
        Some(file) => media::response(file, &headers),
        None => StatusCode::NO_CONTENT.into_response(),
    })
}

/// A picture of the vault; nothing where it is not there.
async fn picture_file(
    State(state): Shared,
    headers: HeaderMap,
    query: Result<Query<PictureRequest>, QueryRejection>,
) -> Result<Response, ApiError> {
    let Query(query) = query.map_err(|error| ApiError::bad_request(error.body_text()))?;
    let find = move |notes: &NoteService| notes.picture(&query.path, &query.source);
    Ok(match state.with_notes(find).await? {
        Some(file) => media::response(file, &headers),
        None => StatusCode::NO_CONTENT.into_response(),
    })
}

/// A note with its revision as `ETag`, without the captions that the page has.
fn note_response(note: &OpenNote, captions: &KnownCaptions) -> Response {
    let view = note.view.without_cues(&captions.names());
    (entity_tag(&note.revision), Json(view)).into_response()
}

fn entity_tag(revision: &Revision) -> [(HeaderName, String); 1] {
    [(header::ETAG, format!("\"{revision}\""))]
}

impl AppState {
    /// Runs work on the notes off the event loop; it completes even if the client disconnects.
    async fn with_notes<T: Send + 'static>(
        &self,
        work: impl FnOnce(&NoteService) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, ApiError> {
        let notes = Arc::clone(&self.notes);
        let result = tokio::task::spawn_blocking(move || work(&notes)).await;
        Ok(result.map_err(|_| ApiError::internal())??)
    }
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
struct KnownCaptions(HeaderValue);

impl KnownCaptions {
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
        let names = head.headers.get(&CAPTIONS).cloned();
        Ok(Self(names.unwrap_or(HeaderValue::from_static(""))))
    }
}

/// A JSON body, with the errors of this server.
struct Body<T>(T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let Ok(body) = timeout(READ_TIMEOUT, Json::from_request(request, state)).await else {
            return Err(ApiError::bad_request(
                "the request body did not arrive in time",
            ));
        };
        let Json(value) = body.map_err(|error| invalid_body(&error))?;
        Ok(Self(value))
    }
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
