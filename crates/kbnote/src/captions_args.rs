//! `--captions` and `--track`: which captions are used.

use std::path::PathBuf;

use kbnote_app::{Captions, Error, Workspace};

/// The captions to use.
#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "Which captions")]
pub(crate) struct CaptionsArgs {
    /// Use this caption file instead of the stored transcript
    #[arg(long, value_name = "FILE")]
    pub(crate) captions: Option<PathBuf>,
    /// Use this track: a language or a track's id
    #[arg(long, value_name = "LANG|ID", conflicts_with = "captions")]
    pub(crate) track: Option<String>,
}

impl CaptionsArgs {
    /// The captions that the arguments name.
    pub(crate) fn captions(&self, workspace: &Workspace) -> Result<Captions, Error> {
        Captions::new(workspace, self.captions.as_deref(), self.track.as_deref())
    }
}
