//! The arguments of `kbnote align`.

use std::path::PathBuf;

use kbnote_app::NotePlace;
use kbnote_engine::anchoring::{AnchorPolicy, AnchorScope, Moments};

use crate::captions_args::CaptionsArgs;
use crate::context::Context;
use crate::write_args::WriteArgs;

/// Arguments that conflict with `--pin` and `--unpin`.
const ALIGNING: [&str; 5] = ["notes", "retime", "places", "moments", "moved_from"];

/// Anchor each sentence of a note to the moment in the captions that it rests on
///
/// Sentences without an anchor get one, and sentences whose words changed are aligned again;
/// everything else stays the same, byte for byte. Times that you set by hand never change. A
/// paragraph that you move keeps its times. With --retime, all but pinned times are recomputed, and
/// new neighbours can lead to another place: look at the change with --diff first.
#[derive(clap::Args, Debug)]
pub(crate) struct AlignArgs {
    /// Note, folder of notes, or - for standard input
    #[arg(required_unless_present_any = ["pin", "unpin"], value_name = "NOTE")]
    pub(super) notes: Vec<PathBuf>,
    /// Recompute all times but pinned ones; anchors keep their places
    #[arg(long)]
    pub(super) retime: bool,
    /// Which sentences have an anchor [default: sentence, with --retime: existing]
    #[arg(long, value_name = "PLACES")]
    places: Option<PlacesArg>,
    /// How many anchors a sentence without one gets
    #[arg(long, value_name = "MOMENTS", default_value = "1")]
    moments: MomentsArg,
    /// The former path of a note that was moved; `none` for a new one
    ///
    /// Only needed where kbnote says that the note could be one of several.
    #[arg(long, value_name = "NOTE|none", hide_short_help = true)]
    pub(super) moved_from: Option<PathBuf>,
    /// Set the time of a sentence by hand; =2: the second place of `kbnote why`
    ///
    /// Pinned times never change. Where a line has several sentences, NOTE:LINE:COLUMN names one.
    #[arg(long, num_args = 2, value_names = ["NOTE:LINE", "TIME|=PLACE"], conflicts_with_all = ALIGNING)]
    pub(super) pin: Option<Vec<String>>,
    /// Recompute the pinned times of a line
    ///
    /// NOTE:LINE:COLUMN names one sentence; if you removed its anchor, it gets one again.
    #[arg(long, value_name = "NOTE:LINE", conflicts_with_all = ALIGNING, conflicts_with_all = ["captions", "track"])]
    pub(super) unpin: Option<NotePlace>,
    #[command(flatten)]
    pub(super) captions: CaptionsArgs,
    #[command(flatten)]
    pub(super) write: WriteArgs,
}

/// Which sentences have an anchor.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum PlacesArg {
    /// Every sentence gets one
    Sentence,
    /// Only those that already have one
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

/// How many anchors a sentence without one gets.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum MomentsArg {
    /// One for each place where it is likely said
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
    pub(super) fn policy<'a>(&self, cx: &'a Context) -> AnchorPolicy<'a> {
        let usual = if self.retime {
            AnchorScope::Existing
        } else {
            AnchorScope::Sentence
        };
        let places = self.places.map_or(usual, AnchorScope::from);
        AnchorPolicy {
            retime: self.retime,
            places,
            moments: self.moments.into(),
            ..AnchorPolicy::new(cx.workspace.vault.settings().anchor.style())
        }
    }
}

impl AlignArgs {
    /// The name under which `undo` lists what it did.
    pub(crate) const fn name(&self) -> &'static str {
        match (&self.pin, &self.unpin) {
            (Some(_), _) => "align --pin",
            (_, Some(_)) => "align --unpin",
            _ => "align",
        }
    }
}
