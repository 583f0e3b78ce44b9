//! The passages of the captions that the sentences of a note rest on, and what is made of them.

mod chapters;
mod passage;
mod quotation;
mod spoken;

pub use chapters::{NoteChapter, chapters, top_chapters};
pub use passage::{Passage, anchored_passages, claim_passages, cue_at, merged, passage_at};
pub use quotation::{
    InsertQuotationsError, Quotation, insert_quotations, quotation_lines, quotations,
    with_inner_marks,
};
