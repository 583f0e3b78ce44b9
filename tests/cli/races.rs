//! Edits that are saved while kbnote writes: none is lost, wherever they fall.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::serve::Served;
use crate::support::{Run, TestVault, is_long_run};

const BIRDS: &str = "notes/fieldnotes/counting_birds_in_winter.md";

/// How many notes are worked on, and edited, in each round.
const NOTES: usize = 12;

/// How many rounds each command is raced.
fn rounds() -> usize {
    if is_long_run() { 40 } else { 4 }
}

/// Numbers that look random, the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit.max(1)
    }

    fn up_to(&mut self, span: Duration) -> Duration {
        let micros = u64::try_from(span.as_micros()).unwrap_or(u64::MAX);
        Duration::from_micros(self.below(micros))
    }
}

/// Saves a text in one of the ways of editors.
fn save(path: &Path, text: &str, way: u64) {
    match way % 4 {
        // A new file takes the place of the old one.
        0 => {
            let beside = path.with_extension("md.swp");
            fs::write(&beside, text).expect("a file written");
            fs::rename(&beside, path).expect("a file moved");
        }
        // The file is emptied and written.
        1 => fs::write(path, text).expect("a file written"),
        // The file is written over, at once or by an editor that takes its time.
        way => {
            let mut file = OpenOptions::new()
                .write(true)
                .create(true)
                .truncate(false)
                .open(path)
                .expect("a file opened");
            if way % 4 == 3 {
                thread::sleep(Duration::from_millis(8));
            }
            file.write_all(text.as_bytes()).expect("a file written");
            file.set_len(text.len() as u64).expect("a file cut");
        }
    }
}

/// Whether the system tells of this folder's files that they are open for writing: where it does not, an editor that takes
/// its time can lose to a swap.
#[expect(clippy::print_stderr, reason = "what is skipped is said")]
fn tells_writers(folder: &Path) -> bool {
    let kind = Command::new("stat")
        .args(["-f", "-c", "%T"])
        .arg(folder)
        .output();
    let kind = kind.map_or_else(
        |_| String::new(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    );
    let tells = cfg!(target_os = "linux")
        && ["ext2/ext3", "tmpfs", "xfs", "btrfs"].contains(&kind.as_str());
    if !tells {
        eprintln!("skipped: slow editors: the files are on {kind:?}, where leases may not work");
    }
    tells
}

/// In how many ways editors save there.
fn ways(vault: &TestVault) -> u64 {
    if tells_writers(&vault.path("")) { 4 } else { 3 }
}

/// A note without anchors, with a display text that `check --fix` mends.
fn bare_note(vault: &TestVault) -> String {
    let text = vault.read(BIRDS);
    let mut pieces = text.split(" <a class");
    let mut bare = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        bare += piece.split_once("</a>").map_or(piece, |(_, rest)| rest);
    }
    bare + "\nSee [[the_sourdough_starter | bread #1]].\n"
}

/// A command and a vault in which it changes many notes.
struct Race {
    vault: TestVault,
    command: Vec<&'static str>,
    /// The notes as they are before each round.
    texts: BTreeMap<String, String>,
    random: Random,
}

impl Race {
    fn of(command: &[&'static str]) -> Self {
        let vault = TestVault::shipped();
        let bare = bare_note(&vault) + "\nAnd [[many_reeds]].\n";
        let mut texts: BTreeMap<String, String> = (0..NOTES)
            .map(|n| (format!("notes/many/{n}.md"), bare.clone()))
            .collect();
        let renamed = "---\ntitle: Many reeds\n---\n\nTall.\n";
        texts.insert("notes/many/many_reeds.md".to_owned(), renamed.to_owned());
        vault.write(
            "templates/note.hbs",
            "---\ntitle: {{yaml title}}\nvideoId: {{yaml video.id}}\nkind: talk\n---\n",
        );
        Self {
            vault,
            command: command.to_vec(),
            texts,
            random: Random(1),
        }
    }

    fn begin(&self) {
        let _ = fs::remove_dir_all(self.vault.path("notes/many"));
        let _ = fs::remove_dir_all(self.vault.path(".kbnote"));
        for (name, text) in &self.texts {
            self.vault.write(name, text);
        }
    }

    /// Lets the next command finish or undo a rename that an edit kept from its end, before all begins anew.
    fn recover(&self) {
        if self.vault.user_path("rename.json").exists() {
            self.vault.kbnote(["list"]).success();
        }
    }

    /// Runs the command and saves an edit of each note meanwhile; gives how many were lost.
    fn round(&mut self, span: Duration) -> usize {
        self.begin();
        let ways = ways(&self.vault);
        let texts = self.texts.iter();
        let mut edits: Vec<(Duration, String, String, u64)> = texts
            .enumerate()
            .map(|(number, (name, text))| {
                let delay = self.random.up_to(span);
                let text = format!("{text}\n\nEdit {number} is mine.\n");
                (delay, name.clone(), text, self.random.below(ways))
            })
            .collect();
        edits.sort();
        let start = Instant::now();
        let run = self.vault.start(&self.command);
        for (delay, name, text, way) in &edits {
            thread::sleep(delay.saturating_sub(start.elapsed()));
            save(&self.vault.path(name), text, *way);
        }
        let output = run.wait_with_output().expect("an end");
        let run = self.vault.ended(output);
        assert!([0, 1, 5].contains(&run.code), "{}", run.seen());
        self.recover();
        let left = all_texts(&self.vault);
        let is_lost = |number: &usize| !left.contains(&format!("Edit {number} is mine"));
        (0..edits.len()).filter(is_lost).count()
    }

    #[expect(clippy::print_stderr, reason = "the figure of the test")]
    fn run(mut self) {
        self.begin();
        let start = Instant::now();
        let changed = self.vault.kbnote(&self.command);
        let span = start.elapsed();
        let is_new = |(name, text): (&String, &String)| {
            !self.vault.path(name).exists() || self.vault.read(name) != *text
        };
        assert!(
            self.texts.iter().any(is_new),
            "nothing to race: {}",
            changed.seen()
        );
        let rounds = rounds();
        let lost: usize = (0..rounds).map(|_| self.round(span)).sum();
        let edits = rounds * self.texts.len();
        eprintln!("{:?}: {lost} of {edits} edits lost", self.command);
        assert_eq!(lost, 0, "of {edits} edits");
    }
}

/// All texts of notes, and those that lost their place and were kept.
fn all_texts(vault: &TestVault) -> String {
    let notes = vault.snapshot();
    let notes = notes
        .into_iter()
        .filter(|(name, _)| name.starts_with("notes/"));
    let mut all: String = notes
        .map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned())
        .collect();
    let kept = fs::read_dir(vault.user_path("removed"))
        .into_iter()
        .flatten();
    for file in kept.flatten() {
        all += &fs::read_to_string(file.path()).expect("a text kept");
    }
    all
}

#[test]
fn edits_saved_while_align_writes_are_kept() {
    Race::of(&["align", "notes/many"]).run();
}

#[test]
fn edits_saved_while_regen_writes_are_kept() {
    Race::of(&["regen", "notes/many"]).run();
}

#[test]
fn edits_saved_while_check_repairs_are_kept() {
    Race::of(&[
        "check",
        "--fix",
        "--against-captions",
        "never",
        "notes/many",
    ])
    .run();
}

#[test]
fn edits_saved_while_a_note_is_renamed_are_kept() {
    Race::of(&["rename", "notes/many/many_reeds.md", "Tall reeds"]).run();
}

#[test]
fn edits_saved_while_the_page_writes_are_kept() {
    let vault = TestVault::shipped();
    let served = Served::start(&vault, &[]);
    let text = vault.read(BIRDS);
    let mut random = Random(2);
    let (mut lost, mut span) = (0, Duration::from_millis(20));
    let ways = ways(&vault);
    let edits = 12 * rounds();
    for number in 0..edits {
        save(&vault.path(BIRDS), &text, 0);
        let edited = format!("{text}\n\nEdit {number} is mine.\n");
        let (path, delay, way) = (vault.path(BIRDS), random.up_to(span), random.below(ways));
        let editor = thread::spawn(move || {
            thread::sleep(delay);
            save(&path, &edited, way);
        });
        let start = Instant::now();
        let change = json!({"do": "text", "claim": 0, "text": format!("Reworded {number}.")});
        // 422: the page saw the note while the editor had emptied it.
        let answer = served.try_change(BIRDS, &change);
        span = start.elapsed() + Duration::from_millis(1);
        editor.join().expect("an end");
        assert!(
            answer.is_none_or(|status| [200, 412, 422].contains(&status)),
            "{answer:?}"
        );
        lost += usize::from(!all_texts(&vault).contains(&format!("Edit {number} is mine")));
    }
    eprintln!("serve: {lost} of {edits} edits lost");
    assert_eq!(lost, 0, "of {edits} edits");
}

/// A run that is stopped at a moment of its swap.
struct Stopped {
    child: Child,
    folder: tempfile::TempDir,
    moment: &'static str,
}

impl Stopped {
    /// Runs the command up to this moment.
    fn at(moment: &'static str, mut command: Command) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        command.env(
            "KBNOTE_PAUSE",
            format!("{moment}:{}", folder.path().display()),
        );
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("kbnote starts");
        let mark = folder.path().join(moment);
        while !mark.exists() {
            let ended = child.try_wait().expect("a child");
            assert!(ended.is_none(), "ended without stopping {moment}");
            thread::sleep(Duration::from_millis(1));
        }
        Self {
            child,
            folder,
            moment,
        }
    }

    /// Lets it go on to its end.
    fn go_on(self, vault: &TestVault) -> Run {
        fs::remove_file(self.folder.path().join(self.moment)).expect("a mark removed");
        vault.ended(self.child.wait_with_output().expect("an end"))
    }

    fn kill(mut self) {
        self.child.kill().expect("a child killed");
        self.child.wait().expect("an end");
    }
}

fn bare_vault() -> (TestVault, String) {
    let vault = TestVault::shipped();
    let text = bare_note(&vault);
    vault.write(BIRDS, &text);
    (vault, text)
}

fn append_handle(vault: &TestVault) -> File {
    let file = OpenOptions::new().append(true).open(vault.path(BIRDS));
    file.expect("a note opened")
}

/// Where the hook is compiled in.
const HAS_HOOK: bool = cfg!(debug_assertions);

#[test]
fn a_text_saved_just_before_or_after_the_swap_is_kept() {
    if !HAS_HOOK {
        return;
    }
    for moment in ["before-swap", "after-swap", "before-second-look"] {
        for way in 0..3 {
            let (vault, text) = bare_vault();
            let stopped = Stopped::at(moment, vault.command(["align", BIRDS]));
            let edited = format!("{text}\nMine.\n");
            save(&vault.path(BIRDS), &edited, way);
            let run = stopped.go_on(&vault);
            assert_eq!(vault.read(BIRDS), edited, "{moment} {way}: {}", run.seen());
            // Before the swap the edit is found by it; after it, it is one of a note that is written.
            let expected = if moment == "before-swap" { 5 } else { 0 };
            run.exits(expected);
            let is_left = |(name, _): &(String, Vec<u8>)| name.contains(".kbnote-");
            assert!(!vault.everything().iter().any(is_left), "{moment} {way}");
            if moment == "before-swap" {
                let state = vault.path(&format!(".kbnote/notes/{BIRDS}.json"));
                assert!(!state.exists(), "a state of what was not written");
                vault.kbnote(["undo"]).exits(3);
            }
        }
    }
}

#[test]
fn text_written_through_an_open_file_handle_is_kept() {
    if !HAS_HOOK {
        return;
    }
    for moment in ["before-swap", "after-swap", "before-second-look"] {
        let (vault, text) = bare_vault();
        let mut open = append_handle(&vault);
        let stopped = Stopped::at(moment, vault.command(["align", BIRDS]));
        open.write_all(b"\nMine.\n").expect("a text written");
        let run = stopped.go_on(&vault).exits(5);
        assert!(
            run.stderr.contains("was changed in the meantime"),
            "{}",
            run.stderr
        );
        assert_eq!(vault.read(BIRDS), format!("{text}\nMine.\n"), "{moment}");
        let state = vault.path(&format!(".kbnote/notes/{BIRDS}.json"));
        assert!(!state.exists(), "{moment}: a state of what was not written");
        drop(open);
        vault.kbnote(["align", BIRDS]).success();
        assert!(vault.read(BIRDS).contains("Mine"));
    }
}

#[test]
fn an_editor_that_opened_the_note_before_the_swap_may_write_it_later() {
    let (vault, text) = bare_vault();
    if !HAS_HOOK || !tells_writers(&vault.path("")) {
        return;
    }
    let stopped = Stopped::at("before-swap", vault.command(["align", BIRDS]));
    let mut open = append_handle(&vault);
    let editor = thread::spawn(move || {
        thread::sleep(Duration::from_millis(300));
        open.write_all(b"\nMine.\n").expect("a text written");
    });
    let run = stopped.go_on(&vault).exits(5);
    editor.join().expect("an end");
    assert_eq!(
        vault.read(BIRDS),
        format!("{text}\nMine.\n"),
        "{}",
        run.seen()
    );
}

#[test]
fn a_note_that_stays_open_for_writing_is_not_replaced() {
    let (vault, text) = bare_vault();
    if !HAS_HOOK || !tells_writers(&vault.path("")) {
        return;
    }
    let mut open = append_handle(&vault);
    let run = vault.kbnote(["align", BIRDS]).exits(5);
    assert!(run.stderr.contains("open for writing"), "{}", run.stderr);
    open.write_all(b"\nMine.\n").expect("a text written");
    assert_eq!(vault.read(BIRDS), format!("{text}\nMine.\n"));
    drop(open);
    vault.kbnote(["align", BIRDS]).success();
}

#[test]
fn where_both_files_are_written_the_other_text_is_kept_and_named() {
    if !HAS_HOOK {
        return;
    }
    let (vault, text) = bare_vault();
    let mut open = append_handle(&vault);
    let stopped = Stopped::at("before-second-look", vault.command(["align", BIRDS]));
    open.write_all(b"\nOne of mine.\n").expect("a text written");
    save(&vault.path(BIRDS), "Another of mine.\n", 0);
    let run = stopped.go_on(&vault).exits(5);
    assert_eq!(vault.read(BIRDS), "Another of mine.\n");
    let kept = vault.user_path("removed/counting_birds_in_winter.md");
    let kept = fs::read_to_string(kept).expect("a text kept");
    assert_eq!(kept, format!("{text}\nOne of mine.\n"));
    assert!(
        run.stderr.contains("kept in [state]/removed/"),
        "{}",
        run.stderr
    );
}

#[test]
fn the_next_run_cleans_up_after_a_kill_just_before_or_after_the_swap() {
    if !HAS_HOOK {
        return;
    }
    let (whole, _) = bare_vault();
    whole.kbnote(["align", BIRDS]).success();
    let aligned = whole.read(BIRDS);
    for moment in ["before-swap", "after-swap", "before-second-look"] {
        let (vault, text) = bare_vault();
        Stopped::at(moment, vault.command(["align", BIRDS])).kill();
        let expected = if moment == "before-swap" {
            &text
        } else {
            &aligned
        };
        assert_eq!(vault.read(BIRDS), *expected);
        vault.kbnote(["list"]).success();
        let is_left = |(name, _): &(String, Vec<u8>)| name.contains(".kbnote-");
        assert!(!vault.everything().iter().any(is_left), "{moment}");
        assert_eq!(vault.read(BIRDS), *expected);
        vault.kbnote(["align", BIRDS]).success();
        assert_eq!(vault.read(BIRDS), aligned);
    }
}

#[test]
fn a_text_that_was_displaced_when_the_run_was_killed_comes_back() {
    if !HAS_HOOK {
        return;
    }
    let (vault, text) = bare_vault();
    let mut open = append_handle(&vault);
    let stopped = Stopped::at("after-swap", vault.command(["align", BIRDS]));
    open.write_all(b"\nMine.\n").expect("a text written");
    stopped.kill();
    assert!(!vault.read(BIRDS).contains("Mine"));
    vault.kbnote(["list"]).success();
    assert_eq!(vault.read(BIRDS), format!("{text}\nMine.\n"));
}

#[test]
fn a_second_writer_learns_which_process_holds_the_lock() {
    if !HAS_HOOK {
        return;
    }
    let (vault, _) = bare_vault();
    let stopped = Stopped::at("before-swap", vault.command(["align", BIRDS]));
    let pid = stopped.child.id();
    let refused = vault.kbnote(["rename", BIRDS, "Birds"]).exits(4);
    assert!(
        refused
            .stderr
            .contains(&format!("`kbnote align`, process {pid}")),
        "{}",
        refused.stderr
    );
    let reads = vault.kbnote(["list"]).success();
    assert!(reads.stderr.is_empty(), "{}", reads.stderr);
    stopped.go_on(&vault).success();
    vault.kbnote(["rename", BIRDS, "Birds"]).success();
}

#[test]
fn a_note_that_another_kbnote_wrote_meanwhile_is_aligned_again() {
    if !HAS_HOOK {
        return;
    }
    let (whole, _) = bare_vault();
    whole.kbnote(["align", BIRDS]).success();
    for notes in [BIRDS, "notes"] {
        let (vault, _) = bare_vault();
        let first = Stopped::at("before-swap", vault.command(["align", BIRDS]));
        // It has read the note, and waits for the lock.
        let second = vault.start(["align", notes]);
        thread::sleep(Duration::from_millis(500));
        first.go_on(&vault).success();
        let output = second.wait_with_output().expect("an end");
        vault.ended(output).success();
        assert_eq!(vault.read(BIRDS), whole.read(BIRDS), "{notes}");
    }
}

#[test]
fn other_commands_go_on_with_what_another_kbnote_wrote_meanwhile() {
    if !HAS_HOOK {
        return;
    }
    let (_, bare) = bare_vault();
    let link = "[[the_sourdough_starter | sourdough starter]]";
    let (unlinked, _) = bare.split_once("\nSee").expect("a last line");
    let unlinked = unlinked.replace(link, "sourdough starter");
    for (arguments, text, wanted) in [
        (&["regen", BIRDS][..], &unlinked, link),
        (&["links", "--apply", BIRDS], &unlinked, link),
        (&["check", "--fix", BIRDS], &bare, "bread ＃1"),
    ] {
        let vault = TestVault::shipped();
        vault.write(BIRDS, text);
        let first = Stopped::at("before-swap", vault.command(["align", BIRDS]));
        let second = vault.start(arguments);
        thread::sleep(Duration::from_millis(500));
        first.go_on(&vault).success();
        let output = second.wait_with_output().expect("an end");
        vault.ended(output).success();
        let written = vault.read(BIRDS);
        let is_written = written.contains("yt-timestamp") && written.contains(wanted);
        assert!(is_written, "{arguments:?}: {written}");
        vault.kbnote(arguments).success();
        assert_eq!(vault.read(BIRDS), written, "{arguments:?}");
    }
}

#[test]
fn while_another_kbnote_continues_writing_a_run_over_many_notes_is_refused() {
    if !HAS_HOOK {
        return;
    }
    let (vault, text) = bare_vault();
    vault.write("notes/fieldnotes/more.md", &text);
    let first = Stopped::at("before-swap", vault.command(["align", BIRDS]));
    let refused = vault.kbnote(["align", "notes"]).exits(4);
    assert!(
        refused.stderr.contains("another kbnote is writing"),
        "{}",
        refused.stderr
    );
    first.go_on(&vault).success();
    vault.kbnote(["align", "notes"]).success();
}
