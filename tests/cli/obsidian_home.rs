//! kbnote at home in a vault of Obsidian: personal notes are passed over, recordings are recognised, new notes
//! are written as Obsidian has them.

use serde_json::Value;

use crate::support::TestVault;

const ON_VIDEO: &str = "---\ntitle: Roosts\nvideoId: kbnoteDemo1\n---\n\nSee [[gone]].\n";

fn vault() -> TestVault {
    let vault = TestVault::empty();
    vault.write(".obsidian/app.json", "{}");
    vault.write(
        ".obsidian/daily-notes.json",
        r#"{"folder":"Daily","format":"YYYY-MM-DD"}"#,
    );
    vault.write(".obsidian/templates.json", r#"{"folder":"Meta/Templates"}"#);
    vault.write("Daily/2024-01-31.md", "Met [[Nobody]] and [[Ada]].\n");
    vault.write(
        "Meta/Templates/meeting.md",
        "---\ntitle: {{title}}\n---\n\n[[{{date}}]]\n",
    );
    vault.write("People/Ada.md", "Knows [[No one]]. See [[Roosts]].\n");
    vault.write("Roosts.md", ON_VIDEO);
    vault
}

fn codes(document: &Value) -> Vec<String> {
    let findings = document["findings"].as_array().expect("findings").iter();
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    findings
        .map(|finding| text(finding, "code") + " " + &text(finding, "path"))
        .collect()
}

#[test]
fn titles_become_names_that_every_system_and_obsidian_can_hold() {
    let vault = vault();
    vault.kbnote(["init"]).success();
    let transcript = "transcripts/kbnoteDemo1.json";
    vault.write(transcript, TestVault::shipped().read(transcript));
    let long = "winter ".repeat(40);
    for (title, name) in [
        ("What: is/this\\that | *x*?", "What - is-this-that - x"),
        (
            "\"Quoted\" <b> #tag [draft] ^block",
            "Quoted b tag draft block",
        ),
        ("Reed beds", "Reed beds"),
        ("Reed Beds", "Reed Beds 2"),
        ("REED BEDS", "REED BEDS 3"),
        ("Ends with dots...", "Ends with dots"),
        ("CON", "CON_note"),
        ("nul.txt", "nul.txt_note"),
        ("COM¹", "COM¹_note"),
        (long.as_str(), "winter ".repeat(17).trim_end()),
        (
            "Winter ".repeat(40).as_str(),
            &format!("{} 2", "Winter ".repeat(17).trim_end()),
        ),
    ] {
        let made = vault
            .kbnote(["--json", "new", "kbnoteDemo1", "--title", title])
            .success();
        let path = made.json()["path"].as_str().map(str::to_owned);
        assert_eq!(path, Some(format!("fieldnotes/{name}.md")), "{title}");
        assert!(name.len() <= 120, "{name}");
    }
    let document = vault
        .kbnote(["--json", "check", "fieldnotes"])
        .success()
        .json();
    let codes = codes(&document);
    for code in ["KB401", "KB402", "KB403"] {
        assert!(
            !codes.iter().any(|found| found.starts_with(code)),
            "{codes:?}"
        );
    }
}

#[test]
fn personal_notes_are_passed_over_and_counted() {
    let vault = vault();
    for args in [&["check", "--json"][..], &["check", "--json", "."]] {
        let document = vault.kbnote(args).exits(1).json();
        assert_eq!(
            (&document["notes"], &document["passed_over"]),
            (&1.into(), &3.into())
        );
        let codes = codes(&document);
        assert!(codes.contains(&"KB301 Roosts.md".to_owned()), "{codes:?}");
        assert!(
            codes.iter().all(|code| code.ends_with(" Roosts.md")),
            "{codes:?}"
        );
        assert!(
            !codes.iter().any(|code| code.starts_with("KB404")),
            "links of personal notes count"
        );
    }
    let said = vault.kbnote(["check"]).exits(1).stderr;
    assert!(said.contains("3 notes passed over"), "{said}");
    let named = vault.kbnote(["check", "--json", "People/Ada.md"]).json();
    assert_eq!(named["notes"], 1);
    assert!(
        codes(&named).contains(&"KB301 People/Ada.md".to_owned()),
        "{named}"
    );
}

#[test]
fn elsewhere_every_note_is_checked() {
    let vault = vault();
    vault.write("quartz.config.ts", "");
    vault.write("kbnote.toml", "notes = '.'\n");
    let document = vault.kbnote(["check", "--json"]).exits(1).json();
    assert_eq!(
        (&document["notes"], &document["passed_over"]),
        (&2.into(), &2.into())
    );
}

#[test]
fn the_recording_that_a_note_embeds_is_written_into_its_front_matter() {
    let vault = vault();
    vault.write("media/talk.mp4", "");
    let anchor = "<a class=\"yt-timestamp\" data-t=\"00:00:12\">[00:00:12]</a>";
    for (name, embed, entry) in [
        ("Talk", "![[talk.mp4#t=62]]", "media: talk.mp4"),
        (
            "Video",
            "![](https://www.youtube.com/watch?v=kbnoteDemo1)",
            "videoId: kbnoteDemo1",
        ),
    ] {
        let path = format!("{name}.md");
        let body = format!("{embed}\n\nThe flock is counted {anchor}.\n");
        vault.write(&path, format!("---\ntitle: {name}\n---\n\n{body}"));
        let found = codes(&vault.kbnote(["check", "--json", &path]).exits(1).json());
        assert!(found.contains(&format!("KB104 {path}")), "{found:?}");
        vault.kbnote(["check", "--fix", &path]);
        let expected = format!("---\ntitle: {name}\n{entry}\n---\n\n{body}");
        assert_eq!(vault.read(&path), expected);
    }
}

#[test]
fn links_by_media_extended_are_anchors() {
    let vault = vault();
    vault.write("media/talk.mp4", "");
    vault.write(
        "talk.srt",
        "1\n00:00:12,000 --> 00:00:15,000\nThe flock is counted at dusk.\n",
    );
    vault
        .kbnote([
            "import",
            "talk.srt",
            "--url",
            "media/talk.mp4",
            "--lang",
            "en",
        ])
        .success();
    let text = "---\ntitle: Talk\nmedia: media/talk.mp4\n---\n\nThe flock is counted at dusk [00:12](media/talk.mp4#t=12).\n";
    vault.write("Talk.md", text);
    vault.kbnote(["align", "--check", "Talk.md"]).success();
    let why = vault.kbnote(["why", "Talk.md:6"]).success().stdout;
    assert!(why.contains("currently at 00:00:12"), "{why}");
    vault
        .kbnote(["convert", "Talk.md", "--anchors", "html"])
        .success();
    assert_eq!(
        vault.read("Talk.md"),
        text,
        "a path to a file would be lost"
    );
}

#[test]
fn new_notes_are_named_by_their_titles_in_a_folder_of_their_own() {
    let vault = TestVault::shipped();
    for name in ["notes", "kbnote.toml"] {
        let _ = std::fs::remove_dir_all(vault.path(name));
    }
    vault.write(".obsidian/app.json", "{}");
    vault.write("People/Ada.md", "# Ada\n");
    vault.write("draft.md", "The flock is counted twice before dusk.\n");
    vault.kbnote(["init"]).success();
    let new = [
        "new",
        "kbnoteDemo1",
        "--title",
        "Birds: a count?",
        "--draft",
        "draft.md",
        "--json",
    ];
    let made = vault.kbnote(new).success().json();
    let path = made["path"].as_str().expect("a path").to_owned();
    assert!(
        path.starts_with("Videos/") && path.ends_with("/Birds - a count.md"),
        "{path}"
    );
    let text = vault.read(&path);
    assert!(text.contains("](https://youtu.be/kbnoteDemo1?t="), "{text}");
    let again = vault.kbnote(["new", "kbnoteDemo1", "--title", "Birds: a count?"]);
    again.exits(5);
    let renamed = vault.kbnote(["rename", &path, "Birds, counted"]).success();
    assert!(renamed.stderr.contains("counted") || renamed.stdout.contains("counted"));
    let findings = codes(&vault.kbnote(["check", "--json"]).json());
    assert!(
        !findings.iter().any(|code| code.starts_with("KB401")),
        "{findings:?}"
    );
}

#[test]
fn a_flag_says_where_new_notes_go() {
    let vault = vault();
    vault
        .kbnote(["init", "--new-notes", "Watched/Talks"])
        .success();
    assert!(
        vault
            .read("kbnote.toml")
            .contains("\nnew_notes = \"Watched/Talks\"\n")
    );
    let elsewhere = TestVault::empty();
    elsewhere.kbnote(["init", "--new-notes", "../x"]).exits(2);
}

#[test]
fn new_links_are_written_as_obsidian_is_set() {
    for (settings, link) in [
        ("{}", "[[Tide tables | tide table]]"),
        (
            r#"{"newLinkFormat":"absolute"}"#,
            "[[coast/Tide tables | tide table]]",
        ),
        (
            r#"{"newLinkFormat":"relative"}"#,
            "[[../coast/Tide tables | tide table]]",
        ),
        (
            r#"{"useMarkdownLinks":true}"#,
            "[tide table](coast/Tide%20tables.md)",
        ),
        (
            r#"{"useMarkdownLinks":true,"newLinkFormat":"relative"}"#,
            "[tide table](../coast/Tide%20tables.md)",
        ),
    ] {
        let vault = TestVault::empty();
        vault.write(".obsidian/app.json", settings);
        let transcript = "transcripts/kbnoteDemo1.json";
        vault.write(transcript, TestVault::shipped().read(transcript));
        let note = |title: &str, body: &str| {
            format!("---\ntitle: {title}\nvideoId: kbnoteDemo1\n---\n\n{body}\n")
        };
        vault.write(
            "coast/Tide tables.md",
            note("Tide tables", "They list high water."),
        );
        let body = "A tide table says when waders roost.";
        vault.write("birds/Counts.md", note("Winter counts", body));
        vault.kbnote(["links", "--apply", "."]).success();
        let linked = vault.read("birds/Counts.md");
        assert!(
            linked.contains(&format!("A {link} says")),
            "{settings}: {linked}"
        );
        vault.kbnote(["links", "--apply", "--check", "."]).success();
        vault
            .kbnote(["regen", "--only", "links", "--check", "."])
            .success();
        let _ = std::fs::remove_dir_all(vault.path(".kbnote/cache"));
        vault.kbnote(["links", "--apply", "--check", "."]).success();
        let found = vault.kbnote(["check", "--json"]).json();
        assert!(
            !codes(&found).iter().any(|code| code.starts_with("KB301")),
            "{settings}: {found}"
        );
        vault.write("birds/Counts.md", note("Winter counts", body));
        vault.kbnote(["links", "--apply", "."]).success();
        assert!(
            !vault.read("birds/Counts.md").contains("Tide"),
            "{settings}: a link that was taken away stays away"
        );
    }
}

#[test]
fn wikilinks_to_a_recording_are_anchors() {
    let vault = vault();
    vault.write("media/talk.mp4", "");
    let cues = [
        (12, "The flock is counted at dusk by two people."),
        (32, "Weather changes the height of the water a lot."),
        (52, "Anglers read the tide tables every morning."),
    ];
    let srt = cues.iter().enumerate().map(|(number, (at, text))| {
        format!(
            "{}\n00:00:{at},000 --> 00:00:{},000\n{text}\n\n",
            number + 1,
            at + 4
        )
    });
    vault.write("talk.srt", srt.collect::<String>());
    let import = [
        "import",
        "talk.srt",
        "--url",
        "media/talk.mp4",
        "--lang",
        "en",
    ];
    vault.kbnote(import).success();
    let front = "---\ntitle: Talk\nmedia: media/talk.mp4\n---\n\n![[talk.mp4]]\n\n";
    let right = format!(
        "{front}The flock is counted at dusk [[talk.mp4#t=12|00:12]].\n\n\
         - Weather changes the height of the water ![[talk.mp4#t=0:32]]\n\
         - Anglers read the tide tables [[talk.mp4#t=52,56]].\n"
    );
    vault.write("Talk.md", &right);
    vault.kbnote(["align", "--check", "Talk.md"]).success();
    let why = vault.kbnote(["why", "Talk.md:8"]).success().stdout;
    assert!(why.contains("currently at 00:00:12"), "{why}");
    let found = codes(&vault.kbnote(["check", "--json", "Talk.md"]).json());
    assert_eq!(found, ["KB404 Talk.md"], "no note links to it");

    let wrong = right
        .replace("t=12|00:12", "t=40|00:40")
        .replace("t=52,56", "t=5,9")
        .replace("0:32", "0:01");
    vault.write("Talk.md", &wrong);
    vault.kbnote(["align", "--retime", "Talk.md"]).success();
    let expected = right
        .replace("|00:12", "|00:00:12")
        .replace("t=0:32", "t=00:00:32");
    assert_eq!(vault.read("Talk.md"), expected);
    vault.kbnote(["align", "--check", "Talk.md"]).success();
    let regen = ["regen", "--only", "anchors,links", "--check", "Talk.md"];
    vault.kbnote(regen).success();
}

#[test]
fn a_recording_among_the_attachments_is_known_by_its_name() {
    let vault = TestVault::empty();
    vault.write(".obsidian/app.json", r#"{"attachmentFolderPath":"Files"}"#);
    vault.write("Files/My talk.mp4", "");
    let captions = "1\n00:00:12,000 --> 00:00:15,000\nThe flock is counted at dusk.\n";
    vault.write("talk.srt", captions);
    let import = [
        "import",
        "talk.srt",
        "--url",
        "Files/My talk.mp4",
        "--lang",
        "en",
    ];
    vault.kbnote(import).success();
    let front = "---\ntitle: Talk\nmedia: \"[[My talk.mp4]]\"\n---\n\n";
    let text = format!("{front}The flock is counted at dusk [[My talk.mp4#t=12|00:12]].\n");
    vault.write("Talks/Talk.md", &text);
    vault
        .kbnote(["align", "--check", "Talks/Talk.md"])
        .success();
    let why = vault.kbnote(["why", "Talks/Talk.md:6"]).success().stdout;
    assert!(why.contains("currently at 00:00:12"), "{why}");

    vault.write("other.srt", captions);
    let other = [
        "import",
        "other.srt",
        "--url",
        "Old/My talk.mp4",
        "--lang",
        "en",
    ];
    vault.kbnote(other).success();
    vault.kbnote(["why", "Talks/Talk.md:6"]).exits(3);
}

#[test]
fn init_says_how_new_links_will_be_written() {
    for (settings, said) in [
        (
            r#"{"useMarkdownLinks":true}"#,
            "new ones will be Markdown links",
        ),
        ("{}", "new ones will be too"),
    ] {
        let vault = TestVault::empty();
        vault.write(".obsidian/app.json", settings);
        vault.write(
            "a.md",
            "---\nvideoId: kbnoteDemo1\n---\n\nSee [[b | the other]].\n",
        );
        vault.write(
            "b.md",
            "---\nvideoId: kbnoteDemo1\n---\n\nSee [[a | the first]].\n",
        );
        let run = vault.kbnote(["init"]).success();
        assert!(run.stderr.contains(said), "{}", run.stderr);
    }
}
