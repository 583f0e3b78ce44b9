//! The folders and files of a vault: settings, transcripts, notes, templates.
