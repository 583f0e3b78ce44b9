//! Where requests may go.

use reqwest::Url;

use crate::FetchError;

/// YouTube's own address, against which relative ones are read.
pub(crate) const YOUTUBE: &str = "https://www.youtube.com";

/// Decides where a request goes: to YouTube's hosts and no others, or all to the server that
/// stands in for them.
#[derive(Clone, Debug)]
pub(crate) struct Hosts {
    stand_in: Option<Url>,
}

impl Hosts {
    pub(crate) const fn new(stand_in: Option<Url>) -> Self {
        Self { stand_in }
    }

    /// Whether another server stands in for YouTube.
    pub(crate) const fn has_stand_in(&self) -> bool {
        self.stand_in.is_some()
    }

    /// The address to ask for what `address` names: absolute, or relative to YouTube.
    pub(crate) fn resolve(&self, address: &str) -> Result<Url, FetchError> {
        let url = Url::parse(YOUTUBE)
            .and_then(|youtube| youtube.join(address))
            .map_err(|_| off_host("an address that cannot be read"))?;
        self.checked(url)
    }

    /// The address that an answer from `from` sends us on to.
    pub(crate) fn redirect(&self, from: &Url, location: &str) -> Result<Url, FetchError> {
        let url = from
            .join(location)
            .map_err(|_| off_host("an address that cannot be read"))?;
        self.checked(url)
    }

    fn checked(&self, mut url: Url) -> Result<Url, FetchError> {
        let is_stand_in = |stand_in: &Url| stand_in.origin() == url.origin();
        if self.stand_in.as_ref().is_some_and(is_stand_in) {
            return Ok(url);
        }
        if !belongs_to_youtube(&url) {
            return Err(off_host(url.host_str().unwrap_or("no host")));
        }
        match &self.stand_in {
            Some(stand_in) => Ok(at(stand_in, &url)),
            None => {
                // Never in the clear, whatever an answer says.
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

fn at(stand_in: &Url, url: &Url) -> Url {
    let mut moved = stand_in.clone();
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

    fn resolved(stand_in: Option<&str>, address: &str) -> Option<String> {
        let hosts = Hosts::new(stand_in.map(|url| Url::parse(url).unwrap()));
        hosts.resolve(address).map(String::from).ok()
    }

    #[test]
    fn only_hosts_of_youtube_are_asked() {
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
    fn a_stand_in_gets_every_request() {
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
