//! Terms as vectors: terms of the same notes get similar vectors.
//!
//! Latent semantic analysis: the leading singular vectors of the table of notes and their weightiest
//! terms, by subspace iteration from a fixed start. All sums run in a fixed order.

use rayon::prelude::*;

use crate::index::{TermId, UNIT, WeightedId};
use crate::lists::Lists;
pub(crate) use crate::topic_vector::{DIMS, Direction, Point};

/// The number of subspace iterations.
const ITERATIONS: usize = 4;

/// The point of each term, as its direction and its length. `by_note` has the terms of the notes,
/// `by_term` the notes of the terms.
///
/// Terms badly represented in the dimensions get short vectors, and so little weight in a title.
pub(crate) fn points(
    by_note: &Lists<WeightedId>,
    by_term: &Lists<WeightedId>,
) -> (Vec<Direction>, Vec<u16>) {
    let mut terms: Vec<Point> = (0..by_term.len()).map(start).collect();
    for _ in 0..ITERATIONS {
        let mut notes = sums(by_note, &terms);
        make_orthonormal(&mut notes);
        terms = sums(by_term, &notes);
    }
    let mut lengths = [0.0_f32; DIMS];
    for term in &terms {
        for (length, x) in lengths.iter_mut().zip(term) {
            *length += x * x;
        }
    }
    // Divides by the root of each singular value; else the first few outweigh the rest.
    let scale = lengths.map(|square| {
        if square > 1e-9 {
            square.sqrt().sqrt().recip()
        } else {
            0.0
        }
    });
    terms
        .iter_mut()
        .for_each(|term| term.iter_mut().zip(scale).for_each(|(x, s)| *x *= s));
    (
        terms.iter().map(direction).collect(),
        shares(&terms.iter().map(length).collect::<Vec<_>>()),
    )
}

/// Lengths relative to the greatest.
fn shares(lengths: &[f32]) -> Vec<u16> {
    let most = lengths.iter().copied().fold(1e-9, f32::max);
    let share = |length: &f32| (length / most * UNIT).round() as u16;
    lengths.iter().map(share).collect()
}

/// A fixed sign for each dimension of a term.
fn start(term: usize) -> Point {
    let mut state = (term as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    std::array::from_fn(|_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        if state & (1 << 40) == 0 { 1.0 } else { -1.0 }
    })
}

fn sums(lists: &Lists<WeightedId>, points: &[Point]) -> Vec<Point> {
    let sum = |list: usize| {
        let mut sum = [0.0; DIMS];
        for &(other, weight) in lists.get(list) {
            add(&mut sum, &points[other as usize], f32::from(weight) / UNIT);
        }
        sum
    };
    (0..lists.len()).into_par_iter().map(sum).collect()
}

pub(crate) fn add(sum: &mut Point, point: &Point, weight: f32) {
    for (sum, x) in sum.iter_mut().zip(point) {
        *sum += weight * x;
    }
}

/// Gram–Schmidt orthonormalization; columns that depend on earlier ones become 0. Each column is
/// subtracted from all later ones at once: two passes over the rows per column, not per pair.
fn make_orthonormal(rows: &mut [Point]) {
    for column in 0..DIMS {
        let square: f64 = rows.iter().map(|row| f64::from(row[column]).powi(2)).sum();
        let scale = if square > 1e-8 {
            square.sqrt().recip() as f32
        } else {
            0.0
        };
        let mut along = [0.0_f64; DIMS];
        for row in rows.iter_mut() {
            row[column] *= scale;
            let own = f64::from(row[column]);
            for (along, x) in along.iter_mut().zip(row.iter()) {
                *along += f64::from(*x) * own;
            }
        }
        let mut along = along.map(|along| along as f32);
        along[..=column].fill(0.0);
        for row in rows.iter_mut() {
            let own = row[column];
            for (x, along) in row.iter_mut().zip(along) {
                *x -= along * own;
            }
        }
    }
}

/// The direction of a point.
pub(crate) fn direction(point: &Point) -> Direction {
    let length = length(point);
    let scale = if length > 1e-6 { 127.0 / length } else { 0.0 };
    point.map(|x| (x * scale).round() as i8)
}

fn length(point: &Point) -> f32 {
    point.iter().map(|x| x * x).sum::<f32>().sqrt()
}

/// The point of weighted terms.
pub(crate) fn point(
    terms: impl Iterator<Item = (TermId, f32)>,
    directions: &[Direction],
    lengths: &[u16],
) -> Point {
    let mut sum = [0.0; DIMS];
    for (term, weight) in terms {
        let term = term as usize;
        if let (Some(direction), Some(length)) = (directions.get(term), lengths.get(term)) {
            let weight = weight * f32::from(*length) / UNIT;
            add(&mut sum, &direction.map(f32::from), weight / 127.0);
        }
    }
    sum
}

/// The cosine of two directions.
pub(crate) fn cosine(a: &Direction, b: &Direction) -> f32 {
    let dot: i32 = a
        .iter()
        .zip(b)
        .map(|(&x, &y)| i32::from(x) * i32::from(y))
        .sum();
    dot as f32 / (127.0 * 127.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two groups of notes that share no term, and terms that share notes within each.
    fn lists() -> (Lists<WeightedId>, Lists<WeightedId>) {
        let notes = [
            vec![0, 1],
            vec![1, 2],
            vec![0, 2],
            vec![3, 4],
            vec![4, 5],
            vec![3, 5],
        ];
        let mut by_note = Vec::new();
        let mut by_term = Vec::new();
        for (note, terms) in (0..).zip(&notes) {
            for &term in terms {
                by_note.push((note, (term, 40_000)));
                by_term.push((term, (note, 40_000)));
            }
        }
        (Lists::group(6, &by_note), Lists::group(6, &by_term))
    }

    #[test]
    fn terms_of_the_same_notes_are_similar() {
        let (by_note, by_term) = lists();
        let (terms, _) = points(&by_note, &by_term);
        let near = cosine(&terms[0], &terms[1]);
        let far = cosine(&terms[0], &terms[4]);
        assert!(near > far + 0.2, "{near} {far}");
        assert!(far.abs() < 0.1, "{far}");
    }

    #[test]
    fn no_terms_have_no_direction() {
        let nowhere = direction(&point(std::iter::empty(), &[], &[]));
        assert_eq!(cosine(&nowhere, &nowhere), 0.0);
    }
}
