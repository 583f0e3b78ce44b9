//! Who is let in: the person who ran the command, and nobody whom another page has sent.
//!
//! Every user of this machine can reach the port, any page in the browser can send requests to it,
//! and any name can be made to mean this machine. So every request must hold the token that stands
//! in the address that was printed, and name this address as its host; one that changes something
//! must come from the page.

use hyper::header::{HOST, HeaderName, ORIGIN};
use hyper::http::request::Parts;
use hyper::http::uri::Authority;
use hyper::{HeaderMap, StatusCode};
use kbnote_app::ErrorKind;
use ring::rand::{SecureRandom, SystemRandom};

use super::refusal::Refusal;
use crate::error::CliError;

/// The header with the token. Where a browser sends no header, the query holds it.
const TOKEN: HeaderName = HeaderName::from_static("x-kbnote-token");

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Lets requests in.
#[derive(Debug)]
pub(super) struct Door {
    hosts: [String; 2],
    token: String,
}

impl Door {
    /// The door of a server on this port, with a token that nobody can guess.
    pub(super) fn new(port: u16) -> Result<Self, CliError> {
        let mut bytes = [0; 24];
        SystemRandom::new().fill(&mut bytes).map_err(|_| {
            CliError::new(
                ErrorKind::Io,
                "random",
                "the system gives no random numbers",
            )
        })?;
        let token = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self::with_token(port, token))
    }

    fn with_token(port: u16, token: String) -> Self {
        // Browsers leave the usual port out.
        let host = |name: &str| match port {
            80 => name.to_owned(),
            _ => format!("{name}:{port}"),
        };
        Self {
            hosts: [host("127.0.0.1"), host("localhost")],
            token,
        }
    }

    /// The token, as the address of the page holds it.
    pub(super) fn token(&self) -> &str {
        &self.token
    }

    /// Lets a request in for the page itself, which may be linked to.
    pub(super) fn admits_visit(&self, request: &Parts) -> Result<(), Refusal> {
        self.is_for_us(request)?;
        self.holds_token(request)
    }

    /// Lets a request in that reads.
    pub(super) fn admits_reading(&self, request: &Parts) -> Result<(), Refusal> {
        self.admits_visit(request)?;
        match value(&request.headers, &FETCH_SITE) {
            None | Some("same-origin" | "none") => Ok(()),
            Some(_) => Err(forbidden("the request comes from another page")),
        }
    }

    /// Lets a request in that changes something.
    pub(super) fn admits_writing(&self, request: &Parts) -> Result<(), Refusal> {
        self.admits_visit(request)?;
        if !self.comes_from_page(&request.headers) {
            return Err(forbidden("the request does not come from the page"));
        }
        Ok(())
    }

    fn holds_token(&self, request: &Parts) -> Result<(), Refusal> {
        let token = match value(&request.headers, &TOKEN) {
            Some(token) => token,
            None => token_in_query(request),
        };
        if same(token.as_bytes(), self.token.as_bytes()) {
            return Ok(());
        }
        Err(forbidden(
            "the secret is missing that stands in the address which `kbnote serve` printed; open that address",
        ))
    }

    fn is_for_us(&self, request: &Parts) -> Result<(), Refusal> {
        let is_own = |host: &str| self.hosts.iter().any(|own| own.eq_ignore_ascii_case(host));
        let named = request.uri.authority().map(Authority::as_str);
        let one_host = request.headers.get_all(HOST).iter().count() == 1;
        let is_host = value(&request.headers, &HOST).is_some_and(is_own);
        if one_host && is_host && named.is_none_or(is_own) {
            return Ok(());
        }
        Err(forbidden("the request is for another host"))
    }

    /// What a browser says of where a request comes from cannot be set by a page. One of the two
    /// must be said, and none may speak against it.
    fn comes_from_page(&self, headers: &HeaderMap) -> bool {
        let is_own = |origin: &str| {
            let host = origin.strip_prefix("http://");
            host.is_some_and(|host| self.hosts.iter().any(|own| own == host))
        };
        let origin = value(headers, &ORIGIN).map(is_own);
        let site = value(headers, &FETCH_SITE).map(|site| site == "same-origin");
        matches!(
            (origin, site),
            (Some(true), None | Some(true)) | (None, Some(true))
        )
    }
}

fn token_in_query(request: &Parts) -> &str {
    let query = request.uri.query().unwrap_or_default();
    let token = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("token="));
    token.unwrap_or_default()
}

/// The value of a header; one that is no text, or given twice, is as good as a wrong one.
fn value<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut all = headers.get_all(name).iter();
    let first = all.next()?;
    match all.next() {
        None => Some(first.to_str().unwrap_or("?")),
        Some(_) => Some("?"),
    }
}

/// Whether two texts are the same, in a time that does not tell where they differ.
fn same(a: &[u8], b: &[u8]) -> bool {
    let differs = a.iter().zip(b).fold(0, |differs, (a, b)| differs | (a ^ b));
    a.len() == b.len() && differs == 0
}

fn forbidden(message: &str) -> Refusal {
    Refusal::new(StatusCode::FORBIDDEN, "forbidden", message)
}

#[cfg(test)]
mod tests {
    use hyper::Request;

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

    fn door() -> Door {
        Door::with_token(4377, "secret".to_owned())
    }

    #[test]
    fn another_host_is_refused() {
        let reads = |headers: &[_]| {
            let page = request("/?token=secret", headers);
            door().admits_reading(&page).is_ok()
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
        assert!(door().admits_reading(&absolute).is_err());
    }

    #[test]
    fn another_page_cannot_read() {
        for (site, lets_in) in [
            ("same-origin", true),
            ("none", true),
            ("same-site", false),
            ("cross-site", false),
        ] {
            let request = request("/", &[HOST, TOKEN, ("sec-fetch-site", site)]);
            assert_eq!(door().admits_reading(&request).is_ok(), lets_in, "{site}");
        }
    }

    #[test]
    fn nothing_is_answered_without_the_token() {
        for (uri, headers, lets_in) in [
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
        ] {
            let request = request(uri, headers);
            assert_eq!(door().admits_visit(&request).is_ok(), lets_in, "{uri}");
            assert_eq!(door().admits_reading(&request).is_ok(), lets_in, "{uri}");
        }
    }

    #[test]
    fn only_the_page_with_its_token_writes() {
        let writes = |headers: &[_]| door().admits_writing(&request("/", headers)).is_ok();
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
        let (a, b) = (Door::new(1).unwrap(), Door::new(1).unwrap());
        assert_ne!(a.token(), b.token());
        assert_eq!(a.token().len(), 48);
    }
}
