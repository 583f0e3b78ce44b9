//! `kbnote list`: what is stored, and for which notes.

use serde_json::json;

use crate::support::TestVault;

#[test]
fn stored_videos_are_listed_with_their_notes() {
    let vault = TestVault::shipped();
    vault.write(
        "notes/x/open.md",
        "---\nvideoId: kbnoteDemo3\n---\n\nHigh water comes twice. Low water too.\n",
    );
    vault.write(
        "notes/x/lacking.md",
        "---\nvideoId: kbnoteDemo9\n---\n\nText.\n",
    );
    let before = vault.snapshot();
    let run = vault.kbnote(["list"]).success();
    insta::assert_snapshot!(run.seen());
    assert!(run.stdout.lines().all(|line| line.chars().count() <= 80));
    assert_eq!(vault.snapshot(), before);
}

#[test]
fn json_lists_tracks_notes_and_missing_videos() {
    let vault = TestVault::shipped();
    vault.write(
        "notes/x/lacking.md",
        "---\nvideoId: kbnoteDemo9\n---\n\nText.\n",
    );
    let document = vault
        .kbnote(["list", "--json", "kbnoteDemo1"])
        .success()
        .json();
    assert_eq!(document["schema"], "kbnote.list/1");
    insta::assert_snapshot!(format!("{document:#}"));
    let document = vault.kbnote(["list", "--json"]).success().json();
    assert_eq!(
        document["missing"],
        json!([{"video": "kbnoteDemo9", "notes": [
            {"path": "notes/x/lacking.md", "claims": 1, "unanchored": 1,
             "doubtful": null}]}])
    );
}

#[test]
fn of_many_notes_the_anchors_in_doubt_are_not_counted() {
    let vault = TestVault::shipped();
    let doubtful = |args: &[&str]| {
        let document = vault.kbnote(args).success().json();
        document["videos"][0]["notes"][0]["doubtful"].clone()
    };
    let all = ["list", "--json"];
    assert!(doubtful(&all).is_number());
    for n in 0..200 {
        let note = "---\nvideoId: kbnoteDemo2\n---\n\nText.\n";
        vault.write(&format!("notes/x/n{n}.md"), note);
    }
    assert!(doubtful(&all).is_null());
    assert!(doubtful(&["list", "--json", "kbnoteDemo1"]).is_number());
}

#[test]
fn a_damaged_transcript_hides_no_other() {
    let vault = TestVault::shipped();
    vault.write("transcripts/kbnoteDemo2.json", "{");
    let run = vault.kbnote(["list"]).exits(1);
    assert!(run.stdout.contains("kbnoteDemo1") && run.stdout.contains("kbnoteDemo3"));
    assert!(
        run.stderr.contains("transcripts/kbnoteDemo2.json"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_title_from_elsewhere_does_nothing_to_the_terminal() {
    let vault = TestVault::shipped();
    let stored = vault.read("transcripts/kbnoteDemo1.json");
    let title = "\"title\": \"A \\u001b[31mred\\ntitle that goes on and on and on and on, to the right and beyond\"";
    let hostile: Vec<_> = stored
        .lines()
        .map(|line| {
            if line.trim_start().starts_with("\"title\"") {
                format!("{title},")
            } else {
                line.to_owned()
            }
        })
        .collect();
    vault.write("transcripts/kbnoteDemo1.json", hostile.join("\n"));
    let run = vault.kbnote(["list", "kbnoteDemo1"]).success();
    let first = run.stdout.lines().next().unwrap();
    assert!(
        first.contains("A [31mred title") && first.ends_with('…'),
        "{first}"
    );
    assert!(!run.stdout.contains('\u{1b}'), "{}", run.stdout);
}

#[test]
fn an_empty_vault_and_an_unknown_video_are_reported() {
    let vault = TestVault::empty();
    assert_eq!(
        vault.kbnote(["list"]).success().stderr,
        "no video is stored\n"
    );
    let run = vault.kbnote(["list", "kbnoteDemo1"]).exits(3);
    assert!(
        run.stderr.contains("kbnote fetch --video=kbnoteDemo1"),
        "{}",
        run.stderr
    );
    let document = vault.kbnote(["list", "--json"]).success().json();
    assert_eq!(
        document,
        json!({"schema": "kbnote.list/1", "videos": [], "missing": [], "errors": []})
    );
}

#[test]
fn of_several_videos_those_that_are_stored_are_listed() {
    let vault = TestVault::shipped();
    let args = ["list", "kbnoteDemo1", "nopenopenop", "--video=kbnoteDemo2"];
    let run = vault.kbnote(args).exits(1);
    assert!(
        run.stdout.contains("kbnoteDemo1") && run.stdout.contains("kbnoteDemo2"),
        "{}",
        run.seen()
    );
    assert!(
        run.stderr.contains("nopenopenop is not stored"),
        "{}",
        run.seen()
    );
    let document = vault.kbnote(["--json"].iter().chain(&args)).exits(1).json();
    let videos = &document["videos"];
    assert_eq!(videos[0]["error"], json!(null));
    assert_eq!(videos[2]["video"], "nopenopenop");
    assert_eq!(videos[2]["error"]["kind"], "not-stored");
    let twice = ["list", "nopenopenop", "nopenopenop"];
    vault.kbnote(twice).exits(3);
}
