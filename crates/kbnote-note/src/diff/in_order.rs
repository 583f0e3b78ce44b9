//! The best way to pair two short lists without crossing.

/// Of all pairings that keep the order, one with the greatest gain; what gains nothing stays alone.
pub(super) fn best_in_order(
    rows: usize,
    columns: usize,
    gain: impl Fn(usize, usize) -> f64,
) -> Vec<(usize, usize)> {
    let width = columns + 1;
    let mut gains = vec![0.0; rows * columns];
    let mut best = vec![0.0_f64; (rows + 1) * width];
    for i in (0..rows).rev() {
        for j in (0..columns).rev() {
            let both = gain(i, j);
            gains[i * columns + j] = both;
            let joined = if both > 0.0 {
                both + best[(i + 1) * width + j + 1]
            } else {
                0.0
            };
            best[i * width + j] = joined
                .max(best[(i + 1) * width + j])
                .max(best[i * width + j + 1]);
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut pairs = Vec::new();
    while i < rows && j < columns {
        let here = best[i * width + j];
        let both = gains[i * columns + j];
        if both > 0.0 && both + best[(i + 1) * width + j + 1] >= here {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if best[(i + 1) * width + j] >= here {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_gain_wins_and_nothing_crosses() {
        let gains = [[0.5, 0.9, 0.0], [0.9, 0.5, 0.0]];
        let gain = |i: usize, j: usize| gains[i][j];
        assert_eq!(best_in_order(2, 3, gain), [(0, 0), (1, 1)]);
        assert_eq!(best_in_order(2, 2, |_, _| 0.0), []);
    }
}
