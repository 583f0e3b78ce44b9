//! The page on JSON documents, whose tables of keys are generated from the documents' types.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

/// The JSON Schema of a document, without references.
#[must_use]
pub fn json_schema<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let inlined = settings.with(|settings| settings.inline_subschemas = true);
    inlined.into_generator().into_root_schema_for::<T>().into()
}

/// Checks that the sections of a page on these documents, each a schema's name and its JSON Schema, are
/// current, and that their examples have no other keys. If they are not current, they are written
/// again, to be committed. From its first example on, a section is written by hand.
///
/// # Panics
/// If a section was not current, is missing, or has an example with an unknown key.
pub fn assert_described(page: &Path, documents: &[(&str, Value)]) {
    let shown = page.display();
    let old = fs::read_to_string(page).unwrap_or_else(|error| panic!("{shown}: {error}"));
    let mut new = old.clone();
    for (name, schema) in documents {
        let title = format!("## {name}\n");
        let start = new
            .find(&title)
            .unwrap_or_else(|| panic!("{shown} has no section {name}"));
        let start = start + title.len();
        let rest = &new[start..];
        let length = rest.find("\n## ").map_or(rest.len(), |at| at + 1);
        let section = &rest[..length];
        let example = section.find("```json").unwrap_or(section.len());
        let rows = rows(schema);
        check_examples(name, &section[example..], &rows);
        new.replace_range(start..start + example, &text(schema, &rows));
    }
    if new != old {
        fs::write(page, new).unwrap_or_else(|error| panic!("{shown}: {error}"));
        panic!("{shown} was not current; it is now, commit it");
    }
}

/// A key of a document.
struct Row {
    /// Where it is: `notes[].path`.
    path: String,
    form: String,
    may_lack: bool,
    meaning: String,
}

fn text(schema: &Value, rows: &[Row]) -> String {
    let mut text = format!("\n{}\n\n", description(schema).unwrap_or_default());
    text += "| key | value | meaning |\n| --- | --- | --- |\n";
    for row in rows {
        let lack = if row.may_lack { "; may be missing" } else { "" };
        let Row {
            path,
            form,
            meaning,
            ..
        } = row;
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| `{path}` | {form}{lack} | {meaning} |");
    }
    text + "\n"
}

/// The description of a document, or of the notes in one of several.
fn description(schema: &Value) -> Option<&str> {
    let own = schema["description"].as_str();
    let entry = &schema["properties"]["notes"]["items"]["anyOf"][0];
    own.or(entry["description"].as_str())
}

fn rows(schema: &Value) -> Vec<Row> {
    let mut rows = Vec::new();
    add_rows(&mut rows, schema, "");
    rows.retain(|row| row.path != "schema");
    rows
}

/// Adds the keys of an object.
fn add_rows(rows: &mut Vec<Row>, schema: &Value, above: &str) {
    let required = schema["required"].as_array();
    let is_required = |key: &str| required.is_some_and(|keys| keys.iter().any(|k| k == key));
    for (key, value) in schema["properties"].as_object().into_iter().flatten() {
        let path = format!("{above}{key}");
        let may_lack = !is_required(key);
        let meaning = value["description"].as_str().unwrap_or_default();
        let form = form(value);
        let row = Row {
            // What would be null is missing instead.
            form: if may_lack {
                form.trim_end_matches(" or null").to_owned()
            } else {
                form
            },
            may_lack,
            meaning: meaning.split_whitespace().collect::<Vec<_>>().join(" "),
            path: path.clone(),
        };
        add(rows, row);
        add_inner(rows, value, &path);
    }
    for kind in ["anyOf", "oneOf"] {
        if let Some(forms) = schema[kind].as_array() {
            add_choice(rows, forms, above);
        }
    }
}

/// Adds the keys of an object of one of several forms; one that only says why there is nothing else
/// does not count.
fn add_choice(rows: &mut Vec<Row>, forms: &[Value], above: &str) {
    let of_each: Vec<Vec<Row>> = forms
        .iter()
        .map(|form| {
            let mut rows = Vec::new();
            add_rows(&mut rows, form, above);
            rows
        })
        .collect();
    let is_direct = |row: &Row| !row.path[above.len()..].contains(['.', '[']);
    let is_failure =
        |rows: &[Row]| rows.len() == 2 && rows.iter().any(|row| row.path.ends_with("error"));
    let counting = of_each.iter().filter(|rows| !is_failure(rows));
    let is_always = |path: &str| {
        let has = |rows: &Vec<Row>| rows.iter().any(|row| row.path == path && !row.may_lack);
        counting.clone().all(has)
    };
    let lacking: BTreeSet<String> = of_each
        .iter()
        .flatten()
        .filter(|row| is_direct(row) && !is_always(&row.path))
        .map(|row| row.path.clone())
        .collect();
    for mut row in of_each.into_iter().flatten() {
        row.may_lack |= lacking.contains(&row.path);
        add(rows, row);
    }
}

/// Adds the keys of what a value contains.
fn add_inner(rows: &mut Vec<Row>, value: &Value, path: &str) {
    if is_error(value) {
        return;
    }
    if let Some(items) = value.get("items") {
        add_inner(rows, items, &format!("{path}[]"));
        return;
    }
    add_rows(rows, value, &format!("{path}."));
}

/// Whether it is an error as all documents have it.
fn is_error(value: &Value) -> bool {
    let keys = value["properties"].as_object();
    keys.is_some_and(|keys| keys.keys().eq(["kind", "message", "hint"]))
}

fn add(rows: &mut Vec<Row>, row: Row) {
    match rows.iter_mut().find(|known| known.path == row.path) {
        Some(known) if known.meaning.is_empty() => known.meaning = row.meaning,
        Some(_) => {}
        None => {
            // Keys of one object are together.
            let above = row.path.rsplit_once('.').map_or("", |(above, _)| above);
            let is_near = |near: &Row| near.path.starts_with(above);
            let at = rows
                .iter()
                .rposition(is_near)
                .map_or(rows.len(), |last| last + 1);
            rows.insert(at, row);
        }
    }
}

/// The form of a value in words.
fn form(value: &Value) -> String {
    let names = match &value["type"] {
        Value::String(name) => vec![name.as_str()],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => {
            let forms = value.get("anyOf").or(value.get("oneOf"));
            let forms = forms.and_then(Value::as_array);
            let forms = forms.map_or(&[][..], Vec::as_slice);
            let mut words: Vec<String> = forms.iter().map(form).collect();
            words.dedup();
            return words.join(" or ");
        }
    };
    let words = names.iter().map(|name| match *name {
        "integer" => "whole number".to_owned(),
        "array" => list(value),
        "object" if is_error(value) => "error".to_owned(),
        other => other.to_owned(),
    });
    words.collect::<Vec<_>>().join(" or ")
}

fn list(value: &Value) -> String {
    let of = form(&value["items"]);
    match value["maxItems"].as_u64() {
        Some(2) => format!("pair of {of}s"),
        _ => format!(
            "list of {}s",
            of.replace(" or ", "s or ").replace("nulls", "null")
        ),
    }
}

fn check_examples(name: &str, section: &str, rows: &[Row]) {
    let known: BTreeSet<&str> = rows.iter().map(|row| row.path.as_str()).collect();
    let examples = section.split("```json\n").skip(1);
    for example in examples.filter_map(|rest| rest.split("```").next()) {
        let example: Value = serde_json::from_str(example)
            .unwrap_or_else(|error| panic!("an example of {name}: {error}"));
        let mut keys = Vec::new();
        add_keys(&mut keys, &example, "");
        let unknown = keys.iter().find(|key| !is_known(&known, key));
        assert!(unknown.is_none(), "{name} has no key {unknown:?}");
    }
}

/// Objects of any keys are in the table with no key of their own.
fn is_known(known: &BTreeSet<&str>, key: &str) -> bool {
    let has_keys = |above: &str| {
        known
            .iter()
            .any(|path| path.starts_with(&format!("{above}.")))
    };
    key == "schema"
        || known.contains(key)
        || key.rsplit_once('.').is_some_and(|(above, _)| {
            let above = above.trim_end_matches("[]");
            !has_keys(above) && !has_keys(&format!("{above}[]")) && is_known(known, above)
        })
}

fn add_keys(keys: &mut Vec<String>, value: &Value, above: &str) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                let path = format!("{above}{key}");
                add_keys(keys, value, &format!("{path}."));
                keys.push(path);
            }
        }
        Value::Array(items) => {
            let above = format!("{}[].", above.trim_end_matches('.'));
            items.iter().for_each(|item| add_keys(keys, item, &above));
        }
        _ => {}
    }
}
