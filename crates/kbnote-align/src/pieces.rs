//! Which claims of a note are aligned together.
//!
//! All claims of a note a person would write are. Longer notes are aligned in overlapping pieces,
//! so that time and memory grow with the length of a note and not with its square.

use std::ops::Range;

/// The most claims that are aligned together: some hundred pages of prose.
const MOST_CLAIMS: usize = 1_500;

/// The fewest, however long the track is, so that a usual note is never cut.
const FEWEST_CLAIMS: usize = 200;

/// How many pairs of a claim and a segment are looked at together: each takes 16 bytes.
const MOST_PAIRS: usize = 12_000_000;

/// How many claims on each side are read with a piece for what they say of its places.
const OVERLAP: usize = 40;

/// Claims that are aligned together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// The claims that are read.
    pub(crate) read: Range<usize>,
    /// Those among them that get their answer from this piece.
    pub(crate) answered: Range<usize>,
}

/// The pieces of a note with so many claims on a track with so many segments.
pub(crate) fn pieces(claims: usize, segments: usize) -> Vec<Piece> {
    let most = (MOST_PAIRS / segments.max(1)).clamp(FEWEST_CLAIMS, MOST_CLAIMS);
    if claims <= most {
        return vec![Piece {
            read: 0..claims,
            answered: 0..claims,
        }];
    }
    let step = most - 2 * OVERLAP;
    let piece = |from: usize| {
        let to = (from + step).min(claims);
        Piece {
            read: from.saturating_sub(OVERLAP)..(to + OVERLAP).min(claims),
            answered: from..to,
        }
    };
    (0..claims).step_by(step).map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_usual_note_is_one_piece_on_the_longest_track() {
        for claims in [0, 1, 70, FEWEST_CLAIMS] {
            let whole = Piece {
                read: 0..claims,
                answered: 0..claims,
            };
            assert_eq!(pieces(claims, 1_000_000), [whole]);
        }
    }

    #[test]
    fn every_claim_is_answered_once_and_read_with_its_neighbours() {
        for (claims, segments) in [(1_501, 1_200), (20_000, 1_200), (20_000, 100_000)] {
            let pieces = pieces(claims, segments);
            let answered = pieces.iter().flat_map(|piece| piece.answered.clone());
            assert!(answered.eq(0..claims));
            for piece in &pieces {
                assert!(piece.read.len() <= MOST_CLAIMS);
                let Range { start, end } = piece.answered;
                assert!(piece.read.start <= start.saturating_sub(OVERLAP));
                assert!(piece.read.end >= (end + OVERLAP).min(claims));
            }
        }
    }
}
