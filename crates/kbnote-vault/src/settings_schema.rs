//! The JSON Schema of `kbnote.toml`: made from the types of the settings, and stored beside them.

use std::fs;
use std::path::Path;

use kbnote_note::{AnchorStyle, LinkPaths, SlugRule};
use schemars::generate::SchemaSettings;
use serde_json::Value;

use crate::setting_keys::{leaves, uncommented};
use crate::{SETTINGS_SCHEMA, Settings};

/// The schema of the types, without references; comments are one line each.
fn schema() -> Value {
    let settings = SchemaSettings::draft07().for_deserialize();
    let inlined = settings.with(|settings| settings.inline_subschemas = true);
    let mut schema = Value::from(inlined.into_generator().into_root_schema_for::<Settings>());
    if let Some(root) = schema.as_object_mut() {
        root.insert("title".to_owned(), "kbnote.toml".into());
        root.insert(
            "description".to_owned(),
            "The settings of a kbnote vault.".into(),
        );
    }
    without_rust(&mut schema);
    schema
}

/// Descriptions without what only Rust's documentation needs.
fn without_rust(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::String(text)) = map.get_mut("description") {
                let first = text.split("\n\n[").next().unwrap_or_default();
                let first = first.split("; see [").next().unwrap_or_default();
                *text = first.replace('\n', " ");
            }
            map.values_mut().for_each(without_rust);
        }
        Value::Array(list) => list.iter_mut().for_each(without_rust),
        _ => {}
    }
}

/// The schema of a dotted key; none if the schema does not know it.
fn of_key<'a>(schema: &'a Value, key: &str) -> Option<&'a Value> {
    key.split('.').try_fold(schema, |schema, part| {
        let known = schema.get("properties").and_then(|known| known.get(part));
        known.or_else(|| {
            schema
                .get("additionalProperties")
                .filter(|any| any.is_object())
        })
    })
}

/// Whether a schema that allows some values allows this one.
fn allows(schema: &Value, value: &toml::Value) -> bool {
    let value = serde_json::to_value(value).unwrap();
    let is_listed = |schema: &Value| {
        let listed = schema.get("enum").and_then(Value::as_array);
        listed
            .map(|all| all.contains(&value))
            .or_else(|| schema.get("const").map(|one| *one == value))
    };
    let any = schema.get("oneOf").and_then(Value::as_array);
    match any {
        Some(any) => any.iter().any(|one| is_listed(one) == Some(true)),
        None => is_listed(schema).unwrap_or(true),
    }
}

#[test]
fn the_stored_schema_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/settings.schema.json");
    let current = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
    if SETTINGS_SCHEMA != current {
        fs::write(&path, current).unwrap();
        panic!("{} was not current; it is now, commit it", path.display());
    }
}

#[test]
fn the_shipped_settings_and_those_of_the_documentation_are_in_the_schema() {
    let schema: Value = serde_json::from_str(SETTINGS_SCHEMA).unwrap();
    let readme = include_str!("../../../README.md");
    let blocks = readme.split("```toml\n").skip(1);
    let blocks = blocks.map(|block| block.split("```").next().unwrap().to_owned());
    let mut checked = 0;
    for text in blocks.chain([uncommented()]) {
        assert!(Settings::parse(&text).is_ok(), "{text}");
        for (key, value) in leaves(&text.parse().unwrap()) {
            let known = of_key(&schema, &key).unwrap_or_else(|| panic!("{key}"));
            assert!(allows(known, &value), "{key} = {value}: {known}");
            checked += 1;
        }
    }
    assert!(checked > 20, "{checked}");
    assert!(of_key(&schema, "notez").is_none() && of_key(&schema, "network").is_none());
}

#[test]
fn the_values_in_the_schema_are_those_that_are_read() {
    let schema: Value = serde_json::from_str(SETTINGS_SCHEMA).unwrap();
    for (key, list) in [
        ("slug", "enum"),
        ("anchor.style", "examples"),
        ("wikilink.spacing", "enum"),
        ("wikilink.paths", "enum"),
    ] {
        let values = of_key(&schema, key).unwrap()[list].as_array().unwrap();
        for value in values {
            let text = format!("{key} = {value}");
            assert!(Settings::parse(&text).is_ok(), "{text}");
        }
    }
    for name in [AnchorStyle::default().name(), "html-link"] {
        assert!(SETTINGS_SCHEMA.contains(&format!("\"{name}\"")));
    }
    assert_eq!(SlugRule::default(), Settings::default().slug);
    assert_eq!(LinkPaths::default(), LinkPaths::Shortest);
}
