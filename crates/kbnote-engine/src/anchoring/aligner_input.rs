//! The input of the aligner: the claims of a note, and a track.

use kbnote_align::{AlignOptions, Aligner};
use kbnote_core::Track;
use kbnote_note::{Anchor, Claim, Note};

/// The aligner of a track.
#[must_use]
pub fn aligner(track: &Track) -> Aligner {
    Aligner::new(track, AlignOptions::for_language(track.language.clone()))
}

/// The claims of a note as the aligner takes them.
#[must_use]
pub fn aligner_claims<'a>(note: &'a Note, claims: &'a [Claim]) -> Vec<kbnote_align::Claim<'a>> {
    let one = |claim: &'a Claim| kbnote_align::Claim {
        text: &claim.text,
        heading: claim
            .heading
            .map_or("", |heading| note.headings()[heading].text.as_str()),
        block: claim.block,
        moments: moments(note, claim),
    };
    claims.iter().map(one).collect()
}

/// How many moments a claim asks for: one for each anchor, or for each that it would have. What
/// no author would anchor only speaks for its neighbours.
fn moments(note: &Note, claim: &Claim) -> usize {
    let standing = links(note, claim).count();
    if standing == 0 && claim.wants_anchor() {
        claim.moments()
    } else {
        standing
    }
}

/// The anchors of a claim that a reader can click; others are left as they are.
pub(super) fn links<'a>(note: &'a Note, claim: &Claim) -> impl Iterator<Item = &'a Anchor> {
    note.anchors()[claim.anchors.clone()]
        .iter()
        .filter(|anchor| anchor.form.is_link())
}
