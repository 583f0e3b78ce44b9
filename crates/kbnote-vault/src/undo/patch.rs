//! How a text is made from another: the stretches in which they differ.

use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// What turns one text into another, as small as that is cheaply to be had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Patch(Vec<Hunk>);

/// Bytes `start..end` give way to these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Hunk {
    start: usize,
    end: usize,
    bytes: Bytes,
}

/// Bytes as text where they are text.
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
    /// What turns `from` into `to`: compared by lines, and lines that changed by words.
    pub(super) fn between(from: &[u8], to: &[u8]) -> Self {
        let (from_lines, to_lines) = (pieces(from, b'\n'), pieces(to, b'\n'));
        let mut hunks = Vec::new();
        differences(&from_lines, &to_lines, 0, 0, &mut |old, new| {
            let old_words = pieces(&from[old.clone()], b' ');
            let new_words = pieces(&to[new.clone()], b' ');
            let (old, new) = (old.start, new.start);
            differences(&old_words, &new_words, old, new, &mut |old, new| {
                hunks.push(Hunk {
                    start: old.start,
                    end: old.end,
                    bytes: to[new].into(),
                });
            });
        });
        Self(hunks)
    }

    /// The text that comes of `from`; `None` if it is not the text that the patch was made for.
    pub(super) fn apply(&self, from: &[u8]) -> Option<Vec<u8>> {
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

fn pieces(text: &[u8], end: u8) -> Vec<&[u8]> {
    text.split_inclusive(|&byte| byte == end).collect()
}

/// Tells each stretch that differs, in bytes, of texts that begin at these offsets.
fn differences(
    old: &[&[u8]],
    new: &[&[u8]],
    old_start: usize,
    new_start: usize,
    tell: &mut dyn FnMut(std::ops::Range<usize>, std::ops::Range<usize>),
) {
    let (old_at, new_at) = (offsets(old, old_start), offsets(new, new_start));
    let ops = capture_diff_slices(Algorithm::Myers, old, new);
    let equal = ops
        .iter()
        .filter(|op| matches!(op, DiffOp::Equal { .. }))
        .map(|op| (op.old_range(), op.new_range()));
    let end = (old.len()..old.len(), new.len()..new.len());
    let (mut old_done, mut new_done) = (0, 0);
    for (old, new) in equal.chain([end]) {
        let differs = (
            old_at[old_done]..old_at[old.start],
            new_at[new_done]..new_at[new.start],
        );
        if !differs.0.is_empty() || !differs.1.is_empty() {
            tell(differs.0, differs.1);
        }
        (old_done, new_done) = (old.end, new.end);
    }
}

/// Where each piece begins, and where the last one ends.
fn offsets(pieces: &[&[u8]], start: usize) -> Vec<usize> {
    let mut at = start;
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
