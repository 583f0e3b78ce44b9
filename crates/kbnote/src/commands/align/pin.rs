//! `kbnote align --pin` and `--unpin`.

use kbnote_app::{ErrorKind, NotePlace, PinTime, PinnedClaim, Pinning};
use kbnote_core::Timestamp;
use kbnote_engine::anchoring::pinning::AuthorDecision;
use kbnote_engine::text::shell_word;

use crate::captions_args::CaptionsArgs;
use crate::context::Context;
use crate::documents::{PinDocument, PinnedClaimEntry, lossy};
use crate::error::CliError;
use crate::exit::Exit;
use crate::ui::shorten;
use crate::write_args::WriteArgs;

/// A change of pinned timestamps, and where it goes.
struct Report<'a> {
    cx: &'a Context,
    place: &'a NotePlace,
    write: WriteArgs,
    is_pin: bool,
    pinning: Pinning,
}

pub(super) fn pin(
    cx: &Context,
    place: &NotePlace,
    time: PinTime,
    (captions, write): (&CaptionsArgs, WriteArgs),
) -> Result<Exit, CliError> {
    let time = time_of(cx, place, time, captions)?;
    Report {
        pinning: cx.workspace.pin(place, time)?,
        is_pin: true,
        cx,
        place,
        write,
    }
    .carry_out()
}

/// The time that is meant; of a place in the captions that `why` lists with the same arguments.
fn time_of(
    cx: &Context,
    place: &NotePlace,
    time: PinTime,
    captions: &CaptionsArgs,
) -> Result<Timestamp, CliError> {
    let CaptionsArgs { captions, track } = captions;
    match time {
        PinTime::Place(number) => {
            let captions = (captions.as_deref(), track.as_deref());
            Ok(cx.workspace.listed_time(place, number, captions)?)
        }
        PinTime::At(_) if captions.is_some() || track.is_some() => {
            let message = "--captions and --track are for a place that `kbnote why` lists";
            Err(
                CliError::new(ErrorKind::Usage, "usage", message).hint(format!(
                    "`--pin {place} =2` pins at the second place in them"
                )),
            )
        }
        PinTime::At(time) => Ok(time),
    }
}

pub(super) fn unpin(cx: &Context, place: &NotePlace, write: WriteArgs) -> Result<Exit, CliError> {
    Report {
        pinning: cx.workspace.unpin(place)?,
        is_pin: false,
        cx,
        place,
        write,
    }
    .carry_out()
}

impl Report<'_> {
    /// Writes or prints the change, and reports it.
    fn carry_out(&self) -> Result<Exit, CliError> {
        let Self { cx, pinning, .. } = self;
        let path = &self.place.note;
        if self.write.in_place() {
            cx.workspace.commit(&pinning.change(path))?;
        } else {
            let (old, new) = (pinning.note.bytes(), pinning.applied.note.bytes());
            self.write.print(cx, Some(path), old, new)?;
        }
        self.print()?;
        Ok(self.write.exit(pinning.changes()))
    }

    fn print(&self) -> Result<(), CliError> {
        let (ui, pinning) = (self.cx.ui, &self.pinning);
        let path = self.place.note.display().to_string();
        if ui.json {
            let path = self.cx.workspace.vault.document_path(&self.place.note);
            return ui.document(&self.document(&path));
        }
        if pinning.claims.is_empty() {
            ui.say(format_args!("no sentence on {} is pinned", self.place));
            ui.hint(format_args!(
                "`kbnote why {}` shows each with its place",
                shell_word(&self.place.to_string())
            ));
        }
        let verb = match (pinning.changes(), self.write.in_place()) {
            (true, true) => "",
            (true, false) => "would be ",
            (false, _) => "already ",
        };
        for pinned in &pinning.claims {
            let PinnedClaim { claim, .. } = pinned;
            let text = shorten(&claim.text, 50);
            let done = self.done(pinned);
            let line = format!("{verb}{done}: {path}:{}  {text}", claim.line);
            if self.write.prints_note() {
                ui.say(line);
            } else {
                ui.line(line)?;
            }
        }
        Ok(())
    }

    fn done(&self, pinned: &PinnedClaim) -> String {
        match (self.is_pin, pinned.before, pinned.time) {
            (true, _, Some(time)) => format!("pinned at {time}"),
            (_, Some(AuthorDecision::Removed), Some(time)) => format!("anchored again, at {time}"),
            (_, Some(AuthorDecision::Removed), None) => {
                "without an anchor: not found in the captions".to_owned()
            }
            (_, _, Some(time)) => format!("unpinned, at {time}"),
            (_, _, None) => "unpinned, not found in the captions".to_owned(),
        }
    }

    fn document(&self, path: &str) -> PinDocument {
        let pinning = &self.pinning;
        let claims = pinning.claims.iter();
        let claims: Vec<_> = claims
            .map(|changed| PinnedClaimEntry::new(path, self.is_pin, changed))
            .collect();
        PinDocument {
            schema: "kbnote.pin/1",
            changed: pinning.changes(),
            claim: match claims.as_slice() {
                [only] => Some(only.clone()),
                _ => None,
            },
            claims,
            text: self
                .write
                .prints_note()
                .then(|| lossy(&pinning.applied.note)),
        }
    }
}
