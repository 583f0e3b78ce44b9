//! `kbnote align`: anchors set, kept, moved and pinned.

use std::fs;

use crate::support::TestVault;

/// A talk of a minute, a cue for each sentence.
pub(crate) const CAPTIONS: &str = "\
1
00:00:02,000 --> 00:00:07,500
Good evening from the marsh, the tide is out and the light is going.

2
00:00:08,200 --> 00:00:14,900
We count the starlings at dusk, when the whole flock comes in to roost in the reeds.

3
00:00:15,300 --> 00:00:22,000
Two of us count the same flock, and afterwards we compare our numbers.

4
00:00:22,600 --> 00:00:29,400
If we differ by more than ten percent, we watch the film again.

5
00:00:30,100 --> 00:00:37,000
In a hard frost they leave the reeds and sleep under the pier, where it is warmer.

6
00:00:37,800 --> 00:00:45,000
Last winter the highest count was forty thousand birds, on the third of January.
";

const NOTE: &str = "\
---
title: Counting starlings
videoId: kbnoteDemo1
---

From: [[fieldnotes]] <br/> 

Starlings are counted at dusk, as they fly in to roost. Two observers count the same flock and compare their figures.

## Winter

*   **Frost**: the birds leave the reeds for the warmer pier.
*   The record is 40,000 birds, on January 3rd.
*   Bananas are exported from Ecuador in refrigerated container ships.
";

pub(crate) fn vault() -> TestVault {
    let vault = TestVault::empty();
    vault.write("marsh.srt", CAPTIONS);
    vault.write("notes/fieldnotes/counting_starlings.md", NOTE);
    let import = ["import", "marsh.srt", "--video=kbnoteDemo1", "--lang=en"];
    vault
        .kbnote(
            import
                .into_iter()
                .chain(["--title", "The marsh", "--channel", "@fieldnotes"]),
        )
        .success();
    vault
}

const PATH: &str = "notes/fieldnotes/counting_starlings.md";

/// The times of all anchors of the note, in its order.
fn times(vault: &TestVault) -> Vec<String> {
    let note = vault.read(PATH);
    note.split("data-t=\"")
        .skip(1)
        .map(|rest| rest[..8].to_owned())
        .collect()
}

#[test]
fn every_sentence_gets_the_moment_it_rests_on() {
    let vault = vault();
    let run = vault.kbnote(["align", PATH]).success();
    insta::assert_snapshot!(vault.read(PATH));
    insta::assert_snapshot!(run.seen());
}

#[test]
fn a_second_run_changes_nothing() {
    let vault = vault();
    vault.kbnote(["align", "notes"]).success();
    let aligned = vault.snapshot();
    vault.kbnote(["align", "notes"]).success();
    assert_eq!(vault.snapshot(), aligned);
    vault.kbnote(["align", "--check", "notes"]).success();
    vault.kbnote(["align", "--retime", "notes"]).success();
    assert_eq!(
        vault.snapshot(),
        aligned,
        "the times found anew are those that stand"
    );
}

#[test]
fn check_and_diff_write_nothing() {
    let vault = vault();
    let before = vault.snapshot();
    vault.kbnote(["align", "--check", PATH]).exits(1);
    let diff = vault.kbnote(["align", "--diff", PATH]).success();
    assert!(
        diff.stdout
            .contains(&format!("--- a/{PATH}\n+++ b/{PATH}\n")),
        "{}",
        diff.stdout
    );
    let printed = vault.kbnote(["align", "--stdout", PATH]).success();
    assert_eq!(vault.snapshot(), before);
    vault.kbnote(["align", PATH]).success();
    assert_eq!(printed.stdout, vault.read(PATH));
}

#[test]
fn standard_input_comes_out_aligned() {
    let vault = vault();
    let run = vault.kbnote_reading(["align", "-"], NOTE).success();
    vault.kbnote(["align", PATH]).success();
    assert_eq!(run.stdout, vault.read(PATH));
}

#[test]
fn json_lists_every_claim() {
    let vault = vault();
    let run = vault.kbnote(["--json", "align", PATH]).success();
    let document = run.json();
    assert_eq!(document["schema"], "kbnote.align/1");
    let note = &document["notes"][0];
    assert_eq!(
        (&note["video"], &note["changed"]),
        (&"kbnoteDemo1".into(), &true.into())
    );
    let written = vault.read(PATH);
    let claims = note["claims"].as_array().expect("claims");
    assert_eq!(claims.len(), 5);
    for claim in &claims[..4] {
        assert_eq!(claim["status"], "placed");
        let range = |value: &serde_json::Value| {
            let at = |key: &str| value[key].as_u64().expect("an offset") as usize;
            at("start")..at("end")
        };
        let anchor = &claim["anchors"][0];
        let time = anchor["text"].as_str().expect("a time");
        let expected = format!("<a class=\"yt-timestamp\" data-t=\"{time}\">[{time}]</a>");
        assert_eq!(&written[range(anchor)], expected);
        assert!(NOTE[range(claim)].starts_with(|c: char| c.is_uppercase() || c == '*'));
    }
    assert_eq!(claims[4]["status"], "unsupported");
    assert_eq!(claims[4]["anchors"].as_array().map(Vec::len), Some(0));
    assert!(claims[4]["score"].as_f64() <= Some(0.5), "{}", claims[4]);
}

#[test]
fn json_lists_all_moments_with_the_ends_of_their_passages() {
    let vault = vault();
    let run = vault.kbnote(["--json", "align", PATH]).success().json();
    let claims = run["notes"][0]["claims"].as_array().expect("claims");
    for claim in claims {
        let moments = claim["moments"].as_array().expect("moments");
        let scores: Vec<_> = moments.iter().map(|m| m["score"].as_f64()).collect();
        assert!(scores.is_sorted_by(|a, b| a >= b), "{claim}");
        assert_eq!(scores.first().copied(), Some(claim["score"].as_f64()));
        let all = moments
            .iter()
            .chain(claim["anchors"].as_array().expect("anchors"));
        for moment in all {
            let (time, end) = (&moment["time_ms"], &moment["end_ms"]);
            assert!(time.as_u64() < end.as_u64(), "{moment}");
        }
    }
    let first = &claims[0];
    assert_eq!(
        first["anchors"][0]["time_ms"],
        first["moments"][0]["time_ms"]
    );
}

#[test]
fn a_sentence_that_is_said_twice_gets_both_moments_if_that_is_wanted() {
    let vault = vault();
    let others = [
        "The pier was built in the year of the great flood, and it is owned by the town.",
        "Behind the dam there is a small museum, which is open on Sundays in summer.",
        "Its keeper paints the boats of the harbour and sells them to visitors.",
        "Trains run every hour, and the last bus leaves at half past nine.",
    ];
    let said = ["Owls hunt voles along the northern dyke before sunrise."];
    let all = said.iter().chain(&others).chain(&said).chain(&others);
    let mut captions = String::from("WEBVTT\n");
    for (n, text) in all.enumerate() {
        let (from, to) = (20 * n, 20 * n + 18);
        let time = |s: usize| format!("00:{:02}:{:02}.000", s / 60, s % 60);
        captions += &format!("\n{} --> {}\n{text}\n", time(from), time(to));
    }
    vault.write("twice.vtt", captions);
    let note = "---\ntitle: Owls\nvideoId: kbnoteTalk1\n---\n\nOwls hunt voles along the northern dyke before sunrise.\n";
    for (moments, expected) in [("1", 1), ("auto", 2)] {
        vault.write("owls.md", note);
        let run = [
            "align",
            "owls.md",
            "--captions",
            "twice.vtt",
            "--moments",
            moments,
        ];
        vault.kbnote(run).success();
        let text = vault.read("owls.md");
        assert_eq!(
            text.matches("data-t=").count(),
            expected,
            "{moments}: {text}"
        );
    }
}

#[test]
fn a_time_set_by_hand_is_never_moved() {
    let vault = vault();
    vault.kbnote(["align", PATH]).success();
    let by_hand = vault.read(PATH).replace("00:00:15", "00:00:16");
    vault.write(PATH, &by_hand);
    for args in [&["align", PATH][..], &["align", "--retime", PATH]] {
        vault.kbnote(args).success();
        assert_eq!(vault.read(PATH), by_hand);
    }
}

#[test]
fn existing_anchors_are_trusted_without_state() {
    let vault = vault();
    let anchored = NOTE.replace(
        "as they fly in to roost.",
        "as they fly in to roost <a class=\"yt-timestamp\" data-t=\"00:00:30\">[00:00:30]</a>.",
    );
    vault.write(PATH, &anchored);
    vault.kbnote(["align", PATH]).success();
    assert_eq!(times(&vault)[0], "00:00:30");
    vault.kbnote(["align", "--retime", PATH]).success();
    assert_eq!(times(&vault)[0], "00:00:08", "--retime finds it anew");
}

#[test]
fn after_edits_only_changed_sentences_move() {
    let vault = vault();
    vault.kbnote(["align", PATH]).success();
    let before = times(&vault);
    let edited = vault
        .read(PATH)
        .replace(
            "as they fly in to roost",
            "when the flock flies in to its roost",
        )
        .replace(
            "## Winter\n",
            "## Winter\n\nThe film is watched again if they differ by over ten per cent.\n",
        );
    vault.write(PATH, &edited);
    vault.kbnote(["align", PATH]).success();
    let after = times(&vault);
    assert_eq!(after.len(), before.len() + 1);
    assert_eq!((&after[..2], &after[3..]), (&before[..2], &before[2..]));
    assert_eq!(after[2], "00:00:22");
}

#[test]
fn a_removed_anchor_stays_away() {
    let vault = vault();
    vault.kbnote(["align", PATH]).success();
    let without = vault.read(PATH).replace(
        " <a class=\"yt-timestamp\" data-t=\"00:00:08\">[00:00:08]</a>",
        "",
    );
    vault.write(PATH, &without);
    let run = vault.kbnote(["align", PATH, "-v"]).success();
    assert_eq!(vault.read(PATH), without);
    assert!(run.stderr.contains("not found"), "{}", run.stderr);
}

#[test]
fn without_its_state_a_note_loses_nothing() {
    let vault = vault();
    vault.kbnote(["align", PATH]).success();
    let aligned = vault.read(PATH);
    std::fs::remove_dir_all(vault.path(".kbnote")).expect("a state to delete");
    vault.kbnote(["align", PATH]).success();
    assert_eq!(vault.read(PATH), aligned);
}

#[test]
fn a_note_without_captions_gets_a_hint_how_to_fetch_them() {
    let vault = TestVault::empty();
    vault.write(PATH, NOTE);
    insta::assert_snapshot!(vault.kbnote(["align", PATH]).exits(3).seen());
    let run = vault.kbnote(["--json", "align", PATH]).exits(3);
    assert_eq!(run.json()["error"]["kind"], "no-transcript");
    vault.write("notes/plain.md", "Just words.");
    vault.kbnote(["align", "notes/plain.md"]).exits(3);
    vault.kbnote(["align", "notes/gone.md"]).exits(3);
}

#[test]
fn a_pinned_time_stays_until_it_is_freed() {
    let vault = vault();
    vault.kbnote(["align", PATH]).success();
    let ambiguous = vault
        .kbnote(["align", "--pin", &format!("{PATH}:8"), "0:10"])
        .exits(2);
    assert!(
        ambiguous.stderr.contains(&format!("{PATH}:8:1 ")),
        "{}",
        ambiguous.stderr
    );
    vault
        .kbnote(["align", "--pin", &format!("{PATH}:12"), "0:10"])
        .success();
    let pinned = vault.read(PATH);
    assert_eq!(times(&vault)[2], "00:00:10");
    vault.kbnote(["align", "--retime", PATH]).success();
    assert_eq!(vault.read(PATH), pinned);
    let unpin = || vault.kbnote(["align", "--unpin", &format!("{PATH}:12")]);
    assert!(
        unpin()
            .success()
            .stdout
            .starts_with("unpinned, at 00:00:30: ")
    );
    assert_eq!(times(&vault)[2], "00:00:30", "it is found anew at once");
    let found = vault.read(PATH);
    vault.kbnote(["align", "--retime", PATH]).success();
    unpin().success();
    assert_eq!(vault.read(PATH), found);
    vault.kbnote(["undo"]).success();
    assert_eq!(vault.read(PATH), pinned);
    fs::remove_file(vault.path("transcripts/kbnoteDemo1.json")).expect("captions gone");
    let run = unpin().success();
    assert!(run.stderr.contains("no transcript"), "{}", run.stderr);
    assert_eq!(vault.read(PATH), pinned);
}

#[test]
fn a_removed_anchor_is_back_at_once_when_the_captions_decide() {
    let vault = vault();
    vault.kbnote(["align", PATH]).success();
    let aligned = vault.read(PATH);
    let anchor = " <a class=\"yt-timestamp\" data-t=\"00:00:30\">[00:00:30]</a>";
    vault.write(PATH, aligned.replace(anchor, ""));
    vault.kbnote(["align", PATH]).success();
    let unpin = ["align", "--unpin", &format!("{PATH}:12")];
    vault.kbnote(unpin).success();
    assert_eq!(vault.read(PATH), aligned);
}

#[test]
fn a_time_past_the_end_is_not_pinned() {
    let vault = vault();
    let before = vault.snapshot();
    let run = vault.kbnote(["align", "--pin", &format!("{PATH}:12"), "59:00"]);
    insta::assert_snapshot!(run.exits(2).stderr, @"
    error: 00:59:00 is past the end of kbnoteDemo1, which is at 00:00:45
    hint: the note was not changed; give a time within the video
    ");
    assert_eq!(vault.snapshot(), before);
    vault
        .kbnote(["align", "--pin", &format!("{PATH}:12"), "0:45"])
        .success();
}

#[test]
fn an_anchor_split_from_its_sentence_is_reported_and_kept() {
    let vault = vault();
    vault.kbnote(["align", PATH]).success();
    let anchor = " <a class=\"yt-timestamp\" data-t=\"00:00:08\">[00:00:08]</a>.";
    let split = vault
        .read(PATH)
        .replace(anchor, &format!(". What a sight it is{anchor}"));
    vault.write(PATH, &split);
    let run = vault.kbnote(["align", PATH]).success();
    assert_eq!(times(&vault)[..2], ["00:00:08", "00:00:08"]);
    assert!(
        run.stderr.contains("anchor was written for “Starlings"),
        "{}",
        run.stderr
    );
}

#[test]
fn changed_captions_are_reported_and_followed_only_on_request() {
    let vault = vault();
    vault.kbnote(["align", PATH]).success();
    let before = vault.read(PATH);
    vault.write(
        "marsh.srt",
        CAPTIONS.replace("00:00:15,300", "00:00:17,300"),
    );
    vault
        .kbnote([
            "import",
            "marsh.srt",
            "--video",
            "kbnoteDemo1",
            "--lang",
            "en",
        ])
        .success();
    for _ in 0..2 {
        let run = vault.kbnote(["align", PATH]).success();
        assert_eq!(vault.read(PATH), before);
        assert!(
            run.stderr.contains("captions changed: 00:00:17"),
            "{}",
            run.stderr
        );
    }
    vault.kbnote(["align", "--retime", PATH]).success();
    assert_eq!(times(&vault)[1], "00:00:17");
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let aligned = |threads| {
        let vault = TestVault::shipped().with_threads(threads);
        let run = vault.kbnote([
            "--json", "align", "--retime", "--places", "sentence", "notes",
        ]);
        (run.success().stdout, vault.snapshot())
    };
    assert_eq!(aligned(1), aligned(7));
}

#[test]
fn a_sentence_that_says_something_else_now_is_found_anew() {
    let vault = vault();
    vault.kbnote(["align", PATH]).success();
    let other = vault.read(PATH).replace(
        "Starlings are counted at dusk, as they fly in to roost",
        "If the two differ by more than ten percent, they watch the film again",
    );
    vault.write(PATH, &other);
    vault.kbnote(["align", PATH]).success();
    assert_eq!(times(&vault)[0], "00:00:22");
}

#[test]
fn an_anchor_whose_sentence_is_not_in_the_captions_is_reported() {
    let vault = vault();
    vault.kbnote(["align", PATH]).success();
    let other = vault.read(PATH).replace(
        "Starlings are counted at dusk, as they fly in to roost",
        "Penguins vote for the parliament of Norway by mail",
    );
    vault.write(PATH, &other);
    let run = vault.kbnote(["align", PATH]).success();
    assert!(run.stderr.contains("reworded, not found"), "{}", run.seen());
    assert_eq!(vault.read(PATH), other, "an anchor that stands is kept");
}

#[test]
fn the_track_in_the_language_of_the_note_is_preferred() {
    let vault = vault();
    let german = CAPTIONS
        .lines()
        .map(|line| match line.chars().any(char::is_alphabetic) {
            true => "Das ist ein Satz, der von den Vögeln im Moor und dem Wetter handelt.",
            false => line,
        })
        .collect::<Vec<_>>()
        .join("\n");
    vault.write("moor.srt", german);
    let import = ["import", "moor.srt", "--video=kbnoteDemo1", "--lang=de"];
    vault.kbnote(import).success();
    let json = vault.kbnote(["align", PATH, "--json"]).success().json();
    assert_eq!(json["notes"][0]["track"], ".en");
    let json = vault
        .kbnote(["search", "starlings", "--json"])
        .success()
        .json();
    assert_eq!(json["hits"][0]["track"], ".en");
}

#[test]
fn a_note_in_another_language_is_reported_and_skipped() {
    let vault = vault();
    let german = NOTE
        .replace("Starlings are counted at dusk, as they fly in to roost. Two observers count the same flock and compare their figures.",
            "Die Stare werden in der Dämmerung gezählt, wenn sie zum Schlafplatz kommen. Zwei Leute zählen denselben Schwarm und vergleichen ihre Zahlen.")
        .replace("the birds leave the reeds for the warmer pier", "die Vögel ziehen aus dem Schilf unter den Steg, wo es wärmer ist")
        .replace("The record is 40,000 birds, on January 3rd", "Der Rekord sind 40 000 Vögel am dritten Januar")
        .replace("Bananas are exported from Ecuador in refrigerated container ships", "Bananen kommen in gekühlten Schiffen und sind gelb");
    vault.write(PATH, &german);
    insta::assert_snapshot!(vault.kbnote(["align", PATH]).exits(3).seen());
    assert_eq!(vault.read(PATH), german);
}

#[test]
fn a_note_in_a_code_fence_is_read_and_reported() {
    let vault = vault();
    let body = NOTE.find("Starlings").unwrap();
    let anchored = NOTE[body..].replace("to roost.", "to roost @.");
    let anchor = |time| format!("<a class=\"yt-timestamp\" data-t=\"{time}\">[{time}]</a>");
    let note = |time| {
        let said = anchored.replace('@', &anchor(time));
        format!("{}```markdown\n{said}```\n", &NOTE[..body])
    };
    vault.write(PATH, note("00:00:00"));
    let run = vault.kbnote(["align", "--retime", PATH]).success();
    insta::assert_snapshot!(run.seen());
    assert_eq!(
        vault.read(PATH),
        note("00:00:08"),
        "the time that stands there is found, and nothing is added"
    );
    vault.kbnote(["check", "--fix", PATH]);
    vault.kbnote(["align", PATH]).success();
    assert!(times(&vault).len() >= 3, "{}", vault.read(PATH));
}

#[test]
fn retiming_a_note_outside_the_vault_warns_that_pins_are_unknown() {
    let vault = vault();
    let outside = tempfile::tempdir().unwrap();
    let note = outside.path().join("n.md");
    std::fs::write(&note, NOTE).unwrap();
    let note = note.to_str().unwrap();
    vault.kbnote(["align", note]).success();
    let run = vault.kbnote(["align", "--retime", note]).success();
    assert!(!run.stderr.contains("outside the vault"), "{}", run.seen());
    let text = std::fs::read_to_string(note).unwrap();
    std::fs::write(note, text.replace("00:00:0", "00:00:1")).unwrap();
    let run = vault.kbnote(["align", "--retime", note]).success();
    assert!(run.stderr.contains("outside the vault"), "{}", run.seen());
}

#[test]
fn doubtful_sentences_of_several_notes_are_counted() {
    let vault = vault();
    let strange = "Penguins vote for the parliament of Norway by mail.";
    let note = format!("---\ntitle: P\nvideoId: kbnoteDemo1\n---\n\n{strange}\n");
    vault.write("notes/fieldnotes/penguins.md", note);
    let run = vault.kbnote(["align", "notes"]).success();
    assert!(run.stderr.contains("Penguins vote"), "{}", run.seen());
    let again = vault.kbnote(["align", "notes"]).success();
    assert!(!again.stderr.contains("Penguins"), "{}", again.seen());
    assert!(
        again
            .stderr
            .contains("to look at, as before; -v lists them"),
        "{}",
        again.seen()
    );
    let listed = vault.kbnote(["align", "-v", "notes"]).success();
    assert!(listed.stderr.contains("Penguins vote"), "{}", listed.seen());
    assert!(
        !listed.stderr.contains("-v lists them"),
        "{}",
        listed.seen()
    );
}

#[test]
fn of_several_notes_the_good_ones_are_aligned() {
    let vault = vault();
    let run = vault
        .kbnote(["align", "notes/gone.md", PATH, "notes"])
        .exits(1);
    assert!(times(&vault).len() >= 4, "{}", run.seen());
    assert!(
        run.stderr
            .contains("note or folder notes/gone.md not found"),
        "{}",
        run.seen()
    );
}

#[test]
fn every_time_is_one_at_which_a_caption_or_a_word_begins() {
    let vault = TestVault::shipped();
    let run = ["--json", "align", "--retime", "notes"];
    for note in vault.kbnote(run).success().json()["notes"]
        .as_array()
        .into_iter()
        .flatten()
    {
        let video = note["video"].as_str().expect("a video");
        let transcript = vault.read(&format!("transcripts/{video}.json"));
        let transcript: serde_json::Value = serde_json::from_str(&transcript).expect("JSON");
        let mut starts = std::collections::BTreeSet::new();
        for cue in transcript["tracks"][0]["cues"]
            .as_array()
            .into_iter()
            .flatten()
        {
            let start = cue["start_ms"].as_u64().expect("a start");
            let words = cue["words"].as_array().into_iter().flatten();
            starts.extend(words.filter_map(|word| Some((start + word[1].as_u64()?) / 1000)));
            starts.insert(start / 1000);
        }
        let claims = note["claims"].as_array().into_iter().flatten();
        for anchor in claims
            .flat_map(|claim| claim["anchors"].as_array())
            .flatten()
        {
            let time = anchor["time_ms"].as_u64().expect("a time");
            assert!(
                time % 1000 == 0 && starts.contains(&(time / 1000)),
                "{anchor}"
            );
        }
    }
}

#[test]
fn a_missing_note_is_named_as_it_was_typed() {
    let vault = vault();
    for command in ["align", "links", "regen", "diff"] {
        let args = [command, "--json", PATH, "notes/nope.md", "notes/gone"];
        let document = vault.kbnote(args).exits(1).json();
        let paths = |n: usize| document["notes"][n]["path"].as_str().map(str::to_owned);
        assert_eq!(paths(1).as_deref(), Some("notes/nope.md"), "{document}");
        assert_eq!(paths(2).as_deref(), Some("notes/gone"), "{document}");
    }
}

#[test]
fn pinning_is_shown_before_it_is_done() {
    let vault = vault();
    vault.kbnote(["align", PATH]).success();
    let place = format!("{PATH}:12");
    let before = vault.snapshot();
    let pin = |more: &[&str]| {
        let args = ["align", "--pin", &place, "0:10"];
        vault.kbnote(args.iter().chain(more))
    };
    insta::assert_snapshot!(pin(&["--check"]).seen(), @"
    would be pinned at 00:00:10: notes/fieldnotes/counting_starlings.md:12  Frost: the birds leave the reeds for the warmer…
    --- stderr
    --- exit 1
    ");
    let diff = pin(&["--diff"]).success();
    let is_change = |line: &&str| line.starts_with(['+', '-']);
    let changes: Vec<&str> = diff.stdout.lines().filter(is_change).collect();
    insta::assert_snapshot!(changes.join("\n"), @r#"
    --- a/notes/fieldnotes/counting_starlings.md
    +++ b/notes/fieldnotes/counting_starlings.md
    -*   **Frost**: the birds leave the reeds for the warmer pier <a class="yt-timestamp" data-t="00:00:30">[00:00:30]</a>.
    +*   **Frost**: the birds leave the reeds for the warmer pier <a class="yt-timestamp" data-t="00:00:10">[00:00:10]</a>.
    "#);
    assert!(diff.stderr.starts_with("would be pinned at 00:00:10"));
    assert!(pin(&["--stdout"]).success().stdout.contains("00:00:10"));
    assert_eq!(pin(&["--check", "--json"]).exits(1).json()["changed"], true);
    assert_eq!(vault.snapshot(), before);

    pin(&[]).success();
    let check = pin(&["--check"]).success();
    assert!(
        check.stdout.starts_with("already pinned at 00:00:10: "),
        "{}",
        check.stdout
    );
    let unpin = ["align", "--unpin", &place];
    let check = || vault.kbnote(unpin.iter().chain(&["--check"]));
    insta::assert_snapshot!(check().seen(), @"
    would be unpinned, at 00:00:30: notes/fieldnotes/counting_starlings.md:12  Frost: the birds leave the reeds for the warmer…
    --- stderr
    --- exit 1
    ");
    vault.kbnote(unpin).success();
    assert!(
        check()
            .success()
            .stdout
            .starts_with("already unpinned, at 00:00:30: ")
    );
}

#[test]
fn all_anchors_unpinned_on_a_line_come_in_one_document() {
    let vault = vault();
    vault.kbnote(["align", PATH]).success();
    let unpin = |place: String| {
        let run = vault.kbnote(["align", "--unpin", &place, "--json"]);
        run.success().json()
    };
    let none = unpin(format!("{PATH}:8"));
    assert_eq!(
        (&none["changed"], &none["claims"]),
        (&false.into(), &serde_json::json!([]))
    );
    let columns = [
        1,
        1 + vault
            .read(PATH)
            .lines()
            .nth(7)
            .and_then(|line| line.find("</a>. "))
            .expect("two")
            + 6,
    ];
    for column in columns {
        let place = format!("{PATH}:8:{column}");
        vault.kbnote(["align", "--pin", &place, "0:10"]).success();
    }
    let several = unpin(format!("{PATH}:8"));
    assert_eq!(several["schema"], "kbnote.pin/1");
    let claims = several["claims"].as_array().cloned().unwrap_or_default();
    assert_eq!(claims.len(), 2, "{several}");
    assert_eq!(several.get("claim"), None);
    let one = unpin(format!("{PATH}:8:1"));
    assert_eq!(one["claims"][0], claims[0]);
    assert_eq!(one["claim"], claims[0]);
}

#[test]
fn a_pinned_time_that_the_captions_contradict_is_reported() {
    let vault = TestVault::shipped();
    let note = "notes/fieldnotes/counting_birds_in_winter.md";
    let place = format!("{note}:14:1");
    vault.kbnote(["align", "--pin", &place, "0:40"]).success();
    let listed = vault.kbnote(["align", note]).success().stderr;
    let reason = format!("00:00:40  pinned; captions say 00:01:30  {note}:14  ");
    assert!(listed.contains(&reason), "{listed}");
}

#[test]
fn captions_in_an_unknown_format_are_refused_with_a_pointer_to_the_known_ones() {
    let vault = vault();
    vault.write("marsh.txt", "no captions");
    let run = vault.kbnote(["align", "--captions", "marsh.txt", PATH]);
    insta::assert_snapshot!(run.exits(3).seen(), @r"
    --- stderr
    error: cannot use marsh.txt: not in a known caption format
    hint: see `kbnote help import` for the formats that are read
    --- exit 3
    ");
    assert_eq!(vault.read(PATH), NOTE);
}

#[test]
fn sentences_that_an_older_aligner_did_not_anchor_change_only_on_request() {
    let vault = vault();
    let anchored = NOTE.replace(
        "roost.",
        "roost <a class=\"yt-timestamp\" data-t=\"00:00:02\">[00:00:02]</a>.",
    );
    vault.write(PATH, anchored);
    vault.kbnote(["align", "--retime", PATH]).success();
    let written = vault.read(PATH);
    let state_path = format!(".kbnote/notes/{PATH}.json");
    let state = vault.read(&state_path);
    let lines = state.split_inclusive('\n');
    let older: String = lines
        .filter(|line| !line.starts_with("\"aligner\":"))
        .collect();
    assert_ne!(older, state, "a state names its aligner");
    vault.write(&state_path, &older);
    let before = vault.snapshot();
    for _ in 0..2 {
        let run = vault.kbnote(["align", "-v", PATH]).success();
        assert!(
            run.stderr.contains("now found at 00:00:15"),
            "{}",
            run.seen()
        );
        assert_eq!(vault.snapshot(), before);
    }
    vault.kbnote(["regen", "--check", PATH]).exits(1);
    let edited = vault.read(PATH) + "*   They are counted again in spring.\n";
    vault.write(PATH, edited);
    vault.kbnote(["align", PATH]).success();
    assert!(
        vault.read(PATH).contains("figures <a"),
        "{}",
        vault.read(PATH)
    );

    vault.write(PATH, &written);
    vault.write(&state_path, &older);
    vault.kbnote(["regen", PATH]).success();
    assert!(
        vault.read(PATH).contains("figures <a"),
        "{}",
        vault.read(PATH)
    );
}

#[test]
fn a_sentence_is_pinned_at_a_place_that_why_lists() {
    let vault = TestVault::shipped();
    let note = "notes/fieldnotes/counting_birds_in_winter.md";
    let place = format!("{note}:14:1");
    let why = vault.kbnote(["why", &place, "--json"]).success().json();
    let places = why["claims"][0]["places"].as_array().unwrap();
    assert!(places.len() > 1, "{why}");
    for (number, listed) in (1..).zip(places) {
        let number = format!("={number}");
        let pinned = vault.kbnote(["align", "--json", "--pin", &place, &number]);
        let pinned = pinned.success().json();
        let (time, listed) = (&pinned["claims"][0]["time_ms"], &listed["time_ms"]);
        assert_eq!(
            time.as_u64().unwrap(),
            listed.as_u64().unwrap() / 1000 * 1000
        );
    }
    let before = vault.snapshot();
    let count = places.len();
    let run = vault.kbnote(["align", "--pin", &place, "=9"]).exits(3);
    let message = format!("`kbnote why` lists {count} places for this sentence, not 9");
    assert!(run.stderr.contains(&message), "{}", run.stderr);
    let line = format!("{note}:14");
    let run = vault.kbnote(["align", "--pin", &line, "=2"]).exits(2);
    assert!(run.stderr.contains("sentences:"), "{}", run.stderr);
    for wrong in ["=0", "=", "=two", "=-1"] {
        let run = vault.kbnote(["align", "--pin", &place, wrong]).exits(2);
        assert!(
            run.stderr.contains("not the number of a place"),
            "{}",
            run.stderr
        );
    }
    assert_eq!(vault.snapshot(), before, "a refused pin changes nothing");
}

#[test]
fn a_place_of_other_captions_is_chosen_as_why_shows_it() {
    let vault = vault();
    let frost =
        "In a hard frost they leave the reeds and sleep under the pier, where it is warmer.";
    let last = "Last winter the highest count was forty thousand birds, on the third of January.";
    let swapped = CAPTIONS
        .replace(frost, "@")
        .replace(last, frost)
        .replace('@', last);
    vault.write("later.srt", swapped);
    let place = format!("{PATH}:12");
    let pin = |time| vault.kbnote(["align", "--captions", "later.srt", "--pin", &place, time]);
    let run = pin("=1").success();
    assert!(
        run.stdout.starts_with("pinned at 00:00:37"),
        "{}",
        run.seen()
    );
    let run = pin("0:10").exits(2);
    assert!(
        run.stderr
            .contains("--captions and --track are for a place"),
        "{}",
        run.seen()
    );
}

/// Sentences about nothing that the shipped captions say.
fn strange_sentences(count: usize) -> String {
    let sentence = |i| format!("Minister {i} of Norway exports frozen penguins by mail.\n\n");
    (1..=count).map(sentence).collect()
}

#[test]
fn what_to_look_at_is_listed_once_with_the_next_step() {
    let vault = vault();
    let path = "notes/fieldnotes/odd name.md";
    let prose = strange_sentences(13);
    vault.write(
        path,
        format!("---\ntitle: P\nvideoId: kbnoteDemo1\n---\n\n{prose}"),
    );
    let run = vault.kbnote(["align", path]).success();
    assert_eq!(run.stdout.lines().count(), 1, "{}", run.seen());
    let list = &run.stderr;
    assert!(list.starts_with("13 sentences to look at:\n"), "{list}");
    assert_eq!(
        list.matches("odd name.md:").count(),
        11,
        "ten and the hint: {list}"
    );
    assert!(
        list.contains("  --:--:--  not found  notes/fieldnotes/odd name.md:6  "),
        "{list}"
    );
    assert!(list.contains("and 3 more; -v lists them"), "{list}");
    assert!(
        list.contains("hint: `kbnote why 'notes/fieldnotes/odd name.md:6'`"),
        "{list}"
    );
    let again = vault.kbnote(["align", path]).success();
    assert_eq!(
        again.stderr,
        "hint: 13 sentences to look at, as before; -v lists them\n"
    );
    let all = vault.kbnote(["align", "-v", path]).success();
    assert!(all.stderr.contains("Minister 13"), "{}", all.stderr);
    for quiet in ["-q", "--json"] {
        let run = vault.kbnote(["align", quiet, path]).success();
        assert_eq!(run.stderr, "");
    }
}
