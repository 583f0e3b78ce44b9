//! The builder of a client.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;

use crate::client::Shared;
use crate::http::backoff::Backoff;
use crate::http::cookies::{CookieFileError, Cookies};
use crate::http::hosts::Hosts;
use crate::http::transport::Transport;
use crate::innertube::InnerTube;
use crate::web::transport::WebTransport;
use crate::{Client, ClientTable};

/// The maximum length of a response. The longest seen are below two megabytes.
const MAX_BODY: usize = 24 << 20;

/// Builds a [`Client`].
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

/// An invalid setting of a client.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientBuildError {
    /// The base URL is invalid.
    #[error("`{url}` is not a valid http or https URL of a server")]
    BaseUrl {
        /// The invalid value.
        url: String,
    },
    /// The URL of the proxy is invalid.
    #[error("the proxy's URL is invalid; use http, https, socks5 or socks5h")]
    Proxy(#[source] crate::Cause),
    /// The cookies file cannot be used.
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
    /// Sends every request to the scheme, host and port of this URL instead of YouTube's.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Sends every request through a proxy: an `http`, `https`, `socks5` or `socks5h` URL. By default,
    /// the usual environment variables apply.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(url.into());
        self
    }

    /// Uses another table of clients.
    pub fn table(mut self, table: ClientTable) -> Self {
        self.table = table;
        self
    }

    /// Sets how failed requests are retried.
    pub const fn backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = backoff;
        self
    }

    /// Sets the timeout of one attempt. Refusals may be slow: below 15 s they are missed.
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Uses an account: the text of a cookies file in Netscape's format. Cookies go only to YouTube, and
    /// only with clients of the table that may use an account.
    pub fn cookies(mut self, netscape: impl Into<String>) -> Self {
        self.cookies = Some(netscape.into());
        self
    }

    /// Sets the maximum length of a response, in bytes.
    pub const fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// If a URL or the cookies are invalid.
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
            web: WebTransport::new(self.proxy, self.backoff, self.timeout),
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
    // Fails if the process has a provider already, which is equally good.
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
        // A server on this machine is not reached through a proxy elsewhere. And without encryption,
        // the system's certificates are not needed.
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

/// The URL is not shown: it may contain a password.
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
