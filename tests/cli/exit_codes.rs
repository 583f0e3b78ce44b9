//! One thing that fails has an exit code of its own; 1 is for checks and for some of several things.

use std::fs;

use crate::support::TestVault;

const BIRDS: &str = "notes/fieldnotes/counting_birds_in_winter.md";

#[test]
fn a_file_without_captions_is_not_available() {
    let vault = TestVault::shipped();
    for (name, bytes) in [
        ("x.json", &b"{\"a\":1}"[..]),
        ("empty.srt", b""),
        ("page.vtt", b"<!DOCTYPE html><html></html>"),
        ("picture.srt", b"\x89PNG\r\n\x1a\n\x00\x00"),
    ] {
        vault.write(name, bytes);
        for args in [
            vec!["import", name, "--video", "kbnoteDemo1"],
            vec!["align", BIRDS, "--captions", name],
        ] {
            let document = vault.kbnote(["--json"].iter().chain(&args));
            assert_eq!(document.code, 3, "{args:?}: {}", document.seen());
        }
    }
    vault.write("en.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nWords.\n");
    let both = ["import", "en.vtt", "x.json", "--video", "kbnoteDemo1"];
    vault.kbnote(both).exits(1);
}

#[test]
fn a_folder_in_place_of_a_file_is_wrong_usage() {
    let vault = TestVault::shipped();
    let before = vault.snapshot();
    let all: [&[&str]; 3] = [
        &["new", "kbnoteDemo3", "--draft", "notes"],
        &["import", "notes", "--video", "kbnoteDemo1"],
        &["align", BIRDS, "--captions", "notes"],
    ];
    for args in all {
        let run = vault.kbnote(args).exits(2);
        assert!(run.stderr.contains("notes"), "{}", run.stderr);
    }
    assert_eq!(vault.snapshot(), before);
}

#[test]
fn a_file_in_place_of_a_folder_is_wrong_usage_and_named_as_what_cannot_be_written() {
    let vault = TestVault::shipped();
    vault.write("blocked", "a file");
    for folder in ["blocked", "blocked/below"] {
        let run = vault.kbnote(["export", BIRDS, "--html", folder]).exits(2);
        assert!(run.stderr.contains("cannot write"), "{}", run.stderr);
    }
    let several = vault.kbnote(["export", "notes", "--html", "blocked"]);
    assert_ne!(several.code, 0, "{}", several.seen());
    assert_eq!(vault.read("blocked"), "a file");
}

#[test]
fn a_damaged_transcript_is_not_available() {
    let vault = TestVault::shipped();
    vault.write("transcripts/kbnoteDemo1.json", "{");
    vault.kbnote(["align", BIRDS]).exits(3);
    fs::remove_file(vault.path("transcripts/kbnoteDemo1.json")).expect("a file removed");
    vault.kbnote(["align", BIRDS]).exits(3);
}
