//! Requests and responses: redirects, limits, retries.

use std::time::Duration;

use chrono::DateTime;
use reqwest::header::{CONTENT_TYPE, COOKIE, DATE, HeaderMap, HeaderName, LOCATION, RETRY_AFTER};
use reqwest::{Method, StatusCode, Url};
use tokio::time::{Instant, sleep, timeout};

use crate::FetchError;
use crate::http::backoff::Backoff;
use crate::http::content;
use crate::http::cookies::Cookies;
use crate::http::hosts::Hosts;

/// The maximum number of redirects.
pub(crate) const MAX_REDIRECTS: usize = 5;

/// Sends requests to YouTube, or to the server in its place.
pub(crate) struct Transport {
    pub(crate) http: reqwest::Client,
    pub(crate) hosts: Hosts,
    pub(crate) cookies: Cookies,
    pub(crate) backoff: Backoff,
    pub(crate) timeout: Duration,
    pub(crate) max_body: usize,
}

/// A request before its URL is resolved.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) address: String,
    pub(crate) headers: HeaderMap,
    /// Whether to use the user's account.
    pub(crate) with_account: bool,
    /// JSON to post; `None` for a GET request.
    pub(crate) body: Option<Vec<u8>>,
}

/// A complete response with any status below 500.
pub(crate) struct Response {
    pub(crate) status: StatusCode,
    pub(crate) body: Vec<u8>,
}

impl Transport {
    /// Sends a request, retries where that can help, and gives consent to cookies if required.
    pub(crate) async fn send(&self, request: &Request) -> Result<Response, FetchError> {
        let answer = self.send_with_retries(request).await?;
        if !is_consent_page(&answer) {
            return Ok(answer);
        }
        self.cookies.consent(content::consent_value(&answer.body));
        let answer = self.send_with_retries(request).await?;
        if is_consent_page(&answer) {
            return Err(FetchError::ConsentNeeded);
        }
        Ok(answer)
    }

    async fn send_with_retries(&self, request: &Request) -> Result<Response, FetchError> {
        let late = || FetchError::Timeout;
        with_retries(&self.backoff, self.timeout, late, || self.follow(request)).await
    }

    /// Sends a request and follows redirects within YouTube.
    async fn follow(&self, request: &Request) -> Result<Response, FetchError> {
        let mut url = self.hosts.resolve(&request.address)?;
        let mut body = request.body.as_deref();
        for _ in 0..=MAX_REDIRECTS {
            let response = self.send_once(&url, request, body).await?;
            let Some(location) = redirect_of(&response) else {
                return self.read(response).await;
            };
            url = self.hosts.redirect(&url, &location).map_err(captcha_or)?;
            let keeps_method = matches!(response.status().as_u16(), 307 | 308);
            body = body.filter(|_| keeps_method);
        }
        Err(FetchError::UnexpectedContent {
            found: "too many redirects",
            expected: "a response",
        })
    }

    async fn send_once(
        &self,
        url: &Url,
        request: &Request,
        body: Option<&[u8]>,
    ) -> Result<reqwest::Response, FetchError> {
        let method = if body.is_some() {
            Method::POST
        } else {
            Method::GET
        };
        let mut sent = self
            .http
            .request(method, url.clone())
            .headers(request.headers.clone());
        if let Some(cookies) = self.cookies.header(request.with_account) {
            sent = sent.header(COOKIE, cookies);
        }
        if let Some(body) = body {
            sent = sent
                .header(CONTENT_TYPE, "application/json")
                .body(body.to_vec());
        }
        sent.send().await.map_err(network)
    }

    async fn read(&self, mut response: reqwest::Response) -> Result<Response, FetchError> {
        let status = response.status();
        if status == StatusCode::TOO_MANY_REQUESTS {
            let retry_after = retry_after(response.headers());
            return Err(FetchError::RateLimited { retry_after });
        }
        if status.is_server_error() {
            let status = status.as_u16();
            return Err(FetchError::Server { status });
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(broken)? {
            if body.len() + chunk.len() > self.max_body {
                let limit = self.max_body;
                return Err(FetchError::TooLarge { limit });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Response { status, body })
    }
}

/// Repeats a request where that can help; an attempt that takes longer than `limit` fails with `late`.
pub(crate) async fn with_retries<T, F: Future<Output = Result<T, FetchError>>>(
    backoff: &Backoff,
    limit: Duration,
    late: impl Fn() -> FetchError,
    request: impl Fn() -> F,
) -> Result<T, FetchError> {
    let started = Instant::now();
    let mut attempt = 1;
    loop {
        let once = timeout(limit, request());
        let failure = match once.await.unwrap_or_else(|_| Err(late())) {
            Ok(answer) => return Ok(answer),
            Err(failure) => failure,
        };
        match backoff.wait(&failure, attempt, started.elapsed(), limit) {
            Some(wait) => sleep(wait).await,
            None => return Err(failure),
        }
        attempt += 1;
    }
}

fn is_consent_page(answer: &Response) -> bool {
    content::is_page(&answer.body)
        && matches!(
            content::page(&answer.body, "data"),
            FetchError::ConsentNeeded
        )
}

pub(crate) fn redirect_of(response: &reqwest::Response) -> Option<String> {
    let location = response.headers().get(LOCATION)?;
    let location = location.to_str().ok()?.to_owned();
    response.status().is_redirection().then_some(location)
}

/// Recognizes the captcha page, which is on another host.
fn captcha_or(error: FetchError) -> FetchError {
    match error {
        FetchError::OffHost { host } if host == "www.google.com" => FetchError::Captcha,
        other => other,
    }
}

/// The wait that a response asks for: seconds, or a date, which is compared with the response's own date
/// because clocks differ (RFC 9110, section 10.2.3).
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let date = |text| DateTime::parse_from_rfc2822(text).ok();
    let wait = text(headers, RETRY_AFTER)?;
    let is_number = !wait.is_empty() && wait.bytes().all(|byte| byte.is_ascii_digit());
    if is_number {
        // A number too large to parse is more than the longest wait, too.
        let seconds = Duration::from_secs(wait.parse().unwrap_or(u64::MAX));
        return Some(seconds.min(MAX_WAIT));
    }
    let from = date(text(headers, DATE)?)?;
    let until = date(wait)?;
    Some((until - from).to_std().unwrap_or_default().min(MAX_WAIT))
}

/// The longest plausible wait.
const MAX_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

fn network(error: reqwest::Error) -> FetchError {
    if error.is_timeout() {
        FetchError::Timeout
    } else {
        // The URL contains the request and the signature of a track.
        FetchError::Network(error.without_url().into())
    }
}

fn broken(error: reqwest::Error) -> FetchError {
    if error.is_timeout() {
        FetchError::Timeout
    } else {
        FetchError::CutOff(Some(error.without_url().into()))
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    #[test]
    fn waits_are_read_in_seconds_and_as_dates() {
        let wait = |after: &'static str| {
            let date = HeaderValue::from_static("Sun, 06 Nov 1994 08:49:37 GMT");
            let after = HeaderValue::from_static(after);
            retry_after(&HeaderMap::from_iter([(DATE, date), (RETRY_AFTER, after)]))
        };
        assert_eq!(wait(" 7 "), Some(Duration::from_secs(7)));
        assert_eq!(
            wait("Sun, 06 Nov 1994 08:50:07 GMT"),
            Some(Duration::from_secs(30))
        );
        assert_eq!(wait("Sun, 06 Nov 1994 08:00:00 GMT"), Some(Duration::ZERO));
        assert_eq!(wait("soon"), None);
        for long in [
            "86401",
            "18446744073709551615",
            "99999999999999999999999",
            "Sun, 06 Nov 9994 08:49:37 GMT",
        ] {
            assert_eq!(wait(long), Some(Duration::from_secs(86_400)), "{long}");
        }
    }
}
