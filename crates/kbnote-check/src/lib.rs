//! What is wrong with a note, and how it is repaired: the rules of the lint.
//!
//! A [`Rule`] has a stable code and says what it looks for and why; [`rules::ALL`] lists them all.
//! [`check`] holds one note against the rules that look at one note, with what is known of its
//! [`CheckContext`]: its video, and the names of the vault's notes. [`check_vault`] holds the links
//! of all notes against the others. What is found is a [`Finding`]: a rule, a place, a message and,
//! where there is one right answer, a [`Fix`]. [`repair`] makes these fixes until none is left.
//!
//! ```
//! use kbnote_check::{Levels, CheckContext, check, repair};
//! use kbnote_note::Note;
//!
//! let note = Note::parse(
//!     "---\ntitle: Bread\nvideoId: kbnoteDemo1\n---\n\nA bag is $5 for us and another is $2 more.\n",
//! );
//! let (surroundings, levels) = (CheckContext::default(), Levels::default());
//! let findings = check(&note, &surroundings, &levels);
//! assert_eq!(findings[0].rule.name, "money-as-formula");
//!
//! let repaired = repair(note, &surroundings, &levels);
//! assert!(repaired.note.text().contains("\\$5 for us and another is \\$2 more"));
//! assert!(repaired.findings.is_empty());
//! ```
//!
//! Nothing here opens a file, looks at a clock or prints.

mod baseline;
mod check;
mod check_context;
mod finding;
mod ignores;
mod levels;
mod repair;
mod rule;
pub mod rules;
mod subject;
mod vault;

pub use baseline::{Baseline, BaselineEntry};
pub use check::check;
pub use check_context::{
    CheckContext, Contradiction, DifferenceKind, KnownRecording, Recordings, SaidElsewhere,
    SpokenText, StoredVideo, WordDifference,
};
pub use finding::{Finding, Fix, Place};
pub use ignores::ignore_on_line;
pub use levels::{Levels, UnknownRule};
pub use repair::{Repair, RepairedNote, repair};
pub use rule::{Example, Rule, Severity};
pub use vault::{LinkedNote, check_in_vault, check_vault};
