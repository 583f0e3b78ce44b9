//! The state of a note as JSON.

use std::fmt::Write as _;

use serde::Deserialize;
use serde_json::json;

use super::state::{NoteState, ParsedState, Wire};
use super::{MergeBase, recovery};

/// The format written here, and the name of its schema without the number.
const VERSION: u32 = 2;
const SCHEMA: &str = "kbnote.state/";

#[derive(Deserialize)]
struct Schema {
    schema: String,
}

impl NoteState {
    /// Its JSON, one claim a line, so that a change of one is a change of one line.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut text = format!("{{\n\"schema\":\"{SCHEMA}{VERSION}\",\n");
        let mut field = |name: &str, value: serde_json::Value| {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "\"{name}\":{value},");
        };
        field("track", json!(self.track));
        field("captions", json!(self.captions));
        field("note", json!(self.note));
        if self.video.is_some() {
            field("video", json!(self.video));
        }
        if self.aligner.is_some() {
            field("aligner", json!(self.aligner));
        }
        if !self.others.is_empty() {
            field("others", json!(self.others));
        }
        if self.base != MergeBase::default() {
            field("base", json!(self.base));
        }
        let claims = self.claims.iter().map(|claim| json!(claim).to_string());
        let claims: Vec<_> = claims.collect();
        let _ = write!(text, "\"claims\":[\n{}\n]}}\n", claims.join(",\n"));
        text
    }

    /// Reads a state file, as far as its bytes say anything.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> ParsedState {
        let whole = serde_json::from_slice(bytes).ok().map(Wire::into);
        ParsedState {
            state: whole.or_else(|| recovery::recover(&String::from_utf8_lossy(bytes))),
            newer_schema: newer_schema(bytes),
        }
    }
}

/// The schema that a state names, if this version does not know it: it may well have another shape.
fn newer_schema(bytes: &[u8]) -> Option<String> {
    let named = match serde_json::from_slice(bytes) {
        Ok(Schema { schema }) => vec![schema],
        Err(_) => recovery::schemas(&String::from_utf8_lossy(bytes)),
    };
    named.into_iter().find(|schema| !is_readable(schema))
}

fn is_readable(schema: &str) -> bool {
    let version = schema.strip_prefix(SCHEMA).and_then(|v| v.parse().ok());
    version.is_some_and(|version: u32| version <= VERSION)
}
