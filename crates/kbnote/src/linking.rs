//! Notes and the vault's other notes brought together: which words become links.

use std::collections::BTreeMap;
use std::path::Path;

use kbnote_note::suggest::{LinkIndex, LinkTarget, SuggestOptions, Suggestion, suggest};
use kbnote_note::{BlockKind, LinkPlace, LinkStyle, Note, Splice};
use kbnote_vault::NoteEntry;

use crate::context::Context;
use crate::error::CliError;

/// The score from which on a link is written unless told otherwise.
pub(crate) const MIN_SCORE: f64 = 0.5;

/// Suggests links to the notes of a vault.
#[derive(Debug)]
pub(crate) struct Linker {
    index: LinkIndex,
    style: LinkStyle,
}

impl Linker {
    /// Reads the names of all notes of the vault.
    pub(crate) fn new(cx: &Context) -> Result<Self, CliError> {
        let entries = cx.vault.note_entries()?;
        let spaced = cx.vault.settings().wikilink.spacing;
        let style = if spaced {
            LinkStyle::Spaced
        } else {
            LinkStyle::Tight
        };
        Ok(Self {
            index: LinkIndex::new(targets(&entries)),
            style,
        })
    }

    /// The links that a note could have; `path` is where it stands, if it does.
    pub(crate) fn suggest(
        &self,
        cx: &Context,
        note: &Note,
        path: Option<&Path>,
    ) -> Vec<Suggestion> {
        let text = note.text();
        let live = note.wikilinks().iter().filter(|link| link.live);
        let options = SuggestOptions {
            own_path: path.and_then(|path| cx.vault.note_name(path)),
            linked: live
                .map(|link| text[link.target.clone()].to_owned())
                .collect(),
        };
        suggest(text, &note.linkable_ranges(), &self.index, &options)
    }

    /// The edits that write suggestions into their note.
    pub(crate) fn splices(&self, note: &Note, suggestions: &[Suggestion]) -> Vec<Splice> {
        let splice = |suggestion: &Suggestion| {
            let place = place_of(note, suggestion.range.start);
            Splice::replace(
                suggestion.range.clone(),
                suggestion.write(self.style, place),
            )
        };
        suggestions.iter().map(splice).collect()
    }
}

fn targets(entries: &[NoteEntry]) -> Vec<LinkTarget> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for entry in entries {
        *seen.entry(entry.base_name().to_lowercase()).or_default() += 1;
    }
    let target = |entry: &NoteEntry| LinkTarget {
        title: entry.title.clone(),
        name: entry.base_name().to_owned(),
        folder: entry
            .name
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder)
            .to_owned(),
        aliases: Vec::new(),
        unique: seen.get(&entry.base_name().to_lowercase()) == Some(&1),
    };
    entries.iter().map(target).collect()
}

fn place_of(note: &Note, offset: usize) -> LinkPlace {
    let in_cell = note
        .blocks()
        .iter()
        .any(|block| block.kind == BlockKind::TableCell && block.range.contains(&offset));
    if in_cell {
        LinkPlace::TableCell
    } else {
        LinkPlace::Prose
    }
}
