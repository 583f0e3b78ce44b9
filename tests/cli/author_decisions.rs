//! What the author decided about anchors, as `align`, `why` and `status` show it.

use crate::serve::Served;
use crate::support::{Run, TestVault};

const NOTE: &str = "notes/fieldnotes/counting_birds_in_winter.md";

fn vault() -> TestVault {
    let vault = TestVault::shipped();
    vault.kbnote(["align", NOTE]).success();
    vault
}

/// Removes the first anchor on a line by hand.
fn remove_anchor(vault: &TestVault, line: usize) {
    let text = vault.read(NOTE);
    let lines = text.split_inclusive('\n').enumerate().map(|(at, text)| {
        let cut = (at + 1 == line).then(|| text.split_once(" <a ")).flatten();
        cut.map_or_else(
            || text.to_owned(),
            |(before, rest)| {
                let (_, after) = rest.split_once("</a>").expect("the end of an anchor");
                format!("{before}{after}")
            },
        )
    });
    let removed: String = lines.collect();
    assert_ne!(removed, text, "line {line} has an anchor");
    vault.write(NOTE, removed);
}

/// The arguments of each command that a run proposes.
fn proposed(run: &Run) -> Vec<Vec<String>> {
    let hints = run.stderr.lines().filter(|line| line.contains("hint"));
    let commands = hints.filter_map(|line| line.split('`').nth(1));
    let words = |command: &str| command.split(' ').skip(1).map(str::to_owned).collect();
    commands.map(words).collect()
}

fn claims(vault: &TestVault, line: usize) -> Vec<serde_json::Value> {
    let place = format!("{NOTE}:{line}");
    let why = vault.kbnote(["why", &place, "--json"]).success().json();
    why["claims"].as_array().cloned().unwrap_or_default()
}

#[test]
fn a_removed_anchor_is_no_work_to_do() {
    for is_aligned in [false, true] {
        let vault = vault();
        let before = vault.kbnote(["status", "--json", NOTE]).success().json();
        remove_anchor(&vault, 8);
        if is_aligned {
            let first = vault.kbnote(["align", NOTE]).success();
            assert!(
                first.stdout.contains("1 removed by you"),
                "{}",
                first.stdout
            );
            assert!(
                !first.stderr.contains(&format!("{NOTE}:8 ")),
                "{}",
                first.stderr
            );
        }
        let status = vault.kbnote(["status", "--json", NOTE]).success().json();
        assert_eq!(status["unanchored"], before["unanchored"], "{is_aligned}");
        let align = vault.kbnote(["-v", "align", NOTE]).success();
        assert!(
            align.stdout.contains("1 removed by you"),
            "{}",
            align.stdout
        );
        assert!(
            !align.stderr.contains(&format!("{NOTE}:8 ")),
            "{}",
            align.stderr
        );
        let document = vault.kbnote(["align", "--json", NOTE]).success().json();
        let claims = document["notes"][0]["claims"].as_array().cloned();
        let claims = claims.unwrap_or_default();
        let removed = claims.iter().filter(|claim| claim["removed"] == true);
        assert_eq!(removed.map(|claim| &claim["line"]).collect::<Vec<_>>(), [8]);
        let review = vault.kbnote_reading(["review", "--doubts", NOTE], "");
        assert!(!review.success().stdout.contains(&format!("{NOTE}:8\n")));
    }
}

#[test]
fn each_command_that_why_proposes_does_what_it_says_to_that_sentence_alone() {
    // Where the captions are sure of the anchor, nothing is proposed.
    let is_unsure = |claim: &serde_json::Value| claim["confidence"] != "high";
    for line in [8, 14, 18] {
        let sentences = claims(&vault(), line);
        let unsure = (0..sentences.len()).filter(|at| is_unsure(&sentences[*at]));
        let unsure: Vec<usize> = unsure.collect();
        for (number, &at) in unsure.iter().enumerate() {
            let vault = vault();
            let place = format!("{NOTE}:{line}");
            let before = claims(&vault, line);
            let run = vault.kbnote(["why", &place]).success();
            let commands = proposed(&run);
            assert_eq!(commands.len(), unsure.len(), "{}", run.stderr);
            let command = &commands[number];
            vault.kbnote(command).success();
            let after = claims(&vault, line);
            for (other, (before, after)) in before.iter().zip(&after).enumerate() {
                let expected = (other == at).then_some("pinned");
                assert_eq!(after["decision"].as_str(), expected, "{command:?}: {after}");
                let is_same = before["anchors_ms"] == after["anchors_ms"];
                assert_eq!(is_same, other != at, "{command:?}: {after}");
            }
            let run = vault.kbnote(["why", &place]).success();
            assert!(run.stdout.contains("pinned by you at "), "{}", run.stdout);
            let command = &proposed(&run)[at];
            assert_eq!(command[1], "--unpin");
            vault.kbnote(command).success();
            let free = claims(&vault, line);
            assert!(
                free.iter().all(|claim| claim["decision"].is_null()),
                "{free:?}"
            );
        }
    }
}

#[test]
fn why_says_that_an_anchor_was_removed_and_how_it_comes_back() {
    let vault = vault();
    let aligned = vault.read(NOTE);
    remove_anchor(&vault, 8);
    vault.kbnote(["align", NOTE]).success();
    let run = vault.kbnote(["why", &format!("{NOTE}:8:1")]).success();
    assert!(
        run.stdout.contains("has no anchor: removed by you;"),
        "{}",
        run.stdout
    );
    assert_eq!(claims(&vault, 8)[0]["decision"], "removed");
    let told = vault.kbnote(&proposed(&run)[0]).success().stdout;
    assert!(told.starts_with("anchored again, at "), "{told}");
    assert_eq!(vault.read(NOTE), aligned);
}

#[test]
fn unpin_of_a_line_is_for_its_pinned_sentences() {
    let vault = vault();
    let line = format!("{NOTE}:8");
    let none = vault.kbnote(["align", "--unpin", &line]).success();
    assert_eq!(none.stdout, "");
    assert!(
        none.stderr
            .contains(&format!("no sentence on {line} is pinned")),
        "{}",
        none.stderr
    );
    let column = {
        let text = vault.read(NOTE);
        let start = claims(&vault, 8)[1]["start"].as_u64().expect("an offset") as usize;
        let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
        text[line..start].chars().count() + 1
    };
    let place = format!("{line}:{column}");
    vault.kbnote(["align", "--pin", &place, "=2"]).success();
    let text = claims(&vault, 8)[1]["text"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let run = vault.kbnote(["align", "--unpin", &line]).success();
    assert_eq!(run.stdout.lines().count(), 1, "{}", run.stdout);
    assert!(run.stdout.starts_with("unpinned, at "), "{}", run.stdout);
    assert!(run.stdout.contains(&text[..20]), "{}", run.stdout);
}

#[test]
fn sentences_without_blanks_between_them_have_places_of_their_own() {
    let vault = TestVault::shipped();
    let note = "notes/plain.md";
    vault.write(
        note,
        "---\nvideoId: kbnoteDemo1\n---\n\n小さな鳥が飛ぶ。大きな鳥が歌う。\n",
    );
    let text = |column: usize| {
        let place = format!("{note}:5:{column}");
        let why = vault.kbnote(["why", &place, "--json"]).success().json();
        why["claims"][0]["text"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(
        (text(1).as_str(), text(9).as_str()),
        ("小さな鳥が飛ぶ。", "大きな鳥が歌う。")
    );
}

const WRAPPED: &str = "notes/fieldnotes/wrapped.md";

#[test]
fn any_line_of_a_wrapped_sentence_is_a_place_of_it() {
    let vault = TestVault::shipped();
    let text =
        "Two people count the\nsame flock in silence and compare\nafterwards. Nobody sings.\n";
    vault.write(WRAPPED, format!("---\nvideoId: kbnoteDemo1\n---\n\n{text}"));
    vault.kbnote(["align", WRAPPED]).success();
    for line in [5, 6] {
        let place = format!("{WRAPPED}:{line}");
        let why = vault.kbnote(["why", &place]).success();
        assert!(
            why.stdout.starts_with("Two people count the same flock"),
            "{}",
            why.stdout
        );
        vault.kbnote(["align", "--pin", &place, "0:10"]).success();
        assert!(vault.read(WRAPPED).contains("[00:00:10]"));
        let unpin = vault.kbnote(["align", "--unpin", &place]).success();
        assert!(
            unpin.stdout.starts_with("unpinned, at "),
            "{}",
            unpin.stdout
        );
    }
    let third = vault.kbnote(["why", &format!("{WRAPPED}:7")]).success();
    assert!(
        third.stdout.starts_with("Nobody sings."),
        "{}",
        third.stdout
    );
    vault.kbnote(["why", &format!("{WRAPPED}:4")]).exits(3);
}

#[test]
fn the_page_leaves_a_sentence_without_an_anchor_as_a_review_does() {
    let text = "---\nvideoId: kbnoteDemo1\n---\n\nZirconium alloys resist corrosion.\n";
    let [by_page, by_review] = [(), ()].map(|()| {
        let vault = TestVault::shipped();
        vault.write(WRAPPED, text);
        vault.kbnote(["align", WRAPPED]).success();
        vault
    });
    let served = Served::start(&by_page, &[]);
    let answer = served.change(WRAPPED, &serde_json::json!({"do": "decline", "claim": 0}));
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.json()["claims"][0]["reason"], "removed by you");
    by_review
        .kbnote_reading(["review", "--doubts", WRAPPED], "x")
        .success();
    assert_eq!(by_page.snapshot(), by_review.snapshot());
    let align = by_page.kbnote(["align", WRAPPED]).success();
    assert_eq!(align.stdout, format!("{WRAPPED}: 1 removed by you\n"));
    assert_eq!(align.stderr, "");
}

#[test]
fn sentences_that_are_not_found_are_to_be_reviewed() {
    let vault = TestVault::shipped();
    vault.write(
        WRAPPED,
        "---\nvideoId: kbnoteDemo1\n---\n\nZirconium alloys resist corrosion.\n",
    );
    let next = |vault: &TestVault| vault.kbnote(["status", WRAPPED]).success().stdout;
    assert!(
        next(&vault).contains(&format!("kbnote align {WRAPPED}  # 1 sentence without")),
        "{}",
        next(&vault)
    );
    vault.kbnote(["align", WRAPPED]).success();
    let review = format!("kbnote review --doubts {WRAPPED}  # 1 sentence not found");
    assert!(next(&vault).contains(&review), "{}", next(&vault));
    vault
        .kbnote_reading(["review", "--doubts", WRAPPED], "x")
        .success();
    assert!(
        !next(&vault).contains("review --doubts"),
        "{}",
        next(&vault)
    );
}

#[test]
fn the_first_anchor_of_an_index_note_is_pinned_on_the_recording_of_its_heading() {
    const INDEX: &str = "notes/slowoven/slowoven.md";
    let vault = TestVault::shipped();
    let before = vault.read(INDEX);
    let place = format!("{INDEX}:7");
    vault.kbnote(["align", "--pin", &place, "9:59:59"]).exits(2);
    assert_eq!(vault.read(INDEX), before, "the recording is shorter");
    vault.kbnote(["align", "--pin", &place, "0:44"]).success();
    let pinned = vault.read(INDEX);
    assert_ne!(pinned, before);
    vault.kbnote(["align", "--pin", &place, "0:44"]).success();
    assert_eq!(vault.read(INDEX), pinned);
    vault.kbnote(["undo"]).success();
    assert_eq!(vault.read(INDEX), before, "one step undoes both");
}
