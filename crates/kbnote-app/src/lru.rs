//! A small least-recently-used cache.

/// A cache of a few values, most recently used first.
#[derive(Debug)]
pub(crate) struct LruCache<K, V> {
    entries: Vec<(K, V)>,
    capacity: usize,
}

impl<K: PartialEq, V: Clone> LruCache<K, V> {
    /// An empty cache that holds up to `capacity` values.
    pub(crate) const fn new(capacity: usize) -> Self {
        Self {
            entries: Vec::new(),
            capacity,
        }
    }

    /// The value of a key, which becomes the most recently used.
    pub(crate) fn get(&mut self, key: &K) -> Option<V> {
        let at = self.entries.iter().position(|(known, _)| known == key)?;
        let entry = self.entries.remove(at);
        let value = entry.1.clone();
        self.entries.insert(0, entry);
        Some(value)
    }

    /// Adds a value and drops the least recently used one if the cache is full.
    pub(crate) fn put(&mut self, key: K, value: V) {
        self.entries.truncate(self.capacity.saturating_sub(1));
        self.entries.insert(0, (key, value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drops_the_least_recently_used_value() {
        let mut cache = LruCache::new(2);
        cache.put(1, "a");
        cache.put(2, "b");
        assert_eq!(cache.get(&1), Some("a"));
        cache.put(3, "c");
        assert_eq!((cache.get(&1), cache.get(&2)), (Some("a"), None));
    }
}
