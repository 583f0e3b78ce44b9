//! `kbnote status`: what the notes lack, and what to run next.

use crate::support::TestVault;

const NOTE: &str = "notes/fieldnotes/counting_birds_in_winter.md";

/// Runs each command that `status` proposes, as a shell would.
fn run_next(vault: &TestVault, json: &serde_json::Value) {
    for step in json["next"].as_array().expect("steps") {
        let command = step["command"].as_str().expect("a command");
        let words: Vec<&str> = command.split(' ').skip(1).collect();
        let code = vault.kbnote(&words).code;
        assert!(
            code < 2 || words[0] == "fetch" || words[0] == "review",
            "{command}: {code}"
        );
    }
}

fn status(vault: &TestVault, more: &[&str]) -> serde_json::Value {
    let run = vault
        .kbnote(["status", "--json"].iter().chain(more))
        .success();
    assert_eq!(run.json()["schema"], "kbnote.status/1");
    run.json()
}

/// What is to do for a note.
fn to_do<'a>(status: &'a serde_json::Value, path: &str) -> &'a serde_json::Value {
    let notes = status["to_do"].as_array().expect("notes");
    let note = notes.iter().find(|note| note["path"] == path);
    note.unwrap_or(&serde_json::Value::Null)
}

#[test]
fn a_vault_is_seen_at_one_look() {
    let vault = TestVault::shipped();
    vault.write(
        "notes/own words.md",
        "---\ntitle: Own words\n---\n\nNo recording.\n",
    );
    vault.write(
        "notes/x/gone.md",
        "---\ntitle: Gone\nvideoId: kbnoteDemo9\n---\n\nWords.\n",
    );
    let new = "notes/fieldnotes/new one.md";
    vault.write(
        new,
        "---\ntitle: New one\nvideoId: kbnoteDemo1\n---\n\nStarlings are counted at dusk.\n",
    );
    let before = vault.snapshot();
    insta::assert_snapshot!(vault.kbnote(["status"]).success().seen());
    assert_eq!(vault.snapshot(), before);
    let json = status(&vault, &[]);
    assert_eq!(json["missing"], serde_json::json!(["kbnoteDemo9"]));
    assert_eq!(json["without_note"], serde_json::json!(["kbnoteDemo3"]));
    assert_eq!(json["without_recording"], 1);
    let note = to_do(&json, new);
    assert_eq!(
        (&note["unanchored"], &note["unaligned"]),
        (&1.into(), &true.into())
    );
    let commands: Vec<&str> = json["next"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["command"].as_str().unwrap())
        .collect();
    assert_eq!(commands[0], "kbnote fetch --missing");
    let align = format!("kbnote align {NOTE} 'notes/fieldnotes/new one.md'");
    assert!(commands.contains(&align.as_str()), "{commands:?}");
    assert!(commands.contains(&"kbnote index"), "{commands:?}");
    assert!(commands.contains(&"kbnote new kbnoteDemo3"), "{commands:?}");
}

#[test]
fn what_is_proposed_settles_what_it_is_for() {
    let vault = TestVault::shipped();
    let new = "notes/fieldnotes/odd.md";
    vault.write(
        new,
        "---\ntitle: Odd\nvideoId: kbnoteDemo1\n---\n\nFrozen penguins vote by mail in Norway.\n",
    );
    let first = status(&vault, &[]);
    assert_eq!(to_do(&first, new)["unaligned"], true);
    run_next(&vault, &first);
    let second = status(&vault, &[]);
    // The captions do not say it: `align` has nothing more to do for it.
    assert_eq!(to_do(&second, new)["unanchored"], 1);
    assert_eq!(to_do(&second, new)["unaligned"], false);
    let next = second["next"].to_string();
    assert!(!next.contains("kbnote align"), "{next}");
}

#[test]
fn changed_captions_are_seen_until_the_note_follows() {
    let vault = crate::align::vault();
    let note = "notes/fieldnotes/counting_starlings.md";
    vault.kbnote(["align", note]).success();
    assert_eq!(to_do(&status(&vault, &[]), note)["captions"], "current");
    let captions = vault.read("marsh.srt");
    vault.write(
        "marsh.srt",
        captions.replace("00:00:15,300", "00:00:17,300"),
    );
    let import = [
        "import",
        "marsh.srt",
        "--video",
        "kbnoteDemo1",
        "--lang",
        "en",
    ];
    vault.kbnote(import).success();
    let changed = status(&vault, &[]);
    let to_change = to_do(&changed, note);
    assert_eq!(
        (&to_change["captions"], &to_change["pending"]),
        (&"changed".into(), &1.into())
    );
    assert_eq!(changed["pending"], 1);
    let next = changed["next"].to_string();
    assert!(
        next.contains("kbnote review --only anchors notes/"),
        "{next}"
    );
    vault.kbnote(["review", "--accept-all", note]).success();
    let settled = status(&vault, &[]);
    assert_eq!(to_do(&settled, note)["captions"], "current", "{settled}");
    assert_eq!(settled["pending"], 0);
}

#[test]
fn a_part_of_the_vault_is_looked_at() {
    let vault = TestVault::shipped();
    let part = status(&vault, &["notes/fieldnotes"]);
    assert_eq!(part["notes"], 2);
    assert_eq!(part["without_note"], serde_json::json!([]));
    let one = status(&vault, &[NOTE]);
    assert_eq!(one["notes"], 1);
    vault.kbnote(["status", "notes/gone.md"]).exits(3);
    let empty = TestVault::empty();
    let run = empty.kbnote(["status"]).success();
    assert_eq!(run.stdout, "0 notes\nnothing to do\n");
}

#[test]
fn a_note_whose_channel_became_known_is_to_be_moved() {
    let vault = TestVault::empty();
    vault.write("talk.srt", crate::align::CAPTIONS);
    let import = [
        "import",
        "talk.srt",
        "--video",
        "kbnoteDemo1",
        "--title",
        "The marsh",
    ];
    vault.kbnote(import).success();
    vault.kbnote(["new", "kbnoteDemo1"]).success();
    let note = "notes/unsorted/the_marsh.md";
    assert_eq!(
        to_do(&status(&vault, &[]), note)["channel_folder"],
        serde_json::Value::Null
    );
    vault
        .kbnote(import.iter().chain(&["--channel", "@fieldnotes"]))
        .success();
    let known = status(&vault, &[]);
    assert_eq!(to_do(&known, note)["channel_folder"], "fieldnotes");
    let regen = vault.kbnote(["regen", note]).success();
    let hint = "hint: `kbnote move notes/unsorted/the_marsh.md fieldnotes`";
    assert!(regen.stderr.contains(hint), "{}", regen.seen());
    run_next(&vault, &known);
    assert!(vault.path("notes/fieldnotes/the_marsh.md").exists());
    let next = status(&vault, &[])["next"].to_string();
    assert!(!next.contains("kbnote move"), "{next}");
}

/// A vault with more notes on a recording than are counted unasked, each with a doubt.
fn many_notes() -> TestVault {
    let vault = TestVault::shipped();
    vault.write("kbnote.toml", "");
    for n in 0..=200 {
        let text = DOUBTFUL.replace("penguins", &format!("penguins of type {n:03}"));
        vault.write(&format!("notes/x/n{n:03}.md"), text);
    }
    vault
}

const DOUBTFUL: &str =
    "---\ntitle: Odd\nvideoId: kbnoteDemo1\n---\n\nFrozen penguins vote by mail [00:00:20].\n";
const ONE: &str = "notes/x/n000.md";

#[test]
fn doubts_in_many_notes_are_counted_once() {
    let vault = many_notes();
    let quick = status(&vault, &[]);
    assert_eq!(quick["doubtful"], serde_json::Value::Null);
    assert!(
        quick["uncounted"].as_u64() > Some(200),
        "{}",
        quick["uncounted"]
    );
    assert_eq!(quick["captions_compared"], false);
    let seen = vault.kbnote(["status"]).success().stdout;
    assert!(seen.contains("`kbnote status --complete`"), "{seen}");
    let complete = status(&vault, &["--complete"]);
    assert_eq!(complete["uncounted"], 0);
    assert_eq!(complete["captions_compared"], true);
    let doubtful = complete["doubtful"].as_u64().expect("a count");
    assert!(doubtful >= 201, "{doubtful}");

    let again = status(&vault, &[]);
    assert_eq!(
        (&again["doubtful"], &again["uncounted"]),
        (&doubtful.into(), &0.into())
    );
    let edited = DOUBTFUL.to_owned() + "\nElephants sing opera in Norway [00:00:25].\n";
    vault.write(ONE, edited);
    assert_eq!(status(&vault, &[])["doubtful"], doubtful + 1);
    vault.write(".kbnote/cache/doubts.json", "{}");
    assert_eq!(status(&vault, &[])["doubtful"], serde_json::Value::Null);
}

#[test]
fn counts_that_are_kept_follow_captions_and_decisions() {
    let vault = many_notes();
    let before = status(&vault, &["--complete"])["doubtful"].as_u64();
    let before = before.expect("a count");
    vault
        .kbnote_reading(["review", "--doubts", ONE], "a")
        .success();
    assert_eq!(status(&vault, &[])["doubtful"], before - 1);
    let captions = "1\n00:00:01,000 --> 00:00:03,000\nFrozen penguins vote by mail.\n";
    vault.write("new.srt", captions);
    let import = [
        "import",
        "new.srt",
        "--video",
        "kbnoteDemo1",
        "--lang",
        "en",
    ];
    vault.kbnote(import).success();
    assert_eq!(status(&vault, &[])["doubtful"], serde_json::Value::Null);
    vault.kbnote(["undo"]).success();
    assert_eq!(status(&vault, &[])["doubtful"], before - 1);
}

#[test]
fn an_imported_recording_without_a_note_is_the_next_step() {
    let vault = TestVault::empty();
    vault.write(
        "roof bees.srt",
        "1\n00:00:01,000 --> 00:00:05,000\nBees live on the roof.\n",
    );
    vault.kbnote(["import", "roof bees.srt"]).success();
    let json = status(&vault, &[]);
    assert_eq!(json["next"][0]["command"], "kbnote new roof-bees");
    run_next(&vault, &json);
    assert_eq!(status(&vault, &[])["without_note"], serde_json::json!([]));
}

#[test]
fn index_notes_that_are_missing_are_a_step_of_their_own() {
    let vault = TestVault::shipped();
    let index = "notes/slowoven/slowoven.md";
    std::fs::remove_file(vault.path(index)).expect("an index note");
    let steps = |vault: &TestVault| {
        let next = status(vault, &[])["next"].clone();
        let steps = next.as_array().cloned().unwrap_or_default();
        let command = |step: &serde_json::Value| step["command"].as_str().unwrap_or("").to_owned();
        steps.iter().map(command).collect::<Vec<_>>()
    };
    let before = steps(&vault);
    assert!(before.contains(&"kbnote index".to_owned()), "{before:?}");
    assert!(!before.contains(&"kbnote check".to_owned()), "{before:?}");
    vault.kbnote(["index"]).success();
    let after = steps(&vault);
    assert!(!after.contains(&"kbnote index".to_owned()), "{after:?}");
}
