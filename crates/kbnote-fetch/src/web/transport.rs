//! Requests to other servers than YouTube's: without cookies and accounts, to allowed addresses only.

use std::env;
use std::error::Error;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::Url;
use reqwest::redirect::Policy;

use super::address::{Access, Reach};
use super::error::WebProblem;
use super::failure::failed;
use super::resolver::{PrivateName, Resolver};
use crate::FetchError;
use crate::http::backoff::Backoff;
use crate::http::transport::{MAX_REDIRECTS, redirect_of, retry_after, with_retries};

/// The most that is read of a feed or page: one of 20,000 episodes has some 40 MB.
pub(crate) const LONGEST_SOURCE: usize = 64 << 20;

/// How long a feed or page may take: it may be large. A server that sends nothing is given up sooner.
const SOURCE_TIMEOUT: Duration = Duration::from_secs(50);

/// Sends requests to any server.
pub(crate) struct WebTransport {
    pub(crate) proxy: Option<String>,
    pub(crate) backoff: Backoff,
    pub(crate) timeout: Duration,
    clients: Clients,
}

/// A client for each kind of access, made when first needed.
#[derive(Default)]
struct Clients {
    this_machine: OnceLock<reqwest::Client>,
    source_host: OnceLock<reqwest::Client>,
    public: OnceLock<reqwest::Client>,
}

/// A response, and where it came from.
pub(crate) struct WebResponse {
    pub(crate) url: Url,
    pub(crate) body: Vec<u8>,
}

impl WebTransport {
    pub(crate) fn new(proxy: Option<String>, backoff: Backoff, timeout: Duration) -> Self {
        Self {
            proxy,
            backoff,
            timeout,
            clients: Clients::default(),
        }
    }

    /// Gets a URL; a response longer than `limit` bytes is refused while it arrives.
    pub(crate) async fn get(
        &self,
        reach: &Reach,
        url: &Url,
        limit: usize,
    ) -> Result<WebResponse, FetchError> {
        let late = || failed(url, WebProblem::Timeout);
        let timeout = if limit < LONGEST_SOURCE {
            self.timeout
        } else {
            self.timeout.max(SOURCE_TIMEOUT)
        };
        with_retries(&self.backoff, timeout, late, || {
            self.follow(reach, url, limit)
        })
        .await
    }

    async fn follow(
        &self,
        reach: &Reach,
        url: &Url,
        limit: usize,
    ) -> Result<WebResponse, FetchError> {
        let mut url = url.clone();
        for _ in 0..=MAX_REDIRECTS {
            let refused = |problem| failed(&url, problem);
            let access = reach.access(&url).map_err(refused)?;
            let request = self.client(access).map_err(refused)?.get(url.clone());
            let response = request
                .send()
                .await
                .map_err(|error| refused(network(&error)))?;
            let Some(location) = redirect_of(&response) else {
                let body = read(response, limit).await.map_err(refused)?;
                return Ok(WebResponse { url, body });
            };
            let target = url.join(&location);
            url = target
                .map_err(|_| refused(WebProblem::Address("it redirects to an invalid URL")))?;
        }
        Err(failed(&url, WebProblem::Redirects))
    }

    fn client(&self, access: Access) -> Result<&reqwest::Client, WebProblem> {
        let slot = match access {
            Access::ThisMachine => &self.clients.this_machine,
            Access::SourceHost => &self.clients.source_host,
            Access::Public => &self.clients.public,
        };
        if let Some(client) = slot.get() {
            return Ok(client);
        }
        let client = self.build(access);
        let client = client.map_err(|error| WebProblem::Network(root_cause(&error)))?;
        Ok(slot.get_or_init(|| client))
    }

    fn build(&self, access: Access) -> Result<reqwest::Client, reqwest::Error> {
        let mut builder = reqwest::Client::builder()
            .redirect(Policy::none())
            .connect_timeout(Duration::from_secs(10))
            .read_timeout(self.timeout)
            .referer(false)
            .user_agent(concat!("kbnote/", env!("CARGO_PKG_VERSION")));
        if access == Access::ThisMachine {
            // Without encryption the certificates of the system are not needed, nor a proxy elsewhere.
            return builder.no_proxy().tls_certs_only([]).build();
        }
        if let Some(proxy) = &self.proxy {
            builder = builder.proxy(reqwest::Proxy::all(proxy)?);
        }
        let resolver = Resolver {
            proxies: self
                .proxy
                .iter()
                .cloned()
                .chain(system_proxies())
                .filter_map(|url| host_of(&url))
                .collect(),
            source_hosts: (access == Access::SourceHost).then(Arc::default),
        };
        builder.dns_resolver(resolver).build()
    }
}

/// The proxies that the environment names.
fn system_proxies() -> impl Iterator<Item = String> {
    let names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];
    names
        .into_iter()
        .flat_map(|name| [env::var(name), env::var(name.to_ascii_lowercase())])
        .flatten()
}

fn host_of(proxy: &str) -> Option<String> {
    let url = Url::parse(proxy).or_else(|_| Url::parse(&format!("http://{proxy}")));
    url.ok()?.host_str().map(str::to_owned)
}

async fn read(mut response: reqwest::Response, limit: usize) -> Result<Vec<u8>, WebProblem> {
    let status = response.status();
    let number = status.as_u16();
    match number {
        404 | 410 => return Err(WebProblem::NotFound(number)),
        401 | 402 | 403 | 407 | 451 => return Err(WebProblem::Denied(number)),
        429 => return Err(WebProblem::RateLimited(retry_after(response.headers()))),
        500.. => return Err(WebProblem::Server(number)),
        _ if !status.is_success() => return Err(WebProblem::Status(number)),
        _ => {}
    }
    let mut body = Vec::new();
    let announced = response.content_length().unwrap_or_default();
    let is_too_long = |length: u64| length > limit as u64;
    if is_too_long(announced) {
        return Err(WebProblem::TooLarge(limit));
    }
    while let Some(chunk) = response.chunk().await.map_err(|error| broken(&error))? {
        if is_too_long((body.len() + chunk.len()) as u64) {
            return Err(WebProblem::TooLarge(limit));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn network(error: &reqwest::Error) -> WebProblem {
    let mut cause: Option<&dyn Error> = Some(error);
    while let Some(error) = cause {
        if error.is::<PrivateName>() {
            return WebProblem::PrivateAddress;
        }
        cause = error.source();
    }
    if error.is_timeout() {
        WebProblem::Timeout
    } else {
        WebProblem::Network(root_cause(error))
    }
}

fn broken(error: &reqwest::Error) -> WebProblem {
    if error.is_timeout() {
        WebProblem::Timeout
    } else {
        WebProblem::CutOff
    }
}

/// The message of the innermost cause: the outer ones contain the URL.
fn root_cause(error: &reqwest::Error) -> String {
    let mut cause: &dyn Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    if cause.is::<reqwest::Error>() {
        "the request could not be sent".to_owned()
    } else {
        cause.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn problem(access: Access, address: &str) -> WebProblem {
        // Installs the provider of cryptography.
        drop(crate::Client::builder().build());
        let transport = WebTransport::new(None, Backoff::NEVER, Duration::from_secs(5));
        let client = transport.build(access).unwrap();
        network(&client.get(address).send().await.unwrap_err())
    }

    #[tokio::test]
    async fn a_connection_is_made_to_checked_addresses_only() {
        // Any name that leads to this machine will do; this one is refused by name, too, before it is resolved.
        let address = "http://localhost:9/";
        let public = problem(Access::Public, address).await;
        assert!(matches!(public, WebProblem::PrivateAddress), "{public:?}");
        let of_source = problem(Access::SourceHost, address).await;
        assert!(matches!(of_source, WebProblem::Network(_)), "{of_source:?}");
    }
}
