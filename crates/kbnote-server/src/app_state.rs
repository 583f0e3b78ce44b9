//! What all handlers of requests share.

use std::sync::Arc;

use kbnote_app::{Error, NoteService, Watch};

use crate::error_response::ApiError;
use crate::feed::Feed;
use crate::guard::RequestGuard;
use crate::page::PageSettings;

/// Shared state of the request handlers.
#[derive(Debug)]
pub(crate) struct AppState {
    pub(crate) notes: Arc<NoteService>,
    pub(crate) guard: RequestGuard,
    /// What shows other processes of the user that the vault is served here.
    pub(crate) mark: String,
    pub(crate) settings: PageSettings,
    /// The changes of the vault, for the open pages.
    pub(crate) feed: Feed,
    pub(crate) watch: Watch,
}

impl AppState {
    /// Runs work on the notes off the event loop; it completes even if the client disconnects.
    pub(crate) async fn with_notes<T: Send + 'static>(
        &self,
        work: impl FnOnce(&NoteService) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, ApiError> {
        let notes = Arc::clone(&self.notes);
        let result = tokio::task::spawn_blocking(move || work(&notes)).await;
        Ok(result.map_err(|_| ApiError::internal())??)
    }
}
