//! A request: as received, and as an exchange expects it.

use http_body_util::BodyExt;
use hyper::body::Incoming;
use serde_json::Value;

/// A request as it was received.
#[derive(Clone, Debug)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The host: from an absolute target, as a proxy receives it, else from the header.
    pub host: String,
    /// The decoded query pairs, in order.
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
        first(&self.query, key)
    }

    /// The first value of a header, whose name is given in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        first(&self.headers, name).map(String::as_str)
    }

    /// The body as JSON; null if it is not JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    pub(crate) async fn receive(request: hyper::Request<Incoming>) -> hyper::Result<Self> {
        let (head, body) = request.into_parts();
        let headers = header_pairs(&head.headers);
        let host = head.uri.host().map(ToOwned::to_owned);
        let host = host.or_else(|| first(&headers, "host").cloned());
        Ok(Self {
            method: head.method.to_string(),
            path: head.uri.path().to_owned(),
            host: host.unwrap_or_default(),
            query: query_pairs(head.uri.query().unwrap_or_default()),
            headers,
            body: body.collect().await?.to_bytes().into(),
        })
    }
}

/// The value of the first pair with this key.
pub(crate) fn first<'a>(pairs: &'a [(String, String)], key: &str) -> Option<&'a String> {
    let (_, value) = pairs.iter().find(|(name, _)| name == key)?;
    Some(value)
}

pub(crate) fn header_pairs(headers: &hyper::HeaderMap) -> Vec<(String, String)> {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let pairs = headers.iter();
    pairs
        .map(|(name, value)| (name.to_string(), text(value.as_bytes())))
        .collect()
}

/// The decoded pairs of a query.
pub(crate) fn query_pairs(query: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect()
}

/// The expected parts of a request: method, path, some query values, and a part of its JSON body.
#[derive(Clone, Debug)]
pub struct Pattern {
    method: String,
    path: String,
    query: Vec<(String, String)>,
    body: Value,
}

impl Pattern {
    /// A request with this method and path; the path has no query.
    #[must_use]
    pub fn new(method: &str, path: &str) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            query: Vec::new(),
            body: Value::Null,
        }
    }

    /// A GET request.
    #[must_use]
    pub fn get(path: &str) -> Self {
        Self::new("GET", path)
    }

    /// A POST request.
    #[must_use]
    pub fn post(path: &str) -> Self {
        Self::new("POST", path)
    }

    /// Expects a query value, given without percent encoding.
    #[must_use]
    pub fn query(mut self, key: &str, value: &str) -> Self {
        self.query.push((key.to_owned(), value.to_owned()));
        self
    }

    /// Expects a JSON body that contains `part`.
    #[must_use]
    pub fn body(mut self, part: Value) -> Self {
        self.body = part;
        self
    }

    /// Whether a request, whose body as JSON is `body`, has the expected parts.
    pub(crate) fn matches(&self, request: &Request, body: &Value) -> bool {
        let mut query = self.query.iter();
        self.method == request.method
            && self.path == request.path
            && query.all(|(key, value)| request.query_value(key) == Some(value))
            && (self.body.is_null() || contains(body, &self.body))
    }
}

/// Whether `whole` contains `part`: objects key by key, anything else by equality.
fn contains(whole: &Value, part: &Value) -> bool {
    let (Value::Object(whole), Value::Object(part)) = (whole, part) else {
        return whole == part;
    };
    let mut part = part.iter();
    part.all(|(key, value)| whole.get(key).is_some_and(|found| contains(found, value)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_body_may_contain_more_than_expected() {
        let whole =
            json!({"videoId": "kbnoteDemo1", "context": {"client": {"hl": "en", "gl": "US"}}});
        let language = |code: &str| json!({"context": {"client": {"hl": code}}});
        assert!(contains(&whole, &language("en")));
        assert!(!contains(&whole, &language("de")));
        assert!(!contains(&whole, &json!({"browseId": "x"})));
    }
}
