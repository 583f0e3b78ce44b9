//! Notes that are open in an editor: what the captions say of their text as it is there, and the changes
//! that an editor is to make in it. Nothing is written here but the state of a note that was saved.

mod change;
mod review;
mod saved;

pub use self::change::EditorChange;
pub use self::review::ReviewedPart;
pub use self::saved::SavedNote;
