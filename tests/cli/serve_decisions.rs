//! `kbnote serve`: proposed changes, links and findings are decided on as on the command line.

use serde_json::{Value, json};

use crate::check;
use crate::serve::Served;
use crate::support::TestVault;

const BIRDS: &str = "notes/fieldnotes/counting_birds_in_winter.md";
const STARLINGS: &str = "notes/fieldnotes/starlings.md";

/// The shipped vault, with a note in which a sentence lacks its anchor and a word its link.
fn vault() -> TestVault {
    let vault = TestVault::shipped();
    let anchor = " <a class=\"yt-timestamp\" data-t=\"00:00:20\">[00:00:20]</a>";
    let note = vault.read(BIRDS);
    assert!(note.contains(anchor));
    vault.write(BIRDS, note.replace(anchor, ""));
    vault.write(
        STARLINGS,
        "---\ntitle: Starlings\n---\n\nStarlings sleep in reeds.\n",
    );
    vault
}

fn decisions(served: &Served) -> Value {
    let answer = served.get(&format!("/api/decisions?path={BIRDS}"));
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.header("etag"), Some(served.revision(BIRDS).as_str()));
    answer.json()
}

fn changes(decisions: &Value) -> Vec<(String, String)> {
    let changes = decisions["changes"].as_array().expect("changes").iter();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    changes
        .map(|change| (text(&change["kind"]), text(&change["id"])))
        .collect()
}

fn decide(served: &Served, id: &str, accept: bool) -> u16 {
    let body = json!({"path": BIRDS, "id": id, "accept": accept});
    served
        .post_from_page("/api/decide", &served.revision(BIRDS), &body)
        .status
}

#[test]
fn what_diff_proposes_is_accepted_or_rejected_as_by_review() {
    let (by_page, by_command) = (vault(), vault());
    let served = Served::start(&by_page, &[]);
    let proposed = changes(&decisions(&served));
    let diff = by_command
        .kbnote(["--json", "diff", BIRDS])
        .success()
        .json();
    assert_eq!(proposed, changes(&diff["notes"][0]));
    let of = |kind: &str| {
        proposed
            .iter()
            .find(|(found, _)| found == kind)
            .map(|(_, id)| id.clone())
    };
    let (anchor, link) = (
        of("anchors").expect("an anchor"),
        of("links").expect("a link"),
    );
    assert_eq!(decide(&served, &anchor, true), 200);
    assert_eq!(decide(&served, &link, false), 200);
    let verdicts = json!({"schema": "kbnote.diff/1", "notes": [{"path": BIRDS, "changes": [
        {"id": anchor, "verdict": "accept"}, {"id": link, "verdict": "reject"}]}]});
    by_command.write("decisions.json", verdicts.to_string());
    by_command
        .kbnote(["review", BIRDS, "--decisions", "decisions.json"])
        .success();
    assert_eq!(by_page.read(BIRDS), by_command.read(BIRDS));
    assert!(by_page.read(BIRDS).contains("data-t=\"00:00:20\""));
    let left = changes(&decisions(&served));
    assert!(
        !left.iter().any(|(_, id)| *id == anchor || *id == link),
        "{left:?}"
    );
    assert_eq!(
        left,
        changes(&by_page.kbnote(["--json", "diff", BIRDS]).success().json()["notes"][0])
    );
}

#[test]
fn a_link_is_accepted_and_undone() {
    let vault = vault();
    let served = Served::start(&vault, &[]);
    let before = vault.read(BIRDS);
    let (_, link) = changes(&decisions(&served))
        .into_iter()
        .find(|(kind, _)| kind == "links")
        .expect("a link");
    assert_eq!(decide(&served, &link, true), 200);
    assert!(
        vault.read(BIRDS).contains("[[starlings | Starlings]]"),
        "{}",
        vault.read(BIRDS)
    );
    let undone = served.post_from_page(
        "/api/undo",
        &served.revision(BIRDS),
        &json!({"path": BIRDS}),
    );
    assert_eq!((undone.status, vault.read(BIRDS)), (200, before));
}

#[test]
fn what_is_not_proposed_and_what_has_changed_is_not_decided() {
    let vault = vault();
    let served = Served::start(&vault, &[]);
    let before = vault.snapshot();
    assert_eq!(decide(&served, "none", true), 412);
    let (_, id) = changes(&decisions(&served)).swap_remove(0);
    let body = json!({"path": BIRDS, "id": id, "accept": true});
    assert_eq!(
        served
            .post_from_page("/api/decide", "\"0.0\"", &body)
            .status,
        412
    );
    for (target, body) in [
        ("/api/decide", json!({"path": BIRDS})),
        ("/api/repair", json!({"claim": 1})),
    ] {
        let answer = served.post_from_page(target, &served.revision(BIRDS), &body);
        assert_eq!(answer.status, 400, "{target}");
    }
    assert_eq!(vault.snapshot(), before);
}

#[test]
fn findings_are_those_of_check_and_repaired_as_by_check() {
    let vault = check::vault();
    let served = Served::start(&vault, &[]);
    let found = served
        .get(&format!("/api/decisions?path={}", check::NOTE))
        .json();
    let codes = |findings: &Value| {
        let findings = findings.as_array().expect("findings").iter();
        findings
            .map(|finding| finding["code"].as_str().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    let checked = vault
        .kbnote(["--json", "check", check::NOTE])
        .exits(1)
        .json();
    assert_eq!(codes(&found["findings"]), codes(&checked["findings"]));
    let body = json!({"path": check::NOTE});
    let repaired = served.post_from_page("/api/repair", &served.revision(check::NOTE), &body);
    assert_eq!(repaired.status, 200, "{}", repaired.body);
    assert_eq!(vault.read(check::NOTE), check::REPAIRED);
    assert_eq!(
        served
            .post_from_page("/api/repair", "\"0.0\"", &body)
            .status,
        412
    );
    vault.kbnote(["undo"]).success();
    assert_eq!(vault.read(check::NOTE), check::FAULTY);
}

/// The finding of a rule in a note, as the page gets it.
fn finding(served: &Served, note: &str, code: &str) -> Value {
    let found = served.get(&format!("/api/decisions?path={note}")).json();
    let findings = found["findings"].as_array().expect("findings").iter();
    let mut its = findings.filter(|finding| finding["code"] == code);
    its.next().cloned().unwrap_or_default()
}

fn decide_finding(served: &Served, note: &str, finding: &Value, verdict: &str) -> u16 {
    let decision = json!({"code": finding["code"], "start": finding["start"], "do": verdict});
    let body = json!({"path": note, "finding": decision});
    let answer = served.post_from_page("/api/finding", &served.revision(note), &body);
    answer.status
}

#[test]
fn one_finding_is_repaired_or_ignored_alone() {
    let vault = check::vault();
    let served = Served::start(&vault, &[]);
    let note = check::NOTE;
    let dollars = finding(&served, note, "KB208");
    assert_eq!(decide_finding(&served, note, &dollars, "fix"), 200);
    let fixed = check::FAULTY.replace(
        "$50 in the shop and only $20",
        r"\$50 in the shop and only \$20",
    );
    assert_eq!(vault.read(note), fixed);
    let link = finding(&served, note, "KB301");
    assert_eq!(
        (&link["fix"], &link["ignorable"]),
        (&json!(null), &json!(true)),
        "{link}"
    );
    assert_eq!(decide_finding(&served, note, &link, "fix"), 422);
    assert_eq!(decide_finding(&served, note, &link, "ignore"), 200);
    let ignored = fixed.replace("| this]].\n", "| this]]. %% kbnote-ignore KB301 %%\n");
    assert_eq!(vault.read(note), ignored);
    assert_eq!(finding(&served, note, "KB301"), json!(null));
    let codes = vault.kbnote(["--json", "check", note]).exits(1).stdout;
    assert!(
        !codes.contains("KB301") && !codes.contains("KB208"),
        "{codes}"
    );
    // Each is a run of its own.
    vault.kbnote(["undo"]).success();
    assert_eq!(vault.read(note), fixed);
    vault.kbnote(["undo"]).success();
    assert_eq!(vault.read(note), check::FAULTY);
}

#[test]
fn a_finding_that_is_gone_or_holds_no_comment_is_not_decided() {
    let vault = TestVault::shipped();
    let note = "notes/plain.md";
    vault.write(note, "---\ntitle: Plain\nvideoId: kbnoteDemo1\ndate: soon\n---\n\n| a | b |\n| --- | --- |\n| [[gone]] | c |\n");
    let served = Served::start(&vault, &[]);
    let before = vault.snapshot();
    let link = finding(&served, note, "KB301");
    assert_eq!(
        link["ignorable"], false,
        "a comment would be a further cell: {link}"
    );
    assert_eq!(decide_finding(&served, note, &link, "ignore"), 422);
    let elsewhere = json!({"code": "KB301", "start": 1});
    assert_eq!(decide_finding(&served, note, &elsewhere, "ignore"), 412);
    let wrong = json!({"path": note, "finding": {"code": "KB301", "start": 1, "do": "delete"}});
    let answer = served.post_from_page("/api/finding", &served.revision(note), &wrong);
    assert!([400, 422].contains(&answer.status), "{}", answer.body);
    let stale =
        json!({"path": note, "finding": {"code": "KB301", "start": link["start"], "do": "ignore"}});
    assert_eq!(
        served
            .post_from_page("/api/finding", "\"0.0\"", &stale)
            .status,
        412
    );
    assert_eq!(vault.snapshot(), before);
}

#[test]
fn a_note_on_no_recording_has_findings_alone() {
    let vault = TestVault::shipped();
    vault.write("notes/plain.md", "Text with a [[missing note]].\n");
    let served = Served::start(&vault, &[]);
    let found = served.get("/api/decisions?path=notes/plain.md").json();
    assert_eq!(found["changes"], json!([]));
    assert!(!found["findings"].as_array().expect("findings").is_empty());
}
