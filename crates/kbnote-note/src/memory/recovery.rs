//! Reading a state that git merged: with the markers of a conflict, or line by line into what is no
//! JSON any more.
//!
//! A state has a claim a line, so that its lines mean the same in any order. What both sides know is
//! kept: a sentence that they know differently is there twice, and the note says which holds.

use std::collections::BTreeSet;

use serde_json::Value;

use super::state::{ClaimState, NoteState, Wire};

/// What the lines of a state tell, each by itself; nothing if none tells anything.
pub(super) fn recover(text: &str) -> Option<NoteState> {
    let mut known = NoteState::default();
    let mut captions = BTreeSet::new();
    for line in lines(text) {
        if let Ok(claim) = serde_json::from_str::<ClaimState>(line) {
            add_claim(&mut known.claims, claim);
        } else if let Ok(field) = serde_json::from_str::<Wire>(&format!("{{{line}}}")) {
            captions.extend(add_field(&mut known, field.into()));
        }
    }
    // Where they are not the same, it is not known which the times were found in.
    if captions.len() == 1 {
        known.captions = captions.pop_first();
    }
    (known != NoteState::default()).then_some(known)
}

/// The schemas that the lines of a state name.
pub(super) fn schemas(text: &str) -> Vec<String> {
    let schema = |line: &str| {
        let field: Value = serde_json::from_str(&format!("{{{line}}}")).ok()?;
        Some(field.get("schema")?.as_str()?.to_owned())
    };
    lines(text).filter_map(schema).collect()
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(|line| line.trim().trim_end_matches(','))
}

/// A sentence that both sides know at the same times is there once, and the author's if one of them
/// says so.
fn add_claim(claims: &mut Vec<ClaimState>, claim: ClaimState) {
    let is_same = |known: &&mut ClaimState| {
        (&known.text, &known.times, &known.video) == (&claim.text, &claim.times, &claim.video)
    };
    match claims.iter_mut().find(is_same) {
        Some(known) => {
            known.pinned |= claim.pinned;
            known.trusted &= claim.trusted;
        }
        None => claims.push(claim),
    }
}

/// Of what both sides tell differently the first is kept; gives the captions.
fn add_field(known: &mut NoteState, field: NoteState) -> Option<String> {
    known.track = known.track.take().or(field.track);
    known.video = known.video.take().or(field.video);
    known.note = known.note.take().or(field.note);
    known.aligner = known.aligner.or(field.aligner);
    for (video, track) in field.others {
        known.others.entry(video).or_insert(track);
    }
    let base = &mut known.base;
    base.template = base.template.take().or(field.base.template);
    base.refused.extend(field.base.refused);
    for link in field.base.links {
        let mut others = base.links.iter_mut();
        match others.find(|other| other.target == link.target) {
            Some(other) => other.refused |= link.refused,
            None => base.links.push(link),
        }
    }
    base.links.sort();
    field.captions
}

#[cfg(test)]
mod tests {
    use kbnote_core::TrackId;

    use super::*;

    fn claim(text: &str, times: &[u64], pinned: bool) -> ClaimState {
        ClaimState {
            text: text.to_owned(),
            times: times.to_vec(),
            pinned,
            trusted: false,
            video: None,
        }
    }

    /// A state with a claim that both sides of a merge know.
    fn state(captions: &str, claims: Vec<ClaimState>) -> String {
        let mut claims = claims;
        claims.insert(0, claim("Flocks roost.", &[42], false));
        let state = NoteState {
            track: Some(TrackId::new(".en")),
            captions: Some(captions.to_owned()),
            claims,
            ..NoteState::default()
        };
        state.to_json()
    }

    #[test]
    fn both_sides_of_a_conflict_are_known() {
        let ours = state("1", vec![claim("Two count.", &[], false)]);
        let theirs = state("2", vec![claim("Two count.", &[51], true)]);
        let (head, ours_end) = ours.split_once("\"captions\"").unwrap();
        let (_, theirs_end) = theirs.split_once("\"captions\"").unwrap();
        let merged = format!(
            "{head}<<<<<<< HEAD\n\"captions\"{ours_end}=======\n\"captions\"{theirs_end}>>>>>>> x\n"
        );
        let known = recover(&merged).unwrap();
        assert_eq!(known.track, Some(TrackId::new(".en")));
        assert_eq!(known.captions, None, "they differ");
        let expected = [
            claim("Flocks roost.", &[42], false),
            claim("Two count.", &[], false),
            claim("Two count.", &[51], true),
        ];
        assert_eq!(known.claims, expected);
        assert_eq!(schemas(&merged), ["kbnote.state/2"]);
    }

    #[test]
    fn a_time_that_one_side_pinned_is_pinned() {
        let pinned = claim("Flocks roost.", &[42], true);
        for claims in [
            vec![pinned.clone()],
            vec![claim("Two count.", &[], false), pinned],
        ] {
            let text = state("1", claims).replacen("},", "}", 1);
            let known = recover(&text).unwrap();
            assert!(known.claims[0].pinned, "{text}");
            assert_eq!(known.captions.as_deref(), Some("1"));
        }
    }

    #[test]
    fn lines_without_content_are_not_a_state() {
        for text in [
            "",
            "{\"schema\":",
            "<<<<<<< a\n=======\n>>>>>>> b\n",
            "\n{}\n[]\n",
        ] {
            assert_eq!(recover(text), None, "{text}");
        }
    }
}
