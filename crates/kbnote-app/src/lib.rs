//! The application beneath every front end of kbnote.
//!
//! A [`Workspace`] is a vault with everything a run needs. What it does is reported as values; what
//! happens meanwhile goes to its [`Observer`]. A failure is an [`Error`], whose [`ErrorKind`] each
//! front end maps to its own form: an exit code, an HTTP status, a response error.
//!
//! Nothing here parses arguments, prints or ends the process.

mod align;
mod captioned_note;
mod captions;
mod channel_indexes;
mod chapters;
pub mod check;
mod clips;
mod commit;
mod config;
mod convert;
mod dangling_links;
#[cfg(test)]
mod documents_test;
mod doubt_cache;
mod doubt_counts;
pub mod editor;
mod error;
mod export;
pub mod fetch;
mod given_notes;
pub mod import;
pub mod index_notes;
pub mod init;
mod link_form;
mod linker;
mod links;
pub mod list;
mod lru;
mod mutex;
mod new_note;
mod note_age;
mod note_place;
mod notes;
mod observer;
mod open_notes;
mod past;
mod pin;
mod pin_time;
pub mod programs;
mod progress;
mod quote;
mod recording;
mod regenerate;
mod rename;
mod review;
mod search;
pub mod status;
mod stored_transcripts;
mod templates;
mod undo;
mod undo_list;
mod unread_notes;
mod unsorted;
mod video_note;
mod whole_run;
mod why;
mod workspace;
mod write_mode;

pub use align::{AlignOutcome, AlignedNote, SkippedPart, align_all, reread_written_note};
pub use captioned_note::CaptionedNote;
pub use captions::{
    CaptionedPart, Captions, ChosenTrack, TrackChoice, meant_recording, stored_transcript,
};
pub use channel_indexes::{Channels, PlannedIndex};
pub use chapters::{ChaptersDocument, NoteChapters, PodcastChapters};
pub use clips::{Clip, ClipsDocument};
pub use commit::{CommitReport, NoteChange, StateChange, commit};
pub use config::{ConfigDocument, SettingReport, SettingsFile};
pub use convert::{ConvertedNote, KeptAnchor, Unclickable};
pub use dangling_links::DanglingLink;
pub use error::{
    Error, ErrorDocument, ErrorKind, conflict_error, no_video_id, reject_conflict_markers,
    utf16_error,
};
pub use export::{INDEX_PAGE, PageTargets, index_address, page_path};
pub use kbnote_vault::{MediaFile, SETTINGS_SCHEMA, Watch, WatchMethod};
pub use linker::{Linker, read_decisions, store_decisions};
pub use links::{LinkRun, LinkScores, LinkedNote, NotWritten};
pub use new_note::{NewNote, NewNoteOptions, NewNoteSummary, read_draft};
pub use note_place::NotePlace;
pub use notes::{NoteFile, NoteFiles, Unreadable, read_input};
pub use observer::{Observer, SilentObserver};
pub use open_notes::{
    FindingDecision, FindingVerdict, NoteDecisions, NoteList, NoteRow, NoteService, OpenNote,
    ServedPage, VaultEvent,
};
pub use past::{PastError, past_note};
pub use pin::{PinnedClaim, Pinning};
pub use pin_time::PinTime;
pub use progress::Progress;
pub use quote::{QuoteDocument, QuoteReport};
pub use regenerate::{RegenerationOutcome, plan_regeneration, regenerate_all};
pub use rename::{KeptLink, OpenTexts, RenameDocument, RenameReport};
pub use review::{Decision, Decisions, ProposedNote, ReviewedNote};
pub use search::{NoteLine, SearchHit, SearchOptions, SearchReport, SearchedTrack, SpeakerMiss};
pub use templates::{
    BUILT_IN_TEMPLATES, TemplateDocument, TemplateEntry, TemplatesDocument, frame_source,
    template_error, today,
};
pub use undo::{UndoDocument, UndoReport};
pub use undo_list::{UndoListDocument, UndoableRun};
pub use unread_notes::{UnreadNote, unread_notes};
pub use whole_run::WholeRun;
pub use why::{ExplainedClaim, WhyPart, WhyReport};
pub use workspace::{Workspace, WorkspaceOptions, YoutubeUrl, path_from_here};
pub use write_mode::WriteMode;
