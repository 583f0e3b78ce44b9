//! Files nested deeper than any stack: told as wrong, with no crash.

use crate::support::{Run, TestVault};

/// Deep enough to end a program that reads by recursion.
const DEEP: usize = 20_000;

const NOTE: &str = "notes/fieldnotes/deep.md";

/// Opened and never closed, and closed again.
fn nested(open: &str, close: &str) -> [String; 2] {
    let (open, close) = (open.repeat(DEEP), close.repeat(DEEP));
    [open.clone(), format!("{open}1{close}")]
}

/// Lists and objects of JSON.
fn json() -> Vec<String> {
    let all = [nested("[", "]"), nested("{\"a\":", "}")].concat();
    let after =
        |head: &str| -> Vec<String> { all.iter().map(|deep| format!("{head}{deep}}}")).collect() };
    [
        all.clone(),
        after("{\"schema\":\"kbnote.transcript/1\",\"video\":"),
        after("{\"schema\":\"kbnote.state/2\",\"base\":"),
        after("{\"schema\":\"kbnote.index-record/1\",\"record\":"),
        after("{\"id\":\"kbnoteDemo7\",\"chapters\":"),
    ]
    .concat()
}

/// A run that ended by itself: a program that overflows its stack has no exit code.
#[track_caller]
fn ends(vault: &TestVault, args: &[&str]) -> Run {
    let run = vault.kbnote(args);
    assert!(run.code <= 5, "{args:?}: {}\n{}", run.code, run.stderr);
    run
}

#[test]
fn templates() {
    let vault = TestVault::shipped();
    let mut templates = [
        nested("{{#if title}}", "{{/if}}"),
        nested("{{#> a}}", "{{/a}}"),
        nested("{{yaml (yaml ", ")}}"),
    ]
    .concat();
    templates.push("{{#*inline \"a\"}}{{> a}}{{/inline}}{{> a}}".to_owned());
    for template in templates {
        vault.write("templates/note.hbs", template);
        for args in [
            &["new", "kbnoteDemo1", "--title", "X"][..],
            &["regen", "notes/fieldnotes/counting_birds_in_winter.md"],
        ] {
            let run = vault.kbnote(args).exits(2);
            assert!(run.stderr.contains("templates/note.hbs"), "{}", run.stderr);
        }
    }
}

#[test]
fn settings() {
    let vault = TestVault::shipped();
    let values = [nested("[", "]"), nested("{a=", "}")].concat();
    let lines = values.iter().map(|value| format!("notes = {value}"));
    for text in lines.chain([format!("a{} = 1", ".a".repeat(DEEP))]) {
        vault.write("kbnote.toml", text);
        let run = vault.kbnote(["list"]).exits(2);
        assert!(run.stderr.contains("kbnote.toml"));
    }
}

#[test]
fn notes() {
    let vault = TestVault::shipped();
    let front = [
        nested("[", "]"),
        nested("{a: ", "}"),
        nested("- ", ""),
        nested("\n? ", ""),
        nested("? ", ""),
    ]
    .concat();
    let front = front
        .iter()
        .map(|deep| format!("---\ntitle: T\nvideoId: kbnoteDemo1\na: {deep}\n---\n\nText.\n"));
    let alone = nested("? ", "").map(|deep| format!("---\n{deep}\n---\n\nText.\n"));
    let bodies = [
        "> ",
        "- ",
        "*a _b ",
        "[",
        "[[a|",
        "<span>",
        "`",
        "> [!note] ",
    ];
    let bodies = bodies.map(|open| {
        let deep = open.repeat(DEEP / 4);
        format!("---\ntitle: T\nvideoId: kbnoteDemo1\n---\n\n{deep}Text here.\n")
    });
    for text in front.chain(alone).chain(bodies) {
        vault.write(NOTE, text);
        for command in ["align", "check", "links"] {
            ends(&vault, &[command, NOTE]);
        }
    }
}

#[test]
fn transcripts_and_states() {
    let vault = TestVault::shipped();
    let birds = "notes/fieldnotes/counting_birds_in_winter.md";
    for text in json() {
        vault.write("transcripts/kbnoteDemo9.json", &text);
        vault.write(&format!(".kbnote/notes/{birds}.json"), &text);
        vault.write(".kbnote/index/fieldnotes/fieldnotes.json", &text);
        for args in [
            &["list"][..],
            &["align", birds],
            &["index", "--check"],
            &["search", "flock"],
        ] {
            ends(&vault, args);
        }
    }
}

#[test]
fn captions() {
    let vault = TestVault::empty();
    let xml = |head: &str, open: &str, close: &str, tail: &str| {
        nested(open, close).map(|deep| format!("{head}{deep}{tail}"))
    };
    let tt = "<tt xmlns=\"http://www.w3.org/ns/ttml\"><body>";
    let files = [
        xml(tt, "<div>", "</div>", "</body></tt>"),
        xml(
            &format!("{tt}<p begin=\"0s\" end=\"1s\">"),
            "<span>",
            "</span>",
            "</p></body></tt>",
        ),
        xml(
            "<timedtext format=\"3\"><body><p t=\"0\" d=\"100\">",
            "<s>",
            "</s>",
            "</p></body></timedtext>",
        ),
        xml(
            "<transcript>",
            "<text start=\"0\" dur=\"1\">",
            "</text>",
            "</transcript>",
        ),
        xml("WEBVTT\n\n00:00.000 --> 00:01.000\n", "<v a>", "</v>", "\n"),
        xml(
            "1\n00:00:00,000 --> 00:00:01,000\n",
            "<font>",
            "</font>",
            "\n",
        ),
    ]
    .concat();
    for text in files.into_iter().chain(json()) {
        vault.write("captions", text);
        ends(&vault, &["import", "captions", "--video", "kbnoteDemo7"]);
    }
}
