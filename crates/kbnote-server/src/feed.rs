//! Server-sent events: what changes in the vault, told to every open page.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use kbnote_app::VaultEvent;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::broadcast::{Receiver, Sender, channel};
use tokio::time::timeout;

/// How many events a page may be late by; one that is later is told that anything may have changed.
const BACKLOG: usize = 64;

/// How often something is sent, so that a page that is gone is noticed.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Passes events on to all pages.
#[derive(Clone, Debug)]
pub(crate) struct Feed(Sender<FeedItem>);

#[derive(Clone, Debug)]
enum FeedItem {
    Event(VaultEvent),
    /// The server ends.
    End,
}

impl Feed {
    pub(crate) fn new() -> Self {
        Self(channel(BACKLOG).0)
    }

    pub(crate) fn send(&self, event: VaultEvent) {
        // Without an open page nobody receives it.
        let _ = self.0.send(FeedItem::Event(event));
    }

    /// Ends all responses.
    pub(crate) fn end(&self) {
        let _ = self.0.send(FeedItem::End);
    }

    /// A response that sends each event as it happens.
    pub(crate) fn response(&self) -> Response {
        // The first line tells the page that it is connected.
        let state = (self.0.subscribe(), true);
        let events = stream::unfold(state, |(mut receiver, is_first)| async move {
            let text = match is_first {
                true => Some(": connected\n\n".to_owned()),
                false => next(&mut receiver).await,
            };
            let item = Ok::<_, Infallible>(Bytes::from(text?));
            Some((item, (receiver, false)))
        });
        let kind = [(header::CONTENT_TYPE, "text/event-stream; charset=utf-8")];
        (kind, Body::from_stream(events)).into_response()
    }
}

/// The next text of a stream of events; `None` at its end.
async fn next(receiver: &mut Receiver<FeedItem>) -> Option<String> {
    let event = match timeout(HEARTBEAT, receiver.recv()).await {
        Err(_) => return Some(": still here\n\n".to_owned()),
        Ok(Ok(FeedItem::Event(event))) => event,
        Ok(Err(RecvError::Lagged(_))) => VaultEvent::anything(),
        Ok(Ok(FeedItem::End) | Err(RecvError::Closed)) => return None,
    };
    // A path has no line breaks in JSON.
    let data = serde_json::to_string(&event).ok()?;
    Some(format!("data: {data}\n\n"))
}
