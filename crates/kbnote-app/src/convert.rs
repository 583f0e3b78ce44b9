//! Writing the anchors of a note in another style.

use kbnote_engine::regenerate::Applied;
use kbnote_note::{AnchorChange, AnchorFormat, AnchorStyle, Note, NotePart, Splice};
use serde::Serialize;

use crate::{Error, NoteFile, Workspace};

/// A note with its anchors in another style.
#[derive(Debug)]
pub struct ConvertedNote {
    /// The note with its state, in which every decision of its author stays.
    pub applied: Applied,
    /// Number of anchors that were written anew.
    pub converted: usize,
    /// The anchors that stay as they are though they are in another style.
    pub kept: Vec<KeptAnchor>,
}

/// An anchor that cannot be written in the style without a loss.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct KeptAnchor {
    /// Its line.
    pub line: usize,
    /// The anchor.
    pub text: String,
    /// Why it stays as it is.
    pub why: &'static str,
}

impl Workspace {
    /// Writes all anchors of a note in a style. Their times and recordings stay, and so does what is stored of the
    /// note: none counts as set by hand.
    ///
    /// # Errors
    /// If the state or a transcript cannot be read.
    pub fn convert(&self, file: &NoteFile, style: AnchorStyle) -> Result<ConvertedNote, Error> {
        let note = file.note();
        let parts = self.vault.parts_of(file.note());
        let mut changes = Changes::default();
        for part in &parts {
            let address = self.address_of(&note, part)?;
            let format = AnchorFormat {
                style,
                address: address.as_deref(),
                other_video: part.other_video(),
            };
            changes.add(&part.note, format);
        }
        changes.add(&note.rest(&parts), style.into());
        changes.splices.sort_by_key(|splice| splice.range.start);
        changes.kept.sort_by_key(|kept| kept.line);
        Ok(ConvertedNote {
            applied: Applied::new(note.edited(&changes.splices)?, file.state(self)?),
            converted: changes.splices.len(),
            kept: changes.kept,
        })
    }

    /// The address of the recording of a part.
    fn address_of(&self, note: &Note, part: &NotePart) -> Result<Option<String>, Error> {
        if let Some(stored) = self.stored_address(&part.video)? {
            return Ok(Some(stored));
        }
        let own = part.is_own.then(|| note.address()).flatten();
        let on_youtube = || {
            part.video
                .has_youtube_form()
                .then(|| part.video.youtube_url())
        };
        Ok(own.or_else(on_youtube))
    }
}

#[derive(Default)]
struct Changes {
    splices: Vec<Splice>,
    kept: Vec<KeptAnchor>,
}

impl Changes {
    fn add(&mut self, note: &Note, format: AnchorFormat<'_>) {
        for anchor in note.anchors() {
            match format.change(note.text(), anchor) {
                AnchorChange::None => {}
                AnchorChange::Rewritten(splice) => self.splices.push(splice),
                AnchorChange::Kept(why) => self.kept.push(KeptAnchor {
                    line: note.line_at(anchor.range.start),
                    text: note.text()[anchor.range.clone()].to_owned(),
                    why,
                }),
            }
        }
    }
}
