//! What each rule finds, and above all what it leaves alone.

use kbnote_check::{CheckContext, Contradiction, Levels, StoredVideo, check};
use kbnote_core::Timestamp;
use kbnote_note::{LinkPaths, Note, Resolver};

const FRONT: &str = "---\ntitle: This note\nvideoId: kbnoteDemo1\n---\n\n";

fn resolver() -> Resolver {
    let names = [
        "birds/birds",
        "birds/this_note",
        "birds/reed_beds",
        "birds/My Notes",
        "coast/coast",
        "coast/tide_tables",
        "lakes/tide_tables",
        "lakes/Lakes",
        "coast/old/reedmace",
    ];
    Resolver::new(names, LinkPaths::Shortest)
}

/// What is found in a note of this name, as `code: text that it is about`.
fn found_in(name: &str, text: &str, length: Option<u64>) -> Vec<String> {
    let resolver = resolver();
    let around = CheckContext {
        name: Some(name),
        video: Some(StoredVideo {
            is_stored: true,
            end: length.map(Timestamp::from_secs),
        }),
        resolver: Some(&resolver),
        ..CheckContext::default()
    };
    let note = Note::parse(text);
    check(&note, &around, &Levels::default())
        .iter()
        .map(|finding| format!("{}: {}", finding.rule.code, &text[finding.place.range()]))
        .collect()
}

/// What is found in a body, in a video of 24 minutes.
fn found(body: &str) -> Vec<String> {
    found_in("birds/this_note", &format!("{FRONT}{body}"), Some(24 * 60))
}

fn html(time: &str) -> String {
    format!("<a class=\"yt-timestamp\" data-t=\"{time}\">[{time}]</a>")
}

#[test]
fn readable_front_matter_has_no_finding() {
    let found = |text: &str| found_in("birds/this_note", text, None);
    for front in [
        "title: \"This: note\"\nvideoId: '-bnoteDemo1'\ntags: [a, b]\ncssclasses:\n  - wide\n",
        "title: This note\n# a comment\naliases:\n- a\n- b: c\n",
        "title: >\n  This\n  note\n",
        "title: This note\nvideoId: kbnoteDemo1 # the talk\n",
        "title: This note\ndescription: |\n  a: b: c\n",
    ] {
        assert_eq!(
            found(&format!("---\n{front}---\n\nText.\n")),
            [""; 0],
            "{front}"
        );
    }
    assert_eq!(found("---\ntitle: This note\n"), ["KB102: ---"]);
    assert_eq!(
        found("---\ntitle: This note\ntitle: That\n---\n"),
        ["KB102: title: That"]
    );
    assert_eq!(found("---\ntitle: [This note\n---\n").len(), 1);
    assert_eq!(
        found("---\ntitle: This note\nvideoId:\n---\n"),
        ["KB105: videoId"]
    );
    assert_eq!(
        found("---\ntitle: This note\nvideoId: soon!\n---\n"),
        ["KB105: soon!"]
    );
    assert_eq!(found("---\ntitle:\n---\n"), ["KB103: ---"]);
    assert_eq!(found("\n---\ntitle: x\n---\n"), ["KB101: "]);
}

#[test]
fn an_index_note_needs_no_video() {
    let text = format!(
        "---\ntitle: Birds\n---\n\n- [[reed_beds]] {}\n",
        html("00:00:42")
    );
    assert_eq!(found_in("birds/birds", &text, None), [""; 0]);
    let message = found_in("birds/reed_beds", &text.replace("Birds", "Reed beds"), None);
    assert_eq!(message[0], "KB104: ---");
}

#[test]
fn the_length_of_the_video_decides_how_a_time_is_read() {
    let with = |time: &str, length| {
        let text = format!("{FRONT}A {}.", html(time));
        let found = found_in("birds/this_note", &text, length);
        found
            .first()
            .map(|first| first[..5].to_owned())
            .unwrap_or_default()
    };
    assert_eq!(with("00:24:01", Some(24 * 60)), "", "lengths are rounded");
    assert_eq!(with("00:24:30", Some(24 * 60)), "KB201");
    assert_eq!(with("18:49:00", Some(24 * 60)), "KB202");
    assert_eq!(with("18:49:00", None), "");
    assert_eq!(with("25:00:00", Some(24 * 60)), "KB201");
    assert_eq!(with("18:49:01", Some(24 * 60)), "KB201");
    assert_eq!(with("00:75:00", Some(24 * 60)), "KB202");
    assert_eq!(with("00:75:00", None), "KB203");
}

#[test]
fn anchors_of_other_styles_are_read_as_they_are() {
    assert_eq!(
        found("A [0:42](https://youtu.be/kbnoteDemo1?t=42)."),
        [""; 0]
    );
    assert_eq!(found("A {{youtube-timestamp 42}}."), [""; 0]);
    assert_eq!(
        found(
            "A <a class=\"yt-timestamp\" data-t=\"00:00:42\" href=\"https://youtu.be/kbnoteDemo1?t=42\">[00:00:42]</a>."
        ),
        [""; 0]
    );
    assert_eq!(
        found("A [0:42](https://youtu.be/kbnoteDemo1?t=51)."),
        ["KB204: 0:42"]
    );
    assert_eq!(found("A {{youtube-timestamp 4200}}."), ["KB201: 4200"]);
}

#[test]
fn labels_of_an_authors_own_have_no_finding() {
    let labelled =
        |label: &str| format!("A <a class=\"yt-timestamp\" data-t=\"00:00:42\">{label}</a>.");
    assert_eq!(found(&labelled("hear it")), [""; 0]);
    assert_eq!(found(&labelled("at 00:00:42")), [""; 0]);
    let in_brackets = "A [<a class=\"yt-timestamp\" data-t=\"00:00:42\">00:00:42</a>].";
    assert_eq!(found(in_brackets), [""; 0]);
}

#[test]
fn brackets_with_numbers_are_not_all_times() {
    for body in [
        "See [12] and [3:16] of 24.",
        "[00:00:42](https://example.org)",
        "[00:00:42][talk], [00:00:42][] and [00:00:42]\n\n[00:00:42]: https://example.org\n[talk]: https://example.com",
        "`[00:00:42]` and $[00:00:42]$",
        "%% [00:00:42] %%",
        "```sh\n[00:00:42]\n```\n\nText.",
    ] {
        let left = found(body);
        let fixable = left.iter().filter(|found| !found.contains("[3:16]"));
        assert_eq!(fixable.count(), 0, "{body}: {left:?}");
    }
    assert_eq!(found("Dusk [00:00:42] at [26:02]."), ["KB209: [00:00:42]"]);
}

#[test]
fn a_time_below_zero_is_reported_as_a_whole_and_left_to_the_author() {
    let anchor = "A <a class=\"yt-timestamp\" data-t=\"-1:00:00\">[-1:00:00]</a>.";
    assert_eq!(found(anchor), ["KB203: -1:00:00"]);
    let note = Note::parse(format!("{FRONT}{anchor}"));
    let findings = check(&note, &CheckContext::default(), &Levels::default());
    assert!(findings.iter().all(|finding| finding.fix.is_none()));
}

#[test]
fn dead_anchors_are_reported() {
    let anchor = html("00:00:42");
    for (body, code) in [
        (format!("`{anchor}`"), "KB206"),
        (format!("$x {anchor} \\alpha$"), "KB208"),
        (format!("%% {anchor} %%"), "KB206"),
        (format!("<!-- {anchor} -->\n"), "KB206"),
        (format!("[a {anchor} b](https://example.org)"), "KB206"),
        (format!("<div>\n{anchor}\n</div>\n"), "KB207"),
        (
            "<div>\n[0:42](https://youtu.be/kbnoteDemo1?t=42)\n</div>\n".to_owned(),
            "KB206",
        ),
        (format!("# A {anchor}"), "KB207"),
        (format!("> [!info] A {anchor}\n> Text."), "KB207"),
        (format!("Text. ^id {anchor}"), "KB207"),
    ] {
        let found = found(&body);
        assert_eq!(found.len(), 1, "{body}: {found:?}");
        assert_eq!(found[0][..5], *code, "{body}");
    }
    assert_eq!(
        found(&format!(
            "> [!info] A\n> Text {anchor}.\n\nText {anchor} ^id"
        )),
        [""; 0]
    );
}

#[test]
fn anchors_at_one_place_are_distinguished() {
    let (one, other) = (html("00:00:42"), html("00:00:51"));
    assert_eq!(found(&format!("A {one}, {other}. B {one}.")), [""; 0]);
    assert_eq!(found(&format!("A {one}. {one}")), [""; 0]);
    assert_eq!(found(&format!("A {one}, {other}, {one}.")).len(), 1);
}

#[test]
fn formulas_have_no_finding() {
    for body in [
        "The sum $x + y$ costs \\$5.",
        "It costs $5.",
        "$$\n5x + 3\n$$",
        "`$5 for the hide` and $10",
        "%%$5 for the hide and $10%%",
    ] {
        assert_eq!(found(body), [""; 0], "{body}");
    }
}

#[test]
fn links_are_followed_as_the_renderers_do() {
    for body in [
        "[[reed_beds]] [[birds/reed_beds | x]] [[reed_beds#Water|x]] [[#Here]] [[coast/tide_tables]]",
        "![[map.png]] [[My Notes]] [[reed_beds|a]]",
        "| a |\n| --- |\n| [[reed_beds\\|x]] |",
        "%% [[gone]] %% <!-- [[gone]] -->",
    ] {
        assert_eq!(found(body), [""; 0], "{body}");
    }
    assert_eq!(
        found("[[gone | x]] [[gone#a]]"),
        ["KB301: gone", "KB301: gone"]
    );
    assert_eq!(found("[[tide_tables]]"), ["KB302: tide_tables"]);
    assert_eq!(found("[[old/reedmace]]"), ["KB303: old/reedmace"]);
    assert_eq!(found("[[Reed beds]]"), ["KB304: Reed beds"]);
    assert_eq!(found("[[REED_BEDS]]"), ["KB305: REED_BEDS"]);
    assert_eq!(
        found("[[this_note]] [[this_note#A]]"),
        ["KB306: [[this_note]]"]
    );
    assert_eq!(found("`[[reed_beds]]`"), ["KB307: [[reed_beds]]"]);
    assert_eq!(found("[[reed_beds | C#]]"), ["KB308: C#"]);
    assert_eq!(found("From: [[gone]] <br/> \n\nText."), ["KB406: gone"]);
}

#[test]
fn front_matter_that_quartz_alone_reads_or_stops_at() {
    let found = |front: &str| {
        found_in(
            "birds/this_note",
            &format!("---\n{front}---\n\nText.\n"),
            None,
        )
    };
    for front in [
        "title:\tThis note\n",
        "title: \u{feff}This note\n",
        "title: !!str This note\n",
        "title: ! This note\n",
        "title: !<tag:yaml.org,2002:str> This note\n",
        "title: &name This note\nup: *name\n",
        "  title: This note\n  videoId: kbnoteDemo1\n",
        "title: This note\ncount: !!int 5\nis: !!bool true\nof: !!null ~\n",
        "? title\n: This note\n",
        "title: >-\n  This\n  note\n",
    ] {
        assert_eq!(found(front), [""; 0], "{front:?}");
    }
    for front in [
        "title: !important\n",
        "title: This note\nx: !foo y\n",
        "title: This note\nx: !!binary aGk=\n",
        "title: This note\nx: [!a b]\n",
        "title: This note\nx: !!int five\n",
        "title: This \u{7}note\n",
        "title: This note\nx: \u{1}\n",
        "title: This note\u{7f}\n",
        "title: This note\u{fffe}\n",
        "\ttitle: This note\n",
        "title: This note\n: x\n",
    ] {
        let found = found(front);
        assert!(
            found.iter().any(|found| found.starts_with("KB102")),
            "{front:?}: {found:?}"
        );
    }
    for front in [
        "title: ~\n",
        "title: null\n",
        "title: ''\n",
        "title:\n",
        "title: # x\n",
    ] {
        assert!(
            found(front).iter().any(|found| found.starts_with("KB103")),
            "{front:?}"
        );
    }
}

#[test]
fn markdown_and_html_links_are_followed_too() {
    for body in [
        "[a](reed_beds) [b](reed_beds.md) [c](../coast/tide_tables.md#x) [d](My%20Notes) [e](<My Notes.md>)",
        "[a](#here) [b](https://example.org/gone) [c](mailto:gone) [d](/tags/birds) [e](/) ![f](map.png)",
        "[a][b]\n\n[b]: reed_beds.md\n[c]: gone\n",
        "<a href=\"reed_beds\">a</a> `[b](gone)` %% [c](gone) %% <!-- <a href='gone'>d</a> -->",
    ] {
        assert_eq!(found(body), [""; 0], "{body}");
    }
    for (body, code) in [
        ("[gone](gone)", "KB301: gone"),
        ("[a](../birds/gone.md#x)", "KB301: ../birds/gone.md"),
        ("[a][b]\n\n[b]: <gone> 'T'\n", "KB301: gone"),
        ("<a class='x' href='gone'>a</a>", "KB301: gone"),
        ("[a](tide_tables.md)", "KB302: tide_tables.md"),
        ("[a](old/reedmace.md)", "KB303: old/reedmace.md"),
        ("[a](Reed%20beds.md)", "KB304: Reed%20beds.md"),
        ("[a](Reed_Beds)", "KB305: Reed_Beds"),
        (
            "[a](this_note.md) [b](this_note.md#c)",
            "KB306: [a](this_note.md)",
        ),
    ] {
        assert_eq!(found(body), [code], "{body}");
    }
    let times = found("[00:02:10](00:02:10)");
    assert!(times.contains(&"KB301: 00:02:10".to_owned()), "{times:?}");
}

#[test]
fn a_dot_makes_no_file_of_a_name() {
    for name in ["coda.io", "Node.js 20.1", "v1.2", "example.com", "St. John"] {
        let body = format!("[[{name}|x]]");
        assert_eq!(found(&body), [format!("KB301: {name}")]);
    }
    for name in ["map.png", "talk.mp4", "list.pdf", "board.canvas"] {
        assert_eq!(
            found(&format!("[[{name}]] ![[{name}]]")),
            [""; 0],
            "it may be anywhere"
        );
    }
}

#[test]
fn paths_that_quartz_does_not_treat_as_links_are_not_dead_links() {
    assert_eq!(
        found("[[Reed: beds]] [[Gone: x|y]] [[https://example.org|x]]"),
        [
            "KB310: Reed: beds",
            "KB310: Gone: x",
            "KB310: https://example.org",
        ]
    );
    assert_eq!(found("[[A new day: gone]]"), ["KB301: A new day: gone"]);
    let around_anchor = found(&format!("[[{}]]", html("00:02:10").replace(['[', ']'], "")));
    assert!(
        around_anchor.iter().all(|found| !found.starts_with("KB30")),
        "{around_anchor:?}"
    );
}

#[test]
fn markdown_within_the_brackets_takes_a_link_apart() {
    for (body, code) in [
        ("[[gone | *Reeds*]]", "KB308: *Reeds*"),
        ("[[reed_beds|**Reed** beds]]", "KB308: **Reed** beds"),
        ("[[reed_beds | `reeds`]]", "KB308: `reeds`"),
    ] {
        assert_eq!(found(body), [code], "{body}");
    }
    for body in [
        "[[reed_beds | 2 * 3 * 4]]",
        "[[reed_beds | C*]]",
        "[[reed_beds | __init__]]",
    ] {
        assert_eq!(found(body), [""; 0], "{body}");
    }
}

#[test]
fn an_alias_leads_to_its_note_in_a_site_of_quartz_alone() {
    let resolver = resolver().with_aliases([(2, "Phragmites"), (2, "reed_beds")]);
    let found = |body: &str, is_quartz| {
        let around = CheckContext {
            name: Some("birds/this_note"),
            resolver: Some(&resolver),
            is_quartz,
            ..CheckContext::default()
        };
        let repaired = kbnote_check::repair(Note::parse(body), &around, &Levels::default());
        repaired.note.text().to_owned()
    };
    let body = "[[Phragmites]] [[Phragmites|them]] [a](Phragmites) [[reed_beds]]";
    assert_eq!(found(body, true), body);
    assert_eq!(
        found(body, false),
        "[[reed_beds | Phragmites]] [[reed_beds|them]] [a](reed_beds) [[reed_beds]]"
    );
}

#[test]
fn a_link_to_a_recording_names_its_note_or_how_to_make_one() {
    let (resolver, stored) = (
        resolver(),
        [
            ("roof-bees", None),
            ("-tide_talk01", None),
            ("reeds", Some(2)),
        ]
        .map(|(id, note)| (id.to_owned(), note))
        .into(),
    );
    let message = |link: &str| {
        let around = CheckContext {
            name: Some("birds/this_note"),
            resolver: Some(&resolver),
            stored: Some(&stored),
            ..CheckContext::default()
        };
        let found = check(&Note::parse(link), &around, &Levels::default());
        let broken = found.iter().find(|finding| finding.rule.code == "KB301");
        broken
            .map(|finding| finding.message.clone())
            .unwrap_or_default()
    };
    for (link, rest) in [
        (
            "[[roof-bees]]",
            "; it is a recording without a note: `kbnote new roof-bees` makes one",
        ),
        (
            "[it](roof-bees)",
            "; it is a recording without a note: `kbnote new roof-bees` makes one",
        ),
        (
            "[[transcripts/reeds | it]]",
            "; it is a recording, whose note is `reed_beds`",
        ),
        (
            "[[-tide_talk01]]",
            "; it is a recording without a note: `kbnote new --video=-tide_talk01` makes one",
        ),
        ("[[roof]]", ""),
    ] {
        let message = message(link);
        let (name, after) = message
            .strip_prefix("no note `")
            .and_then(|rest| rest.split_once('`'))
            .unwrap_or_default();
        assert!(link.contains(name) && !name.is_empty(), "{link}: {message}");
        assert_eq!(after, rest, "{link}");
    }
}

#[test]
fn an_alias_is_repaired_however_paths_are_read() {
    for (paths, target) in [
        (LinkPaths::Absolute, "coast/reeds"),
        (LinkPaths::Relative, "../coast/reeds"),
    ] {
        let resolver = Resolver::new(["birds/this_note", "coast/reeds"], paths)
            .with_aliases([(1, "Phragmites")]);
        let around = CheckContext {
            name: Some("birds/this_note"),
            resolver: Some(&resolver),
            ..CheckContext::default()
        };
        let body = "[[Phragmites]] [[Phragmites|them]]";
        let repaired = kbnote_check::repair(Note::parse(body), &around, &Levels::default());
        let wanted = format!("[[{target} | Phragmites]] [[{target}|them]]");
        assert_eq!(repaired.note.text(), wanted);
    }
}

#[test]
fn brackets_without_a_link_have_no_finding() {
    for body in [
        "`a[[0 | 1]]`",
        "[[1, 2], [3, 4]]",
        "[[a] | b]",
        "[[ | #]]",
        "[[reed_beds | <b>#</b>]]",
        "```sh\nif [[ -n \"$a\" || $b#c ]]\n```\n\nText.",
    ] {
        let left: Vec<_> = found(body)
            .into_iter()
            .filter(|found| !found.starts_with("KB307"))
            .collect();
        assert_eq!(left, [""; 0], "{body}");
    }
}

#[test]
fn names_are_compared_with_titles_and_with_each_other() {
    let titled = |name: &str, title: &str| {
        let text = format!("---\ntitle: {title}\nvideoId: kbnoteDemo1\n---\n\nText.\n");
        found_in(name, &text, None)
    };
    assert_eq!(titled("birds/reed_beds", "Reed beds"), [""; 0]);
    assert_eq!(titled("birds/reed_beds_2", "Reed beds"), [""; 0]);
    assert_eq!(titled("birds/Reed Beds", "Reed beds"), [""; 0]);
    assert_eq!(titled("birds/reed-beds", "Reed beds"), [""; 0]);
    assert_eq!(titled("birds/los_pajaros", "Los pájaros"), [""; 0]);
    assert_eq!(titled("birds/los_pjaros", "Los pájaros"), [""; 0]);
    assert_eq!(titled("birds/birds", "The birds of the marsh"), [""; 0]);
    assert_eq!(titled("birds/reed_beds", "Willows"), ["KB401: Willows"]);
    assert_eq!(titled("coast/tide_tables", "Tide tables"), ["KB402: "]);
    assert_eq!(titled("lakes/lakes", "Lakes"), ["KB403: "]);
}

#[test]
fn a_note_in_a_fence_is_one_finding() {
    let body = format!(
        "```markdown\n## A\n\nDusk {} [[gone]] [00:00:51].\n```\n",
        html("00:00:42")
    );
    assert_eq!(found(&body), ["KB405: ```markdown"]);
    assert_eq!(
        found(&format!("From: [[birds]] <br/> \n\n{body}")),
        ["KB405: ```markdown"]
    );
    assert_eq!(found("```rust\nfn main() {}\n```\n"), [""; 0]);
    assert_eq!(found("```\njust code\n```\n"), [""; 0]);
    assert_eq!(found("Look:\n\n```markdown\n## A\n```\n"), [""; 0]);
}

#[test]
fn bytes_that_are_not_text_are_reported() {
    let note = Note::parse(b"---\ntitle: x\n---\n\nA \xff b".as_slice());
    let found = check(&note, &CheckContext::default(), &Levels::default());
    assert_eq!((found.len(), found[0].rule.code), (1, "KB410"));
    assert!(found[0].message.contains("0xff"));
}

#[test]
fn a_conflict_and_the_rest_of_one_are_reported_once() {
    let whole = "<<<<<<< yours\nA.\n=======\nB.\n>>>>>>> kbnote\n";
    assert_eq!(found(whole), ["KB409: <<<<<<< yours"]);
    assert_eq!(found("B.\n>>>>>>> kbnote\n"), ["KB409: >>>>>>> kbnote"]);
    assert_eq!(found(&whole.repeat(2)).len(), 2);
    assert_eq!(found("    >>>>>>> kbnote of git\n"), [""; 0]);
}

#[test]
fn a_note_in_utf_16_is_reported_once_with_its_mark_and_without() {
    let text = "---\ntitle: x\n---\n\nFlocks are counted at dusk.";
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [[b"\xff\xfe", bytes.as_slice()].concat(), bytes] {
        let found = check(
            &Note::parse(bytes),
            &CheckContext::default(),
            &Levels::default(),
        );
        let found = found.iter().filter(|finding| finding.rule.code == "KB410");
        let messages: Vec<&str> = found.map(|finding| finding.message.as_str()).collect();
        assert_eq!(messages, ["the note is in UTF-16"]);
    }
}

#[test]
fn a_contradiction_names_the_better_place() {
    let contradictions = [Contradiction {
        anchor: 0,
        found: Timestamp::from_secs(342),
    }];
    let around = CheckContext {
        contradictions: &contradictions,
        ..CheckContext::default()
    };
    let note = Note::parse(format!("{FRONT}A {}.", html("00:00:42")));
    let found = check(&note, &around, &Levels::default());
    assert_eq!(
        found[0].message,
        "the captions have this at 00:05:42, 5 min after 00:00:42"
    );
}
