//! One request and its answer: redirects, limits, retries.

use std::time::Duration;

use chrono::DateTime;
use reqwest::header::{CONTENT_TYPE, COOKIE, DATE, HeaderMap, HeaderName, LOCATION, RETRY_AFTER};
use reqwest::{Method, Response, StatusCode, Url};
use tokio::time::{Instant, sleep, timeout};

use crate::FetchError;
use crate::http::backoff::Backoff;
use crate::http::content;
use crate::http::cookies::Cookies;
use crate::http::hosts::Hosts;

/// How many times an answer may send us on.
const MAX_REDIRECTS: usize = 5;

/// Carries requests to YouTube, or to what stands in for it, and answers back.
pub(crate) struct Transport {
    pub(crate) http: reqwest::Client,
    pub(crate) hosts: Hosts,
    pub(crate) cookies: Cookies,
    pub(crate) backoff: Backoff,
    pub(crate) timeout: Duration,
    pub(crate) max_body: usize,
}

/// A request, before it is known where it goes.
#[derive(Clone)]
pub(crate) struct Outgoing {
    pub(crate) address: String,
    pub(crate) headers: HeaderMap,
    /// Whether the user's account is used.
    pub(crate) with_account: bool,
    /// JSON to post; a GET request if there is none.
    pub(crate) body: Option<Vec<u8>>,
}

/// An answer that came whole, whatever its status says, short of a failure of the server.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Vec<u8>,
}

impl Transport {
    /// Makes a request, again where that can help, and gives consent to cookies if asked to.
    pub(crate) async fn send(&self, request: &Outgoing) -> Result<Answer, FetchError> {
        let answer = self.send_patiently(request).await?;
        if !asks_for_consent(&answer) {
            return Ok(answer);
        }
        self.cookies.consent(content::consent_value(&answer.body));
        let answer = self.send_patiently(request).await?;
        if asks_for_consent(&answer) {
            return Err(FetchError::ConsentNeeded);
        }
        Ok(answer)
    }

    async fn send_patiently(&self, request: &Outgoing) -> Result<Answer, FetchError> {
        let begun = Instant::now();
        let mut attempt = 1;
        loop {
            let once = timeout(self.timeout, self.follow(request));
            let failure = match once.await.unwrap_or(Err(FetchError::Timeout)) {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            let elapsed = begun.elapsed();
            match self.backoff.wait(&failure, attempt, elapsed, self.timeout) {
                Some(wait) => sleep(wait).await,
                None => return Err(failure),
            }
            attempt += 1;
        }
    }

    /// Makes a request and follows where its answers point, within YouTube.
    async fn follow(&self, request: &Outgoing) -> Result<Answer, FetchError> {
        let mut url = self.hosts.resolve(&request.address)?;
        let mut body = request.body.as_deref();
        for _ in 0..=MAX_REDIRECTS {
            let response = self.ask(&url, request, body).await?;
            let Some(location) = redirect_of(&response) else {
                return self.read(response).await;
            };
            url = self.hosts.redirect(&url, &location).map_err(riddle)?;
            let keeps_method = matches!(response.status().as_u16(), 307 | 308);
            body = body.filter(|_| keeps_method);
        }
        Err(FetchError::UnexpectedContent {
            found: "a chain of redirects",
            expected: "an answer",
        })
    }

    async fn ask(
        &self,
        url: &Url,
        outgoing: &Outgoing,
        body: Option<&[u8]>,
    ) -> Result<Response, FetchError> {
        let method = if body.is_some() {
            Method::POST
        } else {
            Method::GET
        };
        let mut request = self
            .http
            .request(method, url.clone())
            .headers(outgoing.headers.clone());
        if let Some(cookies) = self.cookies.header(outgoing.with_account) {
            request = request.header(COOKIE, cookies);
        }
        if let Some(body) = body {
            request = request
                .header(CONTENT_TYPE, "application/json")
                .body(body.to_vec());
        }
        request.send().await.map_err(network)
    }

    async fn read(&self, mut response: Response) -> Result<Answer, FetchError> {
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
        Ok(Answer { status, body })
    }
}

fn asks_for_consent(answer: &Answer) -> bool {
    content::is_page(&answer.body)
        && matches!(
            content::page(&answer.body, "data"),
            FetchError::ConsentNeeded
        )
}

fn redirect_of(response: &Response) -> Option<String> {
    let location = response.headers().get(LOCATION)?;
    let location = location.to_str().ok()?.to_owned();
    response.status().is_redirection().then_some(location)
}

/// Where suspects are sent to solve a riddle is no host of YouTube's, and known all the same.
fn riddle(error: FetchError) -> FetchError {
    match error {
        FetchError::OffHost { host } if host == "www.google.com" => FetchError::Captcha,
        other => other,
    }
}

/// How long an answer says to wait: so many seconds, or until a date, which is read against the
/// answer's own date, for the clocks of two machines differ (RFC 9110, section 10.2.3).
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let date = |text| DateTime::parse_from_rfc2822(text).ok();
    let wait = text(headers, RETRY_AFTER)?;
    let is_number = !wait.is_empty() && wait.bytes().all(|byte| byte.is_ascii_digit());
    if is_number {
        // More digits than a number holds are more than the longest wait, too.
        let seconds = Duration::from_secs(wait.parse().unwrap_or(u64::MAX));
        return Some(seconds.min(LONGEST_WAIT));
    }
    let from = date(text(headers, DATE)?)?;
    let until = date(wait)?;
    Some(
        (until - from)
            .to_std()
            .unwrap_or_default()
            .min(LONGEST_WAIT),
    )
}

/// Nobody is told to wait longer; an answer that says so means something else.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

fn network(error: reqwest::Error) -> FetchError {
    if error.is_timeout() {
        FetchError::Timeout
    } else {
        // The address holds what was asked for and the signature of a track.
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
