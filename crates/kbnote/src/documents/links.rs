//! `kbnote.links/1`.

use kbnote_app::LinkedNote;
use kbnote_links::Suggestion;
use serde::Serialize;

use crate::ui::rounded;

/// `kbnote links`: the words of each note that could link to other notes.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct LinkedNoteEntry {
    /// The note.
    path: String,
    /// The links that are suggested or were written.
    suggestions: Vec<SuggestionEntry>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct SuggestionEntry {
    /// Where the words start in the note as it was read.
    start: usize,
    /// Where they end.
    end: usize,
    /// The words.
    text: String,
    /// The note to link to, as the link names it.
    target: String,
    /// The title of that note.
    title: String,
    /// How probable it is that an author would link them, from 0 to 1.
    score: f64,
    /// The reason for it.
    why: String,
    /// Whether `--apply` writes it.
    apply: bool,
    /// Why it does not; null if it does.
    why_not: Option<String>,
}

impl LinkedNoteEntry {
    pub(crate) fn new(path: String, linked: &LinkedNote) -> Self {
        let entry = |suggestion: &Suggestion| SuggestionEntry {
            start: suggestion.range.start,
            end: suggestion.range.end,
            text: linked.note.text()[suggestion.range.clone()].to_owned(),
            target: suggestion.target.clone(),
            title: suggestion.title.clone(),
            score: rounded(suggestion.score),
            why: suggestion.why.clone(),
            apply: linked.is_written(suggestion),
            why_not: linked.why_not(suggestion).map(|reason| reason.to_string()),
        };
        Self {
            path,
            suggestions: linked.suggestions.iter().map(entry).collect(),
        }
    }
}
