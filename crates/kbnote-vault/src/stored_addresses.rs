//! The addresses of all stored recordings, kept for the time of a run.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use kbnote_core::VideoId;

/// Recordings by the ids that their addresses would have.
type Recordings = Arc<BTreeMap<VideoId, VideoId>>;

/// The addresses of all stored recordings; read again once the folder of the transcripts has changed.
#[derive(Clone, Debug, Default)]
pub(crate) struct StoredAddresses(Arc<Mutex<Option<(SystemTime, Recordings)>>>);

impl StoredAddresses {
    /// The addresses in a folder that was last changed then.
    pub(crate) fn get(
        &self,
        stamp: Option<SystemTime>,
        read: impl FnOnce() -> BTreeMap<VideoId, VideoId>,
    ) -> Recordings {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, recordings)) = known.as_ref()
            && Some(*of) == stamp
        {
            return Arc::clone(recordings);
        }
        let recordings = Arc::new(read());
        *known = stamp.map(|stamp| (stamp, Arc::clone(&recordings)));
        recordings
    }
}
