//! KB2xx: the anchors.

pub(crate) mod bare;
pub(crate) mod captions;
pub(crate) mod clickable;
pub(crate) mod form;
pub(crate) mod labels;
pub(crate) mod money;
pub(crate) mod places;
pub(crate) mod recordings;
pub(crate) mod runs;
mod tag;
pub(crate) mod times;

use kbnote_note::AnchorForm;

use self::times::TimeMeaning;
use crate::finding::Findings;
use crate::subject::Subject;

pub(crate) fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for anchor in subject.note.anchors() {
        if anchor.form == AnchorForm::Bare {
            bare::check(subject, anchor, findings);
            continue;
        }
        if !places::check(subject, anchor, findings) {
            continue;
        }
        let reading = TimeMeaning::of(anchor, subject.around);
        times::check(subject, anchor, reading, findings);
        form::check(subject, anchor, reading, findings);
        labels::check(subject, anchor, reading, findings);
        recordings::check_name(subject, anchor, findings);
    }
    runs::check(subject, findings);
    captions::check(subject, findings);
    clickable::check(subject, findings);
}
