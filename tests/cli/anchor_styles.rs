//! Styles of anchors that a vault defines by templates.

use serde_json::Value;

use crate::support::TestVault;

const NOTE: &str = "notes/fieldnotes/counting_birds_in_winter.md";

/// The shipped vault with the style `own` for new anchors.
fn vault(template: &str) -> TestVault {
    let vault = TestVault::shipped();
    let template = toml_string(template);
    let settings = format!("[anchor]\nstyle = 'own'\nstyles.own = {template}\n");
    vault.write("kbnote.toml", settings);
    vault
}

fn toml_string(text: &str) -> String {
    format!("'{text}'")
}

/// What `align --json` says of the sentences: state and times of each.
fn sentences(vault: &TestVault) -> Vec<(Value, Value)> {
    let document = vault
        .kbnote(["align", "--check", "--json", NOTE])
        .success()
        .json();
    let claims = document["notes"][0]["claims"].as_array().cloned();
    let claims = claims.expect("sentences").into_iter();
    claims
        .map(|claim| (claim["status"].clone(), claim["times"].clone()))
        .collect()
}

const TEMPLATES: [&str; 6] = [
    "[▶ {{short_time}}]({{url}})",
    "[{{short_time}}]({{url}})",
    "(at {{time}})",
    "\\{{renderer :media-timestamp, {{seconds}}}}",
    "<a href=\"{{url}}\" data-ms=\"{{milliseconds}}\">▶</a>",
    "[@{{video}}, {{time}}]",
];

#[test]
fn anchors_of_an_own_style_are_written_read_kept_and_converted_back() {
    for template in TEMPLATES {
        let vault = vault(template);
        vault.kbnote(["align", "notes"]).success();
        vault
            .kbnote(["convert", "notes", "--anchors", "html"])
            .success();
        let html = vault.read(NOTE);
        let count = html.matches("data-t=\"").count();
        assert!(count > 5, "{template}: {html}");
        let known = sentences(&vault);

        let run = vault
            .kbnote(["convert", NOTE, "--anchors", "own", "--json"])
            .success();
        assert_eq!(run.json()["notes"][0]["converted"], count, "{template}");
        assert_eq!(run.json()["notes"][0]["kept"], Value::Array(Vec::new()));
        let own = vault.read(NOTE);
        assert!(!own.contains("yt-timestamp"), "{template}: {own}");
        assert_eq!(sentences(&vault), known, "{template}");
        vault.kbnote(["align", "--check", "notes"]).success();
        vault
            .kbnote(["regen", "--check", "--only", "anchors", NOTE])
            .success();
        vault.kbnote(["check", NOTE]).success();
        assert_eq!(vault.read(NOTE), own);

        vault
            .kbnote(["convert", NOTE, "--anchors", "html"])
            .success();
        assert_eq!(vault.read(NOTE), html, "{template}");
    }
}

#[test]
fn new_anchors_pins_reasons_and_quotations_are_in_the_own_style() {
    let vault = vault("[▶ {{short_time}}]({{url}})");
    vault
        .kbnote([
            "new",
            "kbnoteDemo3",
            "--draft",
            "notes/drafts/tide_tables.md",
        ])
        .success();
    let path = "notes/shorewalks/tide_tables.md";
    let note = vault.read(path);
    assert!(
        note.contains("[▶ 0:32](https://youtu.be/kbnoteDemo3?t=32)."),
        "{note}"
    );
    let line = note
        .lines()
        .position(|line| line.contains("▶ 0:32"))
        .expect("a line")
        + 1;
    let first = format!("{path}:{line}:1");
    let why = vault.kbnote(["why", &first, "--json"]).success().json();
    assert_eq!(why["claims"][0]["anchors_ms"][0], 32_000, "{why}");
    vault
        .kbnote(["align", "--pin", &first, "00:00:41"])
        .success();
    let pinned = vault.read(path);
    assert!(
        pinned.contains("[▶ 0:41](https://youtu.be/kbnoteDemo3?t=41)."),
        "{pinned}"
    );
    vault.kbnote(["align", path]).success();
    assert_eq!(vault.read(path), pinned);
    let second = format!("{path}:{line}:2");
    let quoted = vault.kbnote(["quote", &second]).success().stdout;
    assert!(quoted.contains("[▶ 0:"), "{quoted}");
}

/// The moments of the anchors on the page of a note.
fn on_page(vault: &TestVault) -> Vec<Value> {
    vault.kbnote(["export", NOTE, "--html", "site"]).success();
    let page = vault.read("site/fieldnotes/counting_birds_in_winter.html");
    let (_, view) = page.split_once("id=\"view\">").expect("a note");
    let view = view.split("</script>").next().unwrap_or_default();
    let view: Value = serde_json::from_str(view).expect("JSON");
    let claims = view["claims"].as_array().expect("sentences").iter();
    let times = |claim: &Value| {
        let anchors = claim["anchors"].as_array().expect("anchors").iter();
        anchors.map(|anchor| anchor["time_ms"].clone()).collect()
    };
    claims.map(times).collect()
}

#[test]
fn the_page_shows_the_anchors_of_an_own_style() {
    let vault = vault("[▶ {{short_time}}]({{url}})");
    let before = on_page(&vault);
    vault
        .kbnote(["convert", NOTE, "--anchors", "own"])
        .success();
    assert!(vault.read(NOTE).contains("[▶ 0:33]("));
    assert_eq!(on_page(&vault), before);
}

#[test]
fn a_time_that_the_author_changes_in_an_own_style_is_pinned() {
    let vault = vault("(▶ {{short_time}})");
    vault.kbnote(["align", NOTE]).success();
    let unchanged = vault.read(NOTE);
    vault
        .kbnote(["convert", NOTE, "--anchors", "own"])
        .success();
    let own = vault.read(NOTE);
    assert_ne!(own, unchanged, "the note was in another style");
    let (before, rest) = own.split_once("(▶ ").expect("an anchor");
    let (_, after) = rest.split_once(')').expect("its end");
    let edited = format!("{before}(▶ 0:03){after}");
    vault.write(NOTE, &edited);
    vault.kbnote(["align", NOTE]).success();
    assert_eq!(vault.read(NOTE), edited);
    assert!(
        sentences(&vault)
            .iter()
            .any(|(status, _)| status == "pinned")
    );
}

#[test]
fn a_recording_that_a_template_cannot_name_gets_a_markdown_link() {
    let vault = vault("(▶ {{time}})");
    vault.write(
        "notes/two.md",
        "---\nvideoId: kbnoteDemo1\n---\n\nOne (▶ 00:00:05).\n\n## On kbnoteDemo2\n\n\
         Two [00:00:07](https://youtu.be/kbnoteDemo2?t=7).\n",
    );
    let before = vault.read("notes/two.md");
    vault
        .kbnote(["convert", "notes/two.md", "--anchors", "own"])
        .success();
    assert_eq!(vault.read("notes/two.md"), before);
}

#[test]
fn a_template_with_a_mistake_is_refused_with_its_line_and_a_caret() {
    let vault = TestVault::shipped();
    for (template, line) in [
        ("[▶ {{shrot_time}}]", "did you mean `{{short_time}}`?"),
        ("({{short_time}})", "would be read as text"),
        ("[▶]({{url}})", "the time is missing"),
        ("", "the time is missing"),
        ("[[▶ {{time}}]]", "changes how the text around it is read"),
        ("[{{time}}]({{url}})", "the style `markdown`"),
    ] {
        vault.write(
            "kbnote.toml",
            format!("[anchor.styles]\nown = '{template}'\n"),
        );
        let run = vault.kbnote(["check"]).exits(2);
        for part in ["kbnote.toml:2", "2 | own = ", "|       ^", line] {
            assert!(
                run.stderr.contains(part),
                "{template}: {part}: {}",
                run.stderr
            );
        }
    }
    vault.write("kbnote.toml", "[anchor]\nstyle = 'own'\n");
    let run = vault.kbnote(["check"]).exits(2);
    assert!(run.stderr.contains("kbnote.toml:2"), "{}", run.stderr);
    vault.write("kbnote.toml", "");
    let run = vault.kbnote(["convert", NOTE, "--anchors", "own"]).exits(2);
    assert!(
        run.stderr.contains("html, html-link, markdown, logseq"),
        "{}",
        run.stderr
    );
}

#[test]
fn own_styles_are_among_the_settings() {
    let vault = vault("(▶ {{time}})");
    let shown = vault.kbnote(["config", "anchor"]).success().stdout;
    assert_eq!(
        shown,
        "anchor.style = \"own\"                kbnote.toml:2\n\
         anchor.styles.own = \"(▶ {{time}})\"  kbnote.toml:3\n"
    );
    let schema = vault.kbnote(["config", "--schema"]).success().json();
    let styles = &schema["properties"]["anchor"]["properties"]["styles"];
    assert_eq!(styles["additionalProperties"]["type"], "string", "{styles}");
}
