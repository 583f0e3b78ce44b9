//! `kbnote check`: what is wrong, in every form of report, and its repair.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::align::vault as marsh;
use crate::support::{Run, TestVault, repository};

pub(crate) const NOTE: &str = "notes/birds/winter_counts.md";

/// A note with faults of several kinds, some in a line too long to be shown whole.
pub(crate) const FAULTY: &str = "\
---
title: Winter counts
videoId: kbnoteDemo1
---

From: [[birds]] <br/> 

Flocks are counted at dusk, when they come in to roost in the reeds, and two people count the same flock <a class=\"yt-timestamp\" data-t=\"04:48:00\">[04:48:00]</a>. They compare afterwards [00:02:31].

* 潮の満ち引き <a class=\"yt-timestamp\" data-t=\"1:04\">[1:04]</a>
* A hide costs $50 in the shop and only $20 if it is built at home.
* See [[Reed beds]], [[reedbeds | the reeds]] and [[winter_counts | this]].
* Past the end <a class=\"yt-timestamp\" data-t=\"02:00:07\">[02:00:07]</a>.
";

/// The same note with all repaired that has one right answer.
pub(crate) const REPAIRED: &str = "\
---
title: Winter counts
videoId: kbnoteDemo1
---

From: [[birds]] <br/> 

Flocks are counted at dusk, when they come in to roost in the reeds, and two people count the same flock <a class=\"yt-timestamp\" data-t=\"00:04:48\">[00:04:48]</a>. They compare afterwards <a class=\"yt-timestamp\" data-t=\"00:02:31\">[00:02:31]</a>.

* 潮の満ち引き <a class=\"yt-timestamp\" data-t=\"00:01:04\">[00:01:04]</a>
* A hide costs \\$50 in the shop and only \\$20 if it is built at home.
* See [[reed_beds | Reed beds]], [[reedbeds | the reeds]] and [[winter_counts | this]].
* Past the end <a class=\"yt-timestamp\" data-t=\"02:00:07\">[02:00:07]</a>.
";

pub(crate) fn vault() -> TestVault {
    let vault = TestVault::empty();
    let transcript = repository().join("transcripts/kbnoteDemo1.json");
    let transcript = fs::read(transcript).expect("a stored transcript");
    vault.write("transcripts/kbnoteDemo1.json", transcript);
    vault.write(NOTE, FAULTY);
    vault.write(
        "notes/birds/reed_beds.md",
        "---\ntitle: Reed beds\nvideoId: kbnoteDemo1\n---\n\nSee the [[winter_counts | counts]].\n",
    );
    vault.write(
        "notes/birds/birds.md",
        "---\ntitle: Birds\n---\n\n- [[reed_beds | Reed beds]]\n- [[winter_counts | Winter counts]]\n",
    );
    vault
}

/// The codes and places of a JSON report.
fn found(run: &Run) -> Vec<(String, u64, u64)> {
    let document = run.json();
    assert_eq!(document["schema"], "kbnote.check/1");
    let number = |value: &Value| value.as_u64().expect("a number");
    let findings = document["findings"].as_array().expect("findings").iter();
    findings
        .map(|finding| {
            let code = finding["code"].as_str().expect("a code").to_owned();
            (code, number(&finding["line"]), number(&finding["column"]))
        })
        .collect()
}

#[test]
fn findings_are_shown_with_their_lines() {
    let vault = vault();
    insta::assert_snapshot!(vault.kbnote(["check"]).exits(1).seen());
    let before = vault.snapshot();
    let run = vault.kbnote(["check", "--json"]).exits(1);
    assert_eq!(
        found(&run),
        [
            ("KB202", 8, 138),
            ("KB209", 8, 188),
            ("KB203", 10, 42),
            ("KB208", 11, 16),
            ("KB304", 12, 9),
            ("KB301", 12, 24),
            ("KB306", 12, 51),
            ("KB201", 13, 48),
        ]
        .map(|(code, line, column)| (code.to_owned(), line, column))
    );
    let document = run.json();
    assert_eq!(document["notes"], 3);
    assert_eq!(
        document["findings"][0],
        serde_json::json!({
            "code": "KB202", "severity": "error", "path": NOTE, "line": 8, "column": 138,
            "message": "04:48:00 is past the end of the video; probably 00:04:48",
            "fix": { "description": "write 00:04:48" },
        })
    );
    assert_eq!(document["findings"][5]["fix"], Value::Null);
    assert_eq!(vault.snapshot(), before, "nothing is written");
}

#[test]
fn a_repair_makes_the_announced_changes_and_a_second_one_none() {
    let vault = vault();
    vault.kbnote(["check", "--fix", "--check"]).exits(1);
    assert_eq!(vault.read(NOTE), FAULTY);
    insta::assert_snapshot!(vault.kbnote(["check", "--fix", "--diff"]).exits(1).stdout);
    assert_eq!(vault.read(NOTE), FAULTY);
    let stdout = vault.kbnote(["check", "--fix", "--stdout", NOTE]).exits(1);
    assert_eq!(stdout.stdout, REPAIRED);
    let first = vault.kbnote(["check", "--fix", "--json"]).exits(1);
    assert_eq!(first.json()["fixed"], 5);
    assert_eq!(vault.read(NOTE), REPAIRED);
    let after = vault.snapshot();
    let second = vault.kbnote(["check", "--fix", "--json"]).exits(1);
    assert_eq!(second.json()["fixed"], 0);
    assert!(
        found(&second)
            .iter()
            .all(|(code, ..)| ["KB201", "KB301", "KB306"].contains(&code.as_str()))
    );
    assert_eq!(vault.snapshot(), after);
    vault.kbnote(["undo"]).success();
    assert_eq!(vault.read(NOTE), FAULTY, "a repair can be taken back");
}

#[test]
fn standard_input_is_checked_and_repaired() {
    let vault = vault();
    let run = vault
        .kbnote_reading(["check", "--json", "-"], FAULTY)
        .exits(1);
    assert_eq!(
        found(&run).len(),
        7,
        "its links are followed, its name is not known"
    );
    let run = vault
        .kbnote_reading(["check", "--fix", "-"], FAULTY)
        .exits(1);
    assert_eq!(run.stdout, REPAIRED);
    assert!(run.stderr.contains("KB301"), "{}", run.stderr);
}

#[test]
fn a_clean_note_is_a_success_and_so_are_warnings() {
    let vault = vault();
    insta::assert_snapshot!(vault.kbnote(["check", "notes/birds/reed_beds.md"]).success().seen(), @r"
    --- stderr
    1 note: nothing found
    --- exit 0
    ");
    vault.write(
        "notes/birds/reed_beds.md",
        "---\ntitle: Reed beds\nvideoId: kbnoteDemo1\n---\n\nDusk [00:00:42].\n",
    );
    let run = vault
        .kbnote(["check", "notes/birds/reed_beds.md", "--json"])
        .success();
    assert_eq!(found(&run), [("KB209".to_owned(), 6, 6)]);
    vault
        .kbnote(["check", "--fix", "--check", "notes/birds/reed_beds.md"])
        .exits(1);
}

#[test]
fn the_repositorys_own_vault_is_clean() {
    let vault = TestVault::shipped();
    let run = vault.kbnote(["check", "--json"]).success();
    assert_eq!(found(&run), []);
}

#[test]
fn severities_are_settings() {
    let vault = vault();
    vault.write(
        "kbnote.toml",
        "[check.severity]\nKB301 = \"off\"\nself-link = \"error\"\nKB202 = \"info\"\n",
    );
    let document = vault.kbnote(["check", "--json"]).exits(1).json();
    let severity = |code: &str| {
        let findings = document["findings"].as_array().expect("findings");
        let found = findings.iter().find(|finding| finding["code"] == code);
        found.map(|finding| finding["severity"].clone())
    };
    assert_eq!(severity("KB301"), None);
    assert_eq!(severity("KB306"), Some("error".into()));
    assert_eq!(severity("KB202"), Some("info".into()));
    vault.write("kbnote.toml", "[check.severity]\nKB999 = \"off\"\n");
    insta::assert_snapshot!(vault.kbnote(["check"]).exits(2).stderr, @r"
    error: [check] severity in the settings: rule `KB999` not found
    hint: `kbnote check --explain all` lists the rules
    ");
    vault.write("kbnote.toml", "[check.severity]\nKB301 = \"loud\"\n");
    vault.kbnote(["check"]).exits(2);
}

#[test]
fn old_findings_are_accepted_wherever_they_move() {
    let vault = vault();
    vault
        .kbnote(["check", "--write-baseline", "accepted.json"])
        .success();
    let accepted = ["check", "--json", "--baseline", "accepted.json"];
    assert_eq!(found(&vault.kbnote(accepted).success()), []);
    let moved = FAULTY.replace("* See", "A line more.\n\n* See [[gone]] and");
    vault.write(NOTE, moved);
    assert_eq!(
        found(&vault.kbnote(accepted).exits(1)),
        [("KB301".to_owned(), 14, 9)]
    );
    let twice = FAULTY.replace("* See", "* [[reedbeds]]\n* See");
    vault.write(NOTE, twice);
    assert_eq!(
        found(&vault.kbnote(accepted).exits(1)).len(),
        1,
        "one more of the same kind"
    );
    vault.write("accepted.json", "{}");
    vault.kbnote(accepted).exits(2);
    vault.kbnote(["check", "--baseline", "gone.json"]).exits(3);
}

#[test]
fn the_vault_as_a_whole_is_checked() {
    let vault = vault();
    let note = |title: &str| format!("---\ntitle: {title}\nvideoId: kbnoteDemo1\n---\n\nText.\n");
    vault.write(NOTE, note("Winter counts"));
    vault.write("notes/birds/lonely.md", note("Lonely"));
    vault.write("notes/coast/reed_beds.md", note("Reed beds of the coast"));
    vault.write(
        "notes/coast/coast.md",
        "---\ntitle: Coast\n---\n\n- [[coast/reed_beds]]\n",
    );
    vault.write("notes/birds/Lonely.md", note("Lonely"));
    vault.write(
        "notes/coast/unknown.md",
        note("Unknown").replace("Demo1", "Demo7"),
    );
    let run = vault.kbnote(["check", "-v"]).exits(1);
    insta::assert_snapshot!(run.seen());
    let whole = vault.kbnote(["check", "--json"]).exits(1).json();
    for note in [
        "notes/birds/lonely.md",
        "notes/coast/coast.md",
        "notes/birds/reed_beds.md",
    ] {
        let own = |document: &Value| {
            let findings = document["findings"].as_array().expect("findings").clone();
            let of_note = findings
                .into_iter()
                .filter(|finding| finding["path"] == note);
            of_note.collect::<Vec<_>>()
        };
        let alone = vault.kbnote(["check", "--json", note]).json();
        assert_eq!(own(&alone), own(&whole), "{note} alone is found no better");
    }
}

#[test]
fn an_index_note_is_out_of_date_exactly_if_index_would_change_it() {
    const INDEX: &str = "notes/fieldnotes/fieldnotes.md";
    let vault = TestVault::shipped();
    let outdated = || -> Vec<String> {
        let document = vault.kbnote(["check", "--json"]).json();
        let findings = document["findings"].as_array().expect("findings").clone();
        let outdated: Vec<String> = findings
            .iter()
            .filter(|finding| finding["code"] == "KB501")
            .map(|finding| finding["message"].as_str().unwrap_or_default().to_owned())
            .collect();
        let by_index = vault.kbnote(["index", "--check"]).code == 1;
        assert_eq!(by_index, !outdated.is_empty(), "{outdated:?}");
        outdated
    };
    vault.kbnote(["index"]).success();
    assert!(outdated().is_empty());
    let note = |title: &str| format!("---\ntitle: {title}\nvideoId: kbnoteDemo1\n---\n\nText.\n");
    let path = "notes/fieldnotes/reed_beds.md";
    vault.write(path, note("Reed beds"));
    assert_eq!(outdated(), ["`reed_beds` is not listed"]);
    vault.kbnote(["index"]).success();
    vault.write(path, note("Reeds"));
    assert_eq!(outdated(), ["`reed_beds` is listed under an old title"]);
    vault.kbnote(["index"]).success();
    let listed = vault.read(INDEX);
    let is_other = |line: &&str| !line.contains("reed_beds");
    let without: Vec<&str> = listed.lines().filter(is_other).collect();
    vault.write(INDEX, without.join("\n") + "\n");
    assert!(outdated().is_empty(), "the author took it out");
    vault.write(INDEX, &listed);
    std::fs::remove_file(vault.path(path)).expect("a note removed");
    assert_eq!(outdated(), ["`reed_beds` is listed, and gone"]);
}

#[test]
fn an_anchor_that_the_captions_contradict_is_reported_with_the_better_place() {
    let vault = TestVault::shipped();
    let path = "notes/fieldnotes/counting_birds_in_winter.md";
    let wrong = vault.read(path).replace("00:04:05", "00:00:12");
    vault.write(path, wrong);
    let run = vault.kbnote(["check", "--json", path]).success();
    let document = run.json();
    assert_eq!(document["findings"][0]["code"], "KB211", "{document}");
    let message = document["findings"][0]["message"]
        .as_str()
        .expect("a message");
    assert!(
        message.starts_with("the captions have this at 00:04:05"),
        "{message}"
    );
    let without = vault
        .kbnote(["check", "--json", "--against-captions", "never", path])
        .success();
    assert_eq!(found(&without), []);
}

#[test]
fn a_repaired_time_is_not_mistaken_for_one_set_by_hand() {
    let vault = vault();
    vault.kbnote(["align", NOTE]).success();
    vault.kbnote(["check", "--fix", NOTE]).exits(1);
    let aligned = vault.kbnote(["align", "--json", NOTE]).success().json();
    let claims = aligned["notes"][0]["claims"].as_array().expect("claims");
    assert!(
        claims.iter().all(|claim| claim["status"] != "pinned"),
        "{aligned}"
    );
}

#[test]
fn github_shows_findings_beside_the_lines_of_a_change() {
    let vault = vault();
    let run = vault.kbnote(["check", "--format", "github"]).exits(1);
    insta::assert_snapshot!(run.stdout);
    vault.kbnote(["list", "--format", "github"]).exits(2);
}

/// The properties that the schema of SARIF 2.1.0 requires, and the types of those used.
#[test]
fn sarif_has_all_that_its_schema_requires() {
    let vault = vault();
    let log = vault.kbnote(["check", "--format", "sarif"]).exits(1).json();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let driver = &run["tool"]["driver"];
    assert!(driver["name"].is_string());
    let rules = driver["rules"].as_array().expect("rules");
    let ids: BTreeSet<&str> = rules
        .iter()
        .filter_map(|rule| rule["id"].as_str())
        .collect();
    assert_eq!(ids.len(), rules.len(), "ids are there once each");
    for rule in rules {
        assert!(rule["shortDescription"]["text"].is_string() && rule["help"]["text"].is_string());
        let level = rule["defaultConfiguration"]["level"].as_str();
        assert!(["note", "warning", "error"].contains(&level.expect("a level")));
    }
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 8);
    for result in results {
        assert!(result["message"]["text"].is_string());
        let index = result["ruleIndex"]
            .as_u64()
            .and_then(|index| usize::try_from(index).ok());
        assert_eq!(rules[index.expect("an index")]["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], NOTE);
        let region = &place["region"];
        assert!(
            region["startLine"].as_u64() >= Some(1) && region["startColumn"].as_u64() >= Some(1)
        );
        assert!(region["endColumn"].as_u64() >= region["startColumn"].as_u64());
    }
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
}

#[test]
fn every_rule_is_explained_and_listed() {
    let vault = TestVault::empty();
    insta::assert_snapshot!(
        vault
            .kbnote(["check", "--explain", "KB202"])
            .success()
            .stdout
    );
    vault.kbnote(["check", "--explain", "KB999"]).exits(2);
    let document = vault
        .kbnote(["check", "--explain", "all", "--json"])
        .success()
        .json();
    let listed = vault.kbnote(["check", "--explain", "all"]).success().stdout;
    let page = fs::read_to_string(repository().join("crates/kbnote/RULES.md")).expect("RULES.md");
    let mut rows = Vec::new();
    for rule in document["rules"].as_array().expect("rules") {
        let word = |key: &str| rule[key].as_str().expect("a word");
        assert!(listed.contains(word("code")), "{}", word("code"));
        let told = vault
            .kbnote(["check", "--explain", word("code")])
            .success()
            .stdout;
        assert!(told.contains(word("name")), "{told}");
        let repaired = if rule["repairs"] == true { "yes" } else { "" };
        let (code, name, severity, what) =
            (word("code"), word("name"), word("severity"), word("what"));
        rows.push(format!(
            "| {code} | `{name}` | {severity} | {repaired} | {what} |"
        ));
    }
    let table: Vec<&str> = page
        .lines()
        .filter(|line| line.starts_with("| KB"))
        .collect();
    assert_eq!(
        table, rows,
        "crates/kbnote/RULES.md lists all rules as they are"
    );
}

#[test]
fn contradictory_arguments_are_refused() {
    let vault = vault();
    vault.kbnote(["check", "--diff"]).exits(2);
    vault.kbnote(["check", "--fix", "--stdout"]).exits(2);
    vault.kbnote(["check", "gone.md"]).exits(3);
    let run = vault.kbnote(["check", "--json", "gone.md", NOTE]).exits(1);
    assert_eq!(run.json()["errors"][0]["kind"], "missing-note");
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let vault = vault();
    let many = vault.kbnote(["check", "--json"]).exits(1).stdout;
    let vault = vault.with_threads(1);
    assert_eq!(vault.kbnote(["check", "--json"]).exits(1).stdout, many);
}

/// A note on a video of 45 s with two anchors whose minutes stand where the hours belong.
fn slipped() -> TestVault {
    let vault = marsh();
    vault.kbnote(["align", SLIPPED]).success();
    let text = vault.read(SLIPPED);
    let (hand, own) = (text.replace("00:00:37", "00:37:00"), "00:00:30");
    vault.write(SLIPPED, hand.replace(own, "00:30:00"));
    vault
}

const SLIPPED: &str = "notes/fieldnotes/counting_starlings.md";

#[test]
fn a_time_set_by_hand_is_not_repaired() {
    let vault = slipped();
    let by_hand = vault.read(SLIPPED);
    let place = format!("{SLIPPED}:12");
    for _ in 0..2 {
        let run = vault.kbnote(["check", "--fix", SLIPPED]).exits(1);
        assert!(
            run.stdout.contains("it is pinned, and no repair"),
            "{}",
            run.stdout
        );
        assert_eq!(vault.read(SLIPPED), by_hand);
        vault.kbnote(["align", SLIPPED]).success();
    }
    vault.kbnote(["align", "--unpin", &place]).success();
    assert!(vault.read(SLIPPED).contains("00:00:30"));
    vault.kbnote(["check", "--fix", SLIPPED]).exits(1);
    assert!(vault.read(SLIPPED).contains("00:37:00"));
}

#[test]
fn each_repair_is_listed_with_its_place() {
    let vault = slipped();
    fs::remove_dir_all(vault.path(".kbnote")).expect("what is known");
    let args = ["check", "--fix", SLIPPED];
    let json = vault
        .kbnote(args.iter().chain(&["--diff", "--json"]))
        .success()
        .json();
    assert_eq!(json["fixed"], 2);
    let first = &json["repairs"][0];
    assert_eq!(
        (&first["code"], &first["line"]),
        (&"KB202".into(), &12.into())
    );
    assert!(
        first["old"]
            .as_str()
            .is_some_and(|old| old.starts_with("00:30:00"))
    );
    let told = vault.kbnote(args).success().stdout;
    let listed = told.lines().take(4).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!(listed, @r"
    notes/fieldnotes/counting_starlings.md: 2 repaired
       12  KB202  00:30:00 → 00:00:30
       13  KB202  00:37:00 → 00:00:37
    ");
    let again = vault.kbnote(args).success().stdout;
    assert!(!again.contains("repaired"), "{again}");
}

#[test]
fn a_baseline_replaces_nothing_but_a_baseline() {
    let vault = TestVault::shipped();
    let note = "notes/fieldnotes/counting_birds_in_winter.md";
    vault.write("empty.json", "");
    vault.write("list.json", "{\"schema\":\"other\",\"findings\":[]}");
    for file in [
        note,
        "empty.json",
        "list.json",
        "transcripts/kbnoteDemo1.json",
    ] {
        let before = vault.snapshot();
        let run = vault.kbnote(["check", "--write-baseline", file]).exits(5);
        assert!(run.stderr.contains(file), "{}", run.stderr);
        assert!(run.stderr.contains("not changed"), "{}", run.stderr);
        assert_eq!(vault.snapshot(), before, "{file}");
    }
    for _ in 0..2 {
        vault
            .kbnote(["check", "--write-baseline", "base.json"])
            .success();
    }
    vault.kbnote(["check", "--baseline", "base.json"]).success();
}

#[test]
fn a_broken_tag_is_repaired_only_where_there_is_one_right_answer() {
    let vault = TestVault::empty();
    let front = "---\ntitle: X\nvideoId: kbnoteDemo1\n---\n\n";
    let own = "<a class=\"yt-timestamp\" data-t=\"00:00:10\">[00:00:10]</a>";
    let repaired = |tag: &str| {
        vault.write("notes/a/x.md", format!("{front}Herons wade {tag}.\n"));
        vault.kbnote(["check", "--fix", "notes"]);
        let text = vault.read("notes/a/x.md");
        let body = text.trim_start_matches(front).trim_end_matches(".\n");
        body.trim_start_matches("Herons wade ").to_owned()
    };
    for clear in [
        "<a data-t=\"00:00:10\">[00:00:10]</a>",
        "<a class=\"timestamp\" data-t=\"00:00:10\">[00:00:10]</a>",
        "<a class=\"yt-timestamp\" data-time=\"00:00:10\">[00:00:10]</a>",
    ] {
        assert_eq!(repaired(clear), own, "{clear}");
    }
    for unclear in [
        "<a class=\"timestamp\" data-t=\"00:00:10\">[00:00:20]</a>",
        "<a data-t=\"00:00:10\">see [00:00:10] for more</a>",
        "<a href=\"https://x.org\" data-t=\"00:00:10\">[00:00:10]</a>",
        "<a id=\"x\" data-t=\"00:00:10\">[00:00:10]</a>",
        "<a class=\"yt-timestamp\" data-t=\"00:00:10\"[00:00:10]</a>",
        "<a class=\"yt-timestamp\" data-t=\"00:00:10>[00:00:10]</a>",
        "<a class=\"yt-timestamp\" data-t=\"00:00:10\">[00:00:10]",
        "<span class=\"yt-timestamp\" data-t=\"00:00:10\">[00:00:10]</span>",
        "<a class=\"yt-timestamp\" data-t=\"00:00:10\">[00:00:10] <b>bold</b></a>",
    ] {
        assert_eq!(repaired(unclear), unclear);
    }
}

#[test]
fn quotes_of_yaml_do_not_become_part_of_a_value() {
    let vault = TestVault::empty();
    let note = "notes/a/x.md";
    let front = |lines: &str| format!("---\n{lines}\nvideoId: kbnoteDemo1\n---\n\nText.\n");
    vault.write(
        note,
        front("title: \"She wrote \"reed\" twice\"\npath: \"D:\\Yards\"\nsee: 'It's here'"),
    );
    vault.kbnote(["check", "--fix", note]);
    let mended = front("title: She wrote \"reed\" twice\npath: D:\\Yards\nsee: It's here");
    assert_eq!(vault.read(note), mended);
    let unclear = front("title: \"reed\" and \"rush\"\npath: \"open");
    vault.write(note, &unclear);
    vault.kbnote(["check", "--fix", note]).exits(1);
    assert_eq!(vault.read(note), unclear);
}
