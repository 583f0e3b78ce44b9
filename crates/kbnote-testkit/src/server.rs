//! The server.

use std::io::{BufReader, BufWriter};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crate::{Exchange, Reply, Request, message};

/// A server on an ephemeral port of 127.0.0.1 that plays exchanges until it is dropped.
///
/// # Panics
///
/// When it is dropped after a request that no exchange knew, unless the thread panics already.
#[derive(Debug)]
pub struct RecordedServer {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    exchanges: Vec<Exchange>,
    requests: Vec<Request>,
    unknown: Vec<String>,
    stopped: bool,
}

impl RecordedServer {
    /// Starts a server that plays `exchanges`; of several that fit a request, the first.
    ///
    /// # Panics
    ///
    /// If no port can be had.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a test without a port cannot go on")]
    pub fn start(exchanges: impl IntoIterator<Item = Exchange>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
        let address = listener.local_addr().expect("the port's address");
        let state = Arc::new(Mutex::new(State {
            exchanges: exchanges.into_iter().collect(),
            ..State::default()
        }));
        let shared = Arc::clone(&state);
        thread::spawn(move || accept(&listener, &shared));
        Self { address, state }
    }

    /// The address to send requests to: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Adds an exchange behind those that are there.
    pub fn add(&self, exchange: Exchange) {
        lock(&self.state).exchanges.push(exchange);
    }

    /// All requests so far, in the order they came in.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.state).requests.clone()
    }

    /// How many requests were made for a path.
    #[must_use]
    pub fn count(&self, path: &str) -> usize {
        let state = lock(&self.state);
        state.requests.iter().filter(|r| r.path == path).count()
    }

    /// Forgives the requests that no exchange knew, and says which they were.
    pub fn take_unknown(&self) -> Vec<String> {
        std::mem::take(&mut lock(&self.state).unknown)
    }
}

impl Drop for RecordedServer {
    fn drop(&mut self) {
        lock(&self.state).stopped = true;
        // Wakes the thread that waits for connections, so that it sees that it is to stop.
        drop(TcpStream::connect_timeout(
            &self.address,
            Duration::from_secs(1),
        ));
        let unknown = self.take_unknown();
        assert!(
            unknown.is_empty() || thread::panicking(),
            "requests that no recorded exchange knows: {unknown:#?}"
        );
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn accept(listener: &TcpListener, state: &Arc<Mutex<State>>) {
    for stream in listener.incoming() {
        if lock(state).stopped {
            return;
        }
        if let Ok(stream) = stream {
            let state = Arc::clone(state);
            thread::spawn(move || converse(&stream, &state));
        }
    }
}

/// Answers the requests of one connection until either side ends it.
fn converse(stream: &TcpStream, state: &Mutex<State>) {
    let mut reader = BufReader::new(stream);
    let mut writer = BufWriter::new(stream);
    while let Ok(Some(request)) = Request::read(&mut reader) {
        let reply = answer(state, request);
        if !message::write(&mut writer, &reply).unwrap_or(false) {
            break;
        }
    }
}

fn answer(state: &Mutex<State>, request: Request) -> Reply {
    let json = request.json();
    let mut state = lock(state);
    let known = state
        .exchanges
        .iter_mut()
        .find(|e| e.left != Some(0) && e.pattern.fits(&request, &json));
    let reply = known.map(|exchange| {
        exchange.left = exchange.left.map(|left| left - 1);
        exchange.reply.clone()
    });
    if reply.is_none() {
        let unknown = described(&request);
        state.unknown.push(unknown);
    }
    state.requests.push(request);
    reply.unwrap_or_else(|| Reply::status(599))
}

fn described(request: &Request) -> String {
    let query: Vec<String> = request
        .query
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    let body = String::from_utf8_lossy(&request.body);
    format!(
        "{} {}?{} {body}",
        request.method,
        request.path,
        query.join("&")
    )
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use super::*;
    use crate::Pattern;

    fn ask(server: &RecordedServer, head: &str) -> String {
        let mut stream = TcpStream::connect(server.address).unwrap();
        write!(stream, "{head}\r\nConnection: close\r\n\r\n").unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn exchanges_are_played_in_order() {
        let first = Exchange::new(Pattern::get("/a"), Reply::status(429)).once();
        let then = Exchange::new(Pattern::get("/a"), Reply::bytes("here"));
        let server = RecordedServer::start([first, then]);
        assert!(ask(&server, "GET /a HTTP/1.1").starts_with("HTTP/1.1 429 "));
        assert!(ask(&server, "GET /a?b=c HTTP/1.1").ends_with("\r\n\r\nhere"));
        assert_eq!(server.count("/a"), 2);
    }

    #[test]
    #[should_panic(expected = "GET /b?c=d")]
    fn an_unknown_request_makes_the_test_fail() {
        let server = RecordedServer::start([]);
        assert!(ask(&server, "GET /b?c=d HTTP/1.1").starts_with("HTTP/1.1 599 "));
    }
}
