//! `kbnote rename`: a note under another title, with every link to it.

use std::fs;

use crate::support::TestVault;

const OLD: &str = "notes/fieldnotes/roosts.md";
const NEW: &str = "notes/fieldnotes/roosts_at_dusk.md";
const LINKING: &str = "notes/shorewalks/tides.md";
const INDEX: &str = "notes/fieldnotes/fieldnotes.md";

fn vault() -> TestVault {
    let vault = TestVault::shipped();
    vault.write(OLD, "---\ntitle: Roosts # my word\nvideoId: kbnoteDemo1\n---\n\nSee [[#Reeds]] and [[roosts|here]].\n");
    vault.write(
        LINKING,
        "---\ntitle: Tides\nvideoId: kbnoteDemo3\n---\n\n[[roosts]], [[fieldnotes/roosts | them]], ![[roosts#Reeds]], \
         [r](../fieldnotes/roosts.md#reeds).\n\n| a |\n| --- |\n| [[roosts\\|r]] |\n",
    );
    vault.kbnote(["index"]).success();
    vault
}

#[test]
fn the_note_moves_and_every_link_follows() {
    let vault = vault();
    vault.write(
        ".kbnote/notes/notes/fieldnotes/roosts.md.json",
        r#"{"schema":"kbnote.state/1"}"#,
    );
    insta::assert_snapshot!(vault.kbnote(["rename", OLD, "Roosts at dusk"]).success().seen(), @r#"
    notes/fieldnotes/roosts.md is now notes/fieldnotes/roosts_at_dusk.md
    --- stderr
    7 links rewritten; 2 other files changed: notes/fieldnotes/fieldnotes.md, notes/shorewalks/tides.md
    --- exit 0
    "#);
    assert!(!vault.path(OLD).exists());
    insta::assert_snapshot!(vault.read(NEW), @r#"
    ---
    title: Roosts at dusk # my word
    videoId: kbnoteDemo1
    ---

    See [[#Reeds]] and [[roosts_at_dusk|here]].
    "#);
    insta::assert_snapshot!(vault.read(LINKING), @r#"
    ---
    title: Tides
    videoId: kbnoteDemo3
    ---

    [[roosts_at_dusk]], [[fieldnotes/roosts_at_dusk | them]], ![[roosts_at_dusk#Reeds]], [r](../fieldnotes/roosts_at_dusk.md#reeds).

    | a |
    | --- |
    | [[roosts_at_dusk\|r]] |
    "#);
    assert!(
        vault
            .read(INDEX)
            .contains("- [[roosts_at_dusk | Roosts at dusk]]\n"),
        "{}",
        vault.read(INDEX)
    );
    assert!(
        vault
            .path(".kbnote/notes/notes/fieldnotes/roosts_at_dusk.md.json")
            .exists()
    );
    assert!(!vault.user_path("rename.json").exists());
    let before = vault.snapshot();
    vault.kbnote(["rename", NEW, "Roosts at dusk"]).success();
    vault.kbnote(["index"]).success();
    assert_eq!(vault.snapshot(), before, "a second time changes nothing");
}

#[test]
fn a_check_and_a_diff_write_nothing() {
    let vault = vault();
    let before = vault.snapshot();
    vault
        .kbnote(["rename", "--check", OLD, "Roosts at dusk"])
        .exits(1);
    vault.kbnote(["rename", "--check", OLD, "Roosts"]).success();
    let diff = vault
        .kbnote(["rename", "--diff", OLD, "Roosts at dusk"])
        .success()
        .stdout;
    assert!(diff.contains("+title: Roosts at dusk # my word"), "{diff}");
    assert!(diff.contains("+| [[roosts_at_dusk\\|r]] |"), "{diff}");
    assert_eq!(vault.snapshot(), before);
}

#[test]
fn a_name_in_use_is_refused() {
    let vault = vault();
    let before = vault.snapshot();
    for title in [
        "Counting birds in winter",
        "Fieldnotes",
        "COUNTING birds in winter!",
    ] {
        let refused = vault
            .kbnote(["--json", "rename", OLD, title])
            .exits(5)
            .json();
        assert_eq!(refused["error"]["kind"], "exists", "{title}");
    }
    vault.kbnote(["rename", OLD, "  "]).exits(2);
    vault.kbnote(["rename", "notes/gone.md", "Title"]).exits(3);
    assert_eq!(vault.snapshot(), before);
}

#[test]
fn a_rename_that_was_cut_short_is_finished_by_the_next_command() {
    let vault = vault();
    vault.leave_rename(OLD, NEW, &[(LINKING, "new links")]);
    let told = vault.kbnote(["list"]).success().stderr;
    assert!(told.contains("finished an interrupted rename"), "{told}");
    assert!(vault.path(NEW).exists() && !vault.path(OLD).exists());
    assert_eq!(vault.read(LINKING), "new links");
    assert!(!vault.user_path("rename.json").exists());
}

#[test]
#[cfg(unix)]
fn where_a_note_cannot_be_written_nothing_is_renamed() {
    use std::os::unix::fs::PermissionsExt;
    let vault = vault();
    let before = vault.snapshot();
    let folder = vault.path("notes/shorewalks");
    let allow = |mode| {
        fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).expect("permissions set");
    };
    allow(0o555);
    let run = vault.kbnote(["rename", OLD, "Roosts at dusk"]);
    allow(0o755);
    // Root writes anywhere.
    if run.code != 0 {
        assert_eq!(vault.snapshot(), before);
    }
}

#[test]
fn an_index_note_keeps_its_name() {
    let vault = vault();
    vault
        .kbnote(["rename", INDEX, "Notes from the field"])
        .success();
    assert!(
        vault
            .read(INDEX)
            .starts_with("---\ntitle: Notes from the field\n")
    );
}

#[test]
fn the_slug_rule_is_a_setting() {
    let vault = vault();
    vault.write("kbnote.toml", "slug = 'ascii'\n");
    let told = vault
        .kbnote(["--json", "rename", OLD, "Qué es la marea"])
        .success()
        .json();
    assert_eq!(told["to"], "notes/fieldnotes/qu_es_la_marea.md");
    vault.write("kbnote.toml", "slug = 'transliterate'\n");
    let told = vault
        .kbnote([
            "--json",
            "rename",
            "notes/fieldnotes/qu_es_la_marea.md",
            "Что это",
        ])
        .success()
        .json();
    assert_eq!(told["schema"], "kbnote.rename/1");
    assert_eq!(told["to"], "notes/fieldnotes/chto_eto.md");
    assert_eq!(told["links"], 7);
}

#[test]
fn undo_takes_a_rename_back_as_a_whole() {
    let vault = vault();
    vault.write(
        ".kbnote/notes/notes/fieldnotes/roosts.md.json",
        r#"{"schema":"kbnote.state/1"}"#,
    );
    let before = vault.snapshot();
    vault.kbnote(["rename", OLD, "Roosts at dusk"]).success();
    insta::assert_snapshot!(vault.kbnote(["undo", "--check"]).exits(1).seen(), @r#"
    kbnote rename: 3 notes would be undone
      notes/fieldnotes/fieldnotes.md
      notes/fieldnotes/roosts_at_dusk.md  would be notes/fieldnotes/roosts.md again
      notes/shorewalks/tides.md
    --- stderr
    --- exit 1
    "#);
    insta::assert_snapshot!(vault.kbnote(["undo"]).success().seen(), @r#"
    kbnote rename: 3 notes undone
      notes/fieldnotes/fieldnotes.md
      notes/fieldnotes/roosts_at_dusk.md  is notes/fieldnotes/roosts.md again
      notes/shorewalks/tides.md
    --- stderr
    --- exit 0
    "#);
    let notes = |files: Vec<(String, Vec<u8>)>| -> Vec<(String, Vec<u8>)> {
        let is_note = |(name, _): &(String, Vec<u8>)| {
            name.trim_start_matches(".kbnote/").starts_with("notes/")
        };
        files.into_iter().filter(is_note).collect()
    };
    assert!(
        notes(vault.snapshot()) == notes(before),
        "notes and states are as they were"
    );
    vault.kbnote(["index", "--check"]).success();

    vault.kbnote(["rename", OLD, "Roosts at dusk"]).success();
    let json = vault.kbnote(["--json", "undo"]).success().json();
    assert_eq!(json["command"], "rename");
    assert_eq!(json["notes"][1]["path"], NEW);
    assert_eq!(json["notes"][1]["moved_to"], OLD);
}

#[test]
fn links_to_a_name_that_is_given_up_are_reported() {
    let vault = vault();
    vault.kbnote(["rename", OLD, "Roosts at dusk"]).success();
    let walk = "notes/shorewalks/walk.md";
    let text = "Flocks. See [[roosts_at_dusk | the roosts]].\n\n[They](../fieldnotes/roosts_at_dusk.md).\n";
    vault.write(walk, text);
    vault.write("notes/shorewalks/other.md", "See [[tides]].\n");
    insta::assert_snapshot!(vault.kbnote(["undo", "--check"]).exits(1).stderr, @"
    warning: notes/shorewalks/walk.md:1: the link to `roosts_at_dusk` would no longer lead to the note; `roosts` would
    warning: notes/shorewalks/walk.md:3: the link to `../fieldnotes/roosts_at_dusk.md` would no longer lead to the note; `../fieldnotes/roosts.md` would
    hint: such links were written since the rename: correct them, or let `kbnote rename` give the note the newer title again
    ");
    insta::assert_snapshot!(vault.kbnote(["undo"]).success().stderr, @"
    warning: notes/shorewalks/walk.md:1: the link to `roosts_at_dusk` no longer leads to the note; `roosts` does
    warning: notes/shorewalks/walk.md:3: the link to `../fieldnotes/roosts_at_dusk.md` no longer leads to the note; `../fieldnotes/roosts.md` does
    hint: such links were written since the rename: correct them, or let `kbnote rename` give the note the newer title again
    ");
    assert_eq!(vault.read(walk), text);

    vault.kbnote(["rename", OLD, "Roosts at dusk"]).success();
    let json = vault.kbnote(["--json", "undo"]).success().json();
    let link = &json["dangling"][0];
    assert_eq!(
        (
            &link["path"],
            &link["line"],
            &link["target"],
            &link["instead"]
        ),
        (
            &walk.into(),
            &1.into(),
            &"roosts_at_dusk".into(),
            &"roosts".into()
        )
    );
}

#[test]
fn a_rename_is_not_undone_in_part_when_a_note_has_changed_since() {
    let vault = vault();
    vault.kbnote(["rename", OLD, "Roosts at dusk"]).success();
    vault.write(LINKING, vault.read(LINKING) + "\nMore of mine.\n");
    let notes = |vault: &TestVault| [NEW, LINKING, INDEX].map(|note| vault.read(note));
    let before = notes(&vault);
    insta::assert_snapshot!(vault.kbnote(["undo"]).exits(5).seen(), @r#"
    kbnote rename: 0 notes undone
      notes/shorewalks/tides.md  skipped: changed since
    --- stderr
    hint: a rename is undone as a whole or not at all; `kbnote rename` gives the old title
    --- exit 5
    "#);
    assert_eq!(notes(&vault), before);
}

#[test]
fn a_changed_title_is_undone_too() {
    let vault = vault();
    let before = (vault.read(INDEX), vault.read(LINKING));
    vault
        .kbnote(["rename", INDEX, "Notes from the field"])
        .success();
    assert_ne!(vault.read(INDEX), before.0);
    vault.kbnote(["undo"]).success();
    assert_eq!((vault.read(INDEX), vault.read(LINKING)), before);
}

#[test]
fn where_a_note_that_may_link_cannot_be_read_nothing_is_renamed() {
    let vault = vault();
    let text = "See [[roosts]].\n";
    let utf16: Vec<u8> = [0xfeff]
        .into_iter()
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    vault.write("notes/shorewalks/old.md", &utf16);
    let before = vault.snapshot();
    insta::assert_snapshot!(vault.kbnote(["rename", OLD, "Roosts at dusk"]).exits(5).seen(), @"
    --- stderr
    error: a note that may link to it cannot be read: notes/shorewalks/old.md is in UTF-16
    hint: nothing was renamed; make them readable, in UTF-8, or move them out of the vault
    --- exit 5
    ");
    assert_eq!(vault.snapshot(), before);
    // Without a link to it, it is no hindrance.
    let utf16: Vec<u8> = "See [[tides]].\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    vault.write("notes/shorewalks/old.md", &utf16);
    vault.kbnote(["rename", OLD, "Roosts at dusk"]).success();
}

#[test]
#[cfg(unix)]
fn where_a_note_cannot_be_opened_nothing_is_renamed() {
    let vault = vault();
    // Root reads any file, but not what a link leads to that leads to itself.
    std::os::unix::fs::symlink("loop.md", vault.path("notes/shorewalks/loop.md")).expect("a link");
    let dangling = vault.kbnote(["rename", "--check", OLD, "Roosts at dusk"]);
    dangling.exits(1);
    fs::remove_file(vault.path("notes/shorewalks/loop.md")).expect("a link removed");
    let locked = vault.path("notes/shorewalks/locked.md");
    vault.write("notes/shorewalks/locked.md", "[[roosts]]\n");
    let Some(run) =
        crate::unwritable::run_unreadable(&vault, &locked, &["rename", OLD, "Roosts at dusk"])
    else {
        return;
    };
    let run = run.exits(5);
    assert!(
        run.stderr.contains("locked.md: Permission denied"),
        "{}",
        run.stderr
    );
    assert!(vault.path(OLD).exists() && !vault.path(NEW).exists());
}

#[test]
fn a_plan_or_a_journal_that_lies_in_the_vault_is_not_carried_out() {
    let vault = vault();
    let target = TestVault::empty();
    target.write("theirs.md", "Theirs.\n");
    let theirs = target.path("theirs.md");
    vault.write("notes/shorewalks/.kbnote-x.tmp", "not theirs");
    let moves = serde_json::json!([[vault.path("notes/shorewalks/.kbnote-x.tmp"), theirs]]);
    for schema in ["kbnote.rename-plan/1", "kbnote.rename-plan/2"] {
        let plan = serde_json::json!({
            "schema": schema, "moves": moves, "from": vault.path(OLD), "to": theirs, "notes": [],
        });
        vault.write(".kbnote/rename.json", plan.to_string());
        let warned = vault.kbnote(["list"]).success().stderr;
        assert!(
            warned.contains(".kbnote/rename.json was ignored"),
            "{warned}"
        );
        let warned = vault.kbnote(["list"]).success().stderr;
        assert!(!warned.contains("rename.json"), "told once: {warned}");
    }
    let print = kbnote_core::Fingerprint::of(b"Theirs.\n").to_string();
    let run = format!(
        "{}\n{}\n",
        serde_json::json!({"schema": "kbnote.run/1", "command": "align"}),
        serde_json::json!({
            "path": theirs, "back": [{"start": 0, "end": 7, "bytes": "Mine"}], "before": "1", "after": print,
            "state": null,
        })
    );
    vault.write(".kbnote/cache/undo/00000001.jsonl", run);
    // The first one takes back what `index` wrote.
    vault.kbnote(["undo"]).success();
    vault.kbnote(["undo"]).exits(3);
    assert_eq!(target.read("theirs.md"), "Theirs.\n");
    assert!(vault.path(OLD).exists());
}

#[test]
fn links_of_other_kinds_follow_and_come_back() {
    let vault = vault();
    let note = "[a][ref] [b](roosts) [c](../fieldnotes/%72oosts.md#reeds \"T\") ![d](<roosts.md>) \
                <a href=\"../fieldnotes/roosts\">e</a> [[roosts#Reeds#Frost]] [[roosts|C# f]] \
                `[g](roosts.md)` [h](https://example.org/roosts.md)\n\n[ref]: ../fieldnotes/roosts.md\n";
    vault.write("notes/shorewalks/walk.md", note);
    let canvas = r#"{"nodes":[{"file":"notes/fieldnotes/roosts.md","x":1.0},{"text":"\u00e9 [[roosts|r]]"}]}"#;
    vault.write("board.canvas", canvas);
    let base = "filters:\n  or:\n    - 'file.hasLink(\"roosts\")'\n    - 'status == \"roosts\"'\n";
    vault.write("notes/seen.base", base);
    vault.write(
        "notes/torn.canvas",
        "{\"nodes\":[{\"file\":\"notes/fieldnotes/roosts.md",
    );
    let files = [
        "notes/shorewalks/walk.md",
        "board.canvas",
        "notes/seen.base",
    ];
    let read = || files.map(|file| vault.read(file));
    let before = read();
    insta::assert_snapshot!(vault.kbnote(["rename", OLD, "Roosts at dusk"]).success().seen(), @r"
    notes/fieldnotes/roosts.md is now notes/fieldnotes/roosts_at_dusk.md
    --- stderr
    17 links rewritten; 5 other files changed
    warning: notes/seen.base: the link to `roosts` was not rewritten: it may mean the note, or just be text
    warning: notes/torn.canvas: the link to `roosts` was not rewritten: the file is not a valid canvas
    --- exit 0
    ");
    insta::assert_snapshot!(vault.read("notes/shorewalks/walk.md"), @r##"
    [a][ref] [b](roosts_at_dusk) [c](../fieldnotes/roosts_at_dusk.md#reeds "T") ![d](<roosts_at_dusk.md>) <a href="../fieldnotes/roosts_at_dusk">e</a> [[roosts_at_dusk#Reeds#Frost]] [[roosts_at_dusk|C# f]] `[g](roosts.md)` [h](https://example.org/roosts.md)

    [ref]: ../fieldnotes/roosts_at_dusk.md
    "##);
    assert_eq!(
        vault.read("board.canvas"),
        canvas.replace("roosts", "roosts_at_dusk")
    );
    assert_eq!(
        vault.read("notes/seen.base"),
        base.replace("hasLink(\"roosts", "hasLink(\"roosts_at_dusk")
    );
    let after = read();
    vault.kbnote(["undo"]).success();
    assert_eq!(read(), before);
    vault.kbnote(["redo"]).success();
    assert_eq!(read(), after);
}

#[test]
fn code_formulas_and_escapes_stay_and_are_listed() {
    let vault = vault();
    let text = "`x[[roosts]]` \\[[roosts]] the sum $A[[roosts]]$ of [[roosts]]\n\n```r\ny[[roosts]]\n```\n";
    let files = ["notes/shorewalks/code.md", "notes/drafts/code.md"];
    for file in files {
        vault.write(file, text);
    }
    let canvas = r#"{"nodes":[{"text":"`[[roosts]]` [[roosts]]"}]}"#;
    vault.write("board.canvas", canvas);
    let run = vault.kbnote(["rename", OLD, "Roosts at dusk"]).success();
    let seen = run.seen();
    for (file, links) in [(files[0], 4), (files[1], 4), ("board.canvas", 1)] {
        let line = format!(
            "warning: {file}: the link to `roosts` was not rewritten: code, formulas and text after a backslash are not changed"
        );
        assert_eq!(seen.matches(&line).count(), links, "{seen}");
    }
    let wanted = text.replace("of [[roosts]]", "of [[roosts_at_dusk]]");
    for file in files {
        assert_eq!(vault.read(file), wanted, "{file}");
    }
    assert_eq!(
        vault.read("board.canvas"),
        canvas.replace(" [[roosts]]", " [[roosts_at_dusk]]")
    );
}

#[test]
fn code_in_html_and_comments_stays_and_addresses_are_listed() {
    let vault = vault();
    let file = "notes/shorewalks/code.md";
    vault.write(
        file,
        "<pre>[[roosts]]</pre>\n\n<!-- `[[roosts]]` [[roosts]] -->\n\n[o](obsidian://open?vault=v&file=fieldnotes%2Froosts)\n",
    );
    let seen = vault
        .kbnote(["rename", OLD, "Roosts at dusk"])
        .success()
        .seen();
    assert_eq!(
        seen.matches("text after a backslash are not changed")
            .count(),
        2,
        "{seen}"
    );
    let address = "the link to `obsidian://open?vault=v&file=fieldnotes%2Froosts` was not rewritten: addresses of the Obsidian app are not changed";
    assert!(seen.contains(address), "{seen}");
    assert_eq!(
        vault.read(file),
        "<pre>[[roosts]]</pre>\n\n<!-- `[[roosts]]` [[roosts_at_dusk]] -->\n\n[o](obsidian://open?vault=v&file=fieldnotes%2Froosts)\n",
    );
    assert!(!vault.kbnote(["check", file]).seen().contains("obsidian://"));
}

#[test]
fn links_in_a_file_beside_the_notes_follow() {
    let vault = vault();
    vault.write(
        "README.md",
        "[Roosts](notes/fieldnotes/roosts.md) and [tides](notes/shorewalks/tides.md)\n",
    );
    vault.kbnote(["rename", OLD, "Roosts at dusk"]).success();
    assert_eq!(
        vault.read("README.md"),
        "[Roosts](notes/fieldnotes/roosts_at_dusk.md) and [tides](notes/shorewalks/tides.md)\n"
    );
    vault.kbnote(["undo"]).success();
    assert!(vault.read("README.md").contains("roosts.md"));
}

#[test]
fn links_further_up_in_a_vault_of_obsidian_are_listed() {
    let vault = TestVault::empty();
    vault.write(".obsidian/app.json", "{}");
    vault.write("inner/kbnote.toml", "");
    let note = "inner/notes/birds/roosts.md";
    vault.write(note, "---\ntitle: Roosts\n---\n\nReeds.\n");
    let text = "[[roosts]] and [[inner/notes/birds/roosts|r]]\n";
    vault.write("daily.md", text);
    let run = vault.kbnote(["--vault", "inner", "rename", note, "Dusk"]);
    let seen = run.success().seen();
    for target in ["roosts", "inner/notes/birds/roosts"] {
        let line = format!(
            "daily.md: the link to `{target}` was not rewritten: the file is outside of the vault"
        );
        assert!(seen.contains(&line), "{seen}");
    }
    assert_eq!(vault.read("daily.md"), text);
}

#[test]
#[cfg(target_os = "linux")]
fn a_note_gets_another_title_beside_one_whose_name_differs_in_capitals() {
    let vault = TestVault::empty();
    let note = "---\ntitle: Tide\n---\n\nText.\n";
    vault.write("notes/b/tide.md", note);
    vault.write("notes/b/Tide.md", note);
    if vault.everything().len() < 2 {
        return; // A file system without case.
    }
    let run = vault
        .kbnote(["rename", "notes/b/tide.md", "TIDE"])
        .success();
    assert!(
        run.stdout
            .starts_with("notes/b/tide.md keeps its file name\n"),
        "{}",
        run.stdout
    );
    assert!(vault.read("notes/b/tide.md").contains("title: TIDE\n"));
    assert_eq!(vault.read("notes/b/Tide.md"), note);
    vault.write("notes/b/ebb.md", note);
    let run = vault.kbnote(["rename", "notes/b/ebb.md", "Tide"]).exits(5);
    let named = [
        "notes/b/tide.md already exists",
        "notes/b/Tide.md already exists",
    ];
    assert!(
        named.iter().any(|named| run.stderr.contains(named)),
        "{}",
        run.stderr
    );
}
