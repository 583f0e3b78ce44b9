//! `kbnote align`: each sentence its anchor.

mod pin;

use std::collections::BTreeMap;
use std::path::PathBuf;

use kbnote_align::{AlignOptions, Aligner, Confidence};
use kbnote_core::{ParseTimestampError, Track};
use kbnote_note::Note;
use kbnote_vault::NoteState;
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::anchoring::{
    Captions, CaptionsArgs, Places, Plan, PlannedClaim, Policy, Status, TrackChoice, Warning,
};
use crate::context::Context;
use crate::error::{CliError, no_video_id};
use crate::exit::Exit;
use crate::note_file::{NoteFile, WriteArgs, read_notes};
use crate::note_place::NotePlace;
use crate::ui::{count, doubtful, faint, shorten, strong};

/// The arguments of a run that aligns, for which there is no use when one time is pinned.
const ALIGNING: [&str; 8] = [
    "notes", "captions", "track", "retime", "places", "check", "diff", "stdout",
];

/// Give each sentence of a note the moment in the captions that it rests on
///
/// Sentences without an anchor get one; those whose words changed are found anew; all else stays
/// as it is, byte for byte. Times that you set by hand are never moved.
#[derive(clap::Args, Debug)]
pub(crate) struct AlignArgs {
    /// Note, folder of notes, or - for standard input
    #[arg(required_unless_present_any = ["pin", "unpin"], value_name = "NOTE")]
    notes: Vec<PathBuf>,
    #[command(flatten)]
    captions: CaptionsArgs,
    /// Find every time anew but the pinned ones; anchors stay where they stand
    #[arg(long)]
    retime: bool,
    /// Which sentences have an anchor (default: sentence; with --retime: existing)
    #[arg(long, value_name = "PLACES")]
    places: Option<Places>,
    /// Give the sentence on a line this time, and keep it there
    #[arg(long, num_args = 2, value_names = ["NOTE:LINE", "TIME"], conflicts_with_all = ALIGNING)]
    pin: Option<Vec<String>>,
    /// Let the captions decide again on the times of a line
    #[arg(long, value_name = "NOTE:LINE", conflicts_with_all = ALIGNING)]
    unpin: Option<NotePlace>,
    #[command(flatten)]
    write: WriteArgs,
}

impl AlignArgs {
    fn policy(&self, cx: &Context) -> Policy {
        let usual = if self.retime {
            Places::Existing
        } else {
            Places::Sentence
        };
        let places = self.places.unwrap_or(usual);
        Policy {
            retime: self.retime,
            places,
            style: cx.vault.settings().anchor.style,
        }
    }
}

pub(crate) fn run(cx: &Context, args: &AlignArgs) -> Result<Exit, CliError> {
    if let Some([place, time]) = args.pin.as_deref() {
        let wrong = |error: String| CliError::new(Exit::Usage, "usage", error);
        let place = place.parse().map_err(wrong)?;
        let time = time
            .parse()
            .map_err(|error: ParseTimestampError| wrong(error.to_string()))?;
        return pin::pin(cx, &place, time);
    }
    if let Some(place) = &args.unpin {
        return pin::unpin(cx, place);
    }
    let files = read_notes(cx, &args.notes)?;
    args.write.accept(&files)?;
    let captions = Captions::from_args(cx, &args.captions)?;
    let policy = args.policy(cx);
    let mut report = Report::new(cx, args, files.len());
    let mut outcomes = align_all(cx, &captions, policy, &files);
    for (file, outcome) in files.iter().zip(outcomes.drain(..)) {
        match outcome {
            Ok(Some(aligned)) => report.note(file, &aligned)?,
            Ok(None) => report.left_alone(file)?,
            Err(error) if files.len() == 1 => return Err(error),
            Err(error) => report.failed(file, error),
        }
    }
    report.finish()
}

/// A note with what is to be done to it.
struct Aligned {
    plan: Plan,
    new: Note,
    state: NoteState,
}

type Outcome = Result<Option<Aligned>, CliError>;

/// A note ready to be held against its track.
struct Job {
    index: usize,
    note: Note,
    state: Option<NoteState>,
}

/// Aligns all notes, each track being read once; the outcomes are in the order of the notes.
fn align_all(
    cx: &Context,
    captions: &Captions,
    policy: Policy,
    files: &[NoteFile],
) -> Vec<Outcome> {
    let mut outcomes: Vec<Outcome> = files.iter().map(|_| Ok(None)).collect();
    let mut groups: BTreeMap<TrackChoice, (Track, Vec<Job>)> = BTreeMap::new();
    for (index, file) in files.iter().enumerate() {
        match prepare(cx, captions, index, file) {
            Ok(None) => {}
            Ok(Some((choice, track, job))) => {
                groups
                    .entry(choice)
                    .or_insert_with(|| (track, Vec::new()))
                    .1
                    .push(job);
            }
            Err(error) => outcomes[index] = Err(error),
        }
    }
    let groups: Vec<_> = groups.into_values().collect();
    let aligned: Vec<Vec<_>> = groups
        .par_iter()
        .map(|(track, jobs)| align_group(track, jobs, policy))
        .collect();
    for (index, outcome) in aligned.into_iter().flatten() {
        outcomes[index] = outcome.map(Some);
    }
    outcomes
}

/// Finds the captions of a note; `None` for a note that is on no video.
fn prepare(
    cx: &Context,
    captions: &Captions,
    index: usize,
    file: &NoteFile,
) -> Result<Option<(TrackChoice, Track, Job)>, CliError> {
    let note = Note::parse(file.bytes.clone());
    let Some(video) = note.video_id() else {
        return Ok(None);
    };
    let state = match file.path() {
        Some(path) => cx.vault.read_state(path)?,
        None => None,
    };
    let remembered = state.as_ref().and_then(|state| state.track.as_ref());
    let (choice, track) = captions.choose(cx, &video, remembered)?;
    Ok(Some((choice, track, Job { index, note, state })))
}

fn align_group(
    track: &Track,
    jobs: &[Job],
    policy: Policy,
) -> Vec<(usize, Result<Aligned, CliError>)> {
    let aligner = Aligner::new(track, AlignOptions::for_language(track.language.clone()));
    let align = |job: &Job| {
        let plan = Plan::make(&job.note, track, &aligner, job.state.as_ref(), policy);
        let new = job.note.edited(&plan.splices)?;
        let state = plan.state(track, job.state.as_ref());
        Ok(Aligned { plan, new, state })
    };
    jobs.par_iter().map(|job| (job.index, align(job))).collect()
}

/// What the run did, note by note.
struct Report<'a> {
    cx: &'a Context,
    args: &'a AlignArgs,
    /// Whether single claims are shown, or only counts.
    in_detail: bool,
    notes: Vec<Value>,
    asked: usize,
    changed: usize,
    failed: usize,
}

impl<'a> Report<'a> {
    fn new(cx: &'a Context, args: &'a AlignArgs, asked: usize) -> Self {
        let in_detail = asked == 1;
        Self {
            cx,
            args,
            in_detail,
            notes: Vec::new(),
            asked,
            changed: 0,
            failed: 0,
        }
    }

    fn note(&mut self, file: &NoteFile, aligned: &Aligned) -> Result<(), CliError> {
        let new = aligned.new.bytes();
        let changed = new != file.bytes;
        self.changed += usize::from(changed);
        self.args.write.put(self.cx, file, new)?;
        if let Some(path) = file.path().filter(|_| self.args.write.in_place()) {
            self.cx.vault.write_state(path, &aligned.state)?;
        }
        if self.cx.ui.json {
            self.notes.push(self.note_json(file, aligned, changed));
            return Ok(());
        }
        self.tell(file, &aligned.plan, changed)
    }

    fn left_alone(&mut self, file: &NoteFile) -> Result<(), CliError> {
        if self.asked > 1 {
            return Ok(());
        }
        if self.args.captions.captions.is_none() {
            return Err(no_video_id(&file.shown()));
        }
        self.cx.ui.warn(format_args!(
            "{} names no video and was left alone",
            file.shown()
        ));
        self.args.write.put(self.cx, file, &file.bytes)
    }

    fn failed(&mut self, file: &NoteFile, error: CliError) {
        self.failed += 1;
        let message = format!("{}: {}", file.shown(), error.message);
        if self.cx.ui.json {
            let error = CliError { message, ..error };
            self.notes
                .push(json!({ "path": file.shown(), "error": error.to_json() }));
        } else {
            self.cx.ui.error(&CliError { message, ..error });
        }
    }

    fn finish(self) -> Result<Exit, CliError> {
        if self.cx.ui.json {
            let document = json!({ "schema": "kbnote.align/1", "notes": self.notes });
            self.cx.ui.document(&document)?;
        } else if !self.in_detail {
            let (asked, changed) = (count(self.asked, "note"), self.changed);
            let verb = if self.args.write.in_place() {
                "changed"
            } else {
                "would change"
            };
            self.cx.ui.say(format_args!(
                "{asked}: {changed} {verb}, {} failed",
                self.failed
            ));
        }
        Ok(if self.failed > 0 {
            Exit::Found
        } else {
            self.args.write.exit(self.changed > 0)
        })
    }

    /// What a person should know of a note, on standard error if the note itself is printed.
    fn tell(&self, file: &NoteFile, plan: &Plan, changed: bool) -> Result<(), CliError> {
        let ui = self.cx.ui;
        let prints_note = self.args.write.prints_note() || file.path().is_none();
        let line = |text: String| {
            if prints_note {
                ui.say(text);
                return Ok(());
            }
            ui.line(text)
        };
        if changed || self.in_detail {
            line(format!("{}: {}", strong(file.shown()), summary(plan)))?;
        }
        if self.in_detail {
            for planned in plan.doubtful() {
                line(doubt(planned))?;
            }
        }
        Ok(())
    }

    fn note_json(&self, file: &NoteFile, aligned: &Aligned, changed: bool) -> Value {
        let mut note = json!({
            "path": file.shown(),
            "video": aligned.new.video_id(),
            "track": aligned.state.track,
            "changed": changed,
            "claims": aligned.plan.claims.iter().map(claim_json).collect::<Vec<_>>(),
        });
        if file.path().is_none() || self.args.write.prints_note() {
            note["text"] = json!(String::from_utf8_lossy(aligned.new.bytes()));
        }
        note
    }
}

fn summary(plan: &Plan) -> String {
    let statuses = [
        Status::Placed,
        Status::Moved,
        Status::Kept,
        Status::Pinned,
        Status::Unsupported,
    ];
    let counts = statuses
        .iter()
        .map(|&status| (plan.count(status), status.word()));
    let told: Vec<_> = counts
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| format!("{n} {word}"))
        .collect();
    if told.is_empty() {
        "nothing to anchor".to_owned()
    } else {
        told.join(", ")
    }
}

/// The line for a claim that a person should look at.
fn doubt(planned: &PlannedClaim) -> String {
    let line = faint(format_args!("{:>5}", planned.claim.line));
    let time = planned.anchors.first().and_then(|anchor| anchor.time);
    let time = time.map_or("--:--:--".to_owned(), |time| time.to_string());
    let reason = doubtful(format_args!("{:<11}", reason(planned)));
    format!(
        "{line}  {time}  {reason} {}",
        shorten(&planned.claim.text, 52)
    )
}

fn reason(planned: &PlannedClaim) -> String {
    match &planned.warning {
        Some(Warning::Contradicted { found }) => format!("pinned; captions say {found}"),
        Some(Warning::WouldMove { to }) => format!("captions changed: {to} (--retime)"),
        Some(Warning::SplitFrom { text }) => {
            format!("anchor was written for “{}”", shorten(text, 30))
        }
        Some(Warning::Declined) => "left without".to_owned(),
        None if planned.status == Status::Unsupported => "no support".to_owned(),
        None => "unsure".to_owned(),
    }
}

fn claim_json(planned: &PlannedClaim) -> Value {
    let anchors = planned.anchors.iter().map(|anchor| {
        json!({
            "start": anchor.range.start,
            "end": anchor.range.end,
            "time_ms": anchor.time.map(kbnote_core::Timestamp::as_millis),
            "text": anchor.time.map(|time| time.to_string()),
            "cues": [anchor.cues.start, anchor.cues.end],
            "estimated": anchor.estimated,
        })
    });
    json!({
        "start": planned.claim.range.start,
        "end": planned.claim.range.end,
        "text": planned.claim.text,
        "line": planned.claim.line,
        "status": planned.status.word(),
        "score": (planned.score * 1000.0).round() / 1000.0,
        "confidence": confidence_word(planned.confidence),
        "anchors": anchors.collect::<Vec<_>>(),
    })
}

fn confidence_word(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => "high",
        Confidence::Low => "low",
        Confidence::None => "none",
    }
}
