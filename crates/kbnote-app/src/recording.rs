//! The recordings of a note, as far as the vault knows them.

use kbnote_core::VideoId;
use kbnote_note::{AnchorFormat, NotePart};

use crate::{Error, ErrorKind, Workspace};

impl Workspace {
    /// How anchors of a part of a note on the recording at this address are written.
    pub(crate) fn anchor_format<'a>(
        &'a self,
        part: &'a NotePart,
        address: Option<&'a str>,
    ) -> AnchorFormat<'a> {
        AnchorFormat {
            style: self.vault.settings().anchor.style(),
            address,
            other_video: part.other_video(),
        }
    }

    /// The stored address of a recording; `None` if none is stored.
    ///
    /// # Errors
    /// If the transcript cannot be read.
    pub(crate) fn stored_address(&self, id: &VideoId) -> Result<Option<String>, Error> {
        let transcript = self.vault.read_transcript(id)?;
        Ok(transcript.and_then(|transcript| transcript.video.watch_url()))
    }

    /// Of the parts of a note the one on a recording; without one the first with anchors, and then a hint
    /// says how to get the others.
    pub(crate) fn one_part<P>(
        &self,
        parts: Vec<P>,
        part: impl Fn(&P) -> &NotePart,
        wanted: Option<&VideoId>,
        path: &str,
    ) -> Result<Option<P>, Error> {
        let has_anchors = |one: &P| part(one).note.anchors().iter().any(|anchor| anchor.live);
        let at = match wanted {
            Some(wanted) => parts.iter().position(|one| part(one).video == *wanted),
            None => parts.iter().position(has_anchors).or(Some(0)),
        };
        let Some(at) = at else {
            let wanted = wanted.map_or("", VideoId::as_str);
            let message = format!("nothing in {path} is on {wanted}");
            return Err(Error::new(ErrorKind::NotFound, "no-part", message));
        };
        let others = parts.iter().enumerate();
        let others = others.filter(|(i, one)| *i != at && wanted.is_none() && has_anchors(one));
        for (_, other) in others {
            let video = &part(other).video;
            self.observer().hint(format_args!(
                "{path} is on {video} too: `--video={video}` is for that one"
            ));
        }
        Ok(parts.into_iter().nth(at))
    }
}
