//! `kbnote template`: listed, shown and checked.

use crate::support::{TestVault, repository};

#[test]
fn a_replaced_template_is_listed_with_its_file_and_shown() {
    let vault = TestVault::shipped();
    let built_in = vault.kbnote(["template", "show", "note"]).success().stdout;
    assert!(built_in.contains("{{yaml title}}"), "{built_in}");
    vault.write("templates/note.hbs", "{{title}}\n");
    let list = vault.kbnote(["template", "list"]).success().stdout;
    assert_eq!(list, "note  templates/note.hbs\n");
    assert_eq!(
        vault.kbnote(["template", "show", "note.hbs"]).stdout,
        "{{title}}\n"
    );
    let shown = ["template", "show", "note", "--built-in"];
    assert_eq!(vault.kbnote(shown).success().stdout, built_in);
    vault.kbnote(["template", "show", "nota"]).exits(3);
}

#[test]
fn mistakes_are_reported_with_file_line_caret_and_the_name_that_was_meant() {
    let vault = TestVault::shipped();
    vault.write("kbnote.toml", "templates = 'mine'\n");
    for (text, place, line, meant) in [
        (
            "---\ntitle: {{yaml titel}}\n",
            "mine/note.hbs:2:",
            "2 | title: {{yaml titel}}",
            "title",
        ),
        (
            "{{#if body}}{{vidoe.id}}{{/if}}",
            "mine/note.hbs:1:",
            "1 | {{#if body}}",
            "video.id",
        ),
        (
            "a\n{{#each chapters}}\n{{timestamp strat}}\n{{/each}}",
            "mine/note.hbs:3:",
            "3 | ",
            "start",
        ),
        (
            "{{anchor_url vidoe.url 9}}",
            "mine/note.hbs:1:",
            "^^^^^^^^^",
            "video.url",
        ),
    ] {
        vault.write("mine/note.hbs", text);
        let run = vault.kbnote(["template", "check"]).exits(1);
        for part in [place, line, &format!("did you mean `{meant}`?"), "^"] {
            assert!(run.stderr.contains(part), "{text}: {part}: {}", run.stderr);
        }
        if !text.contains("body") && !text.contains("chapters") {
            let draft = "notes/drafts/tide_tables.md";
            let new = vault.kbnote(["new", "kbnoteDemo3", "--draft", draft]);
            assert!(new.exits(2).stderr.contains(place), "{text}");
        }
    }
    vault.write("mine/note.hbs", "{{title}}");
    vault.write("mine/noet.hbs", "");
    let document = vault
        .kbnote(["template", "check", "--json"])
        .exits(1)
        .json();
    assert_eq!(document["templates"][0]["error"], serde_json::Value::Null);
    assert_eq!(document["templates"][1]["origin"], "unused");
    assert!(
        document["templates"][1]["error"]["message"]
            .as_str()
            .is_some()
    );
}

#[test]
fn the_template_that_lies_in_the_repository_is_the_built_in_one() {
    let shipped =
        std::fs::read_to_string(repository().join("templates/note.hbs")).expect("shipped");
    assert_eq!(kbnote_note::render::BUILT_IN_NOTE, shipped);
}

#[test]
fn what_cannot_be_read_is_told_in_plain_words_with_its_place() {
    let vault = TestVault::shipped();
    for (text, line, message) in [
        (
            "{{#if}}",
            1,
            "`{{#if}}` is not closed: `{{/if}}` is missing",
        ),
        ("a\n{{title", 2, "`{{title` is not closed: `}}` is missing"),
        ("{{> note}}", 1, "`note` cannot be included"),
        ("a\n\n{{/each}}", 3, "`{{/each}}` closes nothing"),
        ("{{yaml \"title}}", 1, "a quotation mark is not closed"),
        ("{{yaml =}}", 1, "`{{yaml =}}` cannot be read"),
        (
            "{{#if body}}x{{/each}}",
            1,
            "`{{/each}}` comes before `{{/if}}`",
        ),
        ("{{}}", 1, "a name is missing in `{{}}`"),
    ] {
        vault.write("templates/note.hbs", text);
        let run = vault.kbnote(["template", "check"]).exits(1);
        for part in [message, &format!("note.hbs:{line}:"), "^"] {
            assert!(run.stderr.contains(part), "{text}: {part}: {}", run.stderr);
        }
        for word in [
            "expected",
            "expression",
            "Partial",
            "invalid",
            "handlebars syntax",
        ] {
            assert!(!run.stderr.contains(word), "{text}: {}", run.stderr);
        }
    }
}

#[test]
fn a_template_whose_notes_name_no_recording_is_correct_with_a_warning() {
    let vault = TestVault::shipped();
    for (text, names) in [
        ("{{title}}\n", false),
        ("# {{title}}\n\n{{channel.name}}\n", false),
        (
            "---\nvideoId: {{yaml video.id}}\n---\n\n# {{title}}\n",
            true,
        ),
        (
            "---\nsource: {{yaml video.url}}\n---\n\n# {{title}}\n",
            true,
        ),
    ] {
        vault.write("templates/note.hbs", text);
        for args in [&["template", "check"][..], &["template", "check", "--json"]] {
            let run = vault.kbnote(args).success();
            let warns = run.stderr.contains("do not name their recording");
            assert_eq!(warns, !names, "{text}: {}", run.stderr);
        }
    }
}

const DRAFT: &str = "The tide is out.\n";

#[test]
fn a_template_without_a_place_for_the_prose_or_with_two_is_reported_and_loses_nothing() {
    for (template, line, message, code) in [
        (
            "---\nvideoId: {{yaml video.id}}\n---\n\n# {{title}}\n",
            5,
            "`{{body}}` is missing",
            0,
        ),
        (
            "---\nvideoId: {{yaml video.id}}\n---\n{{#if body}}\nx\n{{/if}}\n",
            6,
            "`{{body}}` is missing",
            0,
        ),
        (
            "---\nvideoId: {{yaml video.id}}\n---\n\n{{body}}\n\n## More\n\n{{{ body }}}\n",
            9,
            "`{{body}}` is written a second time",
            1,
        ),
    ] {
        let vault = TestVault::shipped();
        vault.write("draft.md", DRAFT);
        let new = [
            "new",
            "kbnoteDemo3",
            "--title",
            "Tide",
            "--draft",
            "draft.md",
        ];
        let made = vault.kbnote(new.iter().chain(&["--json"])).success();
        let path = made.json()["path"].as_str().expect("a path").to_owned();
        vault.write("templates/note.hbs", template);
        let place = format!("templates/note.hbs:{line}:");
        let says = |stderr: &str| stderr.contains(&place) && stderr.contains(message);

        let check = vault.kbnote(["template", "check"]).exits(code);
        assert!(says(&check.stderr), "{}", check.stderr);

        let again = [
            "new",
            "kbnoteDemo3",
            "--title",
            "Tide two",
            "--draft",
            "draft.md",
        ];
        let refused = vault.kbnote(again).exits(2);
        assert!(says(&refused.stderr), "{}", refused.stderr);
        assert!(!vault.path("notes/shorewalks/tide_two.md").exists());
        assert_eq!(vault.read("draft.md"), DRAFT);

        let frame = vault
            .kbnote(["new", "kbnoteDemo3", "--title", "Frame"])
            .success();
        assert!(says(&frame.stderr), "{}", frame.stderr);

        let regen = vault.kbnote(["regen", &path]).success();
        assert!(says(&regen.stderr), "{}", regen.stderr);
        assert_eq!(vault.read(&path).matches("The tide is out").count(), 1);
        vault.kbnote(["regen", "--check", &path]).success();
    }
}

#[test]
fn a_template_that_names_one_recording_for_all_notes_is_refused() {
    for (line, key) in [
        ("videoId: kbnoteDemo2", "videoId"),
        ("media: lecture-3", "media"),
        ("source: https://youtu.be/kbnoteDemo2", "source"),
        ("url: 'https://www.youtube.com/watch?v=kbnoteDemo2'", "url"),
    ] {
        let vault = TestVault::shipped();
        let made = vault
            .kbnote(["new", "kbnoteDemo3", "--title", "Tide", "--json"])
            .success();
        let path = made.json()["path"].as_str().expect("a path").to_owned();
        let before = vault.read(&path);
        vault.write(
            "templates/note.hbs",
            format!("---\ntitle: {{{{yaml title}}}}\n{line}\n---\n\n{{{{body}}}}\n"),
        );
        let says = |stderr: &str| {
            stderr.contains(&format!(
                "templates/note.hbs:3:1: `{key}` names the recording"
            ))
        };
        let check = vault.kbnote(["template", "check"]).exits(1);
        assert!(says(&check.stderr), "{}", check.stderr);
        let new = vault
            .kbnote(["new", "kbnoteDemo1", "--title", "Other"])
            .exits(2);
        assert!(says(&new.stderr), "{}", new.stderr);
        assert!(!vault.path("notes/fieldnotes/other.md").exists());
        let regen = vault.kbnote(["regen", &path]).exits(2);
        assert!(says(&regen.stderr), "{}", regen.stderr);
        assert_eq!(vault.read(&path), before);
    }
}

#[test]
fn an_address_of_another_page_in_a_template_is_written_and_hides_no_recording() {
    let vault = TestVault::shipped();
    let made = vault
        .kbnote(["new", "kbnoteDemo3", "--title", "Tide", "--json"])
        .success();
    let path = made.json()["path"].as_str().expect("a path").to_owned();
    let template = vault.kbnote(["template", "show", "note"]).success().stdout;
    let with_page = template.replacen("---\n", "---\nsource: https://example.org/walks\n", 1);
    vault.write("templates/note.hbs", with_page);
    vault.kbnote(["template", "check"]).success();
    vault.kbnote(["regen", &path]).success();
    let after = vault.read(&path);
    assert!(
        after.contains("source: https://example.org/walks\n"),
        "{after}"
    );
    assert!(after.contains("videoId: kbnoteDemo3\n"), "{after}");
}

/// `kbnote template show note > templates/note.hbs`: the shell makes the empty file first.
#[test]
fn an_empty_template_counts_as_none() {
    let vault = TestVault::shipped();
    let built_in = vault.kbnote(["template", "show", "note"]).success().stdout;
    vault.write("templates/note.hbs", "");
    let shown = vault.kbnote(["template", "show", "note"]).success().stdout;
    assert_eq!(shown, built_in);
    let checked = vault.kbnote(["template", "check"]).success();
    assert!(
        checked.stderr.contains("the built-in one is used"),
        "{}",
        checked.stderr
    );
    let before = vault.read("notes/slowoven/the_sourdough_starter.md");
    vault
        .kbnote(["regen", "notes/slowoven/the_sourdough_starter.md"])
        .success();
    assert_eq!(
        vault.read("notes/slowoven/the_sourdough_starter.md"),
        before
    );
}

#[test]
fn a_template_that_cannot_be_read_is_reported_once() {
    let vault = TestVault::shipped();
    vault.write("templates/note.hbs", "{{#if title}}\n{{body}}\n");
    let run = vault
        .kbnote(["regen", "notes/slowoven/the_sourdough_starter.md"])
        .exits(2);
    assert_eq!(
        run.stderr.matches("is not closed").count(),
        1,
        "{}",
        run.stderr
    );
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
}
