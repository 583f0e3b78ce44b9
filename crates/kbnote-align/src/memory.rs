//! The claims that were aligned last, with their answers: one text of a note is compared in several ways.

use std::sync::{Mutex, PoisonError};

use crate::alignment::Alignment;
use crate::claim::Claim;

/// How many notes are remembered.
const KEPT: usize = 2;

/// The answers for the notes that were aligned last, the last one first.
#[derive(Debug, Default)]
pub(crate) struct Memory(Mutex<Vec<Answered>>);

#[derive(Debug)]
struct Answered {
    claims: Vec<OwnedClaim>,
    alignments: Vec<Alignment>,
}

#[derive(Debug)]
struct OwnedClaim {
    text: String,
    heading: String,
    block: usize,
    moments: usize,
}

impl Memory {
    /// The answers for claims, computed if they are not remembered.
    pub(crate) fn answers(
        &self,
        claims: &[Claim<'_>],
        compute: impl FnOnce() -> Vec<Alignment>,
    ) -> Vec<Alignment> {
        let known = {
            let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let known = kept.iter().find(|known| known.answers(claims));
            known.map(|known| known.alignments.clone())
        };
        known.unwrap_or_else(|| {
            let alignments = compute();
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            kept.truncate(KEPT - 1);
            kept.insert(0, Answered::new(claims, alignments.clone()));
            alignments
        })
    }
}

impl Answered {
    fn new(claims: &[Claim<'_>], alignments: Vec<Alignment>) -> Self {
        Self {
            claims: claims.iter().map(OwnedClaim::from).collect(),
            alignments,
        }
    }

    fn answers(&self, claims: &[Claim<'_>]) -> bool {
        self.claims.len() == claims.len()
            && self
                .claims
                .iter()
                .zip(claims)
                .all(|(own, claim)| own.is(claim))
    }
}

impl From<&Claim<'_>> for OwnedClaim {
    fn from(claim: &Claim<'_>) -> Self {
        Self {
            text: claim.text.to_owned(),
            heading: claim.heading.to_owned(),
            block: claim.block,
            moments: claim.moments,
        }
    }
}

impl OwnedClaim {
    fn is(&self, claim: &Claim<'_>) -> bool {
        let Claim {
            text,
            heading,
            block,
            moments,
        } = *claim;
        (self.block, self.moments) == (block, moments)
            && self.text == text
            && self.heading == heading
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_claims_are_answered_from_memory() {
        let memory = Memory::default();
        let claim = Claim {
            text: "Flocks roost.",
            heading: "Dusk",
            block: 0,
            moments: 1,
        };
        let mut computed = 0;
        for claims in [
            vec![claim],
            vec![claim],
            vec![Claim {
                moments: 2,
                ..claim
            }],
            vec![Claim { block: 1, ..claim }],
            vec![Claim {
                heading: "Dawn",
                ..claim
            }],
            vec![Claim {
                text: "Flocks.",
                ..claim
            }],
            vec![claim, claim],
            vec![claim],
            vec![claim, claim],
        ] {
            memory.answers(&claims, || {
                computed += 1;
                claims.iter().map(|_| Alignment::nothing()).collect()
            });
        }
        assert_eq!(computed, 7);
    }
}
