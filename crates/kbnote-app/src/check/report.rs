//! The request and the result of a check.

use std::path::PathBuf;

use kbnote_check::Repair;

use super::finding::LocatedFinding;
use crate::{Error, NoteFile, WriteMode};

/// What is checked, and how.
#[derive(Clone, Debug, Default)]
pub struct CheckRequest {
    /// Notes, folders of notes, `-` for standard input; without any, all notes of the vault.
    pub paths: Vec<PathBuf>,
    /// Whether problems with one right answer are repaired.
    pub fixes: bool,
    /// A file of accepted findings.
    pub baseline: Option<PathBuf>,
    /// When anchors are compared with the captions.
    pub against_captions: CaptionCheck,
    /// Whether findings come with the source around them.
    pub with_source: bool,
    /// Where repairs go.
    pub mode: WriteMode,
}

/// When anchors are compared with the captions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CaptionCheck {
    /// If there are few notes.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The result of a check.
#[derive(Debug)]
pub struct CheckReport {
    /// The checked notes, in their order.
    pub notes: Vec<CheckedNote>,
    /// Why notes could not be read or written.
    pub failures: Vec<Error>,
    /// Number of notes in a vault of Obsidian that were passed over: daily notes, templates and notes on no recording,
    /// unless they were named.
    pub passed_over: usize,
}

/// A checked note.
#[derive(Debug)]
pub struct CheckedNote {
    /// The note as it was read, if it may be repaired.
    pub file: Option<NoteFile>,
    /// Its path as one would type it here.
    pub shown: String,
    /// Its path below the vault's root, if it is there.
    pub path: String,
    /// What is wrong.
    pub findings: Vec<LocatedFinding>,
    /// The repaired findings.
    pub repairs: Vec<Repair>,
    /// Its new bytes, if the repair changed any.
    pub new: Option<Vec<u8>>,
}
