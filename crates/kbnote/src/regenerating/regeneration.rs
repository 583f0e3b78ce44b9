//! The changes of one note, and what becomes of the note once they are decided.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use kbnote_app::{IndexChange, PlannedIndex};
use kbnote_core::{Fingerprint, Track, Transcript};
use kbnote_note::render::RenderError;
use kbnote_note::{EditError, Note, NoteState, Splice, TemplateBase};
use serde_json::{Value, json};

use super::anchors;
use super::change::{Change, ChangeKind, Slot, name_all};
use super::entries;
use super::link_memory::LinkMemory;
use super::links::{self, LinkProposal};
use super::markers;
use super::template::{FrameSource, Framing};
use super::way_back::WayBack;
use super::work::Kinds;
use crate::context::Context;
use crate::error::CliError;
use crate::linking::{MIN_SCORE, read_decisions};
use kbnote_engine::anchoring::AnchorPlan;
use kbnote_engine::link_decisions::LinkDecisions;

/// What is decided on a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is made.
    Accept,
    /// It is not made, and not proposed again.
    Reject,
    /// It is not made now.
    Leave,
}

/// All that regenerating a note would change.
#[derive(Debug)]
pub(crate) struct Regeneration {
    /// The note as it is.
    pub(crate) note: Note,
    /// In the order of the note.
    pub(crate) changes: Vec<Change>,
    /// Why no sentence can be anchored, where that is so.
    pub(crate) unanchored: Option<CliError>,
    known: Option<NoteState>,
    kinds: Kinds,
    framing: Option<Framing>,
    links: LinkMemory,
    called: Option<Fingerprint>,
    anchoring: Option<Anchoring>,
    /// The channel whose index the note is.
    index: Option<PlannedIndex>,
    /// Slots whose change was refused before.
    refused: Vec<Slot>,
}

/// The anchors that were looked for.
#[derive(Debug)]
pub(super) struct Anchoring {
    pub(super) plan: AnchorPlan,
    pub(super) track: Arc<Track>,
}

/// A note and its state as decisions make them.
#[derive(Debug)]
pub(crate) struct Decided {
    pub(crate) note: Note,
    /// What to remember once the note is written.
    pub(crate) state: NoteState,
}

/// A note that is being compared, kind by kind.
pub(super) struct Draft {
    note: Note,
    known: Option<NoteState>,
    kinds: Kinds,
    changes: Vec<Change>,
    framing: Option<Framing>,
    links: LinkMemory,
    /// What the notes were called that could be linked to, if links were looked for.
    called: Option<Fingerprint>,
    index: Option<PlannedIndex>,
}

impl Draft {
    /// Begins with a note and what is known of it.
    pub(super) fn new(note: Note, known: Option<NoteState>, kinds: Kinds) -> Self {
        Self {
            links: LinkMemory::new(&note, known.as_ref()),
            note,
            known,
            kinds,
            changes: Vec::new(),
            framing: None,
            called: None,
            index: None,
        }
    }

    fn base(&self) -> Option<&TemplateBase> {
        base_of(self.known.as_ref())
    }

    /// Adds what the template would change.
    pub(super) fn with_template(
        mut self,
        source: &FrameSource,
        transcript: &Transcript,
        today: NaiveDate,
    ) -> Result<Self, RenderError> {
        let framing = Framing::new(source, transcript, &self.note, self.base(), today)?;
        let changes = framing.changes(&self.note, self.base(), &self.kinds);
        self.changes.extend(changes);
        self.framing = Some(framing);
        Ok(self)
    }

    /// Adds links to notes that are called so, but for those that were refused.
    pub(super) fn with_links(
        mut self,
        called: Fingerprint,
        suggest: impl FnOnce(&Note) -> Vec<LinkProposal>,
    ) -> Self {
        self.called = Some(called);
        let mut proposals = suggest(&self.note);
        proposals.retain(|link| !self.links.refuses(&link.target));
        let changes = links::propose(&self.note, &self.note.claims(), &proposals);
        self.changes.extend(changes);
        self
    }

    /// Adds anchors. They are looked for in the note as it will be with the other changes made,
    /// so that another run finds the same.
    pub(super) fn with_anchors(
        mut self,
        anchor: impl FnOnce(&Note, Option<&NoteState>) -> Result<Anchoring, CliError>,
    ) -> Result<Regeneration, CliError> {
        let made = self.changes.iter().filter(|change| !change.conflict);
        let splices: Vec<Splice> = made.flat_map(|change| change.splices.clone()).collect();
        let changed = self.note.edited(&splices)?;
        Ok(match anchor(&changed, self.known.as_ref()) {
            Ok(anchoring) => {
                let Anchoring { plan, track } = &anchoring;
                let back = WayBack::new(&splices);
                let mut changes = anchors::propose(&changed, track, plan);
                for change in &mut changes {
                    change.move_back(&self.note, &back);
                }
                self.changes.extend(changes);
                self.finish(Some(anchoring), None)
            }
            Err(error) => self.finish(None, Some(error)),
        })
    }

    /// Adds the entries that an index note should have or not.
    pub(super) fn with_entries(mut self, planned: PlannedIndex) -> Self {
        let changes = entries::propose(&self.note, &planned.plan.splices);
        self.changes.extend(changes);
        self.index = Some(planned);
        self
    }

    /// Ends without anchors.
    pub(super) fn without_anchors(self) -> Regeneration {
        self.finish(None, None)
    }

    fn finish(
        mut self,
        anchoring: Option<Anchoring>,
        unanchored: Option<CliError>,
    ) -> Regeneration {
        name_all(&mut self.changes);
        let known = self.known.as_ref().map(|known| &known.base.refused);
        let is_refused =
            |change: &Change| known.is_some_and(|ids| ids.contains(&change.id.to_string()));
        let (refused, changes): (Vec<_>, Vec<_>) = self.changes.into_iter().partition(is_refused);
        Regeneration {
            note: self.note,
            changes,
            unanchored,
            known: self.known,
            kinds: self.kinds,
            framing: self.framing,
            links: self.links,
            called: self.called,
            anchoring,
            index: self.index,
            refused: refused.into_iter().map(|change| change.slot).collect(),
        }
    }
}

impl Regeneration {
    /// The note and its state after these verdicts.
    pub(crate) fn decided(
        &self,
        verdict: impl Fn(&Change) -> Verdict,
    ) -> Result<Decided, EditError> {
        self.decided_in_words(verdict, |_| None)
    }

    /// The same, with words of the author's own in place of what accepted changes would make of
    /// their stretch. Another change inside such a stretch gives way to them.
    pub(crate) fn decided_in_words<'a>(
        &self,
        verdict: impl Fn(&Change) -> Verdict,
        words: impl Fn(&Change) -> Option<&'a str>,
    ) -> Result<Decided, EditError> {
        let accepted = self
            .changes
            .iter()
            .filter(|change| verdict(change) == Verdict::Accept);
        let (worded, plain): (Vec<_>, Vec<_>) =
            accepted.partition(|change| words(change).is_some());
        let mut splices: Vec<Splice> = Vec::new();
        let is_taken = |splices: &[Splice], change: &Change| {
            let meets = |splice: &Splice| {
                splice.range.start <= change.range.end && change.range.start <= splice.range.end
            };
            splices.iter().any(meets)
        };
        for change in worded {
            if !is_taken(&splices, change) {
                let text = words(change).unwrap_or_default();
                splices.push(Splice::replace(change.range.clone(), text));
            }
        }
        let own_words = splices.clone();
        for change in plain {
            if !is_taken(&own_words, change) {
                splices.extend(change.splices.iter().cloned());
            }
        }
        let note = self.note.edited(&splices)?;
        let verdicts: Vec<(&Change, Verdict)> = self
            .changes
            .iter()
            .map(|change| (change, verdict(change)))
            .collect();
        let state = self.state(&verdicts);
        Ok(Decided { note, state })
    }

    /// The change of the record of an index note: an entry that was refused is not proposed again, one
    /// that was left is. That holds even if the note stays as it is.
    pub(crate) fn index_change(
        &self,
        changed: bool,
        verdict: impl Fn(&Change) -> Verdict,
    ) -> Option<IndexChange> {
        let index = self.index.as_ref()?;
        let left = self.changes.iter().filter(|c| verdict(c) == Verdict::Leave);
        let left: Vec<&Slot> = left.map(|change| &change.slot).collect();
        let before = if changed { self.note.bytes() } else { &[] };
        index.index_change(before, |number| !left.contains(&&Slot::Entry(number)))
    }

    /// Remembers that the links of the note are decided on, once it is written: if they were looked
    /// for, and none was left.
    pub(crate) fn remember_links(
        &self,
        cx: &Context,
        looks: &mut Option<LinkDecisions>,
        (path, written): (Option<&Path>, &Note),
        verdict: impl Fn(&Change) -> Verdict,
    ) {
        let is_left =
            |change: &Change| change.kind == ChangeKind::Links && verdict(change) == Verdict::Leave;
        if let Some(called) = self.called
            && !self.changes.iter().any(is_left)
        {
            let looks = looks.get_or_insert_with(|| read_decisions(cx, called));
            let name = path.and_then(|path| cx.vault.note_name(path));
            looks.decide(name.as_deref(), (&self.note, written), MIN_SCORE);
        }
    }

    /// What is to be remembered with the note; nothing for an index note, whose entries are
    /// remembered apart.
    pub(crate) fn kept<'a>(&self, state: &'a NoteState) -> Option<&'a NoteState> {
        self.index.is_none().then_some(state)
    }

    /// The note with its conflicts written into it; all else is accepted.
    pub(crate) fn with_markers(&self) -> Result<Note, EditError> {
        markers::written(&self.note, &self.changes)
    }

    fn state(&self, verdicts: &[(&Change, Verdict)]) -> NoteState {
        let known = self.known.as_ref();
        let of_slot = |slot: &Slot| {
            let found = verdicts.iter().find(|(change, _)| change.slot == *slot);
            let before = || match self.refused.contains(slot) {
                true => Verdict::Reject,
                false => Verdict::Accept,
            };
            found.map_or_else(before, |(_, verdict)| *verdict)
        };
        let mut state = match &self.anchoring {
            Some(Anchoring { plan, track }) => anchors::state(plan, track, known, &of_slot),
            None => known.cloned().unwrap_or_default(),
        };
        if let Some(framing) = &self.framing {
            let base = base_of(known);
            state.base.template = framing.base_after(&self.note, base, &self.kinds, &of_slot);
        }
        let mut links = self.links.clone();
        for (change, verdict) in verdicts {
            if let (Slot::Link(target), true) = (&change.slot, *verdict != Verdict::Leave) {
                links.add(target, *verdict == Verdict::Reject);
            }
        }
        state.base.links = links.into_states();
        state.base.refused.extend(refused_anchors(verdicts));
        state
    }

    /// The entry of the note in `kbnote.diff/1`.
    pub(crate) fn to_json(&self, path: &str) -> Value {
        json!({
            "path": path,
            "changes": self.changes.iter().map(Change::to_json).collect::<Vec<_>>(),
        })
    }
}

fn base_of(known: Option<&NoteState>) -> Option<&TemplateBase> {
    known.and_then(|known| known.base.template.as_ref())
}

/// The names of the times that were refused. A first time that was refused is remembered with its
/// sentence, and what else is refused shows in the rest of the base.
fn refused_anchors(verdicts: &[(&Change, Verdict)]) -> BTreeSet<String> {
    let of_claims = verdicts.iter().filter(|(change, verdict)| {
        let stands = matches!(change.slot, Slot::Claim(_)) && !change.before.is_empty();
        *verdict == Verdict::Reject && stands
    });
    of_claims.map(|(change, _)| change.id.to_string()).collect()
}
