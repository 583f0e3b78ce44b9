//! Paths in documents: relative to the root of the vault, wherever the command runs.

use std::path::Path;

use serde_json::Value;

use crate::support::TestVault;

const NOTE: &str = "notes/fieldnotes/counting_birds_in_winter.md";

/// Every value of the key `path` in a document.
fn paths(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(keys) => {
            for (key, value) in keys {
                match value {
                    Value::String(path) if key == "path" => found.push(path.clone()),
                    value => paths(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| paths(item, found)),
        _ => {}
    }
}

#[track_caller]
fn assert_relative(vault: &TestVault, here: &Path, note: &str, args: &[&str]) {
    let given = args.iter().map(|arg| arg.replace("NOTE", note));
    let root = vault.path("").display().to_string();
    let mut all = vec!["--vault".to_owned(), root, "--json".to_owned()];
    all.extend(given);
    let mut command = vault.command(&all);
    let output = command.current_dir(here).output().expect("kbnote runs");
    let run = vault.ended(output);
    assert!(run.code <= 1, "{all:?}: {}", run.seen());
    let mut found = Vec::new();
    paths(&run.json(), &mut found);
    assert!(!found.is_empty(), "{all:?}: {}", run.stdout);
    assert!(
        found.iter().all(|path| path == NOTE),
        "{all:?} in {}: {found:?}",
        here.display()
    );
}

#[test]
fn paths_are_relative_to_the_root_wherever_a_command_runs() {
    let vault = TestVault::shipped();
    let elsewhere = vault.path("notes/slowoven");
    let absolute = vault.path(NOTE).display().to_string();
    let commands: &[&[&str]] = &[
        &["align", "--check", "NOTE"],
        &["align", "--pin", "NOTE:17", "0:43", "--check"],
        &["why", "NOTE:17"],
        &["quote", "NOTE:17"],
        &["links", "NOTE"],
        &["diff", "NOTE"],
        &["regen", "--check", "NOTE"],
        &["review", "--accept-all", "NOTE"],
        &["convert", "--anchors", "markdown", "--check", "NOTE"],
        &["check", "--against-captions", "never", "NOTE"],
        &["clips", "NOTE"],
        &["chapters", "NOTE"],
        &["export", "NOTE", "--html", "site"],
    ];
    for command in commands {
        for (here, note) in [
            (vault.path(""), NOTE),
            (
                elsewhere.clone(),
                "../fieldnotes/counting_birds_in_winter.md",
            ),
            (vault.home().to_owned(), absolute.as_str()),
        ] {
            if command[0] == "check" {
                vault.write(NOTE, vault.read(NOTE).replace("[[fieldnotes]]", "[[gone]]"));
            }
            assert_relative(&vault, &here, note, command);
        }
    }
}
