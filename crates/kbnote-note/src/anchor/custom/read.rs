//! Finding the anchors that a vault's own styles write.

use std::ops::Range;

use kbnote_core::Timestamp;
use memchr::memmem;

use super::template::Piece;
use super::{CustomStyle, CustomStyles, Field};
use crate::anchor::{Anchor, Stamp, StampForm, StampPlace, bracket};

impl CustomStyles {
    /// The anchors of a text with those of these styles; one that is part of another is none.
    pub(crate) fn add_to(&self, text: &str, mut anchors: Vec<Anchor>) -> Vec<Anchor> {
        if self.0.is_empty() {
            return anchors;
        }
        let own = self.anchors(text);
        anchors.retain(|anchor| {
            let next = own.partition_point(|own| own.range.end <= anchor.range.start);
            own.get(next)
                .is_none_or(|own| own.range.start >= anchor.range.end)
        });
        anchors.extend(own);
        anchors.sort_by_key(|anchor| anchor.range.start);
        anchors
    }

    fn anchors(&self, text: &str) -> Vec<Anchor> {
        let mut all: Vec<Anchor> = self.iter().flat_map(|style| style.anchors(text)).collect();
        // The sort is stable: of two that begin at the same place, the one of the first style counts.
        all.sort_by_key(|anchor| anchor.range.start);
        let mut end = 0;
        all.retain(|anchor| {
            let is_free = anchor.range.start >= end;
            if is_free {
                end = anchor.range.end;
            }
            is_free
        });
        all
    }
}

impl CustomStyle {
    fn anchors(&self, text: &str) -> Vec<Anchor> {
        let Some(Piece::Text(first)) = self.pieces.first() else {
            return Vec::new();
        };
        let starts = memmem::find_iter(text.as_bytes(), first.as_bytes());
        starts
            .filter_map(|start| self.anchor_at(text, start))
            .collect()
    }

    fn anchor_at(&self, text: &str, start: usize) -> Option<Anchor> {
        let found = self.pattern.captures(beginning(&text[start..]))?;
        let at = |group: usize| {
            let range = found.get(group)?.range();
            Some(start + range.start..start + range.end)
        };
        let fields: Vec<(Field, Range<usize>)> = self
            .fields()
            .enumerate()
            .filter_map(|(index, field)| Some((field, at(index + 1)?)))
            .collect();
        let range = at(0)?;
        let shown = fields
            .iter()
            .find(|(field, _)| matches!(field, Field::Time | Field::ShortTime | Field::Seconds));
        let shown = shown.map(|(_, range)| range.clone());
        let stamps = fields
            .iter()
            .filter_map(|(field, range)| stamp(text, *field, range, shown.clone()));
        let recording = fields
            .iter()
            .filter(|(field, _)| field.names_recording())
            .min_by_key(|(field, _)| *field != Field::Url);
        Some(Anchor {
            form: self.form(),
            label: shown.clone().unwrap_or_else(|| range.clone()),
            stamps: stamps.collect(),
            recording: recording.map(|(_, range)| range.clone()),
            live: true,
            range,
        })
    }
}

/// The most bytes of an anchor. Where the first signs of a template are everywhere in a long line, it is not read to its
/// end from each of them.
const LONGEST: usize = 1_024;

fn beginning(text: &str) -> &str {
    let mut ends = (0..=LONGEST.min(text.len())).rev();
    let end = ends.find(|&end| text.is_char_boundary(end));
    &text[..end.unwrap_or_default()]
}

/// The time in a field.
fn stamp(
    text: &str,
    field: Field,
    range: &Range<usize>,
    shown: Option<Range<usize>>,
) -> Option<Stamp> {
    let Some((place, form)) = field.stamp() else {
        let time = (field == Field::Url)
            .then(|| bracket::time_in_address(text, range.clone(), shown))
            .flatten()?;
        return Some(Stamp::read(text, time, StampPlace::Address, 0));
    };
    let read = Stamp::read(text, range.clone(), place, 0);
    let time = match form {
        StampForm::Milliseconds => text[range.clone()].parse().ok().map(Timestamp::from_millis),
        _ => read.time,
    };
    Some(Stamp { form, time, ..read })
}
