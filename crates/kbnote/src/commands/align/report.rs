//! What a run of `kbnote align` did, told to people and to scripts.

use kbnote_app::{AlignOutcome, AlignedNote, NoteFile, SkippedPart, Unclickable};
use kbnote_core::{Fingerprint, VideoId};

use super::args::AlignArgs;
use crate::context::Context;
use crate::documents::{AlignedNoteEntry, ClaimEntry, lossy};
use crate::doubt_list::DoubtList;
use crate::error::CliError;
use crate::exit::Exit;
use crate::note_run::{NoteRun, say_unclickable};
use crate::ui::strong;
use kbnote_engine::anchoring::{PlannedClaim, Status};

/// What the run did, note by note.
pub(super) struct Report<'a> {
    cx: &'a Context,
    args: &'a AlignArgs,
    /// Whether notes that do not change are shown too.
    in_detail: bool,
    pub(super) run: NoteRun<'a, AlignedNoteEntry>,
    /// The sentences that a person should look at.
    doubts: DoubtList,
    /// The first new anchors that cannot be clicked.
    unclickable: Option<Unclickable>,
}

impl<'a> Report<'a> {
    pub(super) fn new(cx: &'a Context, args: &'a AlignArgs, asked: usize) -> Self {
        let in_detail = asked == 1 || cx.ui.verbose;
        Self {
            cx,
            args,
            in_detail,
            run: NoteRun::new(cx, asked),
            doubts: DoubtList::default(),
            unclickable: None,
        }
    }

    /// Writes and reports the outcome for a note.
    pub(super) fn outcome(
        &mut self,
        file: &NoteFile,
        outcome: AlignOutcome,
    ) -> Result<(), CliError> {
        match outcome {
            Ok(Some(aligned)) => self.note(file, &aligned),
            Ok(None) => self.without_video(file),
            Err(error) => Err(error.into()),
        }
    }

    fn note(&mut self, file: &NoteFile, aligned: &AlignedNote) -> Result<(), CliError> {
        let new = aligned.applied.note.bytes();
        let changed = new != file.bytes;
        self.args.write.put(self.cx, file, &aligned.applied)?;
        self.run.count_changed(changed);
        let mut videos = aligned.parts.iter().map(|plan| &plan.part.video);
        let is_elsewhere = videos.any(|video| !video.has_youtube_form());
        if changed && is_elsewhere && self.unclickable.is_none() {
            self.unclickable = self.cx.workspace.unclickable(&aligned.applied.note)?;
        }
        let claims = aligned.claims();
        let planned = claims.iter().map(|(claim, _)| *claim);
        let is_news = changed || !is_known(file, aligned);
        self.doubts.add(&file.shown(), is_news, planned);
        for SkippedPart { reason, .. } in &aligned.skipped {
            let skipped = format!("{}: some sentences were skipped: {reason}", file.shown());
            self.cx.ui.warn(skipped);
            if let Some(next_step) = reason.next_step() {
                self.cx.ui.hint(next_step);
            }
        }
        if aligned.applied.note.fence().is_some() {
            self.cx.ui.warn(format_args!(
                "all of {0} stands in a code fence, where no anchor works; `kbnote check --fix {0}` \
                 takes it away",
                file.shown()
            ));
        }
        if changed && self.args.retime && self.is_outside(file) {
            self.cx.ui.warn(format_args!(
                "{} is outside the vault, where kbnote remembers nothing: times set by hand were \
                 found anew too",
                file.shown()
            ));
        }
        if self.cx.ui.json {
            self.run.enter(self.entry(file, aligned, changed));
            return Ok(());
        }
        self.tell(file, &claims, changed)
    }

    fn is_outside(&self, file: &NoteFile) -> bool {
        let path = file.path();
        path.is_some_and(|path| self.cx.workspace.vault.state_path(path).is_none())
    }

    fn without_video(&mut self, file: &NoteFile) -> Result<(), CliError> {
        if !self.run.is_on_one_note() || self.args.captions.captions.is_none() {
            return self.run.without_video(file);
        }
        self.cx
            .ui
            .warn(format_args!("{} names no video; skipped", file.shown()));
        self.args.write.print_unchanged(self.cx, file)
    }

    pub(super) fn finish(mut self) -> Result<Exit, CliError> {
        if self.cx.ui.json {
            self.run.document("kbnote.align/1")?;
        } else {
            self.run.tell_counts(self.args.write);
            self.doubts.print(self.cx.ui);
            if let Some(unclickable) = &self.unclickable {
                say_unclickable(self.cx, unclickable);
            }
        }
        Ok(self.run.exit(self.args.write))
    }

    /// What a person should know of a note.
    fn tell(&self, file: &NoteFile, claims: &[Planned<'_>], changed: bool) -> Result<(), CliError> {
        let line = |text| self.run.line(self.args.write, file, text);
        if changed || self.in_detail {
            line(format!("{}: {}", strong(file.shown()), summary(claims)))?;
        }
        Ok(())
    }

    fn entry(&self, file: &NoteFile, aligned: &AlignedNote, changed: bool) -> AlignedNoteEntry {
        let AlignedNote {
            applied,
            skipped,
            parts,
        } = aligned;
        let own = parts.iter().find(|plan| plan.part.is_own);
        let is_printed = file.path().is_none() || self.args.write.prints_note();
        let track = applied
            .state
            .as_ref()
            .and_then(|state| state.track.as_ref());
        let claims = aligned.claims().into_iter();
        AlignedNoteEntry {
            path: file.document_path(&self.cx.workspace.vault),
            video: own.map(|plan| plan.part.video.to_string()),
            track: track.map(ToString::to_string),
            changed,
            claims: claims
                .map(|(planned, video)| ClaimEntry::new(planned, video))
                .collect(),
            skipped: skipped.iter().map(Into::into).collect(),
            text: is_printed.then(|| lossy(&applied.note)),
        }
    }
}

/// A claim with its plan, and the recording that it is on, if it is not the note's own.
type Planned<'a> = (&'a PlannedClaim, Option<&'a VideoId>);

/// Whether an earlier run has seen the note as it was read.
fn is_known(file: &NoteFile, aligned: &AlignedNote) -> bool {
    let fingerprint = Fingerprint::of(&file.bytes).to_string();
    let mut known = aligned.parts.iter().filter_map(|part| part.known.as_ref());
    known.any(|known| known.note.as_ref() == Some(&fingerprint))
}

/// Sentences whose anchor the author removed.
const REMOVED: &str = "removed by you";

fn summary(claims: &[Planned<'_>]) -> String {
    let word = |claim: &PlannedClaim| match claim.status {
        _ if claim.is_removed() => REMOVED,
        Status::Unsupported => "not found",
        status => status.word(),
    };
    let words = ["placed", "moved", "kept", "pinned", REMOVED, "not found"];
    let count = |counted| {
        let claims = claims.iter();
        claims.filter(|(claim, _)| word(claim) == counted).count()
    };
    let counts = words.into_iter().map(|word| (count(word), word));
    let counts: Vec<_> = counts
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| format!("{n} {word}"))
        .collect();
    if counts.is_empty() {
        "nothing to anchor".to_owned()
    } else {
        counts.join(", ")
    }
}
