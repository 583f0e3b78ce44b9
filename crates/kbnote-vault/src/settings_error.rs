//! Settings that cannot be read.

use std::path::{Path, PathBuf};

use crate::files::FileError;
use crate::settings_problem::SettingsProblem;

/// An error in a file of settings.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// The file cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// It is not TOML, or has an unknown key or value.
    #[error("invalid settings in {}", place(path, *line))]
    Invalid {
        /// The file.
        path: PathBuf,
        /// The line, from 1, if one is known.
        line: Option<usize>,
        /// The setting that an unknown key was meant for.
        meant: Option<String>,
        /// The cause, with its line.
        #[source]
        source: SettingsProblem,
    },
    /// It names a style of anchors that it does not define.
    #[error("`anchor.style = {name:?}` in {} is not a style; its styles are {}", place(path, *line), known.join(", "))]
    UnknownStyle {
        /// The file.
        path: PathBuf,
        /// The line, from 1, if one is known.
        line: Option<usize>,
        /// The style.
        name: String,
        /// The names of the styles that it could be.
        known: Vec<String>,
    },
}

/// A line of a file.
pub(crate) fn place(path: &Path, line: Option<usize>) -> String {
    let path = path.display();
    line.map_or_else(|| path.to_string(), |line| format!("{path}:{line}"))
}
