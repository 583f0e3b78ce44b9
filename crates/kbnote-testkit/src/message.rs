//! HTTP/1.1 as far as a test server needs it.

use std::io::{self, BufRead, Write};

use serde_json::Value;

use crate::reply::{Fault, Reply};

/// A request as it was received.
#[derive(Clone, Debug)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The host that was asked for: that of the address where a proxy is asked, else the header.
    pub host: String,
    /// The query's keys and values, percent signs resolved, in order.
    pub query: Vec<(String, String)>,
    /// The headers; names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// The first value of a query key.
    #[must_use]
    pub fn query_value(&self, key: &str) -> Option<&String> {
        self.query.iter().find(|(k, _)| k == key).map(|(_, v)| v)
    }

    /// The first value of a header, whose name is given in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(k, _)| k == name)
            .map(|(_, v)| v.as_str())
    }

    /// The body as JSON; null if it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Reads one request; `None` when the client has closed the connection.
    pub(crate) fn read(stream: &mut impl BufRead) -> io::Result<Option<Self>> {
        let mut line = String::new();
        if stream.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let mut words = line.split_whitespace();
        let method = words.next().unwrap_or_default().to_owned();
        let target = words.next().unwrap_or_default().to_owned();
        let headers = read_headers(stream)?;
        let mut request = Self::from_target(method, &target, headers);
        request.body = vec![0; request.content_length()];
        stream.read_exact(&mut request.body)?;
        Ok(Some(request))
    }

    fn from_target(method: String, target: &str, headers: Vec<(String, String)>) -> Self {
        let (host, local) = match target.split_once("://") {
            Some((_, rest)) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
            None => ("", target),
        };
        let (path, query) = local.split_once('?').unwrap_or((local, ""));
        let mut request = Self {
            method,
            path: path.to_owned(),
            host: host.to_owned(),
            query: pairs(query),
            headers,
            body: Vec::new(),
        };
        if request.host.is_empty() {
            request.host = request.header("host").unwrap_or_default().to_owned();
        }
        request
    }

    fn content_length(&self) -> usize {
        self.header("content-length")
            .and_then(|length| length.parse().ok())
            .unwrap_or(0)
    }
}

fn read_headers(stream: &mut impl BufRead) -> io::Result<Vec<(String, String)>> {
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line)?;
        match line.trim_end().split_once(':') {
            Some((name, value)) => {
                headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
            }
            None => return Ok(headers),
        }
    }
}

/// The keys and values of a query, percent signs resolved.
pub(crate) fn pairs(query: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect()
}

/// Sends a reply. Whether the connection can be used again is answered.
pub(crate) fn write(stream: &mut impl Write, reply: &Reply) -> io::Result<bool> {
    std::thread::sleep(reply.delay);
    if reply.fault == Fault::Stall {
        return Ok(true);
    }
    write_head(stream, reply)?;
    match reply.fault {
        Fault::Endless => loop {
            stream.write_all(&reply.body)?;
        },
        Fault::CutOff(bytes) => {
            stream.write_all(&reply.body[..bytes.min(reply.body.len())])?;
            stream.flush()?;
            Ok(false)
        }
        Fault::None | Fault::Stall => {
            stream.write_all(&reply.body)?;
            stream.flush()?;
            Ok(true)
        }
    }
}

fn write_head(stream: &mut impl Write, reply: &Reply) -> io::Result<()> {
    write!(stream, "HTTP/1.1 {} Recorded\r\n", reply.status)?;
    for (name, value) in &reply.headers {
        write!(stream, "{name}: {value}\r\n")?;
    }
    if reply.fault == Fault::Endless {
        write!(stream, "Connection: close\r\n\r\n")
    } else {
        write!(stream, "Content-Length: {}\r\n\r\n", reply.body.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_read_with_its_query_and_body() {
        let mut bytes: &[u8] =
            b"POST /a/b?x=1%202&y HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}rest";
        let request = Request::read(&mut bytes).unwrap().unwrap();
        assert_eq!(
            (request.path.as_str(), request.host.as_str()),
            ("/a/b", "h")
        );
        assert_eq!(request.query_value("x").unwrap(), "1 2");
        assert_eq!(
            (request.body.as_slice(), bytes),
            (b"{}".as_slice(), b"rest".as_slice())
        );
    }

    #[test]
    fn a_proxy_is_asked_with_the_whole_address() {
        let mut bytes: &[u8] = b"GET http://www.youtube.com/oembed?a=b HTTP/1.1\r\n\r\n";
        let request = Request::read(&mut bytes).unwrap().unwrap();
        assert_eq!(
            (request.host.as_str(), request.path.as_str()),
            ("www.youtube.com", "/oembed")
        );
    }
}
