//! What kbnote decides on a note in the editor, until the note is saved.
//!
//! A state goes with a text. Where an author undoes a change in the editor, the text before it comes back,
//! and so does the state that went with it: otherwise the old times would count as set by hand.

use std::sync::Arc;

use kbnote_app::editor::EditorChange;
use kbnote_core::Fingerprint;
use kbnote_engine::link_decisions::UnstoredDecisions;
use kbnote_engine::regenerate::IndexRecordChange;
use kbnote_note::NoteState;

/// The state of an open note that is newer than the stored one, with what is stored beside it.
#[derive(Debug)]
pub(crate) struct UnsavedState {
    pub(crate) state: NoteState,
    pub(crate) links: Option<UnstoredDecisions>,
    pub(crate) index: Option<IndexRecordChange>,
}

/// The texts of a note whose states are known.
#[derive(Debug, Default)]
pub(crate) struct StateMemory(Vec<(Fingerprint, Arc<UnsavedState>)>);

/// How many texts of a note are remembered.
const REMEMBERED: usize = 200;

impl StateMemory {
    /// Remembers a change that the editor is to make in a text with the state `known`; the state that the
    /// changed text has.
    pub(crate) fn offer(
        &mut self,
        (text, known): (&str, Option<NoteState>),
        change: EditorChange,
    ) -> Option<Arc<UnsavedState>> {
        let EditorChange {
            text: new,
            state,
            links,
            index,
        } = change;
        // Without a state of its own a change leaves the one before, and then only what is beside it counts.
        let is_to_store = state.is_some() || links.is_some() || index.is_some();
        let before = known.unwrap_or_default();
        let state = is_to_store.then(|| UnsavedState {
            state: state.unwrap_or_else(|| before.clone()),
            links,
            index,
        });
        let state = Arc::new(state?);
        let before = UnsavedState {
            state: before,
            links: None,
            index: None,
        };
        if self.state_of(text).is_none() {
            self.put(text, Arc::new(before));
        }
        self.put(&new, Arc::clone(&state));
        Some(state)
    }

    fn put(&mut self, text: &str, state: Arc<UnsavedState>) {
        let print = Fingerprint::of(text.as_bytes());
        self.0.retain(|(known, _)| *known != print);
        if self.0.len() >= REMEMBERED {
            self.0.remove(0);
        }
        self.0.push((print, state));
    }

    /// The state that goes with a text.
    pub(crate) fn state_of(&self, text: &str) -> Option<Arc<UnsavedState>> {
        if self.0.is_empty() {
            return None;
        }
        let print = Fingerprint::of(text.as_bytes());
        let known = self.0.iter().find(|(known, _)| *known == print);
        known.map(|(_, state)| Arc::clone(state))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_comes_back_has_its_state_again() {
        let mut memory = StateMemory::default();
        let state = NoteState {
            note: Some("new".to_owned()),
            ..NoteState::default()
        };
        let change = EditorChange {
            text: "b".to_owned(),
            state: Some(state.clone()),
            links: None,
            index: None,
        };
        memory.offer(("a", None), change);
        assert_eq!(memory.state_of("b").unwrap().state, state);
        assert_eq!(memory.state_of("a").unwrap().state, NoteState::default());
        assert!(memory.state_of("c").is_none());
    }
}
