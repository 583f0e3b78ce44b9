//! `kbnote regen`: what kbnote owns follows, what the author wrote stays.

use crate::support::TestVault;

const CAPTIONS: &str = "\
1
00:00:02,000 --> 00:00:07,500
Good evening from the marsh, the tide is out and the light is going.

2
00:00:08,200 --> 00:00:14,900
We count the starlings at dusk, when the whole flock comes in to roost in the reeds.

3
00:00:15,300 --> 00:00:22,000
Two of us count the same flock, and afterwards we compare our numbers.

4
00:00:30,100 --> 00:00:37,000
In a hard frost they leave the reeds and sleep under the pier, where it is warmer.
";

const PATH: &str = "notes/fieldnotes/the_marsh.md";

/// A vault with a frame whose author wrote below the first heading.
fn vault() -> TestVault {
    let vault = TestVault::empty();
    vault.write("marsh.srt", CAPTIONS);
    let import = ["import", "marsh.srt", "--video=kbnoteDemo1", "--lang=en"];
    let about = ["--title", "The marsh", "--channel", "@fieldnotes"];
    vault.kbnote(import.iter().chain(&about)).success();
    chapters(&vault, &[(0, "At dusk"), (24, "In frost")]);
    vault.kbnote(["new", "kbnoteDemo1"]).success();
    let note = vault.read(PATH).replacen(
        "%%\n\n",
        "%%\n\nStarlings are counted at dusk, as they fly in to roost. Two of us count the same flock and compare our numbers.\n",
        1,
    );
    vault.write(PATH, note);
    vault
}

/// What a run says about the note, without the note's name.
fn counts(vault: &TestVault, command: &[&str]) -> String {
    let run = vault.kbnote(command.iter().chain(&[PATH]));
    let named = format!("{PATH}: ");
    let mut lines = run
        .stdout
        .lines()
        .filter_map(|line| line.strip_prefix(&named));
    lines.next().unwrap_or_default().to_owned()
}

#[test]
fn diff_counts_what_regen_and_review_count() {
    let vault = vault();
    vault.kbnote(["align", PATH]).success();
    let template = vault.kbnote(["template", "show", "note"]).success().stdout;
    let template = template
        .replace("{{front_matter}}---", "{{front_matter}}status: draft\n---")
        .replace(
            "From: {{channel.wikilink}} <br/>",
            "From: {{channel.wikilink}} (video)\n\nOne.\nTwo.\n\n## Aims\n",
        );
    vault.write("templates/note.hbs", template);
    captions_at_minute(&vault, 3);
    let expected = "2 anchor times, 2 fields, 1 heading, 1 template line would be updated";
    for command in [
        &["diff"][..],
        &["diff", "--stat"],
        &["diff", "--words"],
        &["regen", "--check"],
    ] {
        assert_eq!(counts(&vault, command), expected, "{command:?}");
    }
    let words = vault.kbnote(["diff", "--words", PATH]).success().stdout;
    assert!(
        words.contains("From: [[fieldnotes]] [-<br/>-]{+(video)+}"),
        "{words}"
    );
    assert!(words.contains("{+## Aims+}"), "{words}");
    let document = vault.kbnote(["diff", "--json", PATH]).success().json();
    let changes = document["notes"][0]["changes"].as_array().map(Vec::len);
    assert_eq!(changes, Some(6), "{document}");
    assert_eq!(counts(&vault, &["review", "--accept-all"]), "6 accepted");
    assert_eq!(counts(&vault, &["regen"]), "up to date");
    assert_eq!(vault.kbnote(["diff", PATH]).success().stdout, "");
}

#[test]
fn diff_names_the_note_of_a_conflict() {
    let vault = vault();
    vault.kbnote(["align", PATH]).success();
    let titled = vault
        .read(PATH)
        .replacen("## At dusk", "## Before night", 1);
    vault.write(PATH, titled);
    chapters(&vault, &[(0, "At sunset"), (24, "In frost")]);
    let expected = "1 conflict left";
    for command in [&["diff"][..], &["regen", "--check"]] {
        assert_eq!(counts(&vault, command), expected, "{command:?}");
    }
}

/// Gives the stored video these chapters.
fn chapters(vault: &TestVault, chapters: &[(u64, &str)]) {
    change_transcript(vault, |transcript| {
        let chapter = |&(second, title): &(u64, &str)| serde_json::json!({"start_ms": second * 1000, "title": title, "source": "author"});
        transcript["chapters"] = chapters.iter().map(chapter).collect();
    });
}

fn change_transcript(vault: &TestVault, change: impl FnOnce(&mut serde_json::Value)) {
    let path = "transcripts/kbnoteDemo1.json";
    let mut transcript = serde_json::from_str(&vault.read(path)).expect("a transcript");
    change(&mut transcript);
    vault.write(path, transcript.to_string());
}

/// Stores captions in which all is said some minutes later.
fn captions_at_minute(vault: &TestVault, minute: u32) {
    let later = CAPTIONS.replace("00:00:", &format!("00:0{minute}:"));
    vault.write("marsh.srt", later);
    vault
        .kbnote(["import", "marsh.srt", "--video=kbnoteDemo1", "--lang=en"])
        .success();
}

/// Accepts all that is proposed.
fn accept_conflicts_too(vault: &TestVault) {
    let mut document = vault.kbnote(["diff", "--json", PATH]).success().json();
    let changes = document["notes"][0]["changes"].as_array_mut();
    for change in changes.expect("changes") {
        change["verdict"] = "accept".into();
    }
    vault.write("decisions.json", document.to_string());
    vault
        .kbnote(["review", "--decisions", "decisions.json", PATH])
        .success();
}

#[test]
fn anchors_title_and_headings_follow() {
    let vault = vault();
    change_transcript(&vault, |transcript| {
        transcript["video"]["title"] = "The salt marsh".into();
    });
    chapters(
        &vault,
        &[(0, "Counting at dusk"), (15, "In pairs"), (24, "In frost")],
    );
    let run = vault.kbnote(["regen", PATH]).success();
    insta::assert_snapshot!(run.seen());
    insta::assert_snapshot!(vault.read(PATH).replace(" \n", "~\n"));
    let regenerated = vault.snapshot();
    vault.kbnote(["regen", "notes"]).success();
    assert_eq!(
        vault.snapshot(),
        regenerated,
        "a second run changes nothing"
    );
    vault.kbnote(["regen", "--check", "notes"]).success();
}

#[test]
fn the_authors_changes_are_kept() {
    let vault = vault();
    let note = vault
        .read(PATH)
        .replace("## In frost", "## Under the pier")
        .replace("title: The marsh", "title: 'My marsh' # mine")
        .replace("## At dusk", "## At dusk\n\nMine.");
    vault.write(PATH, &note);
    change_transcript(&vault, |transcript| {
        transcript["video"]["title"] = "The salt marsh".into();
    });
    chapters(&vault, &[(24, "On a cold night")]);
    let run = vault
        .kbnote(["regen", "--only", "headings,front-matter", PATH])
        .success();
    insta::assert_snapshot!(run.seen());
    assert_eq!(vault.read(PATH), note);
}

#[test]
fn conflict_markers_are_written_only_on_request() {
    let vault = vault();
    let note = vault.read(PATH).replace("## In frost", "## Under the pier");
    vault.write(PATH, note);
    chapters(&vault, &[(0, "At dusk"), (24, "On a cold night")]);
    let markers = ["regen", "--only", "headings", "--conflict", "markers", PATH];
    vault.kbnote(markers).success();
    insta::assert_snapshot!(vault.read(PATH).replace(" \n", "~\n"));
    let marked = vault.snapshot();
    insta::assert_snapshot!(vault.kbnote(markers).exits(5).seen());
    assert_eq!(vault.snapshot(), marked);
}

#[test]
fn captions_that_came_later_move_only_times_that_kbnote_set() {
    let vault = vault();
    vault.kbnote(["align", PATH]).success();
    let by_hand = vault.read(PATH).replace("00:00:15", "00:00:17");
    vault.write(PATH, by_hand);
    captions_at_minute(&vault, 1);
    let run = vault.kbnote(["regen", PATH]).success();
    insta::assert_snapshot!(run.seen());
    let note = vault.read(PATH);
    assert!(
        note.contains("00:01:08") && note.contains("00:00:17"),
        "{note}"
    );
    assert_eq!(
        vault
            .kbnote(["regen", PATH])
            .success()
            .stdout
            .lines()
            .next(),
        run.stdout
            .lines()
            .next()
            .map(|_| "notes/fieldnotes/the_marsh.md: 1 conflict left")
    );
}

#[test]
fn after_a_conflict_is_accepted_nothing_more_is_proposed() {
    let vault = vault();
    vault.kbnote(["align", PATH]).success();
    let by_hand = vault.read(PATH).replace("00:00:15", "00:00:17");
    vault.write(PATH, by_hand);
    captions_at_minute(&vault, 1);
    accept_conflicts_too(&vault);
    assert!(vault.read(PATH).contains("00:01:15"));
    let settled = vault.everything();
    insta::assert_snapshot!(vault.kbnote(["regen", PATH]).success().seen(), @"
    notes/fieldnotes/the_marsh.md: up to date
    --- stderr
    --- exit 0
    ");
    assert!(
        vault.everything() == settled,
        "a second run changes nothing"
    );
}

#[test]
fn other_times_of_a_sentence_stay_the_authors_after_a_conflict_is_accepted() {
    let vault = vault();
    vault.kbnote(["align", PATH]).success();
    let anchor = |time: &str| format!("<a class=\"yt-timestamp\" data-t=\"{time}\">[{time}]</a>");
    let mine = format!("{}, {}", anchor("00:00:17"), anchor("00:00:20"));
    let by_hand = vault.read(PATH).replace(&anchor("00:00:15"), &mine);
    vault.write(PATH, by_hand);
    captions_at_minute(&vault, 1);
    accept_conflicts_too(&vault);
    let taken = format!("{}, {}", anchor("00:01:15"), anchor("00:00:20"));
    assert!(vault.read(PATH).contains(&taken), "{}", vault.read(PATH));
    let settled = vault.everything();
    vault.kbnote(["regen", PATH]).success();
    assert!(vault.everything() == settled);
    captions_at_minute(&vault, 2);
    vault.kbnote(["regen", PATH]).success();
    assert!(vault.read(PATH).contains(&taken), "{}", vault.read(PATH));
}

#[test]
fn a_removed_link_is_not_proposed_again() {
    let vault = vault();
    vault.write(
        "notes/fieldnotes/starlings.md",
        "---\ntitle: Starlings\n---\n",
    );
    vault.kbnote(["regen", PATH]).success();
    let linked = vault.read(PATH);
    assert!(linked.contains("[[starlings | Starlings]]"), "{linked}");
    let unlinked = linked.replace("[[starlings | Starlings]]", "Starlings");
    vault.write(PATH, &unlinked);
    vault.kbnote(["regen", PATH]).success();
    vault.kbnote(["links", "--apply", PATH]).success();
    assert_eq!(vault.read(PATH), unlinked);
}

#[test]
fn another_template_is_merged_in() {
    let vault = vault();
    vault.write(
        "templates/note.hbs",
        "---\nvideoId: {{yaml video.id}}\ntitle: {{yaml title}}\nchannel: {{yaml channel.name}}\n---\n\n\
         From: {{channel.wikilink}} <br/> \n\n{{#each chapters}}\n## {{heading title}}\n\n{{/each}}\n## See also\n\n* [[index]]\n",
    );
    let diff = vault
        .kbnote(["regen", "--only", "headings,front-matter", "--diff", PATH])
        .success();
    insta::assert_snapshot!(diff.stdout.replace(" \n", "~\n"));
    vault.kbnote(["regen", PATH]).success();
    vault.kbnote(["regen", "--check", PATH]).success();
}

#[test]
fn several_notes_are_reported_with_their_failures() {
    let vault = vault();
    vault.write(
        "notes/lost.md",
        "---\ntitle: L\nvideoId: kbnoteDemo9\n---\n\nText.\n",
    );
    vault.write("notes/free.md", "No video.\n");
    insta::assert_snapshot!(vault.kbnote(["regen", "notes"]).exits(1).seen());
    vault.kbnote(["regen", "notes/lost.md"]).exits(3);
    vault.kbnote(["regen", "notes/free.md"]).exits(3);
    let json = vault
        .kbnote(["--json", "regen", "--check", PATH])
        .success()
        .json();
    assert_eq!(
        (&json["schema"], &json["notes"][0]["changed"]),
        (&"kbnote.regen/1".into(), &false.into())
    );
}

#[test]
fn an_index_note_follows_the_notes_of_its_channel() {
    let vault = vault();
    let index = "notes/fieldnotes/fieldnotes.md";
    let own = "---\ntitle: Field Notes\n---\n\nWalks with a notebook.\n";
    vault.write(index, own);
    vault.kbnote(["regen", "--only", "anchors", index]).exits(3);
    let proposed = vault.kbnote(["--json", "diff", index]).success().json();
    assert_eq!(proposed["notes"][0]["changes"][0]["kind"], "index");

    vault
        .kbnote(["regen", "--only", "index", "notes"])
        .success();
    let listed = vault.read(index);
    assert!(listed.starts_with(own.trim_end()), "{listed}");
    assert!(listed.contains("- [[the_marsh | The marsh]]"), "{listed}");
    vault.kbnote(["regen", "--check", index]).success();
    vault.kbnote(["index", "--check"]).success();

    vault.kbnote(["undo"]).success();
    assert_eq!(vault.read(index), own);
}

#[test]
fn a_refused_index_entry_is_not_proposed_again() {
    let vault = vault();
    let index = "notes/fieldnotes/fieldnotes.md";
    let own = "---\ntitle: Field Notes\n---\n\nWalks with a notebook.\n";
    vault.write(index, own);
    vault.kbnote(["review", "--reject-all", index]).success();
    assert_eq!(vault.read(index), own);
    vault.kbnote(["regen", "--check", index]).success();
}

#[test]
fn a_note_from_standard_input_gets_no_link_to_itself() {
    let vault = TestVault::shipped();
    let path = "notes/fieldnotes/counting_birds_in_winter.md";
    let note = vault.read(path) + "\nThere is more on Counting birds in winter.\n";
    for args in [vec!["regen", "-"], vec!["diff", "--unified", "-"]] {
        let printed = vault.kbnote_reading(args, &note).success().stdout;
        assert!(!printed.contains("[[counting_birds"), "{printed}");
    }
    let other = note.replacen("kbnoteDemo1", "kbnoteDemo2", 1);
    vault.write(
        "transcripts/kbnoteDemo2.json",
        vault
            .read("transcripts/kbnoteDemo1.json")
            .replace("kbnoteDemo1", "kbnoteDemo2"),
    );
    let printed = vault
        .kbnote_reading(["regen", "-"], &other)
        .success()
        .stdout;
    assert!(printed.contains("[[counting_birds"), "{printed}");
}

/// A note that `new` made of a draft, with its path.
fn drafted() -> (TestVault, String) {
    let vault = TestVault::shipped();
    vault.write(
        "draft.md",
        "The tide tables are made by hand. My last sentence.\n",
    );
    let made = vault
        .kbnote(["new", "kbnoteDemo3", "--draft", "draft.md", "--json"])
        .success();
    let path = made.json()["path"].as_str().expect("a path").to_owned();
    (vault, path)
}

#[test]
fn new_lines_of_the_template_go_where_it_has_them() {
    for (old, new, above) in [
        (
            "From: {{channel.wikilink}} <br/> \n",
            "From: {{channel.wikilink}} <br/> \nVideo: {{video.url}}\n",
            true,
        ),
        (
            "From: {{channel.wikilink}} <br/> \n",
            "# {{heading title}}\n\nFrom: {{channel.wikilink}} <br/> \n",
            true,
        ),
        (
            "From: {{channel.wikilink}}",
            "Channel: {{channel.wikilink}}",
            true,
        ),
        ("{{#if body}}", "## Links\n\n{{#if body}}", true),
        (
            "{{/if}}\n",
            "{{/if}}\n\n## See also\n\n- {{channel.wikilink}}\n",
            false,
        ),
    ] {
        let (vault, path) = drafted();
        let before = vault.read(&path);
        let prose = before
            .lines()
            .find(|line| line.starts_with("The tide"))
            .expect("prose")
            .to_owned();
        let template = vault.kbnote(["template", "show", "note"]).success().stdout;
        let at = if above {
            template.find(old)
        } else {
            template.rfind(old)
        }
        .expect("the line");
        let edited = format!("{}{new}{}", &template[..at], &template[at + old.len()..]);
        vault.write("templates/note.hbs", edited);
        vault.kbnote(["regen", &path]).success();
        let after = vault.read(&path);
        assert!(after.contains(&prose), "{after}");
        assert_eq!(after.trim_end().ends_with(&prose), above, "{after}");
        assert_eq!(
            after.contains("From:"),
            !new.starts_with("Channel"),
            "{after}"
        );
        vault.kbnote(["regen", "--check", &path]).success();
    }
}

#[test]
fn no_template_takes_the_recording_out_of_a_note() {
    for template in [
        "",
        "{{body}}\n",
        "---\ntitle: {{yaml title}}\n---\n\n{{body}}\n",
    ] {
        let (vault, path) = drafted();
        vault.write("templates/note.hbs", template);
        vault.kbnote(["regen", &path]).success();
        let after = vault.read(&path);
        assert!(after.contains("\nvideoId: kbnoteDemo3\n"), "{after}");
        vault.kbnote(["regen", "--check", &path]).success();
    }
}

#[test]
fn a_line_with_the_title_is_added_to_a_note_on_an_imported_recording() {
    let vault = TestVault::empty();
    vault.write(
        "roof bees.srt",
        "1\n00:00:01,000 --> 00:00:05,000\nBees live on the roof.\n",
    );
    vault.write("draft.md", "Bees live on a roof. They fly.\n");
    vault.kbnote(["import", "roof bees.srt"]).success();
    let made = vault
        .kbnote(["new", "roof-bees", "--draft", "draft.md", "--json"])
        .success();
    let path = made.json()["path"].as_str().expect("a path").to_owned();
    let template = vault.kbnote(["template", "show", "note"]).success().stdout;
    let from = "From: {{channel.wikilink}} <br/> \n";
    vault.write(
        "templates/note.hbs",
        template.replace(from, &format!("{from}Source: {{{{video.title}}}}\n")),
    );
    vault.kbnote(["regen", &path]).success();
    assert!(
        vault.read(&path).contains("\nSource: roof bees\n"),
        "{}",
        vault.read(&path)
    );
}

#[test]
fn a_chapter_that_moves_in_the_template_stays_where_its_author_wrote() {
    let vault = vault();
    let template = "---\ntitle: {{yaml title}}\nvideoId: {{yaml video.id}}\n---\n\n## Links\n\n\
                    {{#if body}}\n{{body}}\n{{else}}\n{{#each chapters}}\n## {{heading title}}\n\n\
                    %% {{timestamp start}}{{#if end}} – {{timestamp end}}{{/if}} %%\n\n\n{{/each}}\n{{/if}}\n\
                    From: {{channel.wikilink}} <br/> \n";
    vault.write("templates/note.hbs", template);
    let run = vault.kbnote(["regen", PATH]).success();
    assert!(!run.stdout.contains("conflict"), "{}", run.stdout);
    let after = vault.read(PATH);
    for once in [
        "## At dusk",
        "## In frost",
        "Starlings are counted",
        "From: ",
        "## Links",
    ] {
        assert_eq!(after.matches(once).count(), 1, "{once}: {after}");
    }
    let at = |text: &str| after.find(text).expect("it is there");
    assert!(
        at("## At dusk") < at("Starlings are") && at("Starlings are") < at("## In frost"),
        "{after}"
    );
    assert!(
        at("## Links") < at("## At dusk") && at("## In frost") < at("From: "),
        "{after}"
    );
    vault.kbnote(["regen", "--check", PATH]).success();
}

#[test]
fn an_entry_of_several_lines_follows_in_a_note_with_windows_line_ends() {
    let vault = vault();
    let with = |entry: &str| {
        format!(
            "---\ntitle: {{{{yaml title}}}}\nvideoId: {{{{yaml video.id}}}}\n{entry}---\n\n{{{{body}}}}\n"
        )
    };
    vault.write("templates/note.hbs", with("tags:\n  - talk\n  - marsh\n"));
    vault.kbnote(["regen", PATH]).success();
    let crlf = vault.read(PATH).replace('\n', "\r\n");
    assert!(
        crlf.contains("tags:\r\n  - talk\r\n  - marsh\r\n"),
        "{crlf}"
    );
    vault.write(PATH, &crlf);
    vault.write("templates/note.hbs", with("tags: [talk] # of the site\n"));
    vault.kbnote(["regen", PATH]).success();
    let after = vault.read(PATH);
    assert!(
        after.contains("\r\ntags: [talk] # of the site\r\n---\r\n"),
        "{after}"
    );
    vault.write("templates/note.hbs", with(""));
    vault.kbnote(["regen", PATH]).success();
    let after = vault.read(PATH);
    assert!(
        !after.contains("tags") && !after.contains("of the site"),
        "{after:?}"
    );
    assert_eq!(after.matches('\n').count(), after.matches("\r\n").count());
}
