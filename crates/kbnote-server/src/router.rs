//! The addresses of the page and what each answers.

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use kbnote_app::{FindingDecision, NoteList, NoteService};
use kbnote_engine::note_view::NoteEdit;
use serde::Deserialize;

use crate::app_state::AppState;
use crate::error_response::ApiError;
use crate::media;
use crate::note_request::{
    KnownCaptions, MAX_BODY_BYTES, NoteWrite, Parameters, entity_tag, note_response,
};
use crate::page;
use crate::running;

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
    Parameters(query): Parameters<NoteRequest>,
) -> Result<Response, ApiError> {
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

async fn change_note(write: NoteWrite<ChangeRequest>) -> Result<Response, ApiError> {
    write
        .carry_out(|notes, base, it| notes.edit(&it.path, base, &it.change))
        .await
}

async fn undo_change(write: NoteWrite<NoteRequest>) -> Result<Response, ApiError> {
    write
        .carry_out(|notes, base, it| notes.undo_last(&it.path, base))
        .await
}

async fn anchor_note(write: NoteWrite<NoteRequest>) -> Result<Response, ApiError> {
    write
        .carry_out(|notes, base, it| notes.anchor(&it.path, base))
        .await
}

async fn quote_cues(write: NoteWrite<QuoteRequest>) -> Result<Response, ApiError> {
    write
        .carry_out(|notes, base, it| {
            let [first, end] = it.cues;
            notes.quote(&it.path, base, (it.claim, it.anchor), first..end)
        })
        .await
}

async fn list_decisions(
    State(state): Shared,
    Parameters(query): Parameters<NoteRequest>,
) -> Result<Response, ApiError> {
    let list = move |notes: &NoteService| notes.decisions(&query.path);
    let (revision, decisions) = state.with_notes(list).await?;
    Ok((entity_tag(&revision), Json(decisions)).into_response())
}

async fn decide(write: NoteWrite<DecideRequest>) -> Result<Response, ApiError> {
    write
        .carry_out(|notes, base, it| notes.decide(&it.path, base, &it.id, it.accept))
        .await
}

async fn decide_finding(write: NoteWrite<FindingRequest>) -> Result<Response, ApiError> {
    write
        .carry_out(|notes, base, it| notes.decide_finding(&it.path, base, &it.finding))
        .await
}

async fn repair_note(write: NoteWrite<NoteRequest>) -> Result<Response, ApiError> {
    write
        .carry_out(|notes, base, it| notes.repair(&it.path, base))
        .await
}

/// The media file of a recording; nothing where it is not in the vault.
async fn media_file(
    State(state): Shared,
    headers: HeaderMap,
    Parameters(query): Parameters<MediaRequest>,
) -> Result<Response, ApiError> {
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
    Parameters(query): Parameters<PictureRequest>,
) -> Result<Response, ApiError> {
    let find = move |notes: &NoteService| notes.picture(&query.path, &query.source);
    Ok(match state.with_notes(find).await? {
        Some(file) => media::response(file, &headers),
        None => StatusCode::NO_CONTENT.into_response(),
    })
}
