//! What is known of a place of a note, and where it leads.

use serde_json::{Value, json};

use super::client::Editor;
use crate::support::TestVault;

const BIRDS: &str = "notes/fieldnotes/counting_birds_in_winter.md";
const BREAD: &str = "notes/slowoven/the_sourdough_starter.md";

fn whole(editor: &Editor<'_>, name: &str) -> Value {
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 999, "character": 0}});
    json!({"textDocument": {"uri": editor.uri(name)}, "range": range})
}

#[test]
fn anchors_in_doubt_have_hints_where_the_page_doubts_them_too() {
    let vault = TestVault::shipped();
    let mut editor = Editor::start(&vault);
    editor.open(BIRDS);
    let params = whole(&editor, BIRDS);
    let hints = editor.request("textDocument/inlayHint", &params);
    let hints = hints.as_array().expect("a list");
    let page = crate::serve::Served::start(&vault, &[]);
    let view = page.get(&format!("/api/note?path={BIRDS}")).json();
    let claims = view["claims"].as_array().expect("claims");
    let doubtful: Vec<&Value> = claims
        .iter()
        .filter(|claim| claim["standing"] == "doubtful")
        .collect();
    assert!(!doubtful.is_empty());
    let anchors: usize = doubtful
        .iter()
        .map(|claim| claim["anchors"].as_array().map_or(0, Vec::len))
        .sum();
    assert_eq!(hints.len(), anchors, "{hints:#?}");
    for (hint, claim) in hints.iter().zip(&doubtful) {
        assert_eq!(hint["tooltip"], claim["reason"]);
        assert!(
            hint["label"].as_str().expect("a label").ends_with(" %"),
            "{hint}"
        );
    }
    // An anchor far from where it is said is doubted at once, before it is saved.
    let moved = editor.text(BIRDS).replacen("00:01:30", "00:05:30", 2);
    editor.set_text(BIRDS, &moved);
    let at = editor.position_of(BIRDS, "Nobody can count");
    let range = json!({"start": at, "end": {"line": at["line"], "character": 90}});
    let params = json!({"textDocument": {"uri": editor.uri(BIRDS)}, "range": range});
    let hints = editor.request("textDocument/inlayHint", &params);
    assert_eq!(
        hints[0]["tooltip"], "the captions point to 00:01:30",
        "{hints}"
    );
    assert_eq!(
        hints.as_array().map(Vec::len),
        Some(1),
        "only in the visible range"
    );
}

#[test]
fn an_anchor_says_what_is_said_there_and_where_else() {
    let vault = TestVault::shipped();
    let mut editor = Editor::start(&vault);
    editor.open(BIRDS);
    let at = editor.position_of(BIRDS, "data-t=\"00:00:33\"");
    let hover = editor.at("textDocument/hover", BIRDS, &at);
    let text = hover["contents"]["value"].as_str().expect("a text");
    for part in [
        "**00:00:33**",
        "88 %",
        "unclear match",
        "In winter the leaves are off the trees",
        "Other places:",
        "00:00:10",
        "26 %",
        "Not said: bare, gather",
    ] {
        assert!(text.contains(part), "no {part} in {text}");
    }
    assert_eq!(
        hover["range"]["start"],
        editor.position_of(BIRDS, "<a class")
    );
    let nothing = editor.position_of(BIRDS, "Nobody can");
    assert_eq!(
        editor.at("textDocument/hover", BIRDS, &nothing),
        Value::Null
    );
}

#[test]
fn an_anchor_of_a_style_of_the_vault_says_what_is_said_there() {
    let vault = TestVault::shipped();
    vault.write("kbnote.toml", "anchor.styles.own = '(▶ {{short_time}})'\n");
    vault
        .kbnote(["convert", BIRDS, "--anchors", "own"])
        .success();
    let mut editor = Editor::start(&vault);
    editor.open(BIRDS);
    let at = editor.position_of(BIRDS, "0:33)");
    let hover = editor.at("textDocument/hover", BIRDS, &at);
    let text = hover["contents"]["value"].as_str().expect("a text");
    assert!(text.contains("**00:00:33**"), "{text}");
    assert_eq!(
        hover["range"]["start"],
        editor.position_of(BIRDS, "(▶ 0:33")
    );
}

#[test]
fn who_speaks_is_named() {
    let vault = TestVault::shipped();
    let vtt = "WEBVTT\n\n00:00:01.000 --> 00:00:09.000\n<v Ada>Flocks of starlings roost in the reeds at dusk.\n";
    vault.write("talk.vtt", vtt);
    vault
        .kbnote(["import", "talk.vtt", "--video", "kbnoteDemo9"])
        .success();
    let name = "notes/fieldnotes/talk.md";
    vault.write(name, "---\ntitle: Talk\nvideoId: kbnoteDemo9\n---\n\nFlocks of starlings roost in the reeds at dusk [00:00:01](https://youtu.be/kbnoteDemo9?t=1).\n");
    let mut editor = Editor::start(&vault);
    editor.open(name);
    let at = editor.position_of(name, "00:00:01");
    let hover = editor.at("textDocument/hover", name, &at);
    assert!(
        hover["contents"]["value"]
            .as_str()
            .expect("a text")
            .contains("**Ada**: Flocks"),
        "{hover}"
    );
}

#[test]
fn a_link_shows_the_note_that_it_leads_to() {
    let vault = TestVault::shipped();
    let mut editor = Editor::start(&vault);
    editor.open(BIRDS);
    let at = editor.position_of(BIRDS, "the_sourdough_starter |");
    let hover = editor.at("textDocument/hover", BIRDS, &at);
    let text = hover["contents"]["value"].as_str().expect("a text");
    assert!(
        text.starts_with("**The sourdough starter**\n\nA starter is nothing but flour"),
        "{text}"
    );
    // As the editor has it, if it is open.
    editor.open_with(BREAD, "---\ntitle: Rye\n---\n\nOnly rye.\n");
    let hover = editor.at("textDocument/hover", BIRDS, &at);
    assert_eq!(hover["contents"]["value"], "**Rye**\n\nOnly rye.");
}

#[test]
fn links_lead_to_notes_headings_and_blocks() {
    let vault = TestVault::shipped();
    let mut editor = Editor::start(&vault);
    let text = "See [[the_sourdough_starter#Flavour]], [it](../slowoven/the_sourdough_starter.md#discard-and-rest), [[#Ends]], [[nowhere]].\n\n## Ends\n";
    editor.open_with(BIRDS, text);
    let bread = vault.read(BREAD);
    let line_of = |words: &str| {
        bread[..bread.find(words).expect("words")]
            .matches('\n')
            .count()
    };
    let bread_uri = editor.uri(BREAD);
    for (words, uri, line) in [
        ("the_sourdough_starter#", &bread_uri, line_of("## Flavour")),
        ("../slowoven", &bread_uri, line_of("## Discard and rest")),
        ("#Ends]]", &editor.uri(BIRDS), 2),
    ] {
        let at = editor.position_of(BIRDS, words);
        let found = editor.at("textDocument/definition", BIRDS, &at);
        assert_eq!(
            (&found["uri"], &found["range"]["start"]["line"]),
            (&json!(uri), &json!(line)),
            "{words}"
        );
    }
    let at = editor.position_of(BIRDS, "nowhere]]");
    assert_eq!(
        editor.at("textDocument/definition", BIRDS, &at),
        Value::Null
    );
}

#[test]
fn all_links_to_a_note_are_listed_from_a_link_and_from_the_note() {
    let vault = TestVault::shipped();
    let mut editor = Editor::start(&vault);
    editor.open(BIRDS);
    let places = |links: Value| -> Vec<String> {
        let links = links.as_array().cloned().expect("a list");
        let place = |link: &Value| {
            let file = link["uri"]
                .as_str()
                .and_then(|uri| uri.rsplit('/').next())
                .expect("a file");
            format!("{file}:{}", link["range"]["start"]["line"])
        };
        links.iter().map(place).collect()
    };
    let from = editor.position_of(BIRDS, "Winter is also");
    let own = places(editor.at("textDocument/references", BIRDS, &from));
    assert_eq!(own, ["fieldnotes.md:6", "the_sourdough_starter.md:18"]);
    let from = editor.position_of(BIRDS, "the_sourdough_starter |");
    let others = places(editor.at("textDocument/references", BIRDS, &from));
    assert_eq!(others, ["counting_birds_in_winter.md:28", "slowoven.md:6"]);
    // Links of open notes count as they are typed.
    editor.open_with(
        BREAD,
        "See [[counting_birds_in_winter]] and [[counting_birds_in_winter]].\n",
    );
    let from = editor.position_of(BIRDS, "Winter is also");
    let own = places(editor.at("textDocument/references", BIRDS, &from));
    assert_eq!(
        own,
        [
            "fieldnotes.md:6",
            "the_sourdough_starter.md:0",
            "the_sourdough_starter.md:0"
        ]
    );
}

#[test]
fn anchors_and_links_can_be_opened() {
    let vault = TestVault::shipped();
    vault.write("notes/fieldnotes/map.png", "x");
    let mut editor = Editor::start(&vault);
    let text = vault.read(BIRDS) + "\n![map](map.png) [out](../../../../etc/passwd)\n";
    editor.open_with(BIRDS, &text);
    let params = json!({"textDocument": {"uri": editor.uri(BIRDS)}});
    let links = editor.request("textDocument/documentLink", &params);
    let targets: Vec<&str> = links
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|link| link["target"].as_str())
        .collect();
    assert_eq!(
        targets
            .iter()
            .filter(|target| target.contains("kbnoteDemo1"))
            .count(),
        text.matches("<a class").count()
    );
    assert!(
        targets
            .iter()
            .any(|target| target.ends_with("t=33") || target.ends_with("t=33s")),
        "{targets:?}"
    );
    assert!(targets.contains(&editor.uri(BREAD).as_str()));
    assert!(targets.contains(&editor.uri("notes/fieldnotes/map.png").as_str()));
    assert!(!targets.iter().any(|target| target.contains("passwd")));
}

#[test]
fn headings_are_the_symbols_of_a_note() {
    let vault = TestVault::shipped();
    let mut editor = Editor::start(&vault);
    editor.open_with(
        BIRDS,
        "---\ntitle: T\n---\n\n## One\r\n\r\nText.\r\n\r\n### Two *strong*\r\n\r\n## Three\r\n",
    );
    let params = json!({"textDocument": {"uri": editor.uri(BIRDS)}});
    let symbols = editor.request("textDocument/documentSymbol", &params);
    let names = |symbols: &Value| -> Vec<String> {
        let symbols = symbols.as_array().expect("a list").iter();
        symbols
            .map(|symbol| symbol["name"].as_str().expect("a name").to_owned())
            .collect()
    };
    assert_eq!(names(&symbols), ["One", "Three"]);
    assert_eq!(names(&symbols[0]["children"]), ["Two strong"]);
    assert_eq!(
        symbols[0]["range"]["end"],
        json!({"line": 10, "character": 0})
    );
    assert_eq!(
        symbols[0]["selectionRange"]["start"],
        json!({"line": 4, "character": 3})
    );
}

#[test]
fn notes_are_found_by_title_and_alias() {
    let vault = TestVault::shipped();
    vault.write(
        "notes/fieldnotes/reeds.md",
        "---\ntitle: Reed beds\naliases: [Röhricht]\n---\n\nReeds.\n",
    );
    let mut editor = Editor::start(&vault);
    let mut found = |query: &str| {
        let symbols = editor.request("workspace/symbol", &json!({"query": query}));
        let symbols = symbols.as_array().cloned().expect("a list");
        symbols
            .iter()
            .map(|symbol| symbol["name"].as_str().expect("a name").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(found("birds winter"), ["Counting birds in winter"]);
    assert_eq!(found("röhr"), ["Röhricht"]);
    assert_eq!(found("REED"), ["Reed beds"]);
    assert!(found("").len() >= 4);
    assert!(found("no such note").is_empty());
}

#[test]
fn links_are_completed_by_title_alias_and_heading() {
    let vault = TestVault::shipped();
    vault.write(
        "notes/fieldnotes/reeds.md",
        "---\ntitle: Reed beds\naliases: [Röhricht]\n---\n\n## Frost & fog\n\nReeds.\n",
    );
    let mut editor = Editor::start(&vault);
    let mut completed = |text: &str, typed: &str| {
        editor.open_with(BIRDS, text);
        let mut at = editor.position_of(BIRDS, typed);
        let length = typed.encode_utf16().count() as u64;
        at["character"] = json!(at["character"].as_u64().expect("a number") + length);
        let list = editor.at("textDocument/completion", BIRDS, &at);
        let items = list["items"].as_array().cloned().expect("items");
        let new = |item: &Value| super::client::edited(text, &[item["textEdit"].clone()]);
        items.iter().map(new).collect::<Vec<_>>()
    };
    assert_eq!(
        completed("🦆 [[reed", "[[reed"),
        ["🦆 [[reeds | Reed beds]]"]
    );
    assert_eq!(
        completed("🦆 [[röh]] x", "[[röh"),
        ["🦆 [[reeds | Röhricht]] x"]
    );
    assert_eq!(
        completed("[[reeds#]]", "[[reeds#"),
        ["[[reeds#Frost & fog]]"]
    );
    assert_eq!(completed("## Own\n\n[[#", "[[#"), ["## Own\n\n[[#Own]]"]);
    assert!(
        completed("| a |\n|---|\n| [[reed |\n", "[[reed")[0].contains("[[reeds \\| Reed beds]]")
    );
    assert!(completed("no link", "no link").is_empty());
    assert!(completed("[[", "[[").len() >= 4);
}

#[test]
fn a_request_on_an_older_text_is_not_answered_and_a_cancelled_one_neither() {
    let vault = TestVault::shipped();
    let mut editor = Editor::start(&vault);
    editor.open(BIRDS);
    editor.findings(BIRDS);
    let at = editor.position_of(BIRDS, "the_sourdough");
    let params = json!({"textDocument": {"uri": editor.uri(BIRDS)}, "position": at});
    // All arrive while the server is busy with the first, whose answer takes an alignment.
    let all = whole(&editor, BIRDS);
    let busy = editor.begin("textDocument/inlayHint", &all);
    let cancelled = editor.begin("textDocument/hover", &params);
    editor.notify("$/cancelRequest", &json!({"id": cancelled}));
    let stale = editor.begin("textDocument/hover", &params);
    editor.set_text(BIRDS, "Short.\n");
    let response = editor.response(cancelled);
    // A server that is faster than the cancellation may have answered.
    assert!(
        response["error"]["code"] == -32800 || response.get("result").is_some(),
        "{response}"
    );
    let response = editor.response(stale);
    assert!(
        response["error"]["code"] == -32801 || response.get("result").is_some(),
        "{response}"
    );
    editor.response(busy);
    let nothing = editor.at(
        "textDocument/hover",
        BIRDS,
        &json!({"line": 0, "character": 1}),
    );
    assert_eq!(nothing, Value::Null);
}

#[test]
fn many_requests_at_once_are_each_answered_once_and_later_ones_can_be_cancelled() {
    let vault = TestVault::shipped();
    let mut editor = Editor::start(&vault);
    editor.open(BIRDS);
    editor.findings(BIRDS);
    let all = whole(&editor, BIRDS);
    let mut ids = Vec::new();
    for _ in 0..40 {
        let text = format!("{}\n", editor.text(BIRDS));
        editor.set_text(BIRDS, &text);
        ids.push(editor.begin("textDocument/inlayHint", &all));
    }
    let last = *ids.last().expect("an id");
    editor.notify("$/cancelRequest", &json!({"id": last}));
    let responses: Vec<Value> = ids.iter().map(|&id| editor.response(id)).collect();
    let codes: Vec<&Value> = responses
        .iter()
        .map(|response| &response["error"]["code"])
        .collect();
    assert!(
        codes
            .iter()
            .all(|code| code.is_null() || [-32800, -32801].map(Value::from).contains(code))
    );
}
