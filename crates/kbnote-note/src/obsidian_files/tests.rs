//! Canvases and bases after a note got another name.

use crate::{LinkPaths, Note, ObsidianFile, ObsidianFileKind, Renaming, Resolver};

const NAMES: [&str; 3] = ["birds/roosts", "coast/tides", "coast/mud"];

/// The text after `birds/roosts` became `birds/dusk`, and what was not rewritten.
#[track_caller]
fn relinked(kind: ObsidianFileKind, text: &str) -> (String, Vec<String>) {
    let before = Resolver::new(NAMES, LinkPaths::Shortest);
    let after = before.renamed(0, "birds/dusk");
    let renaming = Renaming {
        before: &before,
        after: &after,
        note: 0,
    };
    let prefixes = ["notes/".to_owned()];
    let file = ObsidianFile {
        text,
        kind,
        name: "board",
        prefixes: &prefixes,
    };
    let relinked = file.relink(&renaming).unwrap();
    let edited = Note::parse(text).edited(&relinked.splices).unwrap();
    let left = relinked
        .left
        .into_iter()
        .chain(relinked.literal)
        .map(|range| text[range].to_owned());
    (edited.text().to_owned(), left.collect())
}

#[test]
fn paths_and_texts_of_a_canvas_follow_and_all_else_stays() {
    let text = r##"{
	"nodes":[
		{"id":"1","type":"file","file":"notes/birds/roosts.md","subpath":"#Dusk","x":1.50},
		{"id":"2","type":"text","text":"\ud83e\udd86 \"[[roosts#A|b]]\"\n\n[c](birds/roosts.md) \u005b[roosts]] [[tides]]"},
		{"id":"3","type":"file","file":"notes\/birds\/roosts.md"},
		{"id":"4","type":"file","file":"roosts.md"},
		{"id":"5","type":"link","url":"https://example.org/roosts.md"}
	],
	"edges":[], "nodes2": "[[roosts]]"
}"##;
    let wanted = text
        .replacen("notes/birds/roosts.md", "notes/birds/dusk.md", 1)
        .replace("[[roosts#A", "[[dusk#A")
        .replace("(birds/roosts.md)", "(birds/dusk.md)")
        .replace("[roosts]] [[tides]]", "[dusk]] [[tides]]")
        .replace(r"notes\/birds\/roosts.md", "notes/birds/dusk.md");
    assert_eq!(
        relinked(ObsidianFileKind::Canvas, text),
        (wanted, Vec::new())
    );
}

#[test]
fn code_formulas_and_escapes_in_a_canvas_stay() {
    let text = r#"{"nodes":[{"type":"text","text":"`a[[roosts]]` $B[[roosts]]$ \\[[roosts]]\n\n```\n[[roosts]]\n```\n[[roosts]]"}]}"#;
    let (new, left) = relinked(ObsidianFileKind::Canvas, text);
    assert_eq!(new, text.replace("[[roosts]]\"", "[[dusk]]\""));
    assert_eq!(left, ["roosts"; 4]);
}

#[test]
fn a_canvas_that_is_not_json_is_declined() {
    let before = Resolver::new(NAMES, LinkPaths::Shortest);
    let renaming = Renaming {
        before: &before,
        after: &before,
        note: 0,
    };
    for (text, is_read) in [("", true), ("\u{feff}{}", true), ("{\"nodes\":[", false)] {
        let file = ObsidianFile {
            text,
            kind: ObsidianFileKind::Canvas,
            name: "board",
            prefixes: &[],
        };
        assert_eq!(file.relink(&renaming).is_ok(), is_read, "{text}");
    }
}

#[test]
fn links_paths_and_names_in_a_base_follow() {
    let text = r#"filters:
  and:
    - file.hasLink("roosts")
    - 'file.path == "notes/birds/roosts.md"'
    - "file.basename != \"roosts\""
    - file.name == "roosts.md"
    - up == link("birds/roosts", "roosts of birds")
    - list(links).contains([[roosts]])
    - file.inFolder("birds")
    - status == "roosts"
views:
  - type: table
    name: "Roosts"
"#;
    let wanted = text
        .replace("hasLink(\"roosts\")", "hasLink(\"dusk\")")
        .replace("notes/birds/roosts.md", "notes/birds/dusk.md")
        .replace("!= \\\"roosts\\\"", "!= \\\"dusk\\\"")
        .replace("\"roosts.md\"", "\"dusk.md\"")
        .replace("link(\"birds/roosts\"", "link(\"dusk\"")
        .replace("[[roosts]]", "[[dusk]]");
    let (edited, left) = relinked(ObsidianFileKind::Base, text);
    assert_eq!(edited, wanted);
    assert_eq!(left, ["roosts"], "the status may be that name or any text");
}

#[test]
fn names_in_a_base_are_not_paths() {
    let text = r#"filters: file.path != "notes/birds/roosts.md"
properties:
  note.where:
    displayName: "notes/birds/roosts"
views:
  - type: table
    name: "notes/birds/roosts.md"
    filters: 'file.hasLink("roosts")'
  - {type: cards, name: '[[roosts]]', filters: {or: ["file.name == 'roosts'"]}}
"#;
    let wanted = text
        .replacen("roosts.md", "dusk.md", 1)
        .replace("\"roosts\"", "\"dusk\"")
        .replace("'roosts'", "'dusk'");
    let found = relinked(ObsidianFileKind::Base, text);
    assert_eq!(found, (wanted, Vec::new()));
    let broken = "filters: [file.path == \"notes/birds/roosts.md\"";
    let (edited, left) = relinked(ObsidianFileKind::Base, broken);
    assert_eq!((edited.as_str(), left.len()), (broken, 1));
}
