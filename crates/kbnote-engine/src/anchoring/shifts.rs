//! Where the anchors of a plan stand once its splices are made.

use kbnote_note::{Note, Splice};

use super::planned::{AnchorPlan, PlannedClaim, Status};

/// Fills in where each anchor of a plan will stand.
pub(super) fn locate_anchors(note: &Note, plan: &mut AnchorPlan) {
    locate_anchors_after(note, &mut plan.claims, &plan.splices);
}

/// Fills in where the anchors of claims will stand once all these splices are made.
pub(super) fn locate_anchors_after(note: &Note, claims: &mut [PlannedClaim], splices: &[Splice]) {
    let shifts = Shifts::new(splices);
    for planned in claims {
        if planned.status == Status::Placed {
            shifts.locate_inserted(planned);
            continue;
        }
        let standing = note.anchors()[planned.claim.anchors.clone()].iter();
        let meant = standing.filter(|a| planned.status != Status::Moved || a.form.is_link());
        for (anchor, standing) in planned.anchors.iter_mut().zip(meant) {
            anchor.range = shifts.moved(standing.range.start)..shifts.moved(standing.range.end);
        }
    }
}

/// How offsets of the note as read become offsets of the note as written.
struct Shifts<'a> {
    /// The splices in order, each with the growth up to and with it.
    splices: Vec<(&'a Splice, isize)>,
}

impl<'a> Shifts<'a> {
    fn new(splices: &'a [Splice]) -> Self {
        let mut ordered: Vec<_> = splices.iter().map(|splice| (splice, 0)).collect();
        ordered.sort_by_key(|(splice, _)| splice.range.start);
        let mut growth = 0;
        for (splice, so_far) in &mut ordered {
            growth += splice.replacement.len().cast_signed() - splice.range.len().cast_signed();
            *so_far = growth;
        }
        Self { splices: ordered }
    }

    /// How many splices end at or before `offset`.
    fn count_before(&self, offset: usize) -> usize {
        self.splices
            .partition_point(|(splice, _)| splice.range.end <= offset)
    }

    fn moved(&self, offset: usize) -> usize {
        let last = self.count_before(offset).checked_sub(1);
        offset.saturating_add_signed(last.map_or(0, |last| self.splices[last].1))
    }

    /// New anchors stand in the splices that insert them, with `, ` between those of one splice.
    fn locate_inserted(&self, planned: &mut PlannedClaim) {
        let claim = &planned.claim;
        let mut anchors = planned.anchors.iter_mut();
        for place in claim.gaps.iter().chain(&claim.place) {
            let Some(inserted) = self.inserted_at(*place) else {
                continue;
            };
            let mut at = self.moved(*place) - inserted.len();
            for written in inserted.split(", ") {
                let Some(anchor) = anchors.next() else { return };
                let blank = written.len() - written.trim_start().len();
                anchor.range = at + blank..at + written.len();
                at += written.len() + ", ".len();
            }
        }
    }

    fn inserted_at(&self, place: usize) -> Option<&str> {
        let last = self.count_before(place).checked_sub(1)?;
        let splice = self.splices[last].0;
        (splice.range == (place..place)).then_some(splice.replacement.as_str())
    }
}
