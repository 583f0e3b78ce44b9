//! Size and times of a file, by which an edit is detected.

use std::fs::Metadata;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// The minimum age of a file for its stamp to be trusted, in nanoseconds: the coarsest file system
/// clock in use ticks every two seconds.
const TICK: i64 = 2_000_000_000;

/// Size and times of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    pub(super) size: u64,
    /// The modification time, in nanoseconds since 1970.
    modified: i64,
    /// The status change time, if the system provides it; else as `modified`.
    changed: i64,
}

impl Stamp {
    pub(super) fn of(metadata: &Metadata) -> Self {
        let modified = metadata.modified().map_or(i64::MAX, nanoseconds);
        Self {
            size: metadata.len(),
            modified,
            changed: changed(metadata).unwrap_or(modified),
        }
    }

    /// Whether every edit after this time changes the stamp.
    pub(super) fn is_settled_at(self, time: i64) -> bool {
        self.modified.max(self.changed) < time.saturating_sub(TICK)
    }
}

#[cfg(unix)]
fn changed(metadata: &Metadata) -> Option<i64> {
    use std::os::unix::fs::MetadataExt;
    let seconds = metadata.ctime().checked_mul(1_000_000_000)?;
    seconds.checked_add(metadata.ctime_nsec())
}

#[cfg(not(unix))]
fn changed(_: &Metadata) -> Option<i64> {
    None
}

/// The time in nanoseconds since 1970; earlier times count as 1970.
pub(super) fn nanoseconds(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}
