//! What changed in a note, counted.

use kbnote_note::diff::{Change, ChangeKind, NoteDiff, UnitKind};

use super::shown::{NoteComparison, SMALL_MOVE};
use crate::ui::count;

impl NoteComparison<'_> {
    /// What changed, counted.
    pub(super) fn counts(&self) -> String {
        let own = || Summary::of(self.diff).describe();
        self.counts.map_or_else(own, str::to_owned)
    }
}

/// How often each thing happened.
#[derive(Clone, Copy, Debug, Default)]
struct Summary {
    changed: usize,
    inserted: usize,
    deleted: usize,
    moved: usize,
    other: usize,
    anchors: [usize; 3],
    links: [usize; 3],
    form: usize,
}

impl Summary {
    fn of(diff: &NoteDiff<'_>) -> Self {
        let mut summary = Self::default();
        for change in diff.changes() {
            summary.add(diff, change);
        }
        summary
    }

    fn add(&mut self, diff: &NoteDiff<'_>, change: &Change) {
        for anchor in &change.anchors {
            self.anchors[which(anchor.old.is_some(), anchor.new.is_some())] += 1;
        }
        for link in &change.links {
            self.links[which(link.old.is_some(), link.new.is_some())] += 1;
        }
        let unit = diff.new_unit(change).or(diff.old_unit(change));
        let is_sentence = unit.is_some_and(|unit| unit.kind == UnitKind::Sentence);
        let counter = match change.kind {
            _ if change.is_form_only() => &mut self.form,
            ChangeKind::Changed if change.words.is_empty() => return,
            _ if !is_sentence => &mut self.other,
            ChangeKind::Inserted => &mut self.inserted,
            ChangeKind::Deleted => &mut self.deleted,
            ChangeKind::Moved => &mut self.moved,
            _ => &mut self.changed,
        };
        *counter += 1;
    }

    /// `2 sentences changed, 1 removed; anchors: 14 moved`.
    fn describe(&self) -> String {
        let sentences = [
            (self.changed, "changed"),
            (self.inserted, "added"),
            (self.deleted, "removed"),
            (self.moved, "moved"),
        ];
        let of = |counts: [usize; 3]| {
            let words = ["moved", "added", "removed"];
            list(&counts.into_iter().zip(words).collect::<Vec<_>>())
        };
        let mut parts = Vec::new();
        parts.extend(labelled("sentences", &list(&sentences)));
        parts.extend(labelled("anchors", &of(self.anchors)));
        let [to, added, removed] = self.links;
        let links = [(to, "changed"), (added, "added"), (removed, "removed")];
        parts.extend(labelled("links", &list(&links)));
        parts.extend((self.other > 0).then(|| format!("other lines: {}", self.other)));
        parts.extend((self.form > 0).then(|| format!("whitespace and markers: {}", self.form)));
        parts.join("; ")
    }
}

/// 0 for what was and is, 1 for what came, 2 for what went.
const fn which(was: bool, is: bool) -> usize {
    match (was, is) {
        (true, true) => 0,
        (false, _) => 1,
        (true, false) => 2,
    }
}

fn list(counts: &[(usize, &str)]) -> String {
    let described = counts.iter().filter(|(count, _)| *count > 0);
    let described: Vec<String> = described
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    described.join(", ")
}

fn labelled(label: &str, list: &str) -> Option<String> {
    (!list.is_empty()).then(|| format!("{label}: {list}"))
}

/// What is not shown one by one, a line each.
pub(super) fn folded(diff: &NoteDiff<'_>) -> Vec<String> {
    let small = diff
        .changes()
        .iter()
        .filter(|change| change.is_small_move(SMALL_MOVE));
    let shifts: Vec<u64> = small
        .flat_map(|change| &change.anchors)
        .filter_map(|anchor| Some(anchor.shift_ms()?.unsigned_abs()))
        .collect();
    let mut lines = Vec::new();
    if let Some(most) = shifts.iter().max() {
        let (anchors, seconds) = (count(shifts.len(), "anchor"), most.div_ceil(1_000));
        lines.push(format!("{anchors} moved by at most {seconds} s"));
    }
    let forms = diff.changes().iter().filter(|change| change.is_form_only());
    let forms = forms.count();
    if forms > 0 {
        let places = count(forms, "place");
        lines.push(format!(
            "{places} changed only in whitespace, list markers or spelling of links"
        ));
    }
    lines
}
