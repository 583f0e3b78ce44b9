//! Admits requests of the person who ran the command, and of nobody else.
//!
//! Every user of this machine can reach the port, any page in the browser can send requests to it,
//! and any host name can be made to resolve to this machine. So every request must carry the token
//! of the printed address and name this address as its host; one that writes must come from the
//! page.

use axum::http::header::{HOST, HeaderName, ORIGIN};
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Uri};
use kbnote_app::{Error, ErrorKind};
use ring::rand::{SecureRandom, SystemRandom};

use crate::error_response::ApiError;

/// The header that carries the token. Where a browser sends no header of the page's, the address
/// carries it: in the query of the page, in the path of its files.
const TOKEN: HeaderName = HeaderName::from_static("x-kbnote-token");

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Decides which requests are answered.
#[derive(Debug)]
pub(crate) struct RequestGuard {
    hosts: [String; 2],
    token: String,
}

impl RequestGuard {
    /// The guard of a server on this port, with a random token.
    pub(crate) fn new(port: u16) -> Result<Self, Error> {
        Ok(Self::with_token(port, secret()?))
    }

    fn with_token(port: u16, token: String) -> Self {
        // Browsers leave out the default port.
        let host = |name: &str| match port {
            80 => name.to_owned(),
            _ => format!("{name}:{port}"),
        };
        Self {
            hosts: [host("127.0.0.1"), host("localhost")],
            token,
        }
    }

    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    /// Admits a request for the page itself, which other pages may link to.
    pub(crate) fn check_navigation(&self, request: &Parts) -> Result<(), ApiError> {
        self.check_host(request)?;
        self.check_token(request)
    }

    /// Admits a request that reads.
    pub(crate) fn check_read(&self, request: &Parts) -> Result<(), ApiError> {
        self.check_navigation(request)?;
        match single_value(&request.headers, &FETCH_SITE) {
            None | Some("same-origin" | "none") => Ok(()),
            Some(_) => Err(ApiError::forbidden("the request comes from another page")),
        }
    }

    /// Admits a request that writes.
    pub(crate) fn check_write(&self, request: &Parts) -> Result<(), ApiError> {
        self.check_navigation(request)?;
        if !self.comes_from_page(&request.headers) {
            let message = "the request does not come from the page";
            return Err(ApiError::forbidden(message));
        }
        Ok(())
    }

    fn check_token(&self, request: &Parts) -> Result<(), ApiError> {
        let token = match single_value(&request.headers, &TOKEN) {
            Some(token) => token,
            None => token_in_address(&request.uri),
        };
        if constant_time_eq(token.as_bytes(), self.token.as_bytes()) {
            return Ok(());
        }
        Err(ApiError::forbidden(
            "the address lacks its secret; open the address that `kbnote serve` printed",
        ))
    }

    fn check_host(&self, request: &Parts) -> Result<(), ApiError> {
        let is_own = |host: &str| self.hosts.iter().any(|own| own.eq_ignore_ascii_case(host));
        let authority = request.uri.authority().map(Authority::as_str);
        let has_one_host = request.headers.get_all(HOST).iter().count() == 1;
        let is_host = single_value(&request.headers, &HOST).is_some_and(is_own);
        if has_one_host && is_host && authority.is_none_or(is_own) {
            return Ok(());
        }
        Err(ApiError::forbidden("the request is for another host"))
    }

    /// Checks the headers with which a browser names the origin of a request, and which a page
    /// cannot set: at least one must be there, and none may name another origin.
    fn comes_from_page(&self, headers: &HeaderMap) -> bool {
        let is_own = |origin: &str| {
            let host = origin.strip_prefix("http://");
            host.is_some_and(|host| self.hosts.iter().any(|own| own == host))
        };
        let origin = single_value(headers, &ORIGIN).map(is_own);
        let site = single_value(headers, &FETCH_SITE).map(|site| site == "same-origin");
        matches!(
            (origin, site),
            (Some(true), None | Some(true)) | (None, Some(true))
        )
    }
}

/// A text that nobody can guess.
pub(crate) fn secret() -> Result<String, Error> {
    let mut bytes = [0; 24];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| Error::new(ErrorKind::Io, "random", "the system has no random numbers"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn token_in_address(uri: &Uri) -> &str {
    let query = uri.query().unwrap_or_default();
    let in_query = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("token="));
    let in_path = || uri.path().strip_prefix("/assets/")?.split('/').next();
    in_query.or_else(in_path).unwrap_or_default()
}

/// The value of a header; `"?"`, which is never valid, if it is not ASCII or occurs twice.
fn single_value<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut all = headers.get_all(name).iter();
    let first = all.next()?;
    match all.next() {
        None => Some(first.to_str().unwrap_or("?")),
        Some(_) => Some("?"),
    }
}

/// Compares two byte strings in a time that does not reveal where they differ.
fn constant_time_eq(a: &[u8], b: &[u8]) -> bool {
    let difference = a.iter().zip(b).fold(0, |sum, (a, b)| sum | (a ^ b));
    a.len() == b.len() && difference == 0
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    const HOST: (&str, &str) = ("host", "127.0.0.1:4377");
    const ORIGIN: (&str, &str) = ("origin", "http://127.0.0.1:4377");
    const SITE: (&str, &str) = ("sec-fetch-site", "same-origin");
    const TOKEN: (&str, &str) = ("x-kbnote-token", "secret");

    fn request(uri: &str, headers: &[(&str, &str)]) -> Parts {
        let mut request = Request::builder().uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    fn guard() -> RequestGuard {
        RequestGuard::with_token(4377, "secret".to_owned())
    }

    #[test]
    fn rejects_other_hosts() {
        let reads = |headers: &[_]| {
            let page = request("/?token=secret", headers);
            guard().check_read(&page).is_ok()
        };
        for host in ["127.0.0.1:4377", "localhost:4377", "LOCALHOST:4377"] {
            assert!(reads(&[("host", host)]), "{host}");
        }
        for host in [
            "127.0.0.1",
            "127.0.0.1:80",
            "evil.example:4377",
            "localhost.:4377",
            "",
        ] {
            assert!(!reads(&[("host", host)]), "{host}");
        }
        assert!(!reads(&[]));
        assert!(!reads(&[HOST, HOST]));
        let absolute = request("http://evil.example:4377/", &[HOST, TOKEN]);
        assert!(guard().check_read(&absolute).is_err());
    }

    #[test]
    fn rejects_reads_from_other_pages() {
        for (site, admitted) in [
            ("same-origin", true),
            ("none", true),
            ("same-site", false),
            ("cross-site", false),
        ] {
            let request = request("/", &[HOST, TOKEN, ("sec-fetch-site", site)]);
            assert_eq!(guard().check_read(&request).is_ok(), admitted, "{site}");
        }
    }

    #[test]
    fn rejects_requests_without_the_token() {
        for (uri, headers, admitted) in [
            ("/", &[HOST][..], false),
            ("/?token=", &[HOST], false),
            ("/?token=secreT", &[HOST], false),
            ("/?token=secret0", &[HOST], false),
            ("/?xtoken=secret", &[HOST], false),
            (
                "/?token=secret",
                &[HOST, ("x-kbnote-token", "wrong")],
                false,
            ),
            ("/?token=secret", &[HOST], true),
            ("/?path=a&token=secret", &[HOST], true),
            ("/", &[HOST, TOKEN], true),
            ("/assets/secret/page.js", &[HOST], true),
            ("/assets/secreT/page.js", &[HOST], false),
            ("/assets//page.js", &[HOST], false),
            ("/api/secret/notes", &[HOST], false),
        ] {
            let request = request(uri, headers);
            assert_eq!(
                guard().check_navigation(&request).is_ok(),
                admitted,
                "{uri}"
            );
            assert_eq!(guard().check_read(&request).is_ok(), admitted, "{uri}");
        }
    }

    #[test]
    fn admits_writes_of_the_page_only() {
        let writes = |headers: &[_]| guard().check_write(&request("/", headers)).is_ok();
        assert!(writes(&[HOST, ORIGIN, TOKEN]));
        assert!(writes(&[HOST, SITE, TOKEN]));
        assert!(writes(&[HOST, ORIGIN, SITE, TOKEN]));
        assert!(!writes(&[HOST, TOKEN]));
        assert!(!writes(&[HOST, ORIGIN, SITE]));
        assert!(!writes(&[HOST, ORIGIN, TOKEN, TOKEN]));
        assert!(!writes(&[ORIGIN, TOKEN]));
        for wrong in ["secreT", "secret0", ""] {
            assert!(
                !writes(&[HOST, ORIGIN, ("x-kbnote-token", wrong)]),
                "{wrong}"
            );
        }
        for origin in [
            "http://127.0.0.1:80",
            "https://127.0.0.1:4377",
            "http://evil.example",
            "null",
        ] {
            assert!(
                !writes(&[HOST, ("origin", origin), SITE, TOKEN]),
                "{origin}"
            );
        }
        assert!(!writes(&[
            HOST,
            ORIGIN,
            ("sec-fetch-site", "cross-site"),
            TOKEN
        ]));
    }

    #[test]
    fn tokens_differ() {
        let (a, b) = (RequestGuard::new(1).unwrap(), RequestGuard::new(1).unwrap());
        assert_ne!(a.token(), b.token());
        assert_eq!(a.token().len(), 48);
    }
}
