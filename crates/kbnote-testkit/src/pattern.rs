//! What a request must look like.

use serde_json::Value;

use crate::Request;

/// The parts of a request that matter: method, path, chosen query values, and a part of its JSON
/// body. What is not named is not looked at.
#[derive(Clone, Debug)]
pub struct Pattern {
    method: String,
    path: String,
    query: Vec<(String, String)>,
    body: Value,
}

impl Pattern {
    /// A request by `method` for `path`, which is written without a query.
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

    /// Asks for a query value, written without percent signs.
    #[must_use]
    pub fn query(mut self, key: &str, value: &str) -> Self {
        self.query.push((key.to_owned(), value.to_owned()));
        self
    }

    /// Asks for a JSON body that holds everything that `part` holds.
    #[must_use]
    pub fn body(mut self, part: Value) -> Self {
        self.body = part;
        self
    }

    /// Whether a request, whose body as JSON is `json`, is meant.
    pub(crate) fn fits(&self, request: &Request, json: &Value) -> bool {
        self.method == request.method
            && self.path == request.path
            && self
                .query
                .iter()
                .all(|(key, value)| request.query_value(key) == Some(value))
            && (self.body.is_null() || holds(json, &self.body))
    }
}

/// Whether `whole` holds all of `part`: objects key by key, anything else by equality.
fn holds(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => part
            .iter()
            .all(|(key, wanted)| whole.get(key).is_some_and(|found| holds(found, wanted))),
        _ => whole == part,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_body_may_hold_more_than_was_asked_for() {
        let whole =
            json!({"videoId": "kbnoteDemo1", "context": {"client": {"hl": "en", "gl": "US"}}});
        assert!(holds(&whole, &json!({"context": {"client": {"hl": "en"}}})));
        assert!(!holds(
            &whole,
            &json!({"context": {"client": {"hl": "de"}}})
        ));
        assert!(!holds(&whole, &json!({"browseId": "x"})));
    }
}
