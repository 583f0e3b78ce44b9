//! Messages as they come in and go out: JSON after a header with its length.

use std::io::{self, BufRead, Read, Write};
use std::sync::Mutex;

use gen_lsp_types::json_rpc::Id;
use serde::Deserialize;
use serde_json::{Value, json};

/// The most that a message may hold. A note has a few kilobytes.
const MAX_LENGTH: u64 = 256 << 20;

/// A message from the client.
#[derive(Debug, PartialEq)]
pub(crate) enum Message {
    /// It expects a response.
    Request {
        id: Id,
        method: String,
        params: Value,
    },
    /// It expects none.
    Notification { method: String, params: Value },
    /// The response to a request of the server; none if that failed.
    Response { id: Id, result: Option<Value> },
    /// It is not a message that can be read; with the id of the request, if it names one.
    Malformed { id: Id, error: ErrorKind },
}

impl Message {
    /// The notification that ends the server; an input that has ended counts as it.
    pub(crate) fn exit() -> Self {
        Self::Notification {
            method: EXIT.to_owned(),
            params: Value::Null,
        }
    }

    pub(crate) fn is_exit(&self) -> bool {
        matches!(self, Self::Notification { method, .. } if method == EXIT)
    }
}

const EXIT: &str = "exit";

/// Why a request failed, by the numbers of JSON-RPC and the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ErrorKind {
    Parse = -32700,
    InvalidRequest = -32600,
    MethodNotFound = -32601,
    InvalidParams = -32602,
    NotInitialized = -32002,
    Failed = -32803,
    ContentModified = -32801,
    Cancelled = -32800,
}

/// A failed request.
#[derive(Debug)]
pub(crate) struct ResponseError {
    pub(crate) kind: ErrorKind,
    pub(crate) message: String,
}

impl ResponseError {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { kind, message }
    }
}

impl From<kbnote_app::Error> for ResponseError {
    fn from(error: kbnote_app::Error) -> Self {
        let message = match error.next_step() {
            Some(step) => format!("{}; {step}", error.message()),
            None => error.message().to_owned(),
        };
        Self::new(ErrorKind::Failed, message)
    }
}

/// Reads the next message; none at the end of the input.
///
/// # Errors
/// If the input cannot be read. A message that makes no sense is not an error.
pub(crate) fn read(input: &mut impl BufRead) -> io::Result<Option<Message>> {
    let Some(length) = read_header(input)? else {
        return Ok(None);
    };
    let mut body = Vec::new();
    let read = input.take(length).read_to_end(&mut body)?;
    if (read as u64) < length {
        return Ok(None);
    }
    Ok(Some(parse(&body)))
}

/// The length of the next message. Lines that are not part of a header are skipped.
fn read_header(input: &mut impl BufRead) -> io::Result<Option<u64>> {
    let mut length = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&line).to_ascii_lowercase();
        // After a message of a wrong length its rest is before the name.
        if let Some((_, value)) = text.rsplit_once("content-length:") {
            let value = value.trim().parse().ok();
            length = value.filter(|&length| length <= MAX_LENGTH);
        } else if text.trim().is_empty() && length.is_some() {
            return Ok(length);
        }
    }
}

fn parse(body: &[u8]) -> Message {
    #[derive(Deserialize)]
    struct Wire {
        id: Option<Id>,
        method: Option<String>,
        #[serde(default)]
        params: Value,
        result: Option<Value>,
    }
    let malformed = |id, error| Message::Malformed { id, error };
    let Ok(value) = serde_json::from_slice::<Value>(body) else {
        return malformed(Id::Null, ErrorKind::Parse);
    };
    let id = value.get("id").cloned().unwrap_or_default();
    let id = serde_json::from_value(id).unwrap_or(Id::Null);
    let Ok(wire) = serde_json::from_value::<Wire>(value) else {
        return malformed(id, ErrorKind::InvalidRequest);
    };
    let params = wire.params;
    match (wire.method, wire.id) {
        (Some(method), Some(id)) => Message::Request { id, method, params },
        (Some(method), None) => Message::Notification { method, params },
        (None, Some(id)) => Message::Response {
            id,
            result: wire.result,
        },
        (None, None) => malformed(Id::Null, ErrorKind::InvalidRequest),
    }
}

/// Where messages to the client go.
pub(crate) struct Outbox(Mutex<Box<dyn Write + Send>>);

impl Outbox {
    pub(crate) fn new(output: impl Write + Send + 'static) -> Self {
        Self(Mutex::new(Box::new(output)))
    }

    /// Responds to a request.
    pub(crate) fn respond(&self, id: &Id, result: Result<Value, ResponseError>) {
        let response = match result {
            Ok(result) => json!({"jsonrpc": "2.0", "id": id, "result": result}),
            Err(ResponseError { kind, message }) => {
                let error = json!({"code": kind as i32, "message": message});
                json!({"jsonrpc": "2.0", "id": id, "error": error})
            }
        };
        self.send(&response);
    }

    /// Sends a notification.
    pub(crate) fn notify(&self, method: &str, params: &Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Shows a message to the person at the editor.
    pub(crate) fn show(&self, message: &str) {
        self.notify(
            "window/showMessage",
            &json!({"type": 2, "message": message}),
        );
    }

    /// Sends a request.
    pub(crate) fn request(&self, id: i64, method: &str, params: &Value) {
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
    }

    /// A client that no longer reads also closes the input, which ends the server.
    fn send(&self, message: &Value) {
        let body = message.to_string();
        let Ok(mut output) = self.0.lock() else {
            return;
        };
        let written = write!(output, "Content-Length: {}\r\n\r\n{body}", body.len());
        let _ = written.and_then(|()| output.flush());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut input: &[u8]) -> Vec<Message> {
        std::iter::from_fn(|| read(&mut input).unwrap()).collect()
    }

    fn framed(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    #[test]
    fn a_broken_message_is_reported_and_the_next_one_read() {
        let exit = framed(r#"{"jsonrpc":"2.0","method":"exit"}"#);
        let read = Message::exit();
        for (broken, error) in [
            ("{", Some((Id::Null, ErrorKind::Parse))),
            ("[]", Some((Id::Null, ErrorKind::InvalidRequest))),
            (
                "{\"id\":7,\"method\":7}",
                Some((7.into(), ErrorKind::InvalidRequest)),
            ),
        ] {
            let messages = all(format!("{}{exit}", framed(broken)).as_bytes());
            let malformed = error.map(|(id, error)| Message::Malformed { id, error });
            assert_eq!(messages[0], malformed.unwrap());
            assert_eq!(messages[1], read);
        }
        for noise in [
            "Content-Length: -4\r\n\r\n",
            "Content-Length: 99999999999999999999\r\n\r\n",
            "no header at all\r\n\r\n",
            "\u{0}\u{1}: x\n\n",
        ] {
            assert_eq!(all(format!("{noise}{exit}").as_bytes()), [Message::exit()]);
        }
    }

    #[test]
    fn a_length_that_is_too_short_costs_that_message_only() {
        let short = "Content-Length: 10\r\n\r\n{\"id\":1,\"method\":\"x\"}";
        let exit = framed(r#"{"method":"exit"}"#);
        let messages = all(format!("{short}{exit}").as_bytes());
        assert!(
            matches!(messages[0], Message::Malformed { .. }),
            "{messages:?}"
        );
        assert_eq!(messages[1], Message::exit());
    }

    #[test]
    fn an_input_that_ends_within_a_message_has_ended() {
        assert_eq!(all(b"Content-Length: 10\r\n\r\n{}"), []);
        assert_eq!(all(b"Content-Len"), []);
    }
}
