//! The changes of one note, and what becomes of the note once they are decided.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use kbnote_core::{Fingerprint, Transcript};
use kbnote_note::render::RenderError;
use kbnote_note::{EditError, Note, NoteState, Splice, TemplateBase};

use super::anchors;
use super::change::{Change, ChangeKind, Slot, name_all};
use super::entries::{self, IndexEntries, IndexRecordChange};
use super::link_memory::LinkMemory;
use super::links::{self, LinkProposal};
use super::markers;
use super::offset_map::OffsetMap;
use super::template::{FrameSource, TemplateMerge};
use super::{ConflictPolicy, Kinds, Verdict};
use crate::anchoring::{CaptionsError, PartPlan};
use crate::link_decisions::UnstoredDecisions;

/// Everything that regenerating a note would change.
#[derive(Debug)]
pub struct Regeneration {
    /// The note as it is.
    pub note: Note,
    /// The changes, in the order of the note.
    pub changes: Vec<Change>,
    /// The reason why no sentence can be anchored, if so.
    pub unanchored: Option<CaptionsError>,
    known: Option<NoteState>,
    kinds: Kinds,
    template: Option<TemplateMerge>,
    links: LinkMemory,
    titles: Option<Fingerprint>,
    /// The plans for the anchors of its parts; none if nothing could be anchored.
    anchoring: Vec<PartPlan>,
    /// The entries of an index note.
    index: Option<IndexEntries>,
    /// Slots whose change was refused before.
    refused: Vec<Slot>,
    /// Slots with a change of a kind that is not proposed.
    hidden: Vec<Slot>,
}

/// The plans for the anchors of the parts of a note, and why some of them have none, if so.
#[derive(Debug)]
pub struct Anchoring {
    /// The plans.
    pub parts: Vec<PartPlan>,
    /// Why some sentences were left alone.
    pub unanchored: Option<CaptionsError>,
}

/// A note after verdicts on its changes, with everything that is to be stored.
#[derive(Debug)]
pub struct Applied {
    /// The note.
    pub note: Note,
    /// Its state; `None` if the stored state remains.
    pub state: Option<NoteState>,
    /// The fingerprint of the vault's titles that its links were suggested for, if all of them are
    /// decided on.
    pub settled_links: Option<Fingerprint>,
    /// The decisions on links that are stored with it.
    pub links: Option<UnstoredDecisions>,
    /// The new record of the entries, for an index note.
    pub index: Option<IndexRecordChange>,
}

impl Applied {
    /// A note and its state, without anything else to store.
    #[must_use]
    pub const fn new(note: Note, state: Option<NoteState>) -> Self {
        Self {
            note,
            state,
            settled_links: None,
            links: None,
            index: None,
        }
    }
}

/// A builder of a [`Regeneration`]: compares a note kind by kind.
pub struct RegenerationBuilder {
    note: Note,
    known: Option<NoteState>,
    kinds: Kinds,
    changes: Vec<Change>,
    template: Option<TemplateMerge>,
    links: LinkMemory,
    /// What the notes were called that could be linked to, if links were looked for.
    titles: Option<Fingerprint>,
    index: Option<IndexEntries>,
}

impl RegenerationBuilder {
    /// A builder for a note and its stored state.
    #[must_use]
    pub fn new(note: Note, known: Option<NoteState>, kinds: Kinds) -> Self {
        Self {
            links: LinkMemory::new(&note, known.as_ref()),
            note,
            known,
            kinds,
            changes: Vec::new(),
            template: None,
            titles: None,
            index: None,
        }
    }

    fn base(&self) -> Option<&TemplateBase> {
        base_of(self.known.as_ref())
    }

    /// Adds what the template would change.
    ///
    /// # Errors
    /// If the template cannot be rendered.
    pub fn with_template(
        mut self,
        source: &FrameSource,
        transcript: &Transcript,
        today: NaiveDate,
    ) -> Result<Self, RenderError> {
        let template = TemplateMerge::new(source, transcript, &self.note, self.base(), today)?;
        let changes = template.changes(&self.note, self.base(), &self.kinds);
        self.changes.extend(changes);
        self.template = Some(template);
        Ok(self)
    }

    /// Adds links to the notes with these titles, without those that were refused.
    pub fn with_links(
        mut self,
        titles: Fingerprint,
        suggest: impl FnOnce(&Note) -> Vec<LinkProposal>,
    ) -> Self {
        self.titles = Some(titles);
        let mut proposals = suggest(&self.note);
        proposals.retain(|link| !self.links.refuses(&link.target));
        let changes = links::propose(&self.note, &self.note.claims(), &proposals);
        self.changes.extend(changes);
        self
    }

    /// Adds anchors. They are looked for in the note as it will be with the other changes made,
    /// so that another run finds the same.
    ///
    /// # Errors
    /// If the other changes cannot be made together.
    pub fn with_anchors(
        mut self,
        anchor: impl FnOnce(&Note, Option<&NoteState>) -> Anchoring,
    ) -> Result<Regeneration, EditError> {
        let made = self.changes.iter().filter(|change| !change.conflict);
        let splices: Vec<Splice> = made.flat_map(|change| change.splices.clone()).collect();
        let changed = self.note.edited(&splices)?;
        let Anchoring {
            mut parts,
            unanchored,
        } = anchor(&changed, self.known_with_new_lines().as_ref());
        if parts.iter().all(|part| part.track.is_none()) {
            parts.clear();
        }
        let back = OffsetMap::new(&splices);
        let mut put_off = Vec::new();
        for change in anchors::propose(&parts) {
            let slot = change.slot.clone();
            match change.moved_back(&self.note, &back) {
                Some(change) => self.changes.push(change),
                None => put_off.push(slot),
            }
        }
        let mut regeneration = self.finish(parts, unanchored);
        regeneration.hidden.extend(put_off);
        Ok(regeneration)
    }

    /// What is known of the note, and that the template writes the lines that it would write now: they
    /// get no anchors.
    fn known_with_new_lines(&self) -> Option<NoteState> {
        let mut known = self.known.clone()?;
        if let (Some(base), Some(template)) = (&mut known.base.template, &self.template) {
            base.lines.extend(template.lines_now().map(str::to_owned));
        }
        Some(known)
    }

    /// Adds the changes of the entries of an index note.
    #[must_use]
    pub fn with_entries(mut self, planned: IndexEntries) -> Self {
        let changes = entries::propose(&self.note, &planned.plan.splices);
        self.changes.extend(changes);
        self.index = Some(planned);
        self
    }

    /// Ends without anchors.
    #[must_use]
    pub fn without_anchors(self) -> Regeneration {
        self.finish(Vec::new(), None)
    }

    fn finish(
        mut self,
        anchoring: Vec<PartPlan>,
        unanchored: Option<CaptionsError>,
    ) -> Regeneration {
        name_all(&mut self.changes);
        let known = self.known.as_ref().map(|known| &known.base.refused);
        let is_refused =
            |change: &Change| known.is_some_and(|ids| ids.contains(&change.id.to_string()));
        let (refused, changes): (Vec<_>, Vec<_>) = self.changes.into_iter().partition(is_refused);
        let kinds = &self.kinds;
        let is_shown = |change: &Change| kinds.shows(change.kind);
        let (changes, hidden): (Vec<_>, Vec<_>) = changes.into_iter().partition(is_shown);
        Regeneration {
            note: self.note,
            changes,
            unanchored,
            known: self.known,
            kinds: self.kinds,
            template: self.template,
            links: self.links,
            titles: self.titles,
            anchoring,
            index: self.index,
            refused: refused.into_iter().map(|change| change.slot).collect(),
            hidden: hidden.into_iter().map(|change| change.slot).collect(),
        }
    }
}

impl Regeneration {
    /// The note after these verdicts.
    ///
    /// # Errors
    /// If the accepted changes cannot be made together.
    pub fn apply(&self, verdict: impl Fn(&Change) -> Verdict) -> Result<Applied, EditError> {
        self.apply_with_edits(verdict, |_| None)
    }

    /// The same, with words of the author's own in place of what accepted changes would make of
    /// their span. Another change inside such a span gives way to them.
    ///
    /// # Errors
    /// If the accepted changes cannot be made together.
    pub fn apply_with_edits<'a>(
        &self,
        verdict: impl Fn(&Change) -> Verdict,
        words: impl Fn(&Change) -> Option<&'a str>,
    ) -> Result<Applied, EditError> {
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
        let is_settled = !verdicts.iter().any(|(change, verdict)| {
            change.kind == ChangeKind::Links && *verdict == Verdict::Leave
        });
        let index = self.index.as_ref().and_then(|index| {
            let is_changed = note.bytes() != self.note.bytes();
            let before = if is_changed { self.note.bytes() } else { &[] };
            index.record_after(before, &verdicts)
        });
        Ok(Applied {
            // The entries of an index note have a record of their own.
            state: self.index.is_none().then(|| self.state(&note, &verdicts)),
            note,
            settled_links: self.titles.filter(|_| is_settled),
            links: None,
            index,
        })
    }

    /// The note after all changes that are made without asking.
    ///
    /// # Errors
    /// If the changes cannot be made together.
    pub fn apply_unattended(&self, conflicts: ConflictPolicy) -> Result<Applied, EditError> {
        let mut applied = self.apply(Verdict::without_conflicts)?;
        if conflicts == ConflictPolicy::Markers {
            applied.note = self.with_markers()?;
        }
        Ok(applied)
    }

    /// The note with its conflicts between markers; all else is accepted.
    fn with_markers(&self) -> Result<Note, EditError> {
        markers::written(&self.note, &self.changes)
    }

    fn state(&self, after: &Note, verdicts: &[(&Change, Verdict)]) -> NoteState {
        let known = self.known.as_ref();
        let of_slot = |slot: &Slot| {
            let found = verdicts.iter().find(|(change, _)| change.slot == *slot);
            match found {
                Some((_, verdict)) => *verdict,
                None if self.refused.contains(slot) => Verdict::Reject,
                None if self.hidden.contains(slot) => Verdict::Leave,
                None => Verdict::Accept,
            }
        };
        let mut state = match self.anchoring.as_slice() {
            [] => known.cloned().unwrap_or_default(),
            parts => anchors::state(parts, known, &of_slot),
        };
        if let Some(template) = &self.template {
            let base = base_of(known);
            let base = template.base_after(&self.note, base, &self.kinds, &of_slot);
            state.base.template = base.map(|base| template.settled(after, base, &self.kinds));
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
