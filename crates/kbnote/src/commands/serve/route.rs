//! What is answered to which request.

use std::sync::Arc;

use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, Request, StatusCode};
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use super::desk::Desk;
use super::door::Door;
use super::refusal::Refusal;
use super::reply::{Reply, json, refused, reply, told};
use super::server::MOST_WAITING;

/// How long a request may be: a sentence has less.
const MOST_BYTES: usize = 64 * 1024;

const PAGE: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/page.css");
const SCRIPT: &str = include_str!("page/page.js");
const ICON: &str = include_str!("page/icon.svg");

/// All that answers need.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) desk: Arc<Desk>,
    pub(super) door: Door,
    /// Never ask the network: the page is to show no player.
    pub(super) offline: bool,
}

/// What is asked for.
enum Route {
    Page,
    Style,
    Script,
    Icon,
    /// The notes, counted anew.
    Notes,
    /// The notes, as far as they are counted.
    Counts,
    Note,
    Change,
    Undo,
}

/// The answer to a request.
pub(super) async fn answer(site: Arc<Site>, request: Request<Incoming>) -> Reply {
    let (head, body) = request.into_parts();
    let answer = match route(&site.door, &head) {
        Ok(route) => respond(&site, route, &head, body).await,
        Err(refusal) if head.uri.path() == "/" => return told(&refusal),
        Err(refusal) => Err(refusal),
    };
    answer.unwrap_or_else(|refusal| refused(&refusal))
}

impl Route {
    fn at(path: &str) -> Option<Self> {
        Some(match path {
            "/" => Self::Page,
            "/page.css" => Self::Style,
            "/page.js" => Self::Script,
            "/icon.svg" => Self::Icon,
            "/api/notes" => Self::Notes,
            "/api/counts" => Self::Counts,
            "/api/note" => Self::Note,
            "/api/change" => Self::Change,
            "/api/undo" => Self::Undo,
            _ => return None,
        })
    }

    fn writes(&self) -> bool {
        matches!(self, Self::Change | Self::Undo)
    }

    /// Reading changes nothing, so only what changes something takes `POST`.
    fn takes(&self, method: &Method) -> bool {
        match *method {
            Method::GET | Method::HEAD => !self.writes(),
            Method::POST => self.writes(),
            _ => false,
        }
    }
}

/// Which route a request takes, if it is let in.
fn route(door: &Door, head: &Parts) -> Result<Route, Refusal> {
    let route = Route::at(head.uri.path());
    match &route {
        // A link to the page may stand on any other.
        Some(Route::Page) => door.admits_visit(head)?,
        Some(route) if route.writes() => door.admits_writing(head)?,
        _ => door.admits_reading(head)?,
    }
    let refused = |status, message| Err(Refusal::new(status, "request", message));
    match route {
        Some(route) if route.takes(&head.method) => Ok(route),
        Some(_) => refused(
            StatusCode::METHOD_NOT_ALLOWED,
            "that method is not for this address",
        ),
        None => refused(StatusCode::NOT_FOUND, "there is nothing at this address"),
    }
}

async fn respond(
    site: &Arc<Site>,
    route: Route,
    head: &Parts,
    body: Incoming,
) -> Result<Reply, Refusal> {
    let desk = Arc::clone(&site.desk);
    let document = match route {
        Route::Page => return Ok(page(site)),
        Route::Style => return Ok(reply(StatusCode::OK, "text/css; charset=utf-8", STYLE)),
        Route::Script => {
            return Ok(reply(
                StatusCode::OK,
                "text/javascript; charset=utf-8",
                SCRIPT,
            ));
        }
        Route::Icon => return Ok(reply(StatusCode::OK, "image/svg+xml", ICON)),
        Route::Notes => aside(move || Desk::notes(&desk)).await?,
        Route::Counts => aside(move || desk.counts()).await?,
        Route::Note => {
            let path = asked_path(head)?;
            aside(move || desk.note(&path)).await?
        }
        Route::Change => {
            let asked = asked(head, body).await?;
            aside(move || desk.change(&asked)).await?
        }
        Route::Undo => {
            let asked = asked(head, body).await?;
            aside(move || desk.take_back(&asked)).await?
        }
    };
    Ok(json(StatusCode::OK, document))
}

/// Files are read and notes aligned beside the thread that has the connections. What was begun is
/// carried to its end though the browser hangs up.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| {
        let message = "the request could not be carried out";
        Err(Refusal::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            message,
        ))
    })
}

fn page(site: &Site) -> Reply {
    let page = PAGE.replace("{{token}}", site.door.token());
    let page = page.replace("{{offline}}", if site.offline { "yes" } else { "no" });
    reply(StatusCode::OK, "text/html; charset=utf-8", page)
}

/// The note that the query names.
fn asked_path(head: &Parts) -> Result<String, Refusal> {
    let query = head.uri.query().unwrap_or_default();
    let path = query.split('&').find_map(|pair| pair.strip_prefix("path="));
    let path = path.map(|path| percent_decode_str(path).decode_utf8());
    match path {
        Some(Ok(path)) => Ok(path.into_owned()),
        Some(Err(_)) => Err(bad("the path is no text")),
        None => Err(bad("no path is given")),
    }
}

/// What the body asks for.
async fn asked<T: DeserializeOwned>(head: &Parts, body: Incoming) -> Result<T, Refusal> {
    let kind = head.headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    if kind != Some(b"application/json") {
        let message = "a change is asked for in JSON";
        return Err(Refusal::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "request",
            message,
        ));
    }
    let body = read(body).await?;
    serde_json::from_slice(&body).map_err(|error| bad(&format!("not understood: {error}")))
}

async fn read(body: Incoming) -> Result<Bytes, Refusal> {
    let whole = timeout(MOST_WAITING, Limited::new(body, MOST_BYTES).collect());
    let Ok(read) = whole.await else {
        return Err(bad("the request did not come to its end"));
    };
    match read {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            let message = format!("a request has at most {MOST_BYTES} bytes");
            Err(Refusal::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "request",
                message,
            ))
        }
        Err(_) => Err(bad("the request was cut off")),
    }
}

fn bad(message: &str) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "request", message)
}
