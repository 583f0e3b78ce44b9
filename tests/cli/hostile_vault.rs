//! A vault that somebody else made: whatever lies in it, nothing outside it is read or written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Run, TestVault, all_source, repository};

/// A note of the vault, and what names it on the command line.
pub(crate) const NOTE: &str = "notes/fieldnotes/counting_birds_in_winter.md";

/// Sentences that the captions of the first demo speak of.
const SAID: &str =
    "---\ntitle: Theirs\nvideoId: kbnoteDemo1\n---\n\nTwo people count the same flock.\n";

/// A cloned vault beside the home folder of who cloned it.
pub(crate) struct Clone {
    pub(crate) around: TestVault,
}

impl Clone {
    /// The shipped vault, cloned by somebody whose home folder holds a note and a secret.
    pub(crate) fn new() -> Self {
        let around = TestVault::empty();
        let shipped = TestVault::shipped();
        for (name, bytes) in shipped.everything() {
            around.write(&format!("vault/{name}"), bytes);
        }
        around.write("vault/kbnote.toml", "");
        around.write("home/diary/mine.md", SAID);
        around.write("home/secret", "hunter2\n");
        Self { around }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.around.path("vault").join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        self.around.write(&format!("vault/{name}"), content);
    }

    pub(crate) fn read(&self, name: &str) -> String {
        self.around.read(&format!("vault/{name}"))
    }

    /// Puts a link into the vault that leads to a place in the home folder.
    #[cfg(unix)]
    fn link_home(&self, name: &str, place: &str) {
        let link = self.path(name);
        let _ = fs::remove_dir_all(&link).or_else(|_| fs::remove_file(&link));
        fs::create_dir_all(link.parent().expect("a folder")).expect("a folder made");
        let target = self.around.path("home").join(place);
        std::os::unix::fs::symlink(target, link).expect("a link made");
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = self.around.command(args);
        command
            .current_dir(self.path(""))
            .env("HOME", self.around.path("home"));
        command
    }

    pub(crate) fn kbnote(&self, args: &[&str]) -> Run {
        let output = self.command(args).output().expect("kbnote runs");
        self.around.ended(output)
    }

    /// Everything around the vault, links not followed.
    fn outside(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = files_below(&self.around.path(""));
        files.retain(|path, _| !path.starts_with("vault"));
        files
    }

    /// Everything, links not followed.
    fn everything(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        files_below(&self.around.path(""))
    }

    /// Everything in the vault, links not followed.
    fn inside(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        files_below(&self.path(""))
    }
}

/// All files, folders and links below a folder; folders have no bytes, links what they lead to.
fn files_below(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    collect(folder, folder, &mut files);
    files
}

/// Fails with the names of what differs.
#[track_caller]
fn same(now: &BTreeMap<PathBuf, Vec<u8>>, before: &BTreeMap<PathBuf, Vec<u8>>, when: &str) {
    let names = now.keys().chain(before.keys());
    let differing: BTreeSet<_> = names
        .filter(|name| now.get(*name) != before.get(*name))
        .collect();
    assert!(differing.is_empty(), "{when}: {differing:?}");
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for item in fs::read_dir(folder).expect("a folder read") {
        let item = item.expect("a folder's item");
        let (path, kind) = (item.path(), item.file_type().expect("a kind"));
        let bytes = if kind.is_symlink() {
            let target = fs::read_link(&path).expect("a link read");
            target.as_os_str().as_encoded_bytes().to_owned()
        } else if kind.is_dir() {
            collect(root, &path, files);
            Vec::new()
        } else {
            fs::read(&path).expect("a file read")
        };
        let name = path.strip_prefix(root).expect("a path inside").to_owned();
        files.insert(name, bytes);
    }
}

#[test]
fn a_channel_folder_in_a_transcript_stays_below_the_notes() {
    for (folder, safe) in [
        ("../../home/diary", "homediary"),
        ("/tmp/kbnote-planted", "tmpkbnote-planted"),
        (".git/hooks", "githooks"),
        (".kbnote", "kbnote"),
        ("..", "untitled"),
        ("CON", "CON_note"),
        ("nul.txt", "nul.txt_note"),
        ("a/.b/c", "a.bc"),
        ("a\\u001b[31mb", "a31mb"),
        ("C:\\\\x", "Cx"),
    ] {
        let clone = Clone::new();
        let transcript = clone.read("transcripts/kbnoteDemo1.json");
        let planted = transcript.replace(
            "\"folder\": \"fieldnotes\"",
            &format!("\"folder\": \"{folder}\", \"x\": \"\""),
        );
        assert_ne!(planted, transcript);
        let planted = planted.replace("\"name\": \"Field Notes\"", "\"name\": \"\"");
        clone.write("transcripts/kbnoteDemo1.json", planted);
        let before = clone.outside();
        let run = clone.kbnote(&["new", "kbnoteDemo1", "--title", "Planted", "--json"]);
        let made = run.success().json();
        assert_eq!(made["path"], format!("notes/{safe}/planted.md"), "{folder}");
        same(&clone.outside(), &before, folder);
    }
}

#[test]
fn folders_of_the_settings_stay_inside() {
    let home = |clone: &Clone| clone.around.path("home/diary").display().to_string();
    for key in ["notes", "transcripts", "templates", "drafts"] {
        let clone = Clone::new();
        for folder in [home(&clone).as_str(), "../home/diary", "notes/../../home"] {
            clone.write("kbnote.toml", format!("{key} = '{folder}'\n"));
            let before = (clone.outside(), clone.inside());
            for args in [
                &["check", "--fix"][..],
                &["align", "notes"],
                &["new", "kbnoteDemo1", "--title", "Planted"],
                &["index"],
                &["list"],
                &["init"],
            ] {
                let run = clone.kbnote(args).exits(2);
                assert!(
                    run.stderr.contains(key) && run.stderr.contains("kbnote.toml"),
                    "{}",
                    run.stderr
                );
            }
            assert_eq!(
                (clone.outside(), clone.inside()),
                before,
                "{key} = {folder}"
            );
        }
    }
}

/// The commands that write, each with what it would write about.
const WRITING: [&[&str]; 9] = [
    &["align", "notes"],
    &["regen", "notes"],
    &["links", "--apply", "--min-score", "0.1", "notes"],
    &["check", "--fix"],
    &["index"],
    &["review", "--accept-all", "notes"],
    &["new", "kbnoteDemo1", "--title", "Planted"],
    &["rename", NOTE, "Planted too"],
    &["init", "--templates"],
];

/// A note with something to anchor and to link.
const UNFINISHED: &str = "---\ntitle: Unfinished\nvideoId: kbnoteDemo1\n---\n\n# Unfinished\n\n\
    Two people count the same flock. There is more on this in Counting birds in winter.\n";

/// A note with something to repair.
const BROKEN: &str = "---\ntitle: Broken\nvideoId: kbnoteDemo1\n---\n\n\
    ```markdown\n## Roosts\n\nThey sleep in the reeds.\n```\n";

#[test]
#[cfg(unix)]
fn folders_that_are_links_lead_to_no_writing_outside() {
    for folder in [
        ".kbnote",
        ".kbnote/notes",
        ".kbnote/cache",
        ".kbnote/index",
        ".kbnote/notes/notes",
        "transcripts",
        "notes",
        "notes/fieldnotes",
        "notes/drafts",
        "templates",
    ] {
        for args in WRITING {
            let clone = Clone::new();
            clone.write("notes/fieldnotes/unfinished.md", UNFINISHED);
            clone.write("notes/fieldnotes/broken.md", BROKEN);
            let target = clone.around.path("home/diary");
            copy(&clone.path(folder), &target);
            clone.link_home(folder, "diary");
            let before = clone.outside();
            clone.kbnote(args);
            same(&clone.outside(), &before, &format!("{folder}: {args:?}"));
        }
    }
}

/// The commands that only read.
const READING: [&[&str]; 13] = [
    &["list"],
    &["search", "flock"],
    &["why", "notes/fieldnotes/unfinished.md:8"],
    &["quote", "notes/fieldnotes/unfinished.md:8"],
    &["clips", "notes/fieldnotes/unfinished.md"],
    &["chapters", "notes/fieldnotes/unfinished.md"],
    &["check"],
    &["links", "notes"],
    &["diff", "notes"],
    &["align", "--check", "notes"],
    &["regen", "--diff", "notes"],
    &["index", "--check"],
    &["undo", "--list"],
];

#[test]
fn commands_that_read_write_nothing_but_caches_in_a_marked_vault() {
    for args in READING {
        for is_marked in [false, true] {
            let clone = Clone::new();
            clone.write("notes/fieldnotes/unfinished.md", UNFINISHED);
            for number in 0..40 {
                let note = format!("---\ntitle: Note {number}\n---\n\nSee [[note_1]].\n");
                clone.write(&format!("notes/many/note_{number}.md"), note);
            }
            if !is_marked {
                fs::remove_file(clone.path("kbnote.toml")).expect("a mark removed");
            }
            let before = clone.everything();
            clone.kbnote(args);
            let mut after = clone.everything();
            if is_marked {
                after.retain(|path, _| !path.starts_with("vault/.kbnote"));
                assert!(!clone.path(".kbnote/notes").exists(), "{args:?}");
            }
            same(&after, &before, &format!("{args:?}"));
        }
    }
}

/// Puts copies of all files below a folder into another, so that a link to it may go unnoticed.
fn copy(from: &Path, to: &Path) {
    if !from.is_dir() {
        return;
    }
    for (name, bytes) in files_below(from) {
        let target = to.join(&name);
        if from.join(&name).is_dir() {
            fs::create_dir_all(target).expect("a folder made");
        } else {
            fs::write(target, bytes).expect("a file written");
        }
    }
}

/// Every file that a command writes, planted as a link to a file of the home folder, is not written
/// through.
#[test]
#[cfg(unix)]
fn files_that_are_links_lead_to_no_writing_outside() {
    for args in WRITING {
        let prepared = || {
            let clone = Clone::new();
            clone.write("notes/fieldnotes/unfinished.md", UNFINISHED);
            clone.write("notes/fieldnotes/broken.md", BROKEN);
            clone
        };
        let clone = prepared();
        let before = clone.inside();
        clone.kbnote(args);
        let after = clone.inside();
        let written: Vec<&PathBuf> = after
            .iter()
            .filter(|(path, bytes)| {
                before.get(*path) != Some(bytes) && clone.path("").join(path).is_file()
            })
            .map(|(path, _)| path)
            .collect();
        assert!(!written.is_empty(), "{args:?} writes nothing");
        for path in written {
            let clone = prepared();
            let target = clone.around.path("home/target.md");
            let bytes = before.get(path).or_else(|| after.get(path)).expect("bytes");
            fs::write(&target, bytes).expect("a file written");
            clone.link_home(&path.display().to_string(), "target.md");
            let before = clone.outside();
            clone.kbnote(args);
            same(
                &clone.outside(),
                &before,
                &format!("{args:?} through {}", path.display()),
            );
        }
    }
}

#[test]
#[cfg(unix)]
fn a_note_that_is_a_link_out_of_the_vault_is_skipped_and_named() {
    let clone = Clone::new();
    clone.link_home("notes/fieldnotes/theirs.md", "diary/mine.md");
    let before = clone.outside();
    for args in [
        &["align", "--json", "notes"][..],
        &["align", "notes/fieldnotes/theirs.md"],
        &["regen", "notes/fieldnotes/theirs.md"],
        &["check", "--fix", "notes/fieldnotes/theirs.md"],
        &["links", "--apply", "notes/fieldnotes/theirs.md"],
        &["align", "--pin", "notes/fieldnotes/theirs.md:6", "1:00"],
        &["rename", "notes/fieldnotes/theirs.md", "Other"],
    ] {
        let run = clone.kbnote(args);
        assert_ne!(run.code, 0, "{args:?}");
        let told = run.stdout + &run.stderr;
        assert!(told.contains("theirs.md"), "{args:?}: {told}");
        same(&clone.outside(), &before, &format!("{args:?}"));
    }
}

#[test]
fn a_note_elsewhere_is_changed_where_it_is_named() {
    let clone = Clone::new();
    let theirs = clone.around.path("home/diary/mine.md");
    clone
        .kbnote(&["align", &theirs.display().to_string()])
        .success();
    assert_ne!(fs::read_to_string(theirs).expect("a note"), SAID);
}

#[test]
fn hidden_files_are_no_notes() {
    let clone = Clone::new();
    for name in [
        ".git/hooks/theirs.md",
        "notes/.hidden.md",
        ".kbnote/notes/theirs.md",
    ] {
        clone.write(name, SAID);
        let run = clone.kbnote(&["align", name]).exits(2);
        assert!(run.stderr.contains("hidden"), "{}", run.stderr);
        assert_eq!(clone.read(name), SAID);
    }
    clone.kbnote(&["align", "."]).success();
    assert_eq!(clone.read(".git/hooks/theirs.md"), SAID);
}

#[test]
#[cfg(unix)]
fn a_template_that_is_a_link_out_of_the_vault_is_refused() {
    let clone = Clone::new();
    clone.link_home("templates/note.hbs", "secret");
    let before = clone.inside();
    let run = clone
        .kbnote(&["new", "kbnoteDemo1", "--title", "Planted"])
        .exits(2);
    assert!(run.stderr.contains("templates/note.hbs"), "{}", run.stderr);
    assert!(!run.stderr.contains("hunter2") && !run.stdout.contains("hunter2"));
    assert_eq!(clone.inside(), before);
}

#[test]
#[cfg(unix)]
fn settings_and_transcripts_that_are_links_out_of_the_vault_are_refused() {
    let clone = Clone::new();
    clone.link_home("transcripts/kbnoteDemo1.json", "secret");
    let run = clone.kbnote(&["align", NOTE]).exits(2);
    assert!(!run.stderr.contains("hunter2"), "{}", run.stderr);
    clone.link_home("kbnote.toml", "secret");
    let run = clone.kbnote(&["list"]).exits(2);
    assert!(!run.stderr.contains("hunter2"), "{}", run.stderr);
}

#[test]
fn a_vault_is_looked_for_no_further_up_than_home() {
    let clone = Clone::new();
    clone.around.write("kbnote.toml", "notes = '../wrong'\n");
    let mut command = clone.command(&["list"]);
    let output = command
        .current_dir(clone.around.path("home/diary"))
        .output();
    let run = clone.around.ended(output.expect("kbnote runs"));
    run.success();
}

/// Gives everything below a path to another user; nothing happens where that is not allowed.
#[cfg(unix)]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
pub(crate) fn given_away(path: &Path) -> bool {
    let nobody = Some(65_534);
    let given = std::os::unix::fs::chown(path, nobody, nobody).is_ok();
    if !given {
        eprintln!("skipped: files cannot be given to another user here");
    }
    given
}

#[test]
#[cfg(unix)]
fn a_vault_of_another_user_is_used_only_where_it_is_named() {
    let clone = Clone::new();
    fs::create_dir(clone.path("mine")).expect("a folder made");
    if !given_away(&clone.path("")) {
        return;
    }
    let run = clone.kbnote(&["list"]).exits(2);
    assert!(
        run.stderr.contains("another user") && run.stderr.contains("--vault"),
        "{}",
        run.stderr
    );
    clone.kbnote(&["list", "--vault", "."]).success();
    let mut command = clone.command(&["list", "--json"]);
    let output = command.current_dir(clone.path("mine")).output();
    let run = clone.around.ended(output.expect("kbnote runs")).success();
    assert_eq!(run.json()["videos"], serde_json::json!([]));
    assert!(
        run.stderr.contains("another user") && run.stderr.contains("--vault"),
        "{}",
        run.stderr
    );
}

#[test]
fn every_threat_has_a_test() {
    let page = fs::read_to_string(repository().join("SECURITY.md")).expect("the page");
    let source = all_source();
    let rows = page
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| ---"));
    let mut named = 0;
    for row in rows.filter(|row| !row.ends_with("| test |")) {
        let tests = row
            .trim_end_matches(" |")
            .rsplit(" | ")
            .next()
            .unwrap_or_default();
        for test in tests.split(", ") {
            let name = test.trim_matches('`');
            let is_there = source.contains(&format!("fn {name}()"))
                || source.contains(&format!("fn {name}(\n"));
            let is_there = is_there || source.contains(&format!("fn {name}(bytes"));
            assert!(is_there, "there is no test {name}: {row}");
            named += 1;
        }
    }
    assert!(named > 30, "{named}");
}
