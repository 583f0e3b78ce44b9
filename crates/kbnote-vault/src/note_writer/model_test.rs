//! Whatever is written, killed, edited and taken back in turn: the note and what is remembered of
//! it fit together, and what is taken back is what was there.

use std::path::PathBuf;

use proptest::prelude::*;

use super::*;
use crate::{Undo, testing};

#[derive(Clone, Debug)]
enum Step {
    /// kbnote writes the note.
    Write(String),
    /// It does and is killed after so many of its steps.
    Killed(String, usize),
    /// The author writes the note.
    Edit(String),
    Undo,
    /// The author deletes what is remembered of notes.
    DeleteStates,
}

fn text() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "",
        "a\n",
        "a b c\nd\n",
        "a x c\nd\n",
        "é\n\n",
        "d\na b c\n",
    ])
    .prop_map(str::to_owned)
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => text().prop_map(Step::Write),
        3 => (text(), 0..4usize).prop_map(|(text, steps)| Step::Killed(text, steps)),
        2 => text().prop_map(Step::Edit),
        4 => Just(Step::Undo),
        1 => Just(Step::DeleteStates),
    ]
}

/// What the note and its state should be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Model {
    note: String,
    state: Option<String>,
    /// The notes and states before each write, with the note that was written.
    runs: Vec<(String, Option<String>, String)>,
}

impl Model {
    fn write(&mut self, new: &str, name: &str) {
        if self.note != new {
            self.runs
                .push((self.note.clone(), self.state.clone(), new.to_owned()));
        }
        self.note = new.to_owned();
        self.state = Some(name.to_owned());
    }

    fn undo(&mut self) {
        if let Some(at) = self.runs.iter().rposition(|(_, _, new)| *new == self.note) {
            let (note, state, _) = self.runs.remove(at);
            (self.note, self.state) = (note, state);
        }
    }
}

struct World {
    dir: tempfile::TempDir,
    vault: Vault,
    model: Model,
}

impl World {
    fn new() -> Self {
        let (dir, vault) = crate::testing::vault();
        files::create(&dir.path().join("a.md"), b"").unwrap();
        Self {
            dir,
            vault,
            model: Model::default(),
        }
    }

    fn note(&self) -> PathBuf {
        self.dir.path().join("a.md")
    }

    fn step(&mut self, number: usize, step: &Step) {
        let (note, old) = (self.note(), self.model.note.clone());
        let writer = NoteWriter::new("align");
        let state = NoteState {
            captions: Some(number.to_string()),
            ..NoteState::default()
        };
        match step {
            Step::Write(new) => {
                let (old, new) = (old.as_bytes(), new.as_bytes());
                writer
                    .replace(&self.vault, &note, old, new, Some(&state))
                    .unwrap();
                self.model
                    .write(std::str::from_utf8(new).unwrap(), &number.to_string());
            }
            Step::Killed(new, steps) if *new != old => {
                let new_bytes = new.as_bytes();
                if *steps > 0 {
                    let change = NoteChange {
                        note: &note,
                        old: Some(old.as_bytes()),
                        new: Some(new_bytes),
                    };
                    writer
                        .run()
                        .record(&self.vault, &writer.origin, change)
                        .unwrap();
                    let known = self.model.state.clone();
                    self.model.runs.push((old, known, new.clone()));
                }
                if *steps > 1 {
                    testing::set_pending_state(&self.vault, &note, &state_of(&state, new_bytes));
                }
                if *steps > 2 {
                    files::replace(&note, new_bytes).unwrap();
                    self.model.note.clone_from(new);
                    self.model.state = Some(number.to_string());
                }
            }
            Step::Killed(..) => {}
            Step::Edit(new) => {
                // An edit between a kill and the next run can look like the write itself.
                self.settle();
                files::replace(&note, new.as_bytes()).unwrap();
                self.model.note.clone_from(new);
            }
            Step::Undo => {
                self.undo();
                self.model.undo();
            }
            Step::DeleteStates => {
                let _ = std::fs::remove_dir_all(self.dir.path().join(".kbnote/notes"));
                self.model.state = None;
                // Their runs remember them; those stay as they are.
            }
        }
    }

    /// As the next run does it.
    fn settle(&self) {
        let state = self.vault.read_state(&self.note()).unwrap();
        match state {
            Some(state) => testing::write_state(&self.vault, &self.note(), &state),
            None => files::remove(&self.vault.pending_state_path(&self.note()).unwrap()).unwrap(),
        }
    }

    fn undo(&self) {
        for run in self.vault.recorded_runs(Stack::Undo).unwrap() {
            let plan = run.plan(&self.vault).unwrap();
            if plan.iter().any(Undo::changes_file) {
                run.undo(&self.vault, &self.vault.lock("undo").unwrap(), &plan)
                    .unwrap();
                run.forget(&self.vault, &std::collections::BTreeSet::new())
                    .unwrap();
                return;
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn note_and_state_fit_whatever_happens(steps in prop::collection::vec(step(), 1..12)) {
        let mut world = World::new();
        for (number, step) in steps.iter().enumerate() {
            world.step(number, step);
            let note = files::read(&world.note()).unwrap();
            prop_assert_eq!(String::from_utf8(note).unwrap(), world.model.note.clone(), "{:?}", step);
            let state = world.vault.read_state(&world.note()).unwrap();
            let name = state.and_then(|state| state.captions);
            prop_assert_eq!(&name, &world.model.state, "{:?}", step);
        }
    }
}
