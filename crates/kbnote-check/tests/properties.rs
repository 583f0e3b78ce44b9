//! What must hold of every repair.

use kbnote_check::{CheckContext, Levels, StoredVideo, check, repair};
use kbnote_core::Timestamp;
use kbnote_note::{LinkPaths, Note, Resolver};
use proptest::prelude::*;

fn resolver() -> Resolver {
    let names = [
        "birds/birds",
        "birds/this_note",
        "birds/reed_beds",
        "birds/north/winter_counts",
        "coast/tide_tables",
        "lakes/tide_tables",
    ];
    Resolver::new(names, LinkPaths::Shortest)
}

fn surroundings(resolver: &Resolver, length: Option<u64>) -> CheckContext<'_> {
    CheckContext {
        name: Some("birds/this_note"),
        video: Some(StoredVideo {
            is_stored: true,
            end: length.map(Timestamp::from_secs),
        }),
        resolver: Some(resolver),
        ..CheckContext::default()
    }
}

fn html(data: &str, label: &str) -> String {
    format!("<a class=\"yt-timestamp\" data-t=\"{data}\">{label}</a>")
}

/// Faults of the dialect, each a paragraph, and what they are repaired to in a video of 24 minutes.
fn paragraphs() -> Vec<(String, String)> {
    let anchor = html("00:18:49", "[00:18:49]");
    let short = html("00:00:42", "[00:00:42]");
    let same = |text: &str| (text.to_owned(), text.to_owned());
    let sentence = |bad: String, good: &str| (format!("A {bad}."), format!("A {good}."));
    vec![
        sentence(html("18:49:00", "[18:49:00]"), &anchor),
        sentence(html("18:49:00", "[00:18:49]"), &anchor),
        sentence(html("18:49", "[18:49]"), &anchor),
        sentence(html("0:18:49", "[0:18:49]"), &anchor),
        sentence(html("00:18:49:00", "[00:18:49:00]"), &anchor),
        sentence(html("00:18:49]", "[00:18:49]"), &anchor),
        sentence(html("00:00:42", ""), &short),
        sentence(html("00:00:42", "00:00:42"), &short),
        sentence(html("00:00:42", "[[00:00:42]]"), &short),
        sentence(html("00:00:42", "[00:42:00]"), &short),
        sentence(format!("{short}, {short}"), &short),
        sentence(format!("{short} {short} {short}"), &short),
        sentence(
            "<a class=\"yt=\" data-t=\"00:00:42\">[00:00:42]</a>".to_owned(),
            &short,
        ),
        sentence("[00:00:42]".to_owned(), &short),
        sentence(
            "[00:00:42, 00:18:49]".to_owned(),
            &format!("{short}, {anchor}"),
        ),
        sentence(
            "[00:00:42 – 18:49:00]".to_owned(),
            &format!("{short} – {anchor}"),
        ),
        sentence("[[Reed beds]]".to_owned(), "[[reed_beds | Reed beds]]"),
        sentence("[[Reed beds | reeds]]".to_owned(), "[[reed_beds | reeds]]"),
        sentence("[[Reed_Beds|reeds]]".to_owned(), "[[reed_beds|reeds]]"),
        sentence(
            "[[north/winter_counts | x]]".to_owned(),
            "[[winter_counts | x]]",
        ),
        sentence(
            "[[reed_beds | C# [x]]]".to_owned(),
            "[[reed_beds | C＃ (x)]]",
        ),
        (
            "It cost $5 for all of them and then $10 more.".to_owned(),
            "It cost \\$5 for all of them and then \\$10 more.".to_owned(),
        ),
        (
            format!("From $5 {short} each to $10 and later $20 {short} and $30."),
            format!("From \\$5 {short} each to \\$10 and later \\$20 {short} and \\$30."),
        ),
        (
            "| a |\n| --- |\n| [[reed_beds | x]] |".to_owned(),
            "| a |\n| --- |\n| [[reed_beds \\| x]] |".to_owned(),
        ),
        // What has no one right answer, or is no fault.
        same("It has [26:02] and [3:16] in it."),
        same(&format!("A {}.", html("00:42:07", "[00:42:07]"))),
        same(&format!("A {}.", html("HH:MM:SS", "[HH:MM:SS]"))),
        same(&format!("A {}.", html("00:00:42", "[00:00:51]"))),
        same("`[[reed_beds]]` and `[00:00:42]` and `$5 for all of them and $10`"),
        same("[[nowhere]], [[tide_tables]], [[this_note | x]], [[#Here]]"),
        same("## A heading [00:00:42] at $5"),
        same("The sum $x + 5$ and $$y$$ of \\$5."),
        same("Wörter – 潮の満ち引き – \u{1f986}."),
        same("%% a comment [00:00:42] [[Reed beds]] %%"),
        same("```sh\n[00:00:42] [[Reed beds]] $5 for all of them and $10\n```"),
    ]
}

const FRONT: &str = "---\ntitle: This note\nvideoId: kbnoteDemo1\n---\n\n";

fn any_paragraphs() -> impl Strategy<Value = Vec<(String, String)>> {
    prop::collection::vec(prop::sample::select(paragraphs()), 0..12)
}

/// The same faults and what breaks Markdown, run into each other.
fn any_text() -> impl Strategy<Value = String> {
    let mut pieces: Vec<String> = paragraphs().into_iter().map(|(bad, _)| bad).collect();
    let marks = [
        " ",
        "\n",
        "\r\n",
        "\n\n",
        "* ",
        "> ",
        "> [!info] ",
        "# ",
        "`",
        "```\n",
        "```markdown\n",
        "$",
        "$5",
        " and of the ",
        "\\",
        "%%",
        "**",
        "<div>\n",
        "</div>",
        "| ",
        " |\n| --- |\n",
        "[[",
        "]]",
        "[",
        "]",
        "|",
        "#",
        "^a ",
        "From: [[birds]] <br/> \n",
        "---\n",
        "title: a: b\n",
        "videoId: x\n",
        "é",
        "潮",
        "<!-- ",
        " -->",
        "kbnote-ignore",
        "%% kbnote-ignore KB2 %%",
        "<a class=\"yt-timestamp\" data-t=\"1:2:3\">",
    ];
    pieces.extend(marks.map(str::to_owned));
    prop::collection::vec(prop::sample::select(pieces), 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn each_fault_is_repaired_and_no_other_byte_changes(paragraphs in any_paragraphs()) {
        let joined = |side: fn(&(String, String)) -> &str| -> String {
            let all: Vec<&str> = paragraphs.iter().map(side).collect();
            format!("{FRONT}{}\n", all.join("\n\n"))
        };
        let (bad, good) = (joined(|pair| &pair.0), joined(|pair| &pair.1));
        let resolver = resolver();
        let around = surroundings(&resolver, Some(24 * 60));
        let repaired = repair(Note::parse(bad.clone()), &around, &Levels::default());
        prop_assert_eq!(repaired.note.text(), good, "{}", bad);
    }

    #[test]
    fn a_second_repair_finds_nothing(
        body in any_text(),
        has_front: bool,
        length in prop::option::of(0u64..10_000),
    ) {
        let text = if has_front { format!("{FRONT}{body}") } else { body };
        let resolver = resolver();
        let around = surroundings(&resolver, length);
        let levels = Levels::default();
        let repaired = repair(Note::parse(text.clone()), &around, &levels);
        let left: Vec<_> = repaired.findings.iter().filter(|finding| finding.fix.is_some()).collect();
        prop_assert!(left.is_empty(), "{:?} in {:?}, of {:?}", left, repaired.note.text(), text);
        prop_assert_eq!(&check(&repaired.note, &around, &levels), &repaired.findings);
        for finding in &repaired.findings {
            prop_assert!(repaired.note.text().get(finding.place.range()).is_some(), "{:?}", finding);
        }
    }

    #[test]
    fn any_bytes_are_checked(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let resolver = resolver();
        let around = surroundings(&resolver, Some(60));
        let repaired = repair(Note::parse(bytes), &around, &Levels::default());
        prop_assert!(repaired.findings.iter().all(|finding| finding.fix.is_none()));
    }
}

/// What is not to be told is not repaired either.
#[test]
fn ignored_text_is_not_changed() {
    let resolver = resolver();
    let around = surroundings(&resolver, None);
    let ignored = [
        "Dusk [00:00:42]. %% kbnote-ignore bare-stamp %%\n",
        "Dusk [00:00:42]. <!-- kbnote-ignore KB209, KB301 -->\n",
        "%% kbnote-ignore %%\n\nDusk [00:00:42].\n",
        "Dusk [00:00:42].\n\nMore.\n\n%% kbnote-ignore-file KB2 %%\n",
    ];
    for body in ignored {
        let text = format!("{FRONT}{body}");
        let repaired = repair(Note::parse(text.clone()), &around, &Levels::default());
        assert_eq!(
            (repaired.note.text(), repaired.findings.len()),
            (text.as_str(), 0)
        );
    }
    let by_key = "---\ntitle: This note\nvideoId: kbnoteDemo1\nkbnote-ignore: [KB301, bare-stamp]\n---\n\nDusk [00:00:42].\n";
    assert_eq!(check(&Note::parse(by_key), &around, &Levels::default()), []);
    for body in [
        "Dusk [00:00:42]. %% kbnote-ignore KB301 %%\n",
        "%% kbnote-ignore %%\n\nMore.\n\nDusk [00:00:42].\n",
        "Dusk [00:00:42]. kbnote-ignore KB209\n",
    ] {
        let note = Note::parse(format!("{FRONT}{body}"));
        assert_eq!(check(&note, &around, &Levels::default()).len(), 1, "{body}");
    }
}

/// A rule that is switched off neither tells nor repairs, and another severity is told.
#[test]
fn levels_are_obeyed() {
    let note = || Note::parse(format!("{FRONT}Dusk [00:00:42].\n"));
    let mut levels = Levels::default();
    assert!(
        levels
            .set("KB209", Some(kbnote_check::Severity::Error))
            .is_ok()
    );
    let found = check(&note(), &CheckContext::default(), &levels);
    assert_eq!(found[0].severity, kbnote_check::Severity::Error);
    assert!(levels.set("bare-stamp", None).is_ok());
    let repaired = repair(note(), &CheckContext::default(), &levels);
    assert_eq!((repaired.repairs.len(), repaired.findings.len()), (0, 0));
    assert!(levels.set("KB000", None).is_err());
}

/// Patterns that take for ever if anything about them costs more than in proportion: no time is
/// taken, the test ends.
#[test]
fn long_notes_are_checked() {
    let resolver = resolver();
    let around = surroundings(&resolver, Some(60));
    for pattern in [
        "[[",
        "[[a | b",
        "[[a | b#",
        "[[a]]",
        "[[Reed beds]] ",
        "[00:00:42] ",
        "[00:00:42], ",
        "<a class=\"yt-timestamp\" data-t=\"00:00:42\">[00:00:42]</a> ",
        "$5 and of the ",
        "%% kbnote-ignore KB2 %%\n",
        "```\n",
        "a: b: c\n",
        "\n",
    ] {
        let text = pattern.repeat(100_000 / pattern.len());
        for text in [format!("{FRONT}{text}"), format!("---\n{text}\n---\n")] {
            let _ = check(&Note::parse(text), &around, &Levels::default());
        }
    }
}
