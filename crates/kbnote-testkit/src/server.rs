//! The server.

use std::convert::Infallible;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::sync::oneshot;

use crate::{Pattern, Reply, Request};

/// A request, its reply, and how often it may be played.
#[derive(Clone, Debug)]
pub struct Exchange {
    pub(crate) pattern: Pattern,
    pub(crate) reply: Reply,
    remaining: Option<usize>,
}

impl Exchange {
    /// An exchange without a limit.
    #[must_use]
    pub const fn new(pattern: Pattern, reply: Reply) -> Self {
        Self {
            pattern,
            reply,
            remaining: None,
        }
    }

    /// Plays it at most `times` times; later requests go to the next exchange that matches.
    #[must_use]
    pub const fn times(mut self, times: usize) -> Self {
        self.remaining = Some(times);
        self
    }

    /// Plays it once.
    #[must_use]
    pub const fn once(self) -> Self {
        self.times(1)
    }
}

/// A server on an ephemeral port of 127.0.0.1 that plays exchanges until it is dropped.
///
/// # Panics
///
/// On drop, if a request matched no exchange, unless the thread is already panicking.
#[derive(Debug)]
pub struct RecordedServer {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    /// Dropped with the server, which stops its thread.
    _stop: oneshot::Sender<Infallible>,
}

#[derive(Debug, Default)]
struct State {
    exchanges: Vec<Exchange>,
    requests: Vec<Request>,
    unexpected: Vec<Request>,
}

impl RecordedServer {
    /// Starts a server; of several exchanges that match a request, it plays the first.
    ///
    /// # Panics
    ///
    /// If no port is free.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a test cannot go on without a server")]
    pub fn start(exchanges: impl IntoIterator<Item = Exchange>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
        listener.set_nonblocking(true).expect("a socket for tokio");
        let address = listener.local_addr().expect("the port's address");
        let state = Arc::new(Mutex::new(State {
            exchanges: exchanges.into_iter().collect(),
            ..State::default()
        }));
        let (stop, stopped) = oneshot::channel();
        let shared = Arc::clone(&state);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let runtime = runtime.expect("a runtime");
        thread::spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    () = accept(listener, shared) => {}
                    _ = stopped => {}
                }
            });
        });
        Self {
            address,
            state,
            _stop: stop,
        }
    }

    /// The base address: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Adds an exchange after the existing ones.
    pub fn add(&self, exchange: Exchange) {
        lock(&self.state).exchanges.push(exchange);
    }

    /// All requests so far, in order of arrival.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.state).requests.clone()
    }

    /// The number of requests for a path.
    #[must_use]
    pub fn count(&self, path: &str) -> usize {
        let state = lock(&self.state);
        state.requests.iter().filter(|r| r.path == path).count()
    }

    /// Removes and returns the requests that matched no exchange, so that they are no failure.
    pub fn take_unexpected(&self) -> Vec<Request> {
        std::mem::take(&mut lock(&self.state).unexpected)
    }
}

impl Drop for RecordedServer {
    fn drop(&mut self) {
        let unexpected = self.take_unexpected();
        assert!(
            unexpected.is_empty() || thread::panicking(),
            "requests without a recorded exchange: {unexpected:#?}"
        );
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[expect(clippy::expect_used, reason = "a test cannot go on without a server")]
async fn accept(listener: TcpListener, state: Arc<Mutex<State>>) {
    let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
    while let Ok((stream, _)) = listener.accept().await {
        // Else the client's delayed acknowledgement holds back the body for 40 ms.
        let _ = stream.set_nodelay(true);
        let state = Arc::clone(&state);
        let service = service_fn(move |request| {
            let state = Arc::clone(&state);
            async move {
                let request = Request::receive(request).await?;
                let reply = respond(&state, request);
                Ok::<_, hyper::Error>(reply.play().await)
            }
        });
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

fn respond(state: &Mutex<State>, request: Request) -> Reply {
    let body = request.json();
    let mut state = lock(state);
    let mut exchanges = state.exchanges.iter_mut();
    let exchange = exchanges.find(|e| e.remaining != Some(0) && e.pattern.matches(&request, &body));
    let reply = exchange.map(|exchange| {
        exchange.remaining = exchange.remaining.map(|remaining| remaining - 1);
        exchange.reply.clone()
    });
    if reply.is_none() {
        state.unexpected.push(request.clone());
    }
    state.requests.push(request);
    reply.unwrap_or_else(|| Reply::status(599))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Response, request};

    fn get(server: &RecordedServer, target: &str) -> Response {
        request(&server.address.to_string(), "GET", target, &[], b"")
    }

    #[test]
    fn exchanges_are_played_in_order() {
        let limited = Exchange::new(Pattern::get("/a"), Reply::status(429)).once();
        let found = Exchange::new(Pattern::get("/a"), Reply::bytes("geese"));
        let server = RecordedServer::start([limited, found]);
        assert_eq!(get(&server, "/a").status, 429);
        let response = get(&server, "/a?b=1%202");
        assert_eq!((response.status, response.body.as_str()), (200, "geese"));
        assert_eq!(response.header("content-length"), Some("5"));
        assert_eq!(server.count("/a"), 2);
        assert_eq!(server.requests()[1].query_value("b").unwrap(), "1 2");
    }

    #[test]
    fn a_proxy_receives_the_host_in_the_target() {
        let server =
            RecordedServer::start([Exchange::new(Pattern::get("/oembed"), Reply::bytes(""))]);
        let _ = get(&server, "http://www.youtube.com/oembed?a=b");
        assert_eq!(server.requests()[0].host, "www.youtube.com");
    }

    #[test]
    #[should_panic(expected = "without a recorded exchange")]
    fn an_unexpected_request_fails_the_test() {
        let server = RecordedServer::start([]);
        assert_eq!(get(&server, "/b?c=d").status, 599);
    }
}
