//! Notes made of sentences copied word for word from captions.

use kbnote_core::Track;

use crate::development::{GoldClaim, GoldNote, TrainingVideo};
use crate::rng::Rng;

/// How many sentences a note has.
const SENTENCES: usize = 24;

/// The least number of words of a sentence, and the greatest where no full stop ends it.
const LEAST_WORDS: usize = 7;
const MOST_WORDS: usize = 24;

/// For each video, a note of sentences that its captions have.
#[must_use]
pub fn copied(videos: &[TrainingVideo], seed: u64) -> Vec<TrainingVideo> {
    let mut rng = Rng::new(seed);
    let notes = videos.iter().map(|training_video| TrainingVideo {
        video: training_video.video.clone(),
        group: training_video.group.clone(),
        notes: vec![note(&training_video.track, &mut rng)],
        track: training_video.track.clone(),
    });
    notes
        .filter(|training_video| !training_video.notes[0].claims.is_empty())
        .collect()
}

fn note(track: &Track, rng: &mut Rng) -> GoldNote {
    let all = sentences(track);
    let mut chosen: Vec<usize> = Vec::new();
    while chosen.len() < SENTENCES.min(all.len() / 2) {
        let at = rng.below(all.len());
        if !chosen.contains(&at) {
            chosen.push(at);
        }
    }
    // Half of the notes follow the order of the captions.
    if rng.unit() < 0.5 {
        chosen.sort_unstable();
    }
    let claims = chosen.into_iter().enumerate().map(|(place, at)| {
        let (text, second) = all[at].clone();
        GoldClaim {
            text,
            block: place / 3,
            gold: vec![Some(second)],
            places: vec![0],
            wants_anchor: true,
            ..GoldClaim::default()
        }
    });
    GoldNote {
        name: "copied.md".to_owned(),
        claims: claims.collect(),
    }
}

/// The sentences of a track with the seconds at which their cues begin; where no stops are written,
/// runs of words.
fn sentences(track: &Track) -> Vec<(String, u64)> {
    let mut out = Vec::new();
    let mut words: Vec<&str> = Vec::new();
    let mut begins = 0;
    for cue in &track.cues {
        for word in cue.text().split_whitespace() {
            if words.is_empty() {
                begins = cue.start().as_secs();
            }
            words.push(word);
            let stops = word.ends_with(['.', '?', '!']);
            if stops || words.len() == MOST_WORDS {
                if words.len() >= LEAST_WORDS {
                    out.push((words.join(" "), begins));
                }
                words.clear();
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use kbnote_core::{Cue, LanguageTag, TimeSpan, Timestamp, TrackKind};

    use super::*;

    #[test]
    fn sentences_begin_with_their_cue() {
        let said = [
            "Good evening. We count the starlings",
            "as they come in to roost.",
            "So.",
        ];
        let cues = said.iter().zip(0u64..).map(|(text, n)| {
            let start = Timestamp::from_secs(4 * n);
            let span = TimeSpan::new(start, Timestamp::from_secs(4 * n + 4));
            Cue::new(span, *text)
        });
        let track = Track::new(LanguageTag::english(), TrackKind::Manual, cues.collect());
        let expected = "We count the starlings as they come in to roost.";
        assert_eq!(sentences(&track), [(expected.to_owned(), 0)]);
    }
}
