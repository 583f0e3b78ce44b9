//! The figures of a set: accuracy, confidence and calibration.

use crate::judge::{Case, PlaceCase, Verdict};

/// How many bins a reliability table has.
const BINS: usize = 10;

/// A time is right within so many seconds.
const RIGHT: u64 = 10;

/// A case with the verdict of a judge that was not trained on it.
pub type CaseVerdict<'a> = (&'a Case, &'a Verdict);

/// How near the chosen places are, and what `high` promises, in a line; `support`: the least
/// probability of being said.
#[must_use]
pub fn places(judged: &[CaseVerdict<'_>], support: f64) -> String {
    let known: Vec<&CaseVerdict<'_>> = judged.iter().filter(|(case, _)| case.is_known()).collect();
    let all: Vec<u64> = known
        .iter()
        .flat_map(|(case, v)| &case.places[v.best].errors)
        .copied()
        .collect();
    let first: Vec<u64> = known
        .iter()
        .flat_map(|(case, _)| &case.places[0].errors)
        .copied()
        .collect();
    let within = |errors: &[u64]| -> Vec<String> {
        let share =
            |limit: u64| percent(errors.iter().filter(|&&e| e <= limit).count(), errors.len());
        [0, 2, 5, 10, 30]
            .map(|limit| format!("{:.1}", share(limit)))
            .to_vec()
    };
    let rows = rows(&known);
    let high = known
        .iter()
        .filter(|(_, v)| v.score() >= 0.9 && v.said >= support);
    let high: Vec<bool> = high.map(|judged| is_right(judged)).collect();
    let refused = known.iter().filter(|(_, v)| v.said < support).count();
    let surest = [0.8, 0.85].map(|least| {
        let sure: Vec<bool> = known
            .iter()
            .filter(|(_, v)| v.score() >= least)
            .map(|judged| is_right(judged))
            .collect();
        let right = sure.iter().filter(|right| **right).count();
        format!(
            "from {least} {:.1} %, right {:.1}",
            percent(sure.len(), known.len()),
            percent(right, sure.len())
        )
    });
    let is_near = |place: &PlaceCase| place.error().is_some_and(|error| error <= RIGHT);
    let listed = known
        .iter()
        .filter(|(case, _)| case.places.iter().any(is_near))
        .count();
    format!(
        "{:5} within 0/2/5/10/30 s {} (first look {}); high {:.1} %, right {:.1}; {}; cover95 {:.1}; calibration error {:.3}; refused {:.1}; a right place is listed {:.1}",
        all.len(),
        within(&all).join(" / "),
        within(&first).join(" / "),
        percent(high.len(), known.len()),
        percent(high.iter().filter(|right| **right).count(), high.len()),
        surest.join("; "),
        cover(&rows),
        calibration_error(&rows),
        percent(refused, known.len()),
        percent(listed, known.len()),
    )
}

/// How many of the chosen places are right within 2 and 10 seconds, and how far sureness covers.
#[must_use]
pub fn brief(judged: &[CaseVerdict<'_>]) -> String {
    let known: Vec<&CaseVerdict<'_>> = judged.iter().filter(|(case, _)| case.is_known()).collect();
    let errors = || {
        known
            .iter()
            .flat_map(|(case, v)| &case.places[v.best].errors)
    };
    let within = |seconds: u64| {
        let near = errors().filter(|&&error| error <= seconds).count();
        percent(near, errors().count())
    };
    let (close, near, cover) = (within(2), within(10), cover(&rows(&known)));
    format!("within 2 s {close:.1}, 10 s {near:.1}; cover95 {cover:.1}")
}

/// How near the likeliest places by the chain are, in a line.
#[must_use]
pub fn first_look(cases: &[Case]) -> String {
    let known = cases.iter().filter(|case| case.is_known());
    let errors: Vec<u64> = known
        .flat_map(|case| &case.places[0].errors)
        .copied()
        .collect();
    let share = |limit: &u64| {
        let near = errors.iter().filter(|error| *error <= limit).count();
        format!("{:.1}", percent(near, errors.len()))
    };
    let shares: Vec<String> = [0, 2, 5, 10, 30].iter().map(share).collect();
    format!(
        "{:5} within 0/2/5/10/30 s {}",
        errors.len(),
        shares.join(" / ")
    )
}

/// How many strangers are kept, and how many sentences that are said are refused.
#[must_use]
pub fn refusals(judged: &[CaseVerdict<'_>], support: f64) -> String {
    let share = |is_in: &dyn Fn(&Case) -> bool, kept: bool| {
        let some: Vec<_> = judged.iter().filter(|(case, _)| is_in(case)).collect();
        let hits = some
            .iter()
            .filter(|(_, v)| (v.said >= support) == kept)
            .count();
        percent(hits, some.len())
    };
    let strangers = judged.iter().filter(|(case, _)| case.foreign).count();
    let mixed: Vec<&CaseVerdict<'_>> = judged
        .iter()
        .filter(|(c, _)| c.foreign || c.is_known())
        .collect();
    format!(
        "refused {:.1}; strangers ({:.0} % of all) kept {:.1}; calibration error with them {:.3}",
        share(&|case| case.is_known(), false),
        percent(strangers, judged.len()),
        share(&|case| case.foreign, true),
        calibration_error(&rows(&mixed)),
    )
}

/// The recall of passages by moments of at least some scores, one column a score.
#[must_use]
pub fn moments(judged: &[CaseVerdict<'_>]) -> String {
    let marked: Vec<&CaseVerdict<'_>> = judged
        .iter()
        .filter(|(case, _)| !case.passages.is_empty())
        .collect();
    if marked.is_empty() {
        return String::new();
    }
    let row = |least: f64| {
        let (mut found, mut all, mut right, mut shown) = (0, 0, 0, 0);
        for (case, verdict) in &marked {
            let places = case.places.iter().zip(&verdict.scores).enumerate();
            let listed = places.filter(|(at, (_, score))| *at == verdict.best || **score >= least);
            let starts: Vec<i64> = listed.map(|(_, (place, _))| place.start).collect();
            let near = |passage: (i64, i64)| {
                starts
                    .iter()
                    .any(|&start| crate::score::distance(&[passage], start) <= 10_000)
            };
            found += case
                .passages
                .iter()
                .filter(|&&passage| near(passage))
                .count();
            all += case.passages.len();
            shown += starts.len();
            right += starts
                .iter()
                .filter(|&&s| crate::score::distance(&case.passages, s) <= 10_000)
                .count();
        }
        format!(
            "{least}: passages {:.1}, right {:.1}",
            percent(found, all),
            percent(right, shown)
        )
    };
    [2.0, 0.6, 0.5, 0.4, 0.3, 0.05].map(row).join("; ")
}

/// For each tenth of the score, the mean score, the share that is right, and how many.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn reliability(judged: &[CaseVerdict<'_>]) -> String {
    let mixed: Vec<&CaseVerdict<'_>> = judged
        .iter()
        .filter(|(c, _)| c.foreign || c.is_known())
        .collect();
    let bins = bins(&rows(&mixed));
    let bin = |(sum, right, count): &(f64, usize, usize)| {
        let mean = 100.0 * sum / (*count).max(1) as f64;
        format!("{mean:.0}>{:.0} ({count})", percent(*right, *count))
    };
    bins.iter().map(bin).collect::<Vec<_>>().join(", ")
}

/// A sample of `count` misses by more than ten seconds: the chosen place, the passages, and which of
/// the candidate places was right.
#[must_use]
pub fn misses(judged: &[CaseVerdict<'_>], count: usize) -> String {
    let misses = judged
        .iter()
        .filter(|judged| judged.0.is_known() && !is_right(judged));
    let all: Vec<&CaseVerdict<'_>> = misses.collect();
    let row = |judged: &&CaseVerdict<'_>| {
        let (case, verdict): CaseVerdict<'_> = **judged;
        let right = case
            .places
            .iter()
            .position(|place| place.error().is_some_and(|e| e <= RIGHT));
        let seconds = |millis: i64| millis / 1000;
        let said: Vec<String> = case
            .passages
            .iter()
            .map(|p| format!("{}-{}", seconds(p.0), seconds(p.1)))
            .collect();
        let best = &case.places[verdict.best];
        format!(
            "{:.2} at {} (place {}), said {} (place {right:?} {:.2}): {}",
            verdict.score(),
            seconds(best.start),
            verdict.best,
            said.join(" "),
            right.map_or(0.0, |at| verdict.scores[at]),
            case.text,
        )
    };
    let step = (all.len() / count.max(1)).max(1);
    all.iter()
        .step_by(step)
        .map(row)
        .collect::<Vec<_>>()
        .join("\n")
}

/// The share that is right and sure of each group, where that is less than most.
#[must_use]
pub fn by_group(judged: &[CaseVerdict<'_>]) -> String {
    let mut groups: Vec<&str> = judged.iter().map(|(case, _)| case.group.as_str()).collect();
    groups.dedup();
    let row = |group: &&str| {
        let own: Vec<&CaseVerdict<'_>> = judged
            .iter()
            .filter(|(case, _)| case.group == *group)
            .collect();
        let right = own.iter().filter(|judged| is_right(judged)).count();
        let high = own.iter().filter(|(_, v)| v.score() >= 0.9).count();
        let (right, high) = (percent(right, own.len()), percent(high, own.len()));
        (right < 95.0 || high < 90.0).then(|| format!("{group} right {right:.0} high {high:.0}"))
    };
    groups.iter().filter_map(row).collect::<Vec<_>>().join(", ")
}

fn is_right((case, verdict): &CaseVerdict<'_>) -> bool {
    case.places[verdict.best]
        .error()
        .is_some_and(|error| error <= RIGHT)
}

/// The score of each case, and whether it is right.
fn rows(judged: &[&CaseVerdict<'_>]) -> Vec<(f64, bool)> {
    judged
        .iter()
        .map(|judged| (judged.1.score(), is_right(judged)))
        .collect()
}

/// The share of the cases, surest first, down to which 95 % are right.
#[must_use]
pub fn cover(rows: &[(f64, bool)]) -> f64 {
    let mut rows = rows.to_vec();
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut right, mut best) = (0, 0);
    for (at, row) in rows.iter().enumerate() {
        right += usize::from(row.1);
        if 100 * right >= 95 * (at + 1) {
            best = at + 1;
        }
    }
    percent(best, rows.len())
}

/// The expected calibration error over ten equal bins.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn calibration_error(rows: &[(f64, bool)]) -> f64 {
    let errors = bins(rows)
        .into_iter()
        .map(|(sum, right, _)| (sum - right as f64).abs());
    errors.sum::<f64>() / rows.len().max(1) as f64
}

/// For each bin the summed scores, how many are right, and how many there are.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss
)]
fn bins(rows: &[(f64, bool)]) -> [(f64, usize, usize); BINS] {
    let mut bins = [(0.0, 0, 0); BINS];
    for &(score, right) in rows {
        let bin = &mut bins[((score * BINS as f64) as usize).min(BINS - 1)];
        bin.0 += score;
        bin.1 += usize::from(right);
        bin.2 += 1;
    }
    bins
}

#[allow(clippy::cast_precision_loss)]
fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_surest_cover_as_far_as_they_are_right() {
        let rows: Vec<(f64, bool)> = (0..40)
            .map(|n| (1.0 - f64::from(n) / 40.0, n != 19 && n < 30))
            .collect();
        assert!((cover(&rows) - 75.0).abs() < 1e-9);
    }

    #[test]
    fn scores_that_say_too_much_are_off_by_that() {
        let rows = [(0.95, true), (0.95, false), (0.05, false), (0.05, false)];
        assert!((calibration_error(&rows) - 0.25).abs() < 1e-9);
    }
}
