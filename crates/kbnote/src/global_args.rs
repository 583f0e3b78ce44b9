//! The arguments that every command takes.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Flags that every command takes.
#[derive(Args, Debug)]
pub(crate) struct GlobalArgs {
    /// Folder of the vault (default: the one around this folder)
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        help_heading = "Global options",
        hide_short_help = true
    )]
    pub(crate) vault: Option<PathBuf>,
    /// Print the result as one JSON document
    #[arg(
        long,
        global = true,
        conflicts_with = "format",
        help_heading = "Global options",
        hide_short_help = true
    )]
    pub(crate) json: bool,
    /// Form of the result
    #[arg(
        long,
        global = true,
        value_name = "FORM",
        help_heading = "Global options",
        hide_short_help = true
    )]
    pub(crate) format: Option<Format>,
    /// Never ask the network
    #[arg(
        long,
        global = true,
        help_heading = "Global options",
        hide_short_help = true
    )]
    pub(crate) offline: bool,
    /// When to use colour
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Global options",
        hide_short_help = true
    )]
    pub(crate) color: WhenColor,
    /// Print a long result at once and not through a pager
    #[arg(
        long,
        global = true,
        help_heading = "Global options",
        hide_short_help = true
    )]
    pub(crate) no_pager: bool,
    /// Print results and errors only
    #[arg(
        short,
        long,
        global = true,
        help_heading = "Global options",
        hide_short_help = true
    )]
    pub(crate) quiet: bool,
    /// Say more of what is done
    #[arg(
        short,
        long,
        global = true,
        conflicts_with = "quiet",
        help_heading = "Global options",
        hide_short_help = true
    )]
    pub(crate) verbose: bool,
}

impl GlobalArgs {
    pub(crate) fn wants_json(&self) -> bool {
        self.format() == Format::Json
    }

    /// The form of the result.
    pub(crate) fn format(&self) -> Format {
        let usual = if self.json {
            Format::Json
        } else {
            Format::Human
        };
        self.format.unwrap_or(usual)
    }
}

/// What `-h` shows in place of the arguments that every command takes.
pub(crate) const GLOBAL_LINE: &str = "\
Global options: --vault, --json, --format, --offline, --color, --no-pager, -q, -v (see --help)";

/// The forms a result can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Human,
    /// For scripts
    Json,
    /// Annotations of a GitHub run (check)
    Github,
    /// SARIF 2.1.0 (check)
    Sarif,
    /// One hit a line: video, time, address and text, with tabs between (search)
    Lines,
    /// One clip a line, for `yt-dlp --download-sections` (clips)
    YtDlp,
    /// One clip a line, as options of ffmpeg (clips)
    Ffmpeg,
    /// One chapter a line, as in a description on YouTube (chapters)
    Youtube,
    /// JSON chapters of Podcasting 2.0 (chapters)
    Podcast,
}

/// When colour is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum WhenColor {
    /// Where a terminal shows it and NO_COLOR is not set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}
