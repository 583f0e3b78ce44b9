//! The names that a template may use, to suggest one for a misspelt one.

use kbnote_core::nearest_name;
use serde_json::Value;

use super::NoteContext;

/// The helpers of Handlebars and of kbnote.
const HELPERS: [&str; 10] = [
    "if",
    "unless",
    "each",
    "with",
    "lookup",
    "timestamp",
    "anchor_url",
    "heading",
    "yaml",
    "wikilink",
];

/// The known name that an unknown one was probably meant for; of a name that only the items of a list have, the list.
pub(super) fn meant(unknown: &str) -> Option<String> {
    let [context, ..] = NoteContext::samples();
    let mut names = Vec::new();
    collect("", &serde_json::to_value(context).ok()?, &mut names);
    let near = nearest_name(unknown.trim_start_matches("../"), names)?;
    Some(if near == unknown {
        format!("{{{{#each chapters}}}} … {near}")
    } else {
        near
    })
}

/// The helper that an unknown one was probably meant for.
pub(super) fn meant_helper(unknown: &str) -> Option<String> {
    nearest_name(unknown, HELPERS).map(str::to_owned)
}

/// The names below a value; those of the items of a list are used without its name, in `{{#each}}`.
fn collect(prefix: &str, value: &Value, names: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let name = if prefix.is_empty() {
                    name.clone()
                } else {
                    format!("{prefix}.{name}")
                };
                names.push(name.clone());
                collect(&name, value, names);
            }
        }
        Value::Array(items) => {
            if let Some(item) = items.first() {
                collect("", item, names);
            }
        }
        _ => {}
    }
}
