//! Old findings that are accepted.

use std::collections::BTreeMap;

/// What tells a finding from others across edits: not its line, which moves, but what it is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BaselineEntry {
    /// The note's path.
    pub path: String,
    /// The code of the rule.
    pub code: String,
    /// The text that the finding is about; empty for the note as a whole.
    pub text: String,
}

/// Findings to accept, each as often as it was there.
///
/// ```
/// use kbnote_check::{Baseline, BaselineEntry};
///
/// let entry = BaselineEntry { path: "a.md".into(), code: "KB301".into(), text: "reeds".into() };
/// let mut baseline = Baseline::default();
/// baseline.add(entry.clone(), 1);
/// assert!(baseline.accepts(&entry));
/// assert!(!baseline.accepts(&entry), "a second one of the kind is new");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline(BTreeMap<BaselineEntry, u64>);

impl Baseline {
    /// Adds a finding that is there so many times.
    pub fn add(&mut self, entry: BaselineEntry, times: u64) {
        let count = self.0.entry(entry).or_default();
        *count = count.saturating_add(times);
    }

    /// Whether a finding is an old one. Each is accepted as often as it was added.
    pub fn accepts(&mut self, entry: &BaselineEntry) -> bool {
        match self.0.get_mut(entry) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        }
    }

    /// The findings with how often each is there, in order of path, code and text.
    pub fn entries(&self) -> impl Iterator<Item = (&BaselineEntry, u64)> {
        self.0.iter().map(|(entry, &count)| (entry, count))
    }
}
