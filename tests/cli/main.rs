//! End-to-end tests through the built binary: a module a command, each on a vault of its own.

#![expect(
    clippy::expect_used,
    reason = "a test that cannot go on fails where it is"
)]

mod align;
mod anchor_styles;
mod author_decisions;
mod caption_addresses;
mod chapters;
mod check;
mod clickable;
mod clips;
mod completions;
mod config;
mod convert;
mod declined;
mod diff;
mod exit_codes;
mod export;
mod fetch;
mod fetch_batch;
mod fetch_options;
#[cfg(unix)]
mod full_disk;
mod given_notes;
mod help;
mod help_topics;
mod hostile_nesting;
#[cfg(unix)]
mod hostile_programs;
mod hostile_vault;
mod import;
mod index;
mod init;
mod json_docs;
mod json_paths;
mod killed;
mod links;
mod list;
mod lsp;
mod man;
mod misspelt;
mod move_note;
mod moved;
mod new;
mod newer_aligner;
mod obsidian;
mod obsidian_home;
mod output;
#[cfg(unix)]
mod packaging;
mod pager;
mod pages;
mod pairs;
mod peertube;
mod playlist;
mod podcast;
mod quote;
mod races;
mod readme;
mod readme_picture;
mod real_data;
mod recordings;
mod regen;
mod rename;
mod review;
mod review_doubts;
mod sarif;
mod search;
mod serve;
mod serve_decisions;
mod serve_follow;
mod serve_fresh;
mod serve_media;
mod serve_quote;
mod several_recordings;
mod speakers;
mod status;
mod support;
mod synced;
mod taken_back;
mod template;
mod terminal;
mod undo;
mod undo_transcripts;
#[cfg(unix)]
mod unwritable;
mod vault_index;
mod web;
mod why;
mod wording;
