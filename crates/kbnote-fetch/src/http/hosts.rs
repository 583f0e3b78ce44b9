//! The hosts that requests may go to.

use reqwest::Url;

use crate::FetchError;

/// YouTube's base URL.
pub(crate) const YOUTUBE: &str = "https://www.youtube.com";

/// Resolves URLs: to YouTube's hosts only, or all to the server in their place.
#[derive(Clone, Debug)]
pub(crate) struct Hosts {
    replacement: Option<Url>,
}

impl Hosts {
    pub(crate) const fn new(replacement: Option<Url>) -> Self {
        Self { replacement }
    }

    /// Whether another server replaces YouTube.
    pub(crate) const fn is_replaced(&self) -> bool {
        self.replacement.is_some()
    }

    /// The URL for an address that is absolute or relative to YouTube.
    pub(crate) fn resolve(&self, address: &str) -> Result<Url, FetchError> {
        let url = Url::parse(YOUTUBE)
            .and_then(|youtube| youtube.join(address))
            .map_err(|_| off_host("an invalid URL"))?;
        self.checked(url)
    }

    /// The target of a redirect from `from`.
    pub(crate) fn redirect(&self, from: &Url, location: &str) -> Result<Url, FetchError> {
        let url = from
            .join(location)
            .map_err(|_| off_host("an invalid URL"))?;
        self.checked(url)
    }

    fn checked(&self, mut url: Url) -> Result<Url, FetchError> {
        let is_replacement = |replacement: &Url| replacement.origin() == url.origin();
        if self.replacement.as_ref().is_some_and(is_replacement) {
            return Ok(url);
        }
        if !belongs_to_youtube(&url) {
            return Err(off_host(url.host_str().unwrap_or("no host")));
        }
        match &self.replacement {
            Some(replacement) => Ok(at(replacement, &url)),
            None => {
                // Never unencrypted, even if the response says so.
                let _ = url.set_scheme("https");
                Ok(url)
            }
        }
    }
}

fn belongs_to_youtube(url: &Url) -> bool {
    let is_plain = url.port().is_none() && url.username().is_empty() && url.password().is_none();
    let is_known = url.host_str().is_some_and(|host| {
        host == "youtube.com" || host.ends_with(".youtube.com") || host == "youtubei.googleapis.com"
    });
    matches!(url.scheme(), "https" | "http") && is_plain && is_known
}

fn at(replacement: &Url, url: &Url) -> Url {
    let mut moved = replacement.clone();
    moved.set_path(url.path());
    moved.set_query(url.query());
    moved.set_fragment(None);
    moved
}

fn off_host(host: &str) -> FetchError {
    FetchError::OffHost {
        host: host.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(replacement: Option<&str>, address: &str) -> Option<String> {
        let hosts = Hosts::new(replacement.map(|url| Url::parse(url).unwrap()));
        hosts.resolve(address).map(String::from).ok()
    }

    #[test]
    fn only_youtube_hosts_are_requested() {
        let resolved = |address| resolved(None, address);
        assert_eq!(
            resolved("/api/timedtext?v=a").as_deref(),
            Some("https://www.youtube.com/api/timedtext?v=a")
        );
        assert_eq!(
            resolved("http://m.youtube.com/x").as_deref(),
            Some("https://m.youtube.com/x")
        );
        for address in [
            "https://youtube.com.example.org/",
            "https://notyoutube.com/",
            "https://www.youtube.com@example.org/",
            "https://user:word@www.youtube.com/",
            "https://www.youtube.com:8080/",
            "//example.org/api/timedtext",
            "file:///etc/passwd",
            "ftp://www.youtube.com/",
            "http://[::1",
        ] {
            assert_eq!(resolved(address), None, "{address}");
        }
    }

    #[test]
    fn a_replacement_gets_every_request() {
        let resolved = |address| resolved(Some("http://127.0.0.1:81/"), address);
        assert_eq!(
            resolved("https://youtubei.googleapis.com/a?b=c,d").as_deref(),
            Some("http://127.0.0.1:81/a?b=c,d")
        );
        assert_eq!(
            resolved("http://127.0.0.1:81/x").as_deref(),
            Some("http://127.0.0.1:81/x")
        );
        assert_eq!(resolved("http://127.0.0.1:82/x"), None);
    }

    proptest::proptest! {
        #[test]
        fn no_address_leads_elsewhere(address in "(https?:)?(//)?[a-z0-9.@:/\\\\?#%-]{0,20}(youtube.com|example.org)?[a-z0-9.@:/\\\\?#%-]{0,20}") {
            if let Ok(url) = Hosts::new(None).resolve(&address) {
                let host = url.host_str().unwrap_or_default();
                let belongs = host == "youtube.com" || host.ends_with(".youtube.com") || host == "youtubei.googleapis.com";
                proptest::prop_assert!(belongs && url.scheme() == "https", "{}", url);
            }
        }
    }
}
