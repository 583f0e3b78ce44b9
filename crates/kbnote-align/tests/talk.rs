//! The aligner on an invented talk whose right answers are known.

mod support;

use kbnote_align::{AlignOptions, Aligner, Alignment, Claim, Confidence};
use kbnote_core::{Cue, TimeSpan, Timestamp, Word};
use support::{NOTE, STRANGER, claim, note, talk, track};

#[test]
fn most_sentences_are_found_to_the_cue() {
    let track = talk(0);
    let found = Aligner::new(&track, AlignOptions::default()).align(&note());
    let error = |n: usize| {
        found[n].moments[0]
            .time
            .as_secs()
            .abs_diff(4 * NOTE[n].2 as u64)
    };
    let exact = (0..NOTE.len()).filter(|&n| error(n) == 0).count();
    let near = (0..NOTE.len()).filter(|&n| error(n) <= 5).count();
    assert!(exact >= 9, "{exact} of {} to the cue", NOTE.len());
    assert!(near >= 11, "{near} of {} within five seconds", NOTE.len());
}

/// How many anchors an edit to the note moved by more than two seconds.
fn moved(before: &[Alignment], after: &[Alignment]) -> usize {
    let far = |(old, new): &(&Alignment, &Alignment)| {
        old.moments[0].time.abs_diff(new.moments[0].time) > 2_000
    };
    before.iter().zip(after).filter(far).count()
}

/// The most anchors that may move in all, an edit at each sentence: one in fifty.
const MOST_MOVED: usize = NOTE.len() * NOTE.len() / 50;

#[test]
fn sentences_not_in_the_talk_are_refused_and_the_rest_stays() {
    let track = talk(0);
    let aligner = Aligner::new(&track, AlignOptions::default());
    let before = aligner.align(&note());
    let mut all_moved = 0;
    for (at, (_, block, _)) in NOTE.iter().enumerate() {
        let mut claims = note();
        claims.insert(at, claim(STRANGER, *block));
        let mut after = aligner.align(&claims);
        assert_eq!(after.remove(at).confidence, Confidence::None, "at {at}");
        all_moved += moved(&before, &after);
    }
    assert!(all_moved <= MOST_MOVED, "{all_moved} moved");
}

#[test]
fn removing_a_sentence_moves_almost_no_other() {
    let track = talk(0);
    let aligner = Aligner::new(&track, AlignOptions::default());
    let mut all_moved = 0;
    for at in 0..NOTE.len() {
        let mut claims = note();
        let mut before = aligner.align(&claims);
        claims.remove(at);
        before.remove(at);
        all_moved += moved(&before, &aligner.align(&claims));
    }
    assert!(all_moved <= MOST_MOVED, "{all_moved} moved");
}

#[test]
fn two_moments_come_in_order_and_differ() {
    let track = talk(0);
    let aligner = Aligner::new(&track, AlignOptions::default());
    let claims = [Claim {
        moments: 3,
        ..claim(NOTE[2].0, 0)
    }];
    let found = aligner.align(&claims);
    let times: Vec<Timestamp> = found[0].moments.iter().map(|m| m.time).collect();
    assert_eq!(times.len(), 3);
    assert!(times.is_sorted_by(|a, b| a < b));
    assert!(times.contains(&Timestamp::from_secs(24)));
}

#[test]
fn context_asks_for_nothing_and_gets_nothing() {
    let track = talk(0);
    let aligner = Aligner::new(&track, AlignOptions::default());
    let claims = [
        Claim {
            moments: 0,
            ..claim(NOTE[0].0, 0)
        },
        claim(NOTE[1].0, 0),
    ];
    let found = aligner.align(&claims);
    assert!(found[0].moments.is_empty());
    assert_eq!(found[1].moments.len(), 1);
}

#[test]
fn aligning_nothing_gives_nothing() {
    let empty = track(Vec::new());
    let aligner = Aligner::new(&empty, AlignOptions::default());
    let found = aligner.align(&note());
    assert!(
        found
            .iter()
            .all(|f| f.moments.is_empty() && f.confidence == Confidence::None)
    );
    assert!(
        aligner
            .aligned(&note())
            .explain(0)
            .is_none_or(|e| e.places.is_empty())
    );
    let full = talk(0);
    assert!(
        Aligner::new(&full, AlignOptions::default())
            .align(&[])
            .is_empty()
    );
    let found = Aligner::new(&full, AlignOptions::default()).align(&[claim("", 0), claim("…", 0)]);
    assert_eq!(found.len(), 2);
}

#[test]
fn an_explanation_names_places_and_the_words_that_decided() {
    let track = talk(0);
    let aligner = Aligner::new(&track, AlignOptions::default());
    let why = aligner.aligned(&note()).explain(10).unwrap();
    let best = &why.places[0];
    assert_eq!(best.time, Timestamp::from_secs(132));
    assert!(best.cues.contains(&33));
    let words: Vec<&str> = best.words.iter().map(|w| w.word.as_str()).collect();
    assert!(
        words.contains(&"razor") && words.contains(&"scored"),
        "{words:?}"
    );
    assert!(
        why.places
            .iter()
            .skip(1)
            .all(|p| p.time.abs_diff(best.time) >= 15_000)
    );
    assert!(aligner.aligned(&note()).explain(99).is_none());
}

const TURN: &str = "We begin with the history of tea. It came from China. Then we brew a pot of it \
    with boiling water. At last we taste it with honey.";

/// A whole turn in one cue, with the time of each word or without.
fn turn(timed: bool) -> Cue {
    let text = TURN;
    let span = TimeSpan::new(Timestamp::from_secs(100), Timestamp::from_secs(140));
    let words = text.split_inclusive(' ').scan(0, |offset, word| {
        let at = *offset;
        *offset += word.len();
        Some(Word {
            offset: at,
            start: Timestamp::from_millis(100_000 + 300 * at as u64),
        })
    });
    if timed {
        Cue::with_words(span, text, words)
    } else {
        Cue::new(span, text)
    }
}

#[test]
fn inside_a_long_turn_words_tell_the_time_or_it_is_estimated() {
    for timed in [true, false] {
        let track = track(vec![turn(timed)]);
        let aligner = Aligner::new(&track, AlignOptions::default());
        let found = aligner.align(&[claim("Boiling water is used to brew it.", 0)]);
        let moment = &found[0].moments[0];
        let before = TURN.find("Then").unwrap() as u64;
        let expected = 100_000
            + if timed {
                300 * before
            } else {
                40_000 * before / TURN.len() as u64
            };
        assert_eq!(moment.time.as_millis(), expected, "timed: {timed}");
        assert_eq!(moment.estimated, !timed);
    }
}
