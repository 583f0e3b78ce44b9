//! Differences between two texts.

use kbnote_note::diff::{Runs, differing_runs};
use serde::{Deserialize, Serialize};

/// A small edit script from one text to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Patch(Vec<Hunk>);

/// A replacement for the bytes `start..end`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Hunk {
    start: usize,
    end: usize,
    bytes: Bytes,
}

/// Bytes, stored as text if they are valid UTF-8.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum Bytes {
    Text(String),
    Raw(Vec<u8>),
}

impl From<&[u8]> for Bytes {
    fn from(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.to_owned()),
            Err(_) => Self::Raw(bytes.to_owned()),
        }
    }
}

impl Bytes {
    fn as_slice(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Raw(bytes) => bytes,
        }
    }
}

impl Patch {
    /// The patch from `from` to `to`: compared by lines, and changed lines by words.
    pub(crate) fn between(from: &[u8], to: &[u8]) -> Self {
        let mut hunks = Vec::new();
        for (old, new) in differing(from, to, b'\n') {
            let words = differing(&from[old.clone()], &to[new.clone()], b' ');
            hunks.extend(words.into_iter().map(|(gone, come)| Hunk {
                start: old.start + gone.start,
                end: old.start + gone.end,
                bytes: to[new.start + come.start..new.start + come.end].into(),
            }));
        }
        Self(hunks)
    }

    /// Applies the patch to `from`; `None` if it was made for another text.
    pub(crate) fn apply(&self, from: &[u8]) -> Option<Vec<u8>> {
        let mut made = Vec::with_capacity(from.len());
        let mut at = 0;
        for hunk in &self.0 {
            made.extend_from_slice(from.get(at..hunk.start)?);
            made.extend_from_slice(hunk.bytes.as_slice());
            at = hunk.end;
        }
        made.extend_from_slice(from.get(at..)?);
        Some(made)
    }
}

/// The differing spans of two texts, compared in pieces that end with `end`.
fn differing(old: &[u8], new: &[u8], end: u8) -> Vec<Runs> {
    let (old, new) = (pieces(old, end), pieces(new, end));
    let (old_at, new_at) = (offsets(&old), offsets(&new));
    let runs = differing_runs(&old, &new).into_iter();
    runs.map(|(old, new)| {
        let old = old_at[old.start]..old_at[old.end];
        let new = new_at[new.start]..new_at[new.end];
        (old, new)
    })
    .collect()
}

fn pieces(text: &[u8], end: u8) -> Vec<&[u8]> {
    text.split_inclusive(|&byte| byte == end).collect()
}

/// The start of each piece, and the end of the last.
fn offsets(pieces: &[&[u8]]) -> Vec<usize> {
    let mut at = 0;
    let mut offsets = vec![at];
    for piece in pieces {
        at += piece.len();
        offsets.push(at);
    }
    offsets
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_the_words_that_changed_are_kept() {
        let (old, new) = (
            &b"one\nFlocks roost at dusk.\n"[..],
            &b"one\nFlocks roost at dawn.\n"[..],
        );
        let patch = serde_json::to_string(&Patch::between(new, old)).unwrap();
        assert_eq!(patch, r#"[{"start":20,"end":26,"bytes":"dusk.\n"}]"#);
    }

    proptest! {
        #[test]
        fn a_patch_gives_the_other_text(
            old in prop::collection::vec(prop::sample::select(&b"ab \n\xff\xc3"[..]), 0..40),
            new in prop::collection::vec(prop::sample::select(&b"ab \n\xff\xc3"[..]), 0..40),
        ) {
            let json = serde_json::to_string(&Patch::between(&old, &new)).unwrap();
            let patch: Patch = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(patch.apply(&old), Some(new));
        }
    }
}
