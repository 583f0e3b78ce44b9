//! Exchanges recorded in files.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::request::query_pairs;
use crate::{Exchange, Pattern, Reply};

/// Headers that describe the recorded bytes on the wire, not those sent here.
const FRAMING: [&str; 4] = [
    "content-length",
    "content-encoding",
    "transfer-encoding",
    "connection",
];

/// Reads a recording: a JSON file with a list of exchanges.
///
/// ```json
/// [{"request": {"method": "POST", "path": "/youtubei/v1/player", "body": {"videoId": "kbnoteDemo1"}},
///   "response": {"status": 200, "headers": {"Retry-After": "1"}, "json": {}}}]
/// ```
///
/// A request has a `path`, and optionally a `method` (default: POST with a body, else GET), `query`
/// values and a part of the `body`. A response has `json`, `text`, or `body_file` beside the
/// recording; the default status is 200.
///
/// # Panics
///
/// If the file is missing or malformed.
#[must_use]
pub fn recording(path: &Path) -> Vec<Exchange> {
    let content = read_json(path);
    let Value::Array(exchanges) = content else {
        panic!("{}: not a list of exchanges", path.display());
    };
    let exchange = |exchange: &Value| {
        let reply = reply(&exchange["response"], path);
        Exchange::new(pattern(&exchange["request"]), reply)
    };
    exchanges.iter().map(exchange).collect()
}

fn pattern(request: &Value) -> Pattern {
    let default = if request["body"].is_null() {
        "GET"
    } else {
        "POST"
    };
    let method = request["method"].as_str().unwrap_or(default);
    let mut pattern = Pattern::new(method, request["path"].as_str().unwrap_or_default());
    for (key, value) in request["query"].as_object().into_iter().flatten() {
        pattern = pattern.query(key, value.as_str().unwrap_or_default());
    }
    pattern.body(request["body"].clone())
}

/// Reads `NAME.exchange.json`: a whole recorded request, and the head of its response, whose body is
/// a file beside it.
///
/// Of the request's body only the ids and the client's name are compared: the program that recorded
/// it words the rest differently.
///
/// # Panics
///
/// If the file is missing or malformed.
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
        for (key, value) in query_pairs(query) {
            pattern = pattern.query(&key, &value);
        }
    } else {
        pattern = pattern.body(identifying_part(&request["body"]));
    }
    Exchange::new(pattern, reply(&content["response"], path))
}

fn identifying_part(body: &Value) -> Value {
    let keys = ["videoId", "browseId", "continuation"];
    let ids = keys
        .iter()
        .filter_map(|key| Some(((*key).to_owned(), body.get(key)?.clone())));
    let mut part: Map<String, Value> = ids.collect();
    if let Some(id) = body.pointer("/playerRequest/videoId") {
        part.insert("playerRequest".to_owned(), json!({"videoId": id}));
    }
    let name = &body["context"]["client"]["clientName"];
    part.insert(
        "context".to_owned(),
        json!({"client": {"clientName": name}}),
    );
    Value::Object(part)
}

fn reply(response: &Value, recording: &Path) -> Reply {
    let status = response["status"].as_u64().unwrap_or(200);
    let mut reply = body(response, recording).with_status(u16::try_from(status).unwrap_or(200));
    for (name, value) in response["headers"].as_object().into_iter().flatten() {
        let value = value.get(0).unwrap_or(value).as_str().unwrap_or_default();
        if !FRAMING
            .iter()
            .any(|framing| name.eq_ignore_ascii_case(framing))
        {
            reply = reply.header(name, value);
        }
    }
    reply
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
    let json = serde_json::from_slice(&read(path));
    json.unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Request;

    fn matches(exchange: &Exchange, method: &str, path: &str, query: &str, body: &Value) -> bool {
        let request = Request {
            method: method.to_owned(),
            path: path.to_owned(),
            host: String::new(),
            query: query_pairs(query),
            headers: Vec::new(),
            body: Vec::new(),
        };
        exchange.pattern.matches(&request, body)
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

        let (next, web) = (
            "/youtubei/v1/next",
            json!({"client": {"clientName": "WEB"}}),
        );
        let body = json!({"videoId": "kbnoteDemo1", "context": web});
        assert!(matches(&fixture, "POST", next, "", &body));
        let other = json!({"videoId": "kbnoteDemo2", "context": web});
        assert!(!matches(&fixture, "POST", next, "", &other));
        let head = &fixture.reply.head;
        assert_eq!(
            (head.status().as_u16(), &fixture.reply.body[..]),
            (404, &b"{}"[..])
        );
        assert_eq!(head.headers().len(), 1);
        assert_eq!(head.headers()["x-kept"], "yes");
        assert!(matches(
            &own,
            "GET",
            "/oembed",
            "url=x&format=json",
            &Value::Null
        ));
        assert_eq!(&own.reply.body[..], b"hello");
    }
}
