//! A client for a server that a test has started: one request a connection.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Only a server that hangs is waited for so long.
const PATIENCE: Duration = Duration::from_secs(120);

/// What a server answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers; names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Answer {
    /// The first value of a header, whose name is given in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let named = self.headers.iter().find(|(known, _)| known == name);
        named.map(|(_, value)| value.as_str())
    }

    /// The body as JSON; null if it is none.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }
}

/// Sends a request to `address` (`127.0.0.1:80`), with these headers and no others but its length.
///
/// # Panics
///
/// If the server cannot be reached or answers no HTTP.
#[must_use]
pub fn request(
    address: &str,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Answer {
    let mut head = format!("{method} {target} HTTP/1.1\r\nConnection: close\r\n");
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    head += &format!("Content-Length: {}\r\n\r\n", body.len());
    exchange(address, head.as_bytes(), body)
}

#[expect(clippy::expect_used, reason = "a test without an answer cannot go on")]
fn exchange(address: &str, head: &[u8], body: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).expect("a server at the address");
    stream
        .set_read_timeout(Some(PATIENCE))
        .expect("a time to wait");
    // A server that refuses a request need not read all of it.
    let _ = stream.write_all(head).and_then(|()| stream.write_all(body));
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).expect("a line of status");
    let status = line
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    let headers = headers(&mut reader);
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.and_then(|(_, length)| length.parse().ok());
    let mut body = vec![0; length.expect("a length")];
    reader.read_exact(&mut body).expect("a whole body");
    Answer {
        status: status.expect("a status"),
        headers,
        body: String::from_utf8(body).expect("a text"),
    }
}

fn headers(reader: &mut impl BufRead) -> Vec<(String, String)> {
    let lines = reader.lines().map_while(Result::ok);
    let headers = lines.take_while(|line| !line.is_empty());
    headers
        .filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_ascii_lowercase(), value.trim().to_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Exchange, Pattern, RecordedServer, Reply};

    #[test]
    fn an_answer_is_read_whole() {
        let here = Exchange::new(Pattern::get("/a"), Reply::bytes("here"));
        let server = RecordedServer::start([here]);
        let url = server.url();
        let address = url.trim_start_matches("http://");
        let answer = request(address, "GET", "/a", &[("Host", address)], b"");
        assert_eq!((answer.status, answer.body.as_str()), (200, "here"));
        assert_eq!(answer.header("content-length"), Some("4"));
    }
}
