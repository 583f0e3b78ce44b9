//! Bases: YAML with expressions. A note is named in their wikilinks and strings.

use std::ops::Range;

use super::expressions;
use super::renamed_file::RenamedFile;
use crate::file_link::FileLinkKind;
use crate::{LinkRewrite, Splice};

/// Functions whose argument is a link, and properties that are compared with the name of a file.
const LINK_FUNCTIONS: [&str; 3] = ["link(", "hasLink(", "file("];
const NAMES: [&str; 2] = ["file.basename", "file.name"];

pub(super) fn relink(text: &str, renamed: &RenamedFile<'_>) -> LinkRewrite {
    let Some(expressions) = expressions::find(text) else {
        return unread(text, renamed);
    };
    let is_inside = |range: &Range<usize>| {
        let mut expressions = expressions.iter();
        expressions.any(|whole| whole.start <= range.start && range.end <= whole.end)
    };
    let mut relinked = renamed.renaming.relink_raw(text, renamed.from);
    relinked.splices.retain(|splice| is_inside(&splice.range));
    relinked.left.retain(is_inside);
    let mut end = 0;
    for string in strings(text).into_iter().filter(is_inside) {
        let is_done =
            |splice: &Splice| splice.range.start < string.end && string.start < splice.range.end;
        if string.start < end || relinked.splices.iter().any(is_done) {
            continue;
        }
        match meaning(text, &string, renamed) {
            Meaning::Other => continue,
            Meaning::Renamed(new) => {
                relinked.splices.push(Splice::replace(string.clone(), new));
            }
            Meaning::Doubtful => relinked.left.push(string.clone()),
        }
        end = string.end;
    }
    relinked.splices.sort_by_key(|splice| splice.range.start);
    relinked.left.sort_by_key(|range| range.start);
    relinked
}

/// The strings that may name the note in a text that is not YAML: none is rewritten.
fn unread(text: &str, renamed: &RenamedFile<'_>) -> LinkRewrite {
    let may_name_it =
        |string: &Range<usize>| !matches!(meaning(text, string, renamed), Meaning::Other);
    LinkRewrite {
        left: strings(text).into_iter().filter(may_name_it).collect(),
        ..LinkRewrite::default()
    }
}

/// What a string says of the note.
enum Meaning {
    /// Nothing.
    Other,
    /// Its path or name, which is this one afterwards.
    Renamed(String),
    /// Its name, or another text of the same letters.
    Doubtful,
}

fn meaning(text: &str, string: &Range<usize>, renamed: &RenamedFile<'_>) -> Meaning {
    let written = &text[string.clone()];
    if let Some(new) = renamed.new_path(written).filter(|_| written.contains('/')) {
        return Meaning::Renamed(new);
    }
    let before = text[..string.start]
        .trim_end_matches(['"', '\'', '\\'])
        .trim_end();
    let renaming = renamed.renaming;
    if LINK_FUNCTIONS.iter().any(|name| before.ends_with(name)) {
        let kind = FileLinkKind::ObsidianWikilink;
        let led = renaming
            .before
            .resolve_file(kind, written, renamed.from.before);
        if led.obsidian.note() != Some(renaming.note) {
            return Meaning::Other;
        }
        let ending = if written.ends_with(".md") { ".md" } else { "" };
        let new = format!("{}{ending}", renaming.after.target_of(renaming.note));
        return Meaning::Renamed(new);
    }
    let base = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
    let (old, new) = (base(renamed.old_name()), base(renamed.new_name()));
    let stem = written.strip_suffix(".md").unwrap_or(written);
    if stem != old {
        return Meaning::Other;
    }
    let compared = before.trim_end_matches(['=', '!', ' ']);
    let is_name =
        compared.len() < before.len() && NAMES.iter().any(|name| compared.ends_with(name));
    let is_only = renaming.before.notes_of_base_name(&old) == [renaming.note];
    if is_name && is_only {
        Meaning::Renamed(format!("{new}{}", &written[stem.len()..]))
    } else {
        Meaning::Doubtful
    }
}

/// The insides of all quoted strings, one within another included.
fn strings(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (open, quote) in text.match_indices(['"', '\'']) {
        let is_escaped = text[..open].ends_with('\\');
        let inside = &text[open + 1..];
        let line = inside.lines().next().unwrap_or_default();
        let Some(length) = line.find(quote) else {
            continue;
        };
        let length = length - usize::from(is_escaped && line[..length].ends_with('\\'));
        found.push(open + 1..open + 1 + length);
    }
    found
}
