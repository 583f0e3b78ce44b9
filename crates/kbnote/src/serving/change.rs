//! What a person did on the page, as a new note and its state.

use kbnote_app::conflict_error;
use kbnote_core::{Fingerprint, Timestamp};
use kbnote_note::{AnchorStyle, Claim, EditError, Note, NoteState, conflict};
use serde::Deserialize;

use super::Captions;
use super::wording::Wording;
use crate::anchoring::{pinning, unpin};
use crate::error::CliError;

/// What the page saw when a person decided.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Seen {
    /// The fingerprint of the note.
    note: String,
    /// That of the captions, if there were any.
    captions: Option<String>,
}

/// One change of a note. A claim and an anchor of it are named by their numbers, from 0.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "do", rename_all = "lowercase", deny_unknown_fields)]
pub(crate) enum Change {
    /// The times of a claim are right as they stand, and stay.
    Keep { claim: usize },
    /// An anchor stands at this time, and stays there; a claim without one gets one.
    Move {
        claim: usize,
        #[serde(default)]
        anchor: usize,
        time_ms: u64,
    },
    /// The captions decide again on the times of a claim.
    Free { claim: usize },
    /// An anchor goes, and is not put back.
    Remove { claim: usize, anchor: usize },
    /// A claim reads thus; its anchors stay.
    Text { claim: usize, text: String },
}

/// Why nothing was changed: the page saw something else than what is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Stale {
    /// The note was changed since.
    #[error("the note was changed in the meantime")]
    Note,
    /// The captions are others.
    #[error("the captions were changed in the meantime")]
    Captions,
}

/// A change that cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ChangeError {
    /// There is no claim of this number.
    #[error("the note has no sentence of number {0}")]
    NoClaim(usize),
    /// The claim has no anchor of this number.
    #[error("the sentence has no anchor of number {0}")]
    NoAnchor(usize),
    /// No anchor may stand behind the claim.
    #[error("no anchor can be written there")]
    NoPlace,
    /// Anchors stand at moments of the captions only.
    #[error("nothing in the captions begins at {0}")]
    NoMoment(Timestamp),
    /// The time is needed, and cannot be read in the note.
    #[error("the time of the anchor cannot be read")]
    NoTime,
    /// An anchor without its sentence would stand for nothing.
    #[error("a sentence cannot be empty")]
    Empty,
    /// What is typed would be lost among bytes that are no text.
    #[error("the sentence holds bytes that are no text")]
    NotText,
    /// The text holds a character that no note should have.
    #[error("the text holds a control character")]
    Control,
    /// The splice cannot be made.
    #[error(transparent)]
    Edit(#[from] EditError),
}

/// A note as a change leaves it.
#[derive(Debug)]
pub(crate) struct Changed {
    pub(crate) note: Note,
    /// What to remember of it; `None` if what is known stays.
    pub(crate) state: Option<NoteState>,
}

impl Seen {
    /// That what is there is what the page saw.
    pub(crate) fn check(&self, note: &Note, captions: Option<&Captions>) -> Result<(), Stale> {
        if self.note != Fingerprint::of(note.bytes()).to_string() {
            return Err(Stale::Note);
        }
        if self.captions != captions.map(Captions::fingerprint) {
            return Err(Stale::Captions);
        }
        Ok(())
    }
}

/// That no conflict waits in a note for its author.
pub(crate) fn takes_changes(note: &Note) -> Result<(), CliError> {
    let Some(marker) = conflict::markers(note.bytes()).next() else {
        return Ok(());
    };
    let hint = "keep one side of each and take the markers out in your editor, then change it here";
    Err(conflict_error(marker.line).with_next_step(hint).into())
}

/// Makes a change of a note, of which `state` is known.
pub(crate) fn change(
    note: &Note,
    known: Option<NoteState>,
    captions: Option<&Captions>,
    style: AnchorStyle,
    change: &Change,
) -> Result<Changed, ChangeError> {
    let claims = note.claims();
    let number = change.claim();
    let claim = claims.get(number).ok_or(ChangeError::NoClaim(number))?;
    let subject = Subject { note, claim };
    let mut state = pinning::known_or_standing(note, known);
    let note = match *change {
        Change::Keep { .. } => subject.keep(&mut state)?,
        Change::Free { .. } => subject.free(captions, style, &mut state)?,
        Change::Move {
            anchor, time_ms, ..
        } => subject.pin(anchor, moment(captions, time_ms)?, style, &mut state)?,
        Change::Remove { anchor, .. } => subject.take_away(anchor, &mut state)?,
        Change::Text { ref text, .. } => subject.reword(text)?,
    };
    // As after any edit of the author's, what becomes of a reworded claim is seen by the next run.
    let is_retimed = !matches!(change, Change::Text { .. });
    let state = is_retimed.then_some(state);
    Ok(Changed { note, state })
}

impl Change {
    /// The number of the claim that it is of.
    fn claim(&self) -> usize {
        match *self {
            Self::Keep { claim }
            | Self::Move { claim, .. }
            | Self::Free { claim }
            | Self::Remove { claim, .. }
            | Self::Text { claim, .. } => claim,
        }
    }
}

/// A claim of a note that is changed. Each method checks that the change can be made, makes it, and
/// puts it down in the state.
struct Subject<'a> {
    note: &'a Note,
    claim: &'a Claim,
}

impl Subject<'_> {
    fn keep(&self, state: &mut NoteState) -> Result<Note, ChangeError> {
        has_times(self.note, self.claim)?;
        pinning::keep(self.note, self.claim, state);
        Ok(self.note.edited(&[])?)
    }

    fn free(
        &self,
        captions: Option<&Captions>,
        style: AnchorStyle,
        state: &mut NoteState,
    ) -> Result<Note, ChangeError> {
        let track = captions.map(Captions::track);
        let claims = std::slice::from_ref(self.claim);
        Ok(unpin(self.note, claims, track, style, state)?.note)
    }

    fn pin(
        &self,
        anchor: usize,
        time: Timestamp,
        style: AnchorStyle,
        state: &mut NoteState,
    ) -> Result<Note, ChangeError> {
        let Self { note, claim } = self;
        takes_anchor(note, claim, anchor)?;
        Ok(pinning::pin(note, claim, anchor, time, style, state)?)
    }

    fn take_away(&self, anchor: usize, state: &mut NoteState) -> Result<Note, ChangeError> {
        has_anchor(self.claim, anchor)?;
        Ok(pinning::take_away(self.note, self.claim, anchor, state)?)
    }

    /// The note with another text for the claim. Only what differs is written, so that line ends and
    /// the like stay as they are.
    fn reword(&self, text: &str) -> Result<Note, ChangeError> {
        let text = text.replace("\r\n", "\n");
        let text = text.trim();
        if text.is_empty() {
            return Err(ChangeError::Empty);
        }
        if text.chars().any(is_unfit) {
            return Err(ChangeError::Control);
        }
        let wording = Wording::of(self.note, self.claim).ok_or(ChangeError::NotText)?;
        let splices = wording.reworded(text, self.note.line_end());
        Ok(self.note.edited(&splices)?)
    }
}

/// Whether no note should have a character.
fn is_unfit(c: char) -> bool {
    c.is_control() && c != '\n' && c != '\t'
}

/// The second at which an anchor will stand.
fn moment(captions: Option<&Captions>, millis: u64) -> Result<Timestamp, ChangeError> {
    let time = Timestamp::from_millis(millis).floor_to_second();
    let is_there = captions.is_some_and(|captions| captions.has_moment(time));
    is_there.then_some(time).ok_or(ChangeError::NoMoment(time))
}

fn has_anchor(claim: &Claim, anchor: usize) -> Result<(), ChangeError> {
    let is_there = anchor < claim.anchors.len();
    is_there.then_some(()).ok_or(ChangeError::NoAnchor(anchor))
}

fn takes_anchor(note: &Note, claim: &Claim, anchor: usize) -> Result<(), ChangeError> {
    match (claim.is_anchored(), anchor, claim.place) {
        (true, ..) => {
            has_anchor(claim, anchor)?;
            let anchor = note.anchors().get(claim.anchors.start + anchor);
            let shows_time = anchor.is_some_and(|anchor| !anchor.stamps.is_empty());
            shows_time.then_some(()).ok_or(ChangeError::NoTime)
        }
        (false, 0, Some(_)) => Ok(()),
        (false, 0, None) => Err(ChangeError::NoPlace),
        (false, ..) => Err(ChangeError::NoAnchor(anchor)),
    }
}

/// That each anchor of a claim shows a time that can be remembered.
fn has_times(note: &Note, claim: &Claim) -> Result<(), ChangeError> {
    let anchors = note.anchors().get(claim.anchors.clone()).unwrap_or(&[]);
    if anchors.is_empty() {
        return Err(ChangeError::NoAnchor(0));
    }
    let all = anchors.iter().all(|anchor| anchor.time().is_some());
    all.then_some(()).ok_or(ChangeError::NoTime)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTE: &str = "\u{feff}---\r\ntitle: T\r\n---\r\n\r\nFlocks\r\nroost [00:00:10](https://youtu.be/kbnoteDemo1?t=10). Two count.";

    fn made(note: &Note, asked: &Change) -> Result<Changed, ChangeError> {
        change(note, None, None, AnchorStyle::Html, asked)
    }

    fn text(claim: usize, text: &str) -> Change {
        let text = text.to_owned();
        Change::Text { claim, text }
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
    fn what_cannot_be_a_sentence_is_refused() {
        let note = Note::parse(&b"One \xff. Two.\n"[..]);
        let refused = |asked: Change| made(&note, &asked).unwrap_err();
        assert_eq!(refused(text(0, "One.")), ChangeError::NotText);
        assert_eq!(refused(text(1, " \n")), ChangeError::Empty);
        assert_eq!(refused(text(1, "a\u{0}b")), ChangeError::Control);
        assert_eq!(refused(text(2, "Three.")), ChangeError::NoClaim(2));
        assert_eq!(refused(Change::Keep { claim: 1 }), ChangeError::NoAnchor(0));
        let remove = Change::Remove {
            claim: 1,
            anchor: 0,
        };
        assert_eq!(refused(remove), ChangeError::NoAnchor(0));
        for asked in [
            Change::Keep { claim: 2 },
            Change::Free { claim: 2 },
            Change::Move {
                claim: 2,
                anchor: 0,
                time_ms: 0,
            },
            Change::Remove {
                claim: 2,
                anchor: 0,
            },
        ] {
            assert_eq!(refused(asked), ChangeError::NoClaim(2));
        }
    }

    #[test]
    fn an_anchor_stands_only_where_the_captions_have_a_moment() {
        let note = Note::parse("One.\n");
        let asked = Change::Move {
            claim: 0,
            anchor: 0,
            time_ms: 4_000,
        };
        let time = Timestamp::from_secs(4);
        assert_eq!(
            made(&note, &asked).unwrap_err(),
            ChangeError::NoMoment(time)
        );
    }

    #[test]
    fn an_anchor_that_shows_no_time_is_not_moved() {
        let note = Note::parse("One <a class=\"yt-timestamp\">soon</a>.\n");
        let claim = &note.claims()[0];
        assert_eq!(takes_anchor(&note, claim, 0), Err(ChangeError::NoTime));
        let note = Note::parse("One <a class=\"yt-timestamp\" data-t=\"?\">[?]</a>.\n");
        assert_eq!(takes_anchor(&note, &note.claims()[0], 0), Ok(()));
    }

    #[test]
    fn what_is_asked_for_is_read_strictly() {
        let read = serde_json::from_str::<Change>;
        let asked = read(r#"{"do":"move","claim":3,"time_ms":4000}"#).unwrap();
        let meant = Change::Move {
            claim: 3,
            anchor: 0,
            time_ms: 4000,
        };
        assert_eq!(asked, meant);
        assert!(read(r#"{"do":"erase","claim":3}"#).is_err());
        assert!(read(r#"{"do":"keep","claim":-1}"#).is_err());
        assert!(read(r#"{"do":"keep","claim":1,"more":2}"#).is_err());
    }
}
