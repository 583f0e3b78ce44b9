//! Which addresses may be requested.
//!
//! A feed or page names the files of a recording, usually on other hosts. Public hosts are followed. An address of this
//! machine or of a private network is followed only if the user named the source there: otherwise anybody's feed could
//! make this machine request what only it can reach.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use reqwest::Url;

use super::error::WebProblem;

/// The host of a source, to which its private addresses are limited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reach {
    host: String,
}

/// How a URL is requested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// On this machine, without a proxy.
    ThisMachine,
    /// On the host of the source.
    SourceHost,
    /// On a public host only.
    Public,
}

impl Reach {
    /// The reach of a source that the user named.
    pub(crate) fn of_source(url: &Url) -> Self {
        Self { host: host(url) }
    }

    /// How a URL that the source leads to may be requested.
    pub(crate) fn access(&self, url: &Url) -> Result<Access, WebProblem> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(WebProblem::Address("only http and https are"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(WebProblem::Address("it contains a user name or password"));
        }
        let host = host(url);
        if is_loopback(&host) && is_loopback(&self.host) {
            Ok(Access::ThisMachine)
        } else if host == self.host {
            Ok(Access::SourceHost)
        } else if may_be_public(&host) {
            Ok(Access::Public)
        } else {
            Err(WebProblem::PrivateAddress)
        }
    }
}

/// The host in small letters, without the brackets of IPv6 and the dot of the root.
fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.to_ascii_lowercase()
}

fn is_loopback(host: &str) -> bool {
    let is_own_address = |address: IpAddr| address.is_loopback();
    host == "localhost" || host.parse().is_ok_and(is_own_address)
}

/// Names of private networks; what other names lead to, the resolver checks.
const PRIVATE_NAMES: [&str; 5] = ["localhost", "local", "internal", "lan", "home.arpa"];

fn may_be_public(host: &str) -> bool {
    match host.parse() {
        Ok(address) => is_public(address),
        Err(_) => !PRIVATE_NAMES.iter().any(|name| {
            host.strip_suffix(name)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        }),
    }
}

/// Whether an address is one of the public internet.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    let is_shared = first == 100 && (64..128).contains(&second);
    let is_for_protocols = (first, second, third) == (192, 0, 0);
    let is_for_benchmarks = first == 198 && matches!(second, 18 | 19);
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || first == 0
        || first >= 240
        || is_shared
        || is_for_protocols
        || is_for_benchmarks)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        // Translated and tunneled: the IPv4 address inside counts.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            is_public_v4(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)))
        }
        // Loopback, unspecified, and IPv4 in other forms.
        [0, 0, 0, 0, ..] => false,
        [first, ..] => {
            let is_local = matches!(first & 0xffc0, 0xfe80 | 0xfec0) || first & 0xfe00 == 0xfc00;
            !is_local && first & 0xff00 != 0xff00
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access(source: &str, address: &str) -> Option<Access> {
        let reach = Reach::of_source(&Url::parse(source).unwrap());
        reach.access(&Url::parse(address).unwrap()).ok()
    }

    const FEED: &str = "https://feeds.example.org/show.xml";

    #[test]
    fn a_public_source_leads_to_public_hosts_only() {
        for address in [
            "https://cdn.example.net/a.vtt",
            "http://93.184.216.34/a.vtt",
            "http://[2606:2800:220:1::1]/a.vtt",
        ] {
            assert_eq!(access(FEED, address), Some(Access::Public), "{address}");
        }
        assert_eq!(
            access(FEED, "https://FEEDS.example.org./a"),
            Some(Access::SourceHost)
        );
        for address in [
            "file:///etc/passwd",
            "ftp://example.org/a",
            "data:text/vtt,WEBVTT",
            "https://user:word@example.org/a",
            "http://localhost/a",
            "http://a.localhost/a",
            "http://printer.local/a",
            "http://metadata.google.internal/a",
            "http://127.0.0.1/a",
            "http://127.1/a",
            "http://0x7f000001/a",
            "http://2130706433/a",
            "http://0.0.0.0/a",
            "http://10.0.0.7/a",
            "http://172.16.0.1/a",
            "http://192.168.1.1/a",
            "http://169.254.169.254/latest/meta-data",
            "http://100.64.0.1/a",
            "http://198.18.0.1/a",
            "http://224.0.0.1/a",
            "http://255.255.255.255/a",
            "http://[::1]/a",
            "http://[::]/a",
            "http://[::ffff:127.0.0.1]/a",
            "http://[::ffff:8.8.8.8]/a",
            "http://[::127.0.0.1]/a",
            "http://[64:ff9b::7f00:1]/a",
            "http://[2002:7f00:1::]/a",
            "http://[fe80::1]/a",
            "http://[fc00::1]/a",
            "http://[ff02::1]/a",
        ] {
            assert_eq!(access(FEED, address), None, "{address}");
        }
    }

    #[test]
    fn a_private_source_leads_to_its_own_host() {
        let own = "http://192.168.1.7:8000/feed.xml";
        assert_eq!(
            access(own, "http://192.168.1.7/a.vtt"),
            Some(Access::SourceHost)
        );
        assert_eq!(access(own, "http://192.168.1.8:8000/a.vtt"), None);
        assert_eq!(access(own, "http://127.0.0.1/a.vtt"), None);
        assert_eq!(
            access(own, "https://example.org/a.vtt"),
            Some(Access::Public)
        );
        let here = "http://127.0.0.1:8000/feed.xml";
        assert_eq!(
            access(here, "http://localhost:9000/a.vtt"),
            Some(Access::ThisMachine)
        );
        assert_eq!(access(here, "http://192.168.1.7/a.vtt"), None);
    }
}
