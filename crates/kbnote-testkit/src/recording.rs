//! Recorded exchanges in files.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

use crate::message::pairs;
use crate::{Exchange, Pattern, Reply};

/// Reads a recording: a JSON file with a list of exchanges.
///
/// ```json
/// [{"request": {"method": "POST", "path": "/youtubei/v1/player", "body": {"videoId": "kbnoteDemo1"}},
///   "response": {"status": 200, "headers": {"Retry-After": "1"}, "json": {}}}]
/// ```
///
/// A request names `path`, and where it matters `method` (else POST if there is a body, else GET),
/// `query` and a part of the `body`. A response holds `json`, `text` or, beside the recording,
/// `body_file`; status 200 where none is given.
///
/// # Panics
///
/// If the file is not there or not as described.
#[must_use]
pub fn recording(path: &Path) -> Vec<Exchange> {
    let content = read_json(path);
    let Value::Array(exchanges) = content else {
        panic!("{}: not a list of exchanges", path.display());
    };
    exchanges
        .iter()
        .map(|exchange| {
            Exchange::new(
                own_pattern(&exchange["request"]),
                reply(&exchange["response"], path),
            )
        })
        .collect()
}

fn own_pattern(request: &Value) -> Pattern {
    let usual = if request["body"].is_null() {
        "GET"
    } else {
        "POST"
    };
    let method = request["method"].as_str().unwrap_or(usual);
    let mut pattern = Pattern::new(method, request["path"].as_str().unwrap_or_default());
    for (key, value) in request["query"].as_object().into_iter().flatten() {
        pattern = pattern.query(key, value.as_str().unwrap_or_default());
    }
    pattern.body(request["body"].clone())
}

/// Reads `NAME.exchange.json`: the whole of one recorded request, and the head of its response,
/// whose body lies beside it. Of the request's body only what it asks for and the client's name
/// count, for another program words the rest differently.
///
/// # Panics
///
/// If the file is not there or not as described.
#[must_use]
pub fn fixture_exchange(path: &Path) -> Exchange {
    let content = read_json(path);
    let request = &content["request"];
    let url = request["url"].as_str().unwrap_or_default();
    let (_, local) = url.split_once("://").unwrap_or(("", url));
    let local = &local[local.find('/').unwrap_or(0)..];
    let (bare, query) = local.split_once('?').unwrap_or((local, ""));
    let mut pattern = Pattern::new(request["method"].as_str().unwrap_or("GET"), bare);
    if request["body"].is_null() {
        for (key, value) in pairs(query) {
            pattern = pattern.query(&key, &value);
        }
    } else {
        pattern = pattern.body(asked_for(&request["body"]));
    }
    Exchange::new(pattern, reply(&content["response"], path))
}

fn asked_for(body: &Value) -> Value {
    let mut part = Map::new();
    for key in ["videoId", "browseId", "continuation"] {
        if let Some(value) = body.get(key) {
            part.insert(key.to_owned(), value.clone());
        }
    }
    if let Some(id) = body.pointer("/playerRequest/videoId") {
        part.insert(
            "playerRequest".to_owned(),
            serde_json::json!({"videoId": id}),
        );
    }
    let name = &body["context"]["client"]["clientName"];
    part.insert(
        "context".to_owned(),
        serde_json::json!({"client": {"clientName": name}}),
    );
    Value::Object(part)
}

fn reply(response: &Value, recording: &Path) -> Reply {
    let status = response["status"].as_u64().unwrap_or(200);
    let mut reply = body(response, recording).with_status(u16::try_from(status).unwrap_or(200));
    for (name, value) in response["headers"].as_object().into_iter().flatten() {
        let value = value.get(0).unwrap_or(value).as_str().unwrap_or_default();
        if !is_framing(name) {
            reply = reply.header(name, value);
        }
    }
    reply
}

/// Headers that describe the bytes on the recorded wire, not those sent here.
fn is_framing(name: &str) -> bool {
    [
        "content-length",
        "content-encoding",
        "transfer-encoding",
        "connection",
    ]
    .iter()
    .any(|framing| name.eq_ignore_ascii_case(framing))
}

fn body(response: &Value, recording: &Path) -> Reply {
    if let Some(name) = response["body_file"].as_str() {
        Reply::bytes(read(&recording.with_file_name(name)))
    } else if let Some(text) = response["text"].as_str() {
        Reply::bytes(text)
    } else if response["json"].is_null() {
        Reply::status(200)
    } else {
        Reply::json(&response["json"])
    }
}

fn read_json(path: &Path) -> Value {
    serde_json::from_slice(&read(path))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Request;

    fn request(head: &str, body: &Value) -> Request {
        let body = body.to_string();
        let text = format!(
            "{head} HTTP/1.1\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        Request::read(&mut text.as_bytes()).unwrap().unwrap()
    }

    fn fits(exchange: &Exchange, head: &str, body: &Value) -> bool {
        exchange.pattern.fits(&request(head, body), body)
    }

    #[test]
    fn files_become_exchanges() {
        let folder = std::env::temp_dir().join(format!("kbnote-testkit-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let fixture = folder.join("geese.json.exchange.json");
        let content = json!({
            "request": {"method": "POST", "url": "https://www.youtube.com/youtubei/v1/next?t=1",
                "body": {"videoId": "kbnoteDemo1", "cpn": "x", "context": {"client": {"clientName": "WEB", "hl": "sv"}}}},
            "response": {"status": 404, "headers": {"content-length": ["9"], "x-kept": ["yes"]}, "body_file": "geese.json"}});
        fs::write(&fixture, content.to_string()).unwrap();
        fs::write(folder.join("geese.json"), "{}").unwrap();
        let own = folder.join("own.json");
        fs::write(&own, r#"[{"request": {"path": "/oembed", "query": {"format": "json"}}, "response": {"text": "hello"}}]"#).unwrap();
        let (fixture, own) = (fixture_exchange(&fixture), recording(&own).remove(0));
        fs::remove_dir_all(folder).unwrap();

        let asked = json!({"videoId": "kbnoteDemo1", "context": {"client": {"clientName": "WEB"}}});
        assert!(fits(&fixture, "POST /youtubei/v1/next", &asked));
        assert!(!fits(
            &fixture,
            "POST /youtubei/v1/next",
            &json!({"videoId": "kbnoteDemo2"})
        ));
        assert_eq!(
            (fixture.reply.status, fixture.reply.body.as_slice()),
            (404, b"{}".as_slice())
        );
        assert_eq!(
            fixture.reply.headers,
            [("x-kept".to_owned(), "yes".to_owned())]
        );
        assert!(fits(&own, "GET /oembed?url=x&format=json", &Value::Null));
        assert_eq!(own.reply.body, b"hello");
    }
}
