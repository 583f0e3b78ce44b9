//! Settings of a client.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;

use crate::client::Shared;
use crate::http::backoff::Backoff;
use crate::http::cookies::{CookieFileError, Cookies};
use crate::http::hosts::Hosts;
use crate::http::transport::Transport;
use crate::innertube::InnerTube;
use crate::{Client, ClientTable};

/// The longest answer that is read. The longest seen are below two megabytes.
const MAX_BODY: usize = 24 << 20;

/// Settings of a [`Client`].
#[derive(Clone)]
#[must_use]
pub struct ClientBuilder {
    base_url: Option<String>,
    proxy: Option<String>,
    table: ClientTable,
    backoff: Backoff,
    timeout: Duration,
    max_body: usize,
    cookies: Option<String>,
}

/// Why a client could not be made: a setting is wrong.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientBuildError {
    /// The base URL is none.
    #[error("`{url}` is not the http or https address of a server")]
    BaseUrl {
        /// What was given.
        url: String,
    },
    /// The proxy's address is none.
    #[error("the proxy's address cannot be used")]
    Proxy(#[source] crate::Cause),
    /// The file of cookies cannot be used.
    #[error(transparent)]
    Cookies(#[from] CookieFileError),
    /// The client could not be set up.
    #[error("the HTTP client cannot be set up")]
    Setup(#[source] crate::Cause),
}

impl Client {
    /// Settings for a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            base_url: None,
            proxy: None,
            table: ClientTable::built_in(),
            backoff: Backoff::default(),
            timeout: Duration::from_secs(20),
            max_body: MAX_BODY,
            cookies: None,
        }
    }
}

impl ClientBuilder {
    /// Sends every request to the scheme, host and port of this address instead of YouTube's.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Sends every request through a proxy: an `http`, `https`, `socks5` or `socks5h` address.
    /// Without one, the usual environment variables count.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(url.into());
        self
    }

    /// Uses another table of clients.
    pub fn table(mut self, table: ClientTable) -> Self {
        self.table = table;
        self
    }

    /// Tries failed requests again otherwise than by default.
    pub const fn backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = backoff;
        self
    }

    /// How long one attempt may take. Refusals come late at times: below 15 s they are missed.
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Uses an account: the text of a file of cookies in Netscape's format. It goes only to
    /// YouTube, and only with those clients of the table that may be used with an account.
    pub fn cookies(mut self, netscape: impl Into<String>) -> Self {
        self.cookies = Some(netscape.into());
        self
    }

    /// The longest answer that is read, in bytes.
    pub const fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    ///
    /// If an address or the cookies cannot be used.
    pub fn build(self) -> Result<Client, ClientBuildError> {
        let stand_in = self.base_url.as_deref().map(base).transpose()?;
        let cookies = self
            .cookies
            .as_deref()
            .map(Cookies::from_netscape)
            .transpose()?;
        let transport = Transport {
            http: http_client(stand_in.as_ref(), self.proxy.as_deref())?,
            hosts: Hosts::new(stand_in),
            cookies: cookies.unwrap_or_default(),
            backoff: self.backoff,
            timeout: self.timeout,
            max_body: self.max_body,
        };
        let shared = Shared {
            innertube: InnerTube::new(transport),
            table: self.table,
        };
        Ok(Client {
            shared: Arc::new(shared),
        })
    }
}

fn base(url: &str) -> Result<Url, ClientBuildError> {
    let is_server = |url: &Url| matches!(url.scheme(), "http" | "https") && url.has_host();
    Url::parse(url)
        .ok()
        .filter(is_server)
        .ok_or_else(|| ClientBuildError::BaseUrl {
            url: url.to_owned(),
        })
}

fn http_client(
    stand_in: Option<&Url>,
    proxy: Option<&str>,
) -> Result<reqwest::Client, ClientBuildError> {
    // Fails where the process has chosen a provider already, which then is as good.
    drop(rustls::crypto::ring::default_provider().install_default());
    let mut builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(Duration::from_secs(10))
        .referer(false);
    let in_the_clear = stand_in.is_some_and(|url| url.scheme() == "http");
    match proxy {
        Some(proxy) => {
            let proxy = reqwest::Proxy::all(proxy).map_err(no_proxy)?;
            builder = builder.proxy(proxy);
        }
        // A server on this machine is not reached through a proxy elsewhere. And where nothing is
        // encrypted, the system's certificates need not be there.
        None if stand_in.is_some_and(is_loopback) => builder = builder.no_proxy(),
        None => {}
    }
    if in_the_clear && proxy.is_none() {
        builder = builder.tls_certs_only([]);
    }
    builder
        .build()
        .map_err(|e| ClientBuildError::Setup(e.into()))
}

/// The address, which may hold a password, is not shown.
fn no_proxy(error: reqwest::Error) -> ClientBuildError {
    ClientBuildError::Proxy(error.without_url().into())
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}
