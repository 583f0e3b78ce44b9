//! The figures by which suggested links are judged, as the benchmark has them.

/// The candidates of a note, as scored.
#[derive(Clone, Debug)]
pub struct ScoredCandidates {
    /// How many notes it links to.
    pub gold: usize,
    /// The score of each candidate and whether the note links to it.
    pub scored: Vec<(f64, bool)>,
}

/// What comes of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct LinkFigures {
    /// Of the targets suggested, the share that is right, and of the right ones that suggested, as
    /// their harmonic mean.
    pub f1: f64,
    /// Right targets in the first five, divided by five.
    pub p5: f64,
    /// The share of the note's targets in the first ten.
    pub r10: f64,
    /// How many notes were judged.
    pub notes: usize,
}

impl LinkFigures {
    /// The figures of some notes; suggested is what has at least the score `cut`.
    #[must_use]
    pub fn of(notes: &[&ScoredCandidates], cut: f64) -> Self {
        let (mut right, mut suggested, mut gold, mut p5, mut r10) = (0, 0, 0, 0.0, 0.0);
        for note in notes {
            let mut ranked = note.scored.clone();
            ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
            let first =
                |count: usize| ranked.iter().take(count).filter(|scored| scored.1).count() as f64;
            p5 += first(5) / 5.0;
            r10 += first(10) / note.gold.max(1) as f64;
            gold += note.gold;
            let above = ranked.iter().take_while(|scored| scored.0 >= cut);
            suggested += above.clone().count();
            right += above.filter(|scored| scored.1).count();
        }
        let count = notes.len().max(1) as f64;
        Self {
            f1: 2.0 * right as f64 / (suggested + gold).max(1) as f64,
            p5: p5 / count,
            r10: r10 / count,
            notes: notes.len(),
        }
    }

    /// The figures on one line.
    #[must_use]
    pub fn row(&self) -> String {
        format!(
            "F1 {:.3}  P@5 {:.3}  R@10 {:.3}  ({} notes)",
            self.f1, self.p5, self.r10, self.notes
        )
    }
}

/// The score from which on suggesting gives the best F1.
#[must_use]
pub fn best_cut(notes: &[&ScoredCandidates]) -> f64 {
    let gold: usize = notes.iter().map(|note| note.gold).sum();
    let mut all: Vec<(f64, bool)> = notes
        .iter()
        .flat_map(|note| note.scored.iter().copied())
        .collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut right = 0;
    let mut best = (0.0, 0.0);
    for (place, (score, is_right)) in all.iter().enumerate() {
        right += usize::from(*is_right);
        let f1 = 2.0 * right as f64 / (place + 1 + gold) as f64;
        if f1 > best.0 {
            best = (f1, *score);
        }
    }
    best.1
}
