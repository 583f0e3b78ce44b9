//! Entries of the front matter that the template wrote or would write.

use std::ops::Range;

use kbnote_note::{FrontMatter, FrontMatterEntry, Note, Splice, yaml};

use super::super::Verdict;
use super::super::change::{Change, ChangeKind, Slot, of_template, rewrite};
use super::frame::Entry;

/// The entries of the base: what the template wrote.
pub(super) struct KnownEntries<'a>(&'a [String]);

impl<'a> KnownEntries<'a> {
    pub(super) fn new(entries: &'a [String]) -> Self {
        Self(entries)
    }

    fn entry(&self, key: &str) -> Option<&'a str> {
        let mut entries = self.0.iter().map(String::as_str);
        entries.find(|entry| key_and_value(entry).0 == key)
    }

    fn value(&self, key: &str) -> Option<&'a str> {
        self.entry(key).map(|entry| key_and_value(entry).1)
    }
}

/// What decides on the entries of one note.
pub(super) struct Comparison<'a> {
    pub(super) note: &'a Note,
    pub(super) front: &'a FrontMatter,
    /// What the template wrote; `None` if that is not known.
    pub(super) known: Option<KnownEntries<'a>>,
    /// What it would write now.
    pub(super) new: &'a [Entry],
    /// Whether an entry is not to be proposed, whatever it is.
    pub(super) passes_over: &'a dyn Fn(&Entry) -> bool,
}

impl Comparison<'_> {
    pub(super) fn changes(&self) -> Vec<Change> {
        let written = self
            .new
            .iter()
            .enumerate()
            .filter(|(_, entry)| !(self.passes_over)(entry));
        let mut changes: Vec<Change> = written
            .filter_map(|(n, entry)| self.compare(n, entry))
            .collect();
        let known = self.known.iter().flat_map(|known| known.0);
        let known = known.map(|entry| key_and_value(entry));
        let gone = known.filter(|(key, _)| self.new.iter().all(|entry| entry.key != *key));
        changes.extend(gone.filter_map(|(key, value)| self.remove(key, value)));
        changes
    }

    fn compare(&self, n: usize, entry: &Entry) -> Option<Change> {
        let before = self.known.as_ref().map(|known| known.value(&entry.key));
        let is_old = |value: &str| before.flatten().is_some_and(|old| same(old, value));
        let Some(standing) = self.standing(&entry.key) else {
            // Whoever took it out did so knowing what it said.
            let taken_out = is_old(&entry.value);
            let conflict = before.flatten().is_some();
            return (!taken_out).then(|| self.insert(n, entry, conflict));
        };
        if let Some(written) = self.as_written(standing, &entry.key) {
            let is_new = !has_lines_of(&self.note.text()[written.clone()], &entry.text);
            return is_new.then(|| self.write_anew(standing, written, entry));
        }
        let value = &self.note.text()[standing.value.clone()];
        let stays = before.is_none() || same(value, &entry.value) || is_old(&entry.value);
        (!stays).then(|| self.replace(standing, entry, !is_old(value)))
    }

    fn standing(&self, key: &str) -> Option<&FrontMatterEntry> {
        self.front.entry(self.note.text(), key)
    }

    /// Where an entry is, if the author left it as the template wrote it.
    fn as_written(&self, standing: &FrontMatterEntry, key: &str) -> Option<Range<usize>> {
        let known = self.known.as_ref()?.entry(key)?;
        let text = &self.note.text()[standing.range.clone()];
        let range = standing.range.start..standing.range.start + text.trim_end().len();
        has_lines_of(text.trim_end(), known).then_some(range)
    }

    /// An entry that is as it was written is written as the template has it now, line by line.
    fn write_anew(
        &self,
        standing: &FrontMatterEntry,
        written: Range<usize>,
        entry: &Entry,
    ) -> Change {
        let text = entry.text.replace('\n', self.note.line_end());
        Change {
            what: entry.key.clone(),
            before: self.note.text()[standing.value.clone()].to_owned(),
            after: entry.value.clone(),
            splices: vec![rewrite(self.note, written.clone(), &text)],
            ..self.change(&entry.key, written)
        }
    }

    fn replace(&self, standing: &FrontMatterEntry, entry: &Entry, conflict: bool) -> Change {
        let range = standing.range.start..self.line_end(standing.value.end);
        let before = &self.note.text()[standing.value.clone()];
        let after = quoted_as(before, &entry.value);
        let splice = if before.is_empty() {
            Splice::replace(standing.value.clone(), format!(" {after}"))
        } else {
            rewrite(self.note, standing.value.clone(), &after)
        };
        Change {
            what: entry.key.clone(),
            before: before.to_owned(),
            after,
            splices: vec![splice],
            conflict,
            ..self.change(&entry.key, range)
        }
    }

    /// A new entry goes behind the one that precedes it in the template.
    fn insert(&self, n: usize, entry: &Entry, conflict: bool) -> Change {
        let earlier = self.new[..n].iter().rev();
        let behind = earlier.filter_map(|entry| self.standing(&entry.key)).next();
        let at = behind.map_or(self.front.body.start, |entry| {
            self.line_end(entry.value.end)
        });
        let line_end = self.note.line_end();
        let text = entry.text.replace('\n', line_end) + line_end;
        Change {
            what: entry.key.clone(),
            after: entry.value.clone(),
            splices: vec![Splice::insert(at, text)],
            conflict,
            ..self.change(&entry.key, at..at)
        }
    }

    /// An entry that the template writes no more goes if it is as it was written.
    fn remove(&self, key: &str, known: &str) -> Option<Change> {
        let standing = self.standing(key)?;
        let value = &self.note.text()[standing.value.clone()];
        let written = self.as_written(standing, key);
        let end = written
            .as_ref()
            .map_or(standing.value.end, |written| written.end);
        let range = standing.range.start..self.line_end(end);
        (written.is_some() || same(value, known)).then(|| Change {
            what: key.to_owned(),
            before: value.to_owned(),
            splices: vec![Splice::remove(range.clone())],
            ..self.change(key, range)
        })
    }

    fn change(&self, key: &str, range: Range<usize>) -> Change {
        let slot = Slot::Key(key.to_owned());
        of_template(self.note, ChangeKind::FrontMatter, slot, range)
    }

    /// The end of the line that an offset lies on, line end included.
    fn line_end(&self, offset: usize) -> usize {
        let rest = &self.note.text()[offset..self.front.body.end.max(offset)];
        offset + rest.find('\n').map_or(rest.len(), |at| at + 1)
    }
}

/// What to remember of the entries once these verdicts are carried out.
pub(super) fn base_after(
    known: Option<&[String]>,
    new: &[Entry],
    verdict: &dyn Fn(&Slot) -> Verdict,
) -> Vec<String> {
    let is_left = |key: &str| verdict(&Slot::Key(key.to_owned())) == Verdict::Leave;
    let known = known.unwrap_or_default();
    let key_of = |entry| key_and_value(entry).0;
    let known_of = |key: &str| known.iter().find(|entry| key_of(entry) == key).cloned();
    let written = new.iter().filter_map(|entry| {
        if is_left(&entry.key) {
            known_of(&entry.key)
        } else {
            Some(entry.text.clone())
        }
    });
    let gone = known.iter().filter(|entry| {
        let key = key_of(entry);
        is_left(key) && new.iter().all(|entry| entry.key != key)
    });
    written.chain(gone.cloned()).collect()
}

/// The key of an entry, without quotes, and the value as it is written.
fn key_and_value(entry: &str) -> (&str, &str) {
    let (key, value) = entry.split_once(':').unwrap_or((entry, ""));
    (key.trim_matches(['"', '\'']), value.trim())
}

/// Whether two texts are the same but for their line ends.
fn has_lines_of(a: &str, b: &str) -> bool {
    a.lines().eq(b.lines())
}

/// Whether two values mean the same, however they are quoted.
fn same(a: &str, b: &str) -> bool {
    has_lines_of(a.trim(), b.trim())
        || yaml::read_scalar(a).is_some_and(|a| Some(a) == yaml::read_scalar(b))
}

/// The value in the quotes that stand there.
fn quoted_as(old: &str, new: &str) -> String {
    let text = yaml::read_scalar(new).filter(|text| !text.contains(char::is_control));
    match (old.chars().next(), text) {
        (Some('\''), Some(text)) => format!("'{}'", text.replace('\'', "''")),
        // What JSON writes is a double-quoted scalar of YAML.
        (Some('"'), Some(text)) => serde_json::json!(text).to_string(),
        _ => new.to_owned(),
    }
}
