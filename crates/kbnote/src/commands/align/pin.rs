//! `kbnote align --pin` and `--unpin`.

use kbnote_app::{NotePlace, PinnedClaim, Pinning};
use kbnote_core::Timestamp;
use serde_json::{Value, json};

use crate::context::Context;
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
    time: Timestamp,
    write: WriteArgs,
) -> Result<Exit, CliError> {
    Report {
        pinning: cx.pin(place, time)?,
        is_pin: true,
        cx,
        place,
        write,
    }
    .carry_out()
}

pub(super) fn unpin(cx: &Context, place: &NotePlace, write: WriteArgs) -> Result<Exit, CliError> {
    Report {
        pinning: cx.unpin(place)?,
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
            cx.commit(&pinning.change(path))?;
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
            return ui.document(&self.document(&path));
        }
        let verb = match (self.write.in_place(), pinning.changes()) {
            (true, _) => "",
            (false, true) => "would be ",
            (false, false) => "already ",
        };
        for PinnedClaim { claim, time } in &pinning.claims {
            let text = shorten(&claim.text, 50);
            let done = match (self.is_pin, time) {
                (true, Some(time)) => format!("pinned at {time}"),
                (_, Some(time)) => format!("unpinned, at {time}"),
                (_, None) => "unpinned, not found in the captions".to_owned(),
            };
            let line = format!("{verb}{done}: {path}:{}  {text}", claim.line);
            if self.write.prints_note() {
                ui.say(line);
            } else {
                ui.line(line)?;
            }
        }
        Ok(())
    }

    /// `claim` is there where it is the only one.
    fn document(&self, path: &str) -> Value {
        let pinning = &self.pinning;
        let claim = |PinnedClaim { claim, time }: &PinnedClaim| {
            json!({
                "path": path, "line": claim.line, "text": claim.text, "pinned": self.is_pin,
                "time_ms": time.map(Timestamp::as_millis),
            })
        };
        let claims: Vec<Value> = pinning.claims.iter().map(claim).collect();
        let mut document = json!({
            "schema": "kbnote.pin/1", "changed": pinning.changes(), "claims": claims,
        });
        if let [only] = claims.as_slice() {
            document["claim"] = only.clone();
        }
        if self.write.prints_note() {
            document["text"] = json!(String::from_utf8_lossy(pinning.applied.note.bytes()));
        }
        document
    }
}
