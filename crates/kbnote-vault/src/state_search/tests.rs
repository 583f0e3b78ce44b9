use super::*;
use crate::{NoteWriter, testing};
use kbnote_note::{MergeBase, TemplateBase};

const TEXT: &str =
    "---\nvideoId: kbnoteDemo1\n---\n\nFlocks roost [00:00:42]. Two count. Three tally.\n";

struct World {
    dir: tempfile::TempDir,
    vault: Vault,
}

impl World {
    /// A vault with a note that was written with its state.
    fn new() -> Self {
        let (dir, vault) = testing::vault();
        let world = Self { dir, vault };
        world.write("a", TEXT, &state(42));
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(format!("notes/{name}.md"))
    }

    fn write(&self, name: &str, text: &str, state: &NoteState) {
        let writer = NoteWriter::new("align");
        writer
            .create(&self.vault, &self.path(name), text.as_bytes(), Some(state))
            .unwrap();
    }

    fn rename(&self, from: &str, to: &str) {
        let to = self.path(to);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::rename(self.path(from), to).unwrap();
        self.vault.forget_found_states();
    }

    fn put(&self, name: &str, text: &str) {
        files::replace(&self.path(name), text.as_bytes()).unwrap();
        self.vault.forget_found_states();
    }

    fn find(&self, name: &str) -> Option<FoundState> {
        self.vault.find_state(&self.path(name)).unwrap()
    }

    /// Where the state of a note comes from, and the first time in it.
    fn origin(&self, name: &str) -> Option<(StateOrigin, u64)> {
        let found = self.find(name)?;
        let time = found.state.claims.first().map_or(0, |claim| claim.times[0]);
        Some((found.origin, time))
    }

    /// A copy of a note that was moved is met after the note.
    fn take_along(&self, name: &str) {
        assert!(self.find(name).is_some());
        self.record_decision(name, &state(42));
    }

    /// Lets a command decide on a note, as it is.
    fn record_decision(&self, name: &str, state: &NoteState) {
        let path = self.path(name);
        let bytes = files::read(&path).unwrap();
        let writer = NoteWriter::new("align");
        writer
            .record_decision(&self.vault, &path, &bytes, state)
            .unwrap();
    }

    fn states(&self) -> Vec<String> {
        let found = walk::files_below(&self.vault.states_dir(), &[]).unwrap();
        let below = |path: &Path| {
            path.strip_prefix(self.vault.states_dir())
                .unwrap()
                .to_owned()
        };
        let mut names: Vec<_> = found
            .iter()
            .map(|found| below(&found.path).display().to_string())
            .collect();
        names.sort();
        names
    }
}

fn claim(text: &str, times: &[u64]) -> ClaimState {
    ClaimState {
        text: text.to_owned(),
        times: times.to_vec(),
        ..ClaimState::default()
    }
}

fn state(time: u64) -> NoteState {
    NoteState {
        claims: vec![claim("Flocks roost.", &[time]), claim("Two count.", &[])],
        ..NoteState::default()
    }
}

fn moved_from(name: &str) -> StateOrigin {
    StateOrigin::MovedFrom(format!("notes/{name}.md").into())
}

fn copy_of(name: &str) -> StateOrigin {
    StateOrigin::CopyOf(format!("notes/{name}.md").into())
}

#[test]
fn a_moved_note_is_known_and_its_state_follows_when_it_is_written() {
    let world = World::new();
    world.rename("a", "deep/b");
    let found = world.find("deep/b").unwrap();
    assert_eq!(found.origin, moved_from("a"));
    assert_eq!(world.states(), ["notes/a.md.json"], "reading moves nothing");
    world.record_decision("deep/b", &state(50));
    assert_eq!(world.states(), ["notes/deep/b.md.json"]);
    assert_eq!(world.origin("deep/b"), Some((StateOrigin::Own, 50)));
}

#[test]
fn a_moved_note_is_known_though_some_of_it_was_rewritten() {
    let world = World::new();
    world.rename("a", "b");
    world.put("b", &TEXT.replace("Two", "Three people"));
    assert_eq!(world.origin("b"), Some((moved_from("a"), 42)));
    world.put(
        "b",
        &TEXT.replace("Two", "Three people").replace("roost", "nest"),
    );
    assert_eq!(world.origin("b"), None);
    world.put(
        "b",
        &TEXT.replace("Demo1", "Demo2").replace("Three", "Four"),
    );
    assert_eq!(world.origin("b"), None, "another recording");
}

#[test]
fn a_note_renamed_in_another_case_is_the_same() {
    let world = World::new();
    world.rename("a", "A");
    let expected = if world.path("a").exists() {
        StateOrigin::Own
    } else {
        moved_from("a")
    };
    assert_eq!(world.origin("A"), Some((expected, 42)));
}

#[test]
fn a_copy_keeps_the_decisions_and_leaves_the_original_its_own() {
    let world = World::new();
    world.put("b", TEXT);
    assert_eq!(world.origin("b"), Some((copy_of("a"), 42)));
    world.record_decision("b", &state(50));
    assert_eq!(world.states(), ["notes/a.md.json", "notes/b.md.json"]);
    assert_eq!(world.origin("a"), Some((StateOrigin::Own, 42)));
    assert_eq!(world.origin("b"), Some((StateOrigin::Own, 50)));
}

#[test]
fn other_times_in_a_copy_were_there_before() {
    let world = World::new();
    world.put("b", &TEXT.replace("00:00:42", "00:09:42"));
    let found = world.find("b").unwrap();
    assert_eq!(found.origin, copy_of("a"));
    let first = &found.state.claims[0];
    assert_eq!((first.times.as_slice(), first.trusted), (&[582][..], true));
    world.put("c", &TEXT.replace(" [00:00:42]", ""));
    let found = world.find("c").unwrap();
    assert_ne!(found.state.claims[0].text, first.text);
}

#[test]
fn all_copies_of_a_removed_note_get_its_state() {
    let world = World::new();
    world.put("c", TEXT);
    world.rename("a", "b");
    world.take_along("b");
    assert_eq!(world.origin("c"), Some((copy_of("b"), 42)));
}

#[test]
fn a_copy_of_notes_that_differ_and_are_all_there_is_a_new_note() {
    let world = World::new();
    world.write("b", TEXT, &state(51));
    world.write("c", TEXT, &state(60));
    world.put("d", &format!("{TEXT}\nMore.\n"));
    assert_eq!(world.origin("d"), None);
    // Another note is now where one of them was: this may be that one.
    world.put("b", "Other.\n");
    assert!(world.vault.find_state(&world.path("d")).is_err());
}

#[test]
fn where_it_makes_a_difference_which_note_it_was_the_author_decides() {
    let world = World::new();
    world.write("b", TEXT, &state(42));
    std::fs::remove_file(world.path("b")).unwrap();
    world.rename("a", "c");
    assert_eq!(
        world.origin("c"),
        Some((moved_from("a"), 42)),
        "both tell the same"
    );

    world.write("b", TEXT, &state(51));
    std::fs::remove_file(world.path("b")).unwrap();
    world.vault.forget_found_states();
    let asked = world.vault.find_state(&world.path("c"));
    let Err(StateError::Ambiguous { former, .. }) = asked else {
        panic!("{asked:?}");
    };
    assert_eq!(former.len(), 3, "{former:?}");
    let b = FormerPath::At(world.path("b"));
    world.vault.set_former_path(&world.path("c"), b);
    assert_eq!(world.origin("c"), Some((moved_from("b"), 51)));
    let nowhere = FormerPath::At(world.path("x"));
    world.vault.set_former_path(&world.path("c"), nowhere);
    assert!(world.vault.find_state(&world.path("c")).is_err());
    world
        .vault
        .set_former_path(&world.path("c"), FormerPath::Nowhere);
    assert_eq!(world.origin("c"), None);
}

#[test]
fn notes_that_changed_places_are_distinguished() {
    let world = World::new();
    let other = TEXT.replace("Demo1", "Demo2").replace("roost", "nest");
    let other = other.replace("Two count", "They rest");
    let of_other = NoteState {
        claims: vec![claim("Flocks nest.", &[7]), claim("They rest.", &[])],
        ..NoteState::default()
    };
    world.write("b", &other, &of_other);
    world.rename("a", "x");
    world.rename("b", "a");
    world.rename("x", "b");
    world.put("a", &format!("{other}\nMore.\n"));
    world.put("b", &format!("{TEXT}\nMore.\n"));
    assert_eq!(world.origin("a").unwrap().1, 7);
    assert_eq!(world.origin("b").unwrap().1, 42);
    world.record_decision("a", &of_other);
    assert_eq!(world.origin("b").unwrap().1, 42, "its state was set aside");
}

#[test]
fn a_new_note_where_a_moved_one_lay_does_not_take_its_state() {
    let world = World::new();
    world.rename("a", "b");
    world.write("a", "Other.\n", &NoteState::default());
    world.vault.forget_found_states();
    assert_eq!(world.origin("b").map(|(_, time)| time), Some(42));
    world.record_decision("b", &state(42));
    assert_eq!(world.states(), ["notes/a.md.json", "notes/b.md.json"]);
}

#[test]
fn a_note_without_sentences_is_known_by_its_frame() {
    let (dir, vault) = testing::vault();
    let world = World { dir, vault };
    let frame = TemplateBase {
        front_matter: vec!["title: Birds".to_owned(), "videoId: kbnoteDemo1".to_owned()],
        lines: vec!["## Roosts".to_owned()],
        ..TemplateBase::default()
    };
    let base = MergeBase {
        template: Some(frame),
        ..MergeBase::default()
    };
    let known = NoteState {
        base,
        ..NoteState::default()
    };
    let text = "---\ntitle: Birds\nvideoId: kbnoteDemo1\n---\n## Roosts\n";
    world.write("a", text, &known);
    world.rename("a", "b");
    world.put("b", &format!("{text}\nMore.\n"));
    assert_eq!(world.find("b").unwrap().origin, moved_from("a"));
    world.put("b", &text.replace("Demo1", "Demo2"));
    assert_eq!(world.find("b"), None);
}

#[test]
fn a_state_that_waited_when_its_run_was_killed_follows_the_note() {
    let world = World::new();
    let a = world.path("a");
    let new = TEXT.replace("42", "50");
    let written = NoteState {
        note: Some(Fingerprint::of(new.as_bytes()).to_string()),
        ..state(50)
    };
    crate::testing::set_pending_state(&world.vault, &a, &written);
    world.put("a", &new);
    world.rename("a", "b");
    assert_eq!(world.origin("b"), Some((moved_from("a"), 50)));
    world.record_decision("b", &state(50));
    assert_eq!(world.states(), ["notes/b.md.json"]);
}

#[test]
fn a_moved_note_of_a_newer_version_is_refused() {
    let world = World::new();
    let file = world.vault.state_path(&world.path("a")).unwrap();
    let newer = String::from_utf8(files::read(&file).unwrap()).unwrap();
    files::replace(&file, newer.replace("state/2", "state/9").as_bytes()).unwrap();
    world.rename("a", "b");
    let found = world.vault.find_state(&world.path("b"));
    assert!(matches!(found, Err(StateError::Newer { .. })), "{found:?}");
}

#[test]
fn names_of_any_length_have_a_state_and_are_found_again() {
    let world = World::new();
    let long = |ch: &str| ch.repeat(240 / ch.len()) + &"x".repeat(12);
    for name in [long("b"), long("é"), "c".repeat(247)] {
        world.write(&name, "Other.\n", &state(7));
        world.vault.forget_found_states();
        let path = world.vault.state_path(&world.path(&name)).unwrap();
        assert!(path.exists(), "{}", path.display());
        let below = world.vault.note_of_state(&path).unwrap();
        assert_eq!(world.vault.root().join(below), world.path(&name));
    }
    let longest = "d".repeat(252);
    world.rename("a", &longest);
    assert_eq!(world.origin(&longest), Some((moved_from("a"), 42)));
    world.record_decision(&longest, &state(50));
    assert_eq!(world.origin(&longest), Some((StateOrigin::Own, 50)));
    world.rename(&longest, "e");
    let found = world.find("e").unwrap();
    assert!(
        matches!(found.origin, StateOrigin::MovedFrom(_)),
        "{found:?}"
    );
}
