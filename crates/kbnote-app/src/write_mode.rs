//! Where the changes of a run go.

use crate::{Error, ErrorKind};

/// Where the changes of a run go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WriteMode {
    /// Into the notes.
    #[default]
    InPlace,
    /// Nowhere; only whether anything would change is reported.
    Check,
    /// Nowhere; the change is shown as a patch.
    Diff,
    /// Nowhere; the whole changed note is shown.
    Stdout,
}

impl WriteMode {
    /// Whether the notes themselves are written.
    #[must_use]
    pub fn in_place(self) -> bool {
        self == Self::InPlace
    }

    /// Whether the note or its change is the output, in place of a report.
    #[must_use]
    pub fn prints_note(self) -> bool {
        matches!(self, Self::Diff | Self::Stdout)
    }

    /// Refuses to print several notes as if they were one.
    ///
    /// # Errors
    /// If this mode prints the whole note and `notes` is not 1.
    pub fn check_count(self, notes: usize) -> Result<(), Error> {
        if self == Self::Stdout && notes != 1 {
            let message = format!("--stdout takes one note, not {notes}");
            return Err(Error::new(ErrorKind::Usage, "usage", message)
                .with_next_step("name one file, or use --diff"));
        }
        Ok(())
    }
}
