//! What waits for the editor.

use std::sync::Arc;

use crate::state_memory::UnsavedState;

/// A change that the editor is to make.
pub(super) struct Offer {
    pub(super) uri: String,
    pub(super) state: Option<Arc<UnsavedState>>,
}
