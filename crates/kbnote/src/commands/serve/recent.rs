//! The last few results of something that takes its time.

/// Results by what they were made from, the last ones first.
#[derive(Debug)]
pub(super) struct Recent<K, V> {
    kept: Vec<(K, V)>,
    most: usize,
}

impl<K: PartialEq, V: Clone> Recent<K, V> {
    /// Keeps at most so many.
    pub(super) const fn new(most: usize) -> Self {
        Self {
            kept: Vec::new(),
            most,
        }
    }

    /// The result made from this, which is then the last one used.
    pub(super) fn get(&mut self, key: &K) -> Option<V> {
        let at = self.kept.iter().position(|(known, _)| known == key)?;
        let entry = self.kept.remove(at);
        let value = entry.1.clone();
        self.kept.insert(0, entry);
        Some(value)
    }

    /// Keeps a result, and lets the one go that was not used the longest.
    pub(super) fn put(&mut self, key: K, value: V) {
        self.kept.truncate(self.most.saturating_sub(1));
        self.kept.insert(0, (key, value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_used_the_longest_goes() {
        let mut recent = Recent::new(2);
        recent.put(1, "a");
        recent.put(2, "b");
        assert_eq!(recent.get(&1), Some("a"));
        recent.put(3, "c");
        assert_eq!((recent.get(&1), recent.get(&2)), (Some("a"), None));
    }
}
