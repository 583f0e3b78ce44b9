//! A person's edit of a note, and the note and state that it makes.

use kbnote_core::Timestamp;
use kbnote_note::{AnchorFormat, Claim, ClaimRole, EditError, Note, NoteState, conflict};
use serde::{Deserialize, Serialize};

use super::Captions;
use super::sentence_text::SentenceText;
use crate::anchoring::{pinning, unpin};

/// One edit of a note. A claim and an anchor of it are given by their indexes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "do", rename_all = "lowercase", deny_unknown_fields)]
pub enum NoteEdit {
    /// Pins the timestamps of a claim as they are.
    Keep {
        /// The claim.
        claim: usize,
    },
    /// Pins an anchor at a time; a claim without an anchor gets one.
    Move {
        /// The claim.
        claim: usize,
        /// The anchor among those of the claim.
        #[serde(default)]
        anchor: usize,
        /// The time in milliseconds.
        time_ms: u64,
        /// Whether the nearest moment of the captions at or before it will do.
        #[serde(default)]
        nearest: bool,
    },
    /// Unpins the timestamps of a claim and finds them in the captions again.
    Free {
        /// The claim.
        claim: usize,
    },
    /// Removes an anchor for good.
    Remove {
        /// The claim.
        claim: usize,
        /// The anchor among those of the claim.
        anchor: usize,
    },
    /// Removes the anchors of a claim for good; one that has none gets none.
    Decline {
        /// The claim.
        claim: usize,
    },
    /// Rewords a claim; its anchors stay.
    Text {
        /// The claim.
        claim: usize,
        /// Its new text.
        text: String,
    },
}

/// An edit that cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteEditError {
    /// There is no claim with this index.
    #[error("the note has no sentence {0}")]
    NoClaim(usize),
    /// The claim has no anchor with this index.
    #[error("the sentence has no anchor {0}")]
    NoAnchor(usize),
    /// The claim cannot have an anchor.
    #[error("an anchor cannot be written there")]
    NoPlace,
    /// Anchors can only be set to moments of the captions.
    #[error("no caption starts at {0}")]
    NoMoment(Timestamp),
    /// The anchor has no timestamp that can be read.
    #[error("the timestamp of the anchor cannot be read")]
    NoTime,
    /// The new text is empty, which would leave anchors without a sentence.
    #[error("a sentence cannot be empty")]
    Empty,
    /// The claim is not valid UTF-8, so its text cannot be edited.
    #[error("the sentence is not valid UTF-8")]
    NotText,
    /// The new text contains a control character.
    #[error("the text contains a control character")]
    Control,
    /// The text is no sentence of its place: a heading, code, a comment.
    #[error("this would change how the text around it is read")]
    NotProse,
    /// The claim, or an anchor of it, is on no recording of the note, or on another than is meant.
    #[error("the sentence is not on this recording")]
    OtherRecording,
    /// The edit cannot be applied.
    #[error(transparent)]
    Edit(#[from] EditError),
}

/// A note after an edit.
#[derive(Debug)]
pub struct EditedNote {
    /// The note.
    pub note: Note,
    /// Its new state; `None` if the stored state remains.
    pub state: Option<NoteState>,
}

/// An unresolved conflict in a note, which cannot be edited until its author has resolved it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unresolved conflict at line {line}")]
pub struct UnresolvedConflict {
    /// The line of its first marker.
    pub line: usize,
}

impl UnresolvedConflict {
    /// The stable word for scripts.
    pub const CODE: &str = "conflict";
    /// What to do next.
    pub const NEXT_STEP: &str =
        "resolve it in your editor: keep one side of each conflict and delete the markers";
}

/// Checks that a note has no unresolved conflict.
///
/// # Errors
/// [`UnresolvedConflict`], with the line of the first marker.
pub fn check_conflicts(note: &Note) -> Result<(), UnresolvedConflict> {
    match conflict::markers(note.bytes()).next() {
        Some(marker) => Err(UnresolvedConflict { line: marker.line }),
        None => Ok(()),
    }
}

/// Applies an edit to a note with the stored state `known`.
///
/// # Errors
/// [`NoteEditError`] if the note has no such claim or anchor, or the captions no such time.
pub fn apply_edit(
    note: &Note,
    known: Option<NoteState>,
    captions: Option<&Captions>,
    format: AnchorFormat<'_>,
    edit: &NoteEdit,
) -> Result<EditedNote, NoteEditError> {
    let claims = note.claims();
    let number = edit.claim();
    let claim = claims.get(number).ok_or(NoteEditError::NoClaim(number))?;
    let subject = Subject { note, claim };
    let mut state = pinning::state_or_existing(note, known);
    let note = match *edit {
        NoteEdit::Keep { .. } => subject.keep(&mut state)?,
        NoteEdit::Free { .. } => subject.free(captions, format, &mut state)?,
        NoteEdit::Move {
            anchor,
            time_ms,
            nearest,
            ..
        } => {
            let time = moment(captions, time_ms, nearest)?;
            subject.pin(anchor, time, format, &mut state)?
        }
        NoteEdit::Remove { anchor, .. } => subject.remove_anchor(anchor, &mut state)?,
        NoteEdit::Decline { .. } => pinning::decline(note, claim, &mut state)?,
        NoteEdit::Text { ref text, .. } => {
            let reworded = subject.reword(text)?;
            let is_kept = keeps_others(&claims, &reworded.claims(), number);
            is_kept.then_some(reworded).ok_or(NoteEditError::NotProse)?
        }
    };
    // The next run sees that the claim was reworded, as after any edit by the author.
    let is_retimed = !matches!(edit, NoteEdit::Text { .. });
    let state = is_retimed.then_some(state);
    Ok(EditedNote { note, state })
}

impl NoteEdit {
    /// The same edit in a part of the note, where the claim and the anchor have these indexes.
    #[must_use]
    pub fn renumbered(mut self, in_part: usize, anchor_in_part: usize) -> Self {
        match &mut self {
            Self::Move { claim, anchor, .. } | Self::Remove { claim, anchor } => {
                (*claim, *anchor) = (in_part, anchor_in_part);
            }
            Self::Keep { claim }
            | Self::Free { claim }
            | Self::Decline { claim }
            | Self::Text { claim, .. } => *claim = in_part,
        }
        self
    }

    /// The index of the anchor among those of the claim, if one is meant.
    #[must_use]
    pub fn anchor(&self) -> Option<usize> {
        match *self {
            Self::Move { anchor, .. } | Self::Remove { anchor, .. } => Some(anchor),
            Self::Keep { .. } | Self::Free { .. } | Self::Decline { .. } | Self::Text { .. } => {
                None
            }
        }
    }

    /// The index of the claim.
    #[must_use]
    pub fn claim(&self) -> usize {
        match *self {
            Self::Keep { claim }
            | Self::Move { claim, .. }
            | Self::Free { claim }
            | Self::Remove { claim, .. }
            | Self::Decline { claim }
            | Self::Text { claim, .. } => claim,
        }
    }
}

/// The claim to edit. Each method checks that the edit can be made, applies it, and records it in
/// the state.
struct Subject<'a> {
    note: &'a Note,
    claim: &'a Claim,
}

impl Subject<'_> {
    fn keep(&self, state: &mut NoteState) -> Result<Note, NoteEditError> {
        has_times(self.note, self.claim)?;
        pinning::keep(self.note, self.claim, state);
        Ok(self.note.edited(&[])?)
    }

    fn free(
        &self,
        captions: Option<&Captions>,
        format: AnchorFormat<'_>,
        state: &mut NoteState,
    ) -> Result<Note, NoteEditError> {
        let track = captions.map(Captions::track);
        let claims = std::slice::from_ref(self.claim);
        Ok(unpin(self.note, claims, track, format, state)?.note)
    }

    fn pin(
        &self,
        anchor: usize,
        time: Timestamp,
        format: AnchorFormat<'_>,
        state: &mut NoteState,
    ) -> Result<Note, NoteEditError> {
        let Self { note, claim } = self;
        takes_anchor(note, claim, anchor)?;
        Ok(pinning::pin(note, claim, anchor, time, format, state)?)
    }

    fn remove_anchor(&self, anchor: usize, state: &mut NoteState) -> Result<Note, NoteEditError> {
        has_anchor(self.claim, anchor)?;
        Ok(pinning::remove_anchor(
            self.note, self.claim, anchor, state,
        )?)
    }

    /// The note with another text for the claim. Only what differs is written, so that line ends and
    /// the like stay as they are.
    fn reword(&self, text: &str) -> Result<Note, NoteEditError> {
        let text = text.replace("\r\n", "\n");
        let text = text.trim();
        if text.is_empty() {
            return Err(NoteEditError::Empty);
        }
        if text.chars().any(is_unfit) {
            return Err(NoteEditError::Control);
        }
        let sentence_text =
            SentenceText::of(self.note, self.claim).ok_or(NoteEditError::NotText)?;
        let splices = sentence_text.reworded(text, self.note.line_end());
        Ok(self.note.edited(&splices)?)
    }
}

/// Whether the text of all other claims still is that of claims, and each anchor that of a claim. A sentence may be split,
/// or continue in the next one.
fn keeps_others(before: &[Claim], after: &[Claim], reworded: usize) -> bool {
    let anchors = |claims: &[Claim]| -> usize {
        let prose = claims.iter().filter(|claim| claim.role != ClaimRole::Aside);
        prose.map(|claim| claim.anchors.len()).sum()
    };
    let texts: Vec<&str> = after.iter().map(|claim| claim.text.as_str()).collect();
    let text = texts.join("\n");
    let mut others = before.iter().enumerate().filter(|(at, _)| *at != reworded);
    others.all(|(_, claim)| text.contains(&claim.text)) && anchors(before) == anchors(after)
}

/// Whether no note should have a character.
fn is_unfit(c: char) -> bool {
    c.is_control() && c != '\n' && c != '\t'
}

/// The second at which an anchor will stand.
fn moment(
    captions: Option<&Captions>,
    millis: u64,
    nearest: bool,
) -> Result<Timestamp, NoteEditError> {
    let time = Timestamp::from_millis(millis);
    let second = time.floor_to_second();
    let found = captions.and_then(|captions| match nearest {
        true => captions.moment_until(time),
        false => captions.has_moment(second).then_some(second),
    });
    found.ok_or(NoteEditError::NoMoment(second))
}

fn has_anchor(claim: &Claim, anchor: usize) -> Result<(), NoteEditError> {
    let is_there = anchor < claim.anchors.len();
    is_there
        .then_some(())
        .ok_or(NoteEditError::NoAnchor(anchor))
}

fn takes_anchor(note: &Note, claim: &Claim, anchor: usize) -> Result<(), NoteEditError> {
    match (claim.is_anchored(), anchor, claim.place) {
        (true, ..) => {
            has_anchor(claim, anchor)?;
            let anchor = note.anchors().get(claim.anchors.start + anchor);
            let shows_time = anchor.is_some_and(|anchor| !anchor.stamps.is_empty());
            shows_time.then_some(()).ok_or(NoteEditError::NoTime)
        }
        (false, 0, Some(_)) => Ok(()),
        (false, 0, None) => Err(NoteEditError::NoPlace),
        (false, ..) => Err(NoteEditError::NoAnchor(anchor)),
    }
}

/// That each anchor of a claim shows a time that can be remembered.
fn has_times(note: &Note, claim: &Claim) -> Result<(), NoteEditError> {
    let anchors = note.anchors().get(claim.anchors.clone()).unwrap_or(&[]);
    if anchors.is_empty() {
        return Err(NoteEditError::NoAnchor(0));
    }
    let all = anchors.iter().all(|anchor| anchor.time().is_some());
    all.then_some(()).ok_or(NoteEditError::NoTime)
}

#[cfg(test)]
mod tests {
    use kbnote_note::AnchorStyle;

    use super::*;

    const NOTE: &str = "\u{feff}---\r\ntitle: T\r\n---\r\n\r\nFlocks\r\nroost [00:00:10](https://youtu.be/kbnoteDemo1?t=10). Two count.";

    fn made(note: &Note, asked: &NoteEdit) -> Result<EditedNote, NoteEditError> {
        apply_edit(note, None, None, AnchorStyle::Html.into(), asked)
    }

    fn text(claim: usize, text: &str) -> NoteEdit {
        let text = text.to_owned();
        NoteEdit::Text { claim, text }
    }

    #[test]
    fn another_text_leaves_every_other_byte() {
        let note = Note::parse(NOTE);
        let changed = made(&note, &text(0, "Flocks\nsleep.")).unwrap();
        assert_eq!(changed.note.text(), NOTE.replace("roost", "sleep"));
        assert_eq!(changed.state, None);
        let same = made(&note, &text(1, " Two count.\n")).unwrap();
        assert_eq!(same.note.text(), NOTE);
    }

    #[test]
    fn text_that_cannot_be_a_sentence_is_refused() {
        let note = Note::parse(&b"One \xff. Two.\n"[..]);
        let refused = |asked: NoteEdit| made(&note, &asked).unwrap_err();
        assert_eq!(refused(text(0, "One.")), NoteEditError::NotText);
        assert_eq!(refused(text(1, " \n")), NoteEditError::Empty);
        assert_eq!(refused(text(1, "a\u{0}b")), NoteEditError::Control);
        assert_eq!(refused(text(2, "Three.")), NoteEditError::NoClaim(2));
        let note = Note::parse(NOTE);
        let refused = |asked: NoteEdit| made(&note, &asked).unwrap_err();
        for other in ["~~~", "<!-- todo", "# Title", "Flocks.\n\n# Roosts"] {
            assert_eq!(refused(text(0, other)), NoteEditError::NotProse, "{other}");
        }
        assert!(made(&note, &text(0, "Flocks sleep, and")).is_ok());
        let note = Note::parse(&b"One \xff. Two.\n"[..]);
        let refused = |asked: NoteEdit| made(&note, &asked).unwrap_err();
        assert_eq!(
            refused(NoteEdit::Keep { claim: 1 }),
            NoteEditError::NoAnchor(0)
        );
        let remove = NoteEdit::Remove {
            claim: 1,
            anchor: 0,
        };
        assert_eq!(refused(remove), NoteEditError::NoAnchor(0));
        for asked in [
            NoteEdit::Keep { claim: 2 },
            NoteEdit::Free { claim: 2 },
            NoteEdit::Move {
                claim: 2,
                anchor: 0,
                time_ms: 0,
                nearest: false,
            },
            NoteEdit::Remove {
                claim: 2,
                anchor: 0,
            },
        ] {
            assert_eq!(refused(asked), NoteEditError::NoClaim(2));
        }
    }

    #[test]
    fn an_anchor_is_set_only_at_a_moment_of_the_captions() {
        let note = Note::parse("One.\n");
        let asked = NoteEdit::Move {
            claim: 0,
            anchor: 0,
            time_ms: 4_000,
            nearest: false,
        };
        let time = Timestamp::from_secs(4);
        assert_eq!(
            made(&note, &asked).unwrap_err(),
            NoteEditError::NoMoment(time)
        );
    }

    #[test]
    fn an_anchor_that_shows_no_time_is_not_moved() {
        let note = Note::parse("One <a class=\"yt-timestamp\">soon</a>.\n");
        let claim = &note.claims()[0];
        assert_eq!(takes_anchor(&note, claim, 0), Err(NoteEditError::NoTime));
        let note = Note::parse("One <a class=\"yt-timestamp\" data-t=\"?\">[?]</a>.\n");
        assert_eq!(takes_anchor(&note, &note.claims()[0], 0), Ok(()));
    }

    #[test]
    fn requests_are_read_strictly() {
        let read = serde_json::from_str::<NoteEdit>;
        let asked = read(r#"{"do":"move","claim":3,"time_ms":4000}"#).unwrap();
        let meant = NoteEdit::Move {
            claim: 3,
            anchor: 0,
            time_ms: 4000,
            nearest: false,
        };
        assert_eq!(asked, meant);
        assert!(read(r#"{"do":"erase","claim":3}"#).is_err());
        assert!(read(r#"{"do":"keep","claim":-1}"#).is_err());
        assert!(read(r#"{"do":"keep","claim":1,"more":2}"#).is_err());
    }
}
