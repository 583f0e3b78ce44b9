//! Which line of a note each of the template's old lines is.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use kbnote_note::Note;
use kbnote_note::diff::common_runs;

use super::frame::{is_from, is_heading};

/// Which line of the note each old one is: in the order of the note, else the only one that says
/// the same.
pub(super) fn places(note: &Note, old: &[&str], now: &[Range<usize>]) -> Vec<Option<usize>> {
    let texts: Vec<&str> = now.iter().map(|line| &note.text()[line.clone()]).collect();
    let mut places = vec![None; old.len()];
    let mut matched = BTreeSet::new();
    for (old_run, now_run) in common_runs(old, &texts) {
        for (o, n) in old_run.zip(now_run) {
            places[o] = Some(n);
            matched.insert(n);
        }
    }
    let mut free: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (n, text) in texts
        .iter()
        .enumerate()
        .filter(|(n, _)| !matched.contains(n))
    {
        free.entry(text).or_default().push(n);
    }
    for (o, place) in places
        .iter_mut()
        .enumerate()
        .filter(|(_, place)| place.is_none())
    {
        if let Some([only]) = free.get(old[o]).map(Vec::as_slice) {
            *place = Some(*only);
            free.remove(old[o]);
        }
    }
    places
}

/// What kind of line it is: one of a kind gives way to another of the same kind only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Heading,
    Comment,
    From,
    Other,
}

pub(super) fn class(line: &str) -> Class {
    if is_heading(line) {
        Class::Heading
    } else if line.starts_with("%%") {
        Class::Comment
    } else if is_from(line) {
        Class::From
    } else {
        Class::Other
    }
}
