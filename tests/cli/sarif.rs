//! SARIF has what the standard and GitHub's code scanning require, and no other keys.

use serde_json::Value;

use crate::support::TestVault;

/// The objects of SARIF 2.1.0 that are printed: which of the standard's keys they may have, and which
/// the standard or GitHub require.
const SCHEMA: &str = include_str!("sarif_keys.json");

/// Says where a value is not as the schema of an object in `objects` wants it.
fn faults(objects: &Value, name: &str, value: &Value, place: &str, found: &mut Vec<String>) {
    let object = &objects[name];
    let Some(keys) = value.as_object() else {
        found.push(format!("{place} is not an object"));
        return;
    };
    for key in object["required"].as_array().into_iter().flatten() {
        let key = key.as_str().expect("a key");
        if keys.get(key).is_none_or(Value::is_null) {
            found.push(format!("{place} lacks {key}"));
        }
    }
    for (key, value) in keys {
        let place = format!("{place}.{key}");
        let form = &object["keys"][key];
        let is_right = match form.as_str() {
            Some("any") => true,
            Some("string") => value.as_str().is_some_and(|text| !text.is_empty()),
            Some("boolean") => value.is_boolean(),
            Some("number") => value.is_u64(),
            Some("positive") => value.as_u64().is_some_and(|number| number > 0),
            Some(list) if list.starts_with("list of ") => {
                let of = list.trim_start_matches("list of ");
                for item in value.as_array().into_iter().flatten() {
                    faults(objects, of, item, &place, found);
                }
                value.is_array()
            }
            Some(of) => {
                faults(objects, of, value, &place, found);
                true
            }
            None => form.as_array().is_some_and(|words| words.contains(value)),
        };
        if !is_right {
            found.push(format!("{place} is {value}"));
        }
    }
}

fn faults_of(document: &Value) -> Vec<String> {
    let objects = serde_json::from_str(SCHEMA).expect("a schema");
    let mut found = Vec::new();
    faults(&objects, "log", document, "", &mut found);
    found
}

#[test]
fn sarif_is_as_github_wants_it() {
    let vault = TestVault::shipped();
    let faulty = "---\nvideoId: kbnoteDemo1\n---\n\n# T\n\nFlocks roost [04:48:00](https://youtu.be/kbnoteDemo1?t=17280). See [[reed_beds]].\n";
    vault.write("notes/x/faulty one.md", faulty);
    let document = vault
        .kbnote(["check", "--format", "sarif", "notes", "gone.md"])
        .exits(1)
        .json();
    let nothing: [String; 0] = [];
    assert_eq!(faults_of(&document), nothing);

    let run = &document["runs"][0];
    let results = run["results"].as_array().expect("results");
    assert!(results.len() > 1, "{results:?}");
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    for result in results {
        let number = result["ruleIndex"].as_u64().expect("a number");
        let number = usize::try_from(number).expect("a number");
        assert_eq!(rules[number]["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().expect("a uri");
        assert!(!uri.contains([' ', '\\']) && !uri.starts_with('/'), "{uri}");
    }
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
}

#[test]
fn faults_in_sarif_are_found() {
    let vault = TestVault::shipped();
    let run = vault.kbnote(["check", "--format", "sarif"]).success();
    let document = run.json();
    for (path, key, value) in [
        ("/runs/0/tool/driver", "name", Value::Null),
        ("/runs/0", "tool", Value::Null),
        ("/runs/0", "columnKind", "bytes".into()),
        ("/runs/0/tool/driver/rules/0", "title", "x".into()),
        ("", "version", "2.2".into()),
    ] {
        let mut document = document.clone();
        let object = document.pointer_mut(path).expect("an object");
        object[key] = value;
        assert!(!faults_of(&document).is_empty(), "{path} {key}");
    }
}
