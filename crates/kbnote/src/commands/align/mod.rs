//! `kbnote align`: each sentence its anchor.

mod pin;
mod report;

use std::path::PathBuf;

use kbnote_app::{ErrorKind, NoteFile, NoteFiles, NotePlace, align_all};
use kbnote_core::ParseTimestampError;
use kbnote_vault::FormerPlace;

use self::report::Report;
use crate::captions_args::CaptionsArgs;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::write_args::WriteArgs;
use kbnote_engine::anchoring::{AnchorPolicy, AnchorScope, Moments};

/// The arguments of a run that aligns, for which there is no use when one time is pinned.
const ALIGNING: [&str; 7] = [
    "notes",
    "captions",
    "track",
    "retime",
    "places",
    "moments",
    "moved_from",
];

/// Give each sentence of a note the moment in the captions that it rests on
///
/// Sentences without an anchor get one; those whose words changed are found anew; all else stays
/// as it is, byte for byte. Times that you set by hand are never moved. What moves with its
/// paragraph keeps its time; with --retime it is found among its new neighbours, which can lead
/// elsewhere: look at it with --diff first.
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
    places: Option<PlacesArg>,
    /// How many anchors a sentence gets that has none
    #[arg(long, value_name = "MOMENTS", default_value = "1")]
    moments: MomentsArg,
    /// Where the note lay before it was moved, if that could be one of several places; `none` if it
    /// is a new note
    #[arg(long, value_name = "NOTE|none")]
    moved_from: Option<PathBuf>,
    /// Give the sentence on a line this time, and keep it there
    #[arg(long, num_args = 2, value_names = ["NOTE:LINE", "TIME"], conflicts_with_all = ALIGNING)]
    pin: Option<Vec<String>>,
    /// Let the captions decide again on the times of a line: they are found anew at once
    #[arg(long, value_name = "NOTE:LINE", conflicts_with_all = ALIGNING)]
    unpin: Option<NotePlace>,
    #[command(flatten)]
    write: WriteArgs,
}

/// Which sentences have an anchor.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum PlacesArg {
    /// Every sentence gets one
    Sentence,
    /// Only those that stand already
    Existing,
}

impl From<PlacesArg> for AnchorScope {
    fn from(places: PlacesArg) -> Self {
        match places {
            PlacesArg::Sentence => Self::Sentence,
            PlacesArg::Existing => Self::Existing,
        }
    }
}

/// How many anchors a sentence gets that has none.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum MomentsArg {
    /// As many as the captions likely say it at
    Auto,
    /// One
    #[value(name = "1")]
    One,
}

impl From<MomentsArg> for Moments {
    fn from(moments: MomentsArg) -> Self {
        match moments {
            MomentsArg::Auto => Self::Auto,
            MomentsArg::One => Self::One,
        }
    }
}

impl AlignArgs {
    fn policy(&self, cx: &Context) -> AnchorPolicy {
        let usual = if self.retime {
            AnchorScope::Existing
        } else {
            AnchorScope::Sentence
        };
        let places = self.places.map_or(usual, AnchorScope::from);
        AnchorPolicy {
            retime: self.retime,
            follow_captions: false,
            places,
            moments: self.moments.into(),
            style: cx.vault.settings().anchor.style,
        }
    }
}

pub(crate) fn run(cx: &Context, args: &AlignArgs) -> Result<Exit, CliError> {
    if let Some([place, time]) = args.pin.as_deref() {
        let wrong = |error: String| CliError::new(ErrorKind::Usage, "usage", error);
        let place = place.parse().map_err(wrong)?;
        let time = time
            .parse()
            .map_err(|error: ParseTimestampError| wrong(error.to_string()))?;
        return pin::pin(cx, &place, time, args.write);
    }
    if let Some(place) = &args.unpin {
        return pin::unpin(cx, place, args.write);
    }
    let notes = cx.read_notes_to_change(&args.notes)?;
    let mut report = Report::new(cx, args, notes.count());
    let NoteFiles { files, unreadable } = notes;
    args.write.accept(&files)?;
    set_former_place(cx, args, &files)?;
    let captions = args.captions.captions(cx)?;
    let policy = args.policy(cx);
    let mut outcomes = align_all(cx, &captions, policy, &files);
    for (file, outcome) in files.iter().zip(outcomes.drain(..)) {
        let done = match outcome {
            Ok(Some(aligned)) => report.note(file, &aligned),
            Ok(None) => report.left_alone(file),
            Err(error) => Err(error.into()),
        };
        report.run.go_on(file, done)?;
    }
    report.run.unreadable(&unreadable);
    report.finish()
}

/// Remembers where the note lay, as the author says.
fn set_former_place(cx: &Context, args: &AlignArgs, files: &[NoteFile]) -> Result<(), CliError> {
    let Some(place) = &args.moved_from else {
        return Ok(());
    };
    let [file] = files else {
        let message = format!("--moved-from takes one note, not {}", files.len());
        return Err(CliError::new(ErrorKind::Usage, "usage", message));
    };
    let former = match place.to_str() {
        Some("none") => FormerPlace::Nowhere,
        _ => FormerPlace::At(place.clone()),
    };
    if let Some(path) = file.path() {
        cx.vault.set_former_place(path, former);
    }
    Ok(())
}
