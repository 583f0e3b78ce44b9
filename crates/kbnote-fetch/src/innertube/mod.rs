//! InnerTube: the interface of YouTube's own programs.

pub(crate) mod date;
pub(crate) mod handle;
mod lenient;
pub(crate) mod page;
pub(crate) mod playability;
pub(crate) mod player;
pub(crate) mod profile;
pub(crate) mod text;
pub(crate) mod tracklist;
pub(crate) mod watch;
mod wording;

use std::sync::{Mutex, PoisonError};

use reqwest::header::{
    ACCEPT_LANGUAGE, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue, ORIGIN, USER_AGENT,
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::FetchError;
use crate::http::content;
use crate::http::hosts::YOUTUBE;
use crate::http::transport::{Request, Response, Transport};
use crate::innertube::profile::ClientProfile;

/// An InnerTube client that presents itself as one of the programs of the table.
pub(crate) struct InnerTube {
    pub(crate) transport: Transport,
    /// The visitor id of this process, from the first response. Some clients are refused without one.
    visitor: Mutex<Option<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    response_context: Option<ResponseContext>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResponseContext {
    visitor_data: Option<String>,
}

#[derive(Deserialize)]
struct ErrorEnvelope {
    error: ErrorDetails,
}

#[derive(Deserialize)]
struct ErrorDetails {
    #[serde(default)]
    message: String,
}

impl InnerTube {
    pub(crate) fn new(transport: Transport) -> Self {
        Self {
            transport,
            visitor: Mutex::default(),
        }
    }

    /// Posts to an endpoint (`player`, `next`, …); the context is put into `body` here.
    pub(crate) async fn post(
        &self,
        profile: &ClientProfile,
        endpoint: &str,
        mut body: Value,
    ) -> Result<Vec<u8>, FetchError> {
        let visitor = self.visitor();
        body["context"] = profile.request_context(visitor.as_deref());
        let mut headers = headers(profile, visitor.as_deref());
        if profile.account {
            let authorization = self.transport.cookies.authorization(YOUTUBE);
            headers.extend(authorization.map(|value| (AUTHORIZATION, value)));
        }
        let request = Request {
            address: format!("/youtubei/v1/{endpoint}?prettyPrint=false"),
            headers,
            with_account: profile.account,
            body: Some(body.to_string().into_bytes()),
        };
        let answer = self.transport.send(&request).await?;
        let body = accepted_body(answer)?;
        self.remember_visitor(&body);
        Ok(body)
    }

    /// Gets a relative or absolute URL, as a client would.
    pub(crate) async fn get(
        &self,
        profile: Option<&ClientProfile>,
        address: String,
    ) -> Result<Response, FetchError> {
        let request = Request {
            address,
            headers: profile.map(user_headers).unwrap_or_default(),
            with_account: profile.is_some_and(|profile| profile.account),
            body: None,
        };
        self.transport.send(&request).await
    }

    /// Whether this process has a visitor id.
    pub(crate) fn has_visitor(&self) -> bool {
        self.visitor().is_some()
    }

    fn visitor(&self) -> Option<String> {
        let visitor = self.visitor.lock().unwrap_or_else(PoisonError::into_inner);
        visitor.clone()
    }

    fn remember_visitor(&self, body: &[u8]) {
        if self.has_visitor() {
            return;
        }
        let data = serde_json::from_slice::<Envelope>(body)
            .ok()
            .and_then(|envelope| envelope.response_context?.visitor_data);
        *self.visitor.lock().unwrap_or_else(PoisonError::into_inner) = data;
    }
}

/// The body of a watch request, without its context.
pub(crate) fn watch_body(video: &str) -> Value {
    json!({"videoId": video, "contentCheckOk": true, "racyCheckOk": true})
}

fn accepted_body(answer: Response) -> Result<Vec<u8>, FetchError> {
    if answer.status.is_success() {
        return Ok(answer.body);
    }
    if content::is_page(&answer.body) {
        let page = content::page(&answer.body, "JSON");
        if page.is_block() {
            return Err(page);
        }
    }
    let reason = serde_json::from_slice::<ErrorEnvelope>(&answer.body)
        .map(|envelope| text::for_display(&envelope.error.message))
        .unwrap_or_default();
    Err(FetchError::BadRequest {
        status: answer.status.as_u16(),
        reason,
    })
}

fn user_headers(profile: &ClientProfile) -> HeaderMap {
    let mut headers = HeaderMap::new();
    set(&mut headers, USER_AGENT, &profile.user_agent);
    set(&mut headers, ACCEPT_LANGUAGE, "en");
    headers
}

fn headers(profile: &ClientProfile, visitor: Option<&str>) -> HeaderMap {
    let mut headers = user_headers(profile);
    let named = HeaderName::from_static;
    let number = profile.number.to_string();
    set(&mut headers, named("x-youtube-client-name"), &number);
    set(
        &mut headers,
        named("x-youtube-client-version"),
        &profile.version,
    );
    set(&mut headers, ORIGIN, YOUTUBE);
    if let Some(visitor) = visitor {
        set(&mut headers, named("x-goog-visitor-id"), visitor);
    }
    headers
}

/// Sets a header; invalid values are skipped.
fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(mut value) = HeaderValue::from_str(value) {
        value.set_sensitive(name.as_str() == "x-goog-visitor-id");
        headers.insert(name, value);
    }
}
