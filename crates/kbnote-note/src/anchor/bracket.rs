//! Anchors in brackets: bare `[00:08:41]`, lists and ranges of times, and Markdown links
//! `[00:00:42](https://youtu.be/ID?t=42)`.

use std::ops::Range;

use kbnote_core::address_at;

use super::{Anchor, AnchorForm, Stamp, StampPlace};
use crate::text::run;

/// Reads the anchor that begins at `start`, where a `[` stands.
pub(super) fn read(text: &str, start: usize) -> Option<Anchor> {
    let bytes = text.as_bytes();
    let in_wikilink = start > 0 && bytes[start - 1] == b'[';
    if in_wikilink || !bytes.get(start + 1)?.is_ascii_digit() {
        return None;
    }
    let times = times(text, start + 1);
    let end = times.last()?.end;
    if bytes.get(end) != Some(&b']') {
        return None;
    }
    let label = start..end + 1;
    if bytes.get(label.end) == Some(&b'(') {
        return read_link(text, label, &times);
    }
    Some(Anchor {
        range: label.clone(),
        form: AnchorForm::Bare,
        stamps: label_stamps(text, &times),
        recording: None,
        label,
        live: true,
    })
}

/// Whether a text is one time: `1:02`.
pub(super) fn is_one_time(label: &str) -> bool {
    let times = times(label, 0);
    times.len() == 1 && times[0] == (0..label.len())
}

/// Whether a label is nothing but times in brackets.
pub(super) fn is_bare(label: &str) -> bool {
    read(label, 0).is_some_and(|anchor| anchor.range == (0..label.len()))
}

fn label_stamps(text: &str, times: &[Range<usize>]) -> Vec<Stamp> {
    let stamps = times.iter().enumerate();
    stamps
        .map(|(moment, range)| Stamp::read(text, range.clone(), StampPlace::Label, moment))
        .collect()
}

fn read_link(text: &str, label: Range<usize>, times: &[Range<usize>]) -> Option<Anchor> {
    let address = label.end + 1;
    let length = text[address..].find([')', '(', '[', '\n', ' '])?;
    if text.as_bytes()[address + length] != b')' || times.len() > 1 {
        return None;
    }
    let target = address..address + length;
    let time = time_in_address(text, target.clone(), times.first().cloned());
    if time.is_none() && !is_page_without_seek(&text[target.clone()], &text[times.first()?.clone()])
    {
        return None;
    }
    let mut stamps = label_stamps(text, times);
    stamps.extend(time.map(|time| Stamp::read(text, time, StampPlace::Address, 0)));
    Some(Anchor {
        range: label.start..address + length + 1,
        form: AnchorForm::Markdown,
        stamps,
        recording: Some(target),
        label,
        live: true,
    })
}

/// Whether an address leads to a recording that opens at a time: on a site that is known for it, or one with the paths of
/// YouTube, as its mirrors have.
fn opens_at_times(address: &str) -> bool {
    let is_mirror = address.contains("/watch?") || address.contains("/embed/");
    is_mirror || address_at(address, "") != address
}

/// Whether a link is an anchor on a recording whose page cannot be opened at a time: one to the web whose text is a full
/// `HH:MM:SS`, as kbnote writes it.
fn is_page_without_seek(target: &str, time: &str) -> bool {
    let is_web = target.starts_with("https://") || target.starts_with("http://");
    is_web && time.len() == "HH:MM:SS".len() && time.matches(':').count() == 2
}

/// The times from `at` on, with commas, dashes, `to` or `and` between them.
fn times(text: &str, mut at: usize) -> Vec<Range<usize>> {
    let is_part = |b: u8| b.is_ascii_digit() || b == b':';
    let mut times = Vec::new();
    loop {
        let time = run(text.as_bytes(), at, is_part);
        if !is_clock(&text[time.clone()]) {
            return Vec::new();
        }
        let end = time.end;
        times.push(time);
        match separator(&text[end..]) {
            0 => return times,
            length => at = end + length,
        }
    }
}

fn separator(rest: &str) -> usize {
    let trimmed = rest.trim_start_matches(' ');
    let word = [",", ";", "-", "–", "—", "/", "to ", "and ", "& "]
        .into_iter()
        .find(|word| trimmed.starts_with(word));
    word.map_or(0, |word| {
        let after = trimmed[word.len()..].trim_start_matches(' ');
        rest.len() - after.len()
    })
}

/// `9:05`, `09:05`, `1:09:05` or `01:09:05:00`: all fields but the first of one or two digits.
fn is_clock(written: &str) -> bool {
    let mut fields = written.split(':');
    let first = fields.next().map_or(0, str::len);
    let rest: Vec<usize> = fields.map(str::len).collect();
    (1..=3).contains(&first)
        && (1..=3).contains(&rest.len())
        && rest.iter().all(|length| (1..=2).contains(length))
        && rest.contains(&2)
}

/// The seconds in the address of a video: `?t=42`, `&t=1m2s`, `#t=42`, `start=42`. On a page that cannot be opened at a
/// time, such a parameter means something else, the number of a topic for example, unless it says the time that is `shown`.
pub(super) fn time_in_address(
    text: &str,
    address: Range<usize>,
    shown: Option<Range<usize>>,
) -> Option<Range<usize>> {
    let parameter = time_parameter(text, address.clone())?;
    let says = |range| Stamp::read(text, range, StampPlace::Address, 0).time;
    let is_shown = || shown.and_then(says) == says(parameter.clone());
    (opens_at_times(&text[address]) || is_shown()).then_some(parameter)
}

fn time_parameter(text: &str, address: Range<usize>) -> Option<Range<usize>> {
    let content = &text[address.clone()];
    let starts = ["t=", "start="].into_iter().filter_map(|name| {
        // The last one: a fragment comes behind the query.
        content.rmatch_indices(name).find_map(|(at, _)| {
            let is_parameter =
                at > 0 && matches!(content.as_bytes()[at - 1], b'?' | b'&' | b'#' | b';');
            is_parameter.then_some(at + name.len())
        })
    });
    let start = starts.max()?;
    let time = fragment_time(text, address.start + start);
    (!time.is_empty() && time.end <= address.end).then_some(time)
}

/// The time in the fragment of a media file, `#t=62` or `#t=62,70`.
pub(super) fn time_in_fragment(text: &str, target: Range<usize>) -> Option<Range<usize>> {
    time_parameter(text, target)
}

/// The time of a [media fragment](https://www.w3.org/TR/media-frags/#npttimedef): `62`, `1:02`, `1m2s`, `62.5`, and with
/// the end of the passage `62,70`.
fn fragment_time(text: &str, start: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let is_part = |b: u8| b.is_ascii_digit() || matches!(b, b':' | b'h' | b'm' | b's');
    let with_fraction = |start: usize| {
        let whole = run(bytes, start, is_part);
        let fraction = run(bytes, whole.end + 1, |b| b.is_ascii_digit());
        let has_fraction = bytes.get(whole.end) == Some(&b'.') && !fraction.is_empty();
        start..if has_fraction {
            fraction.end
        } else {
            whole.end
        }
    };
    let first = with_fraction(start);
    let end = with_fraction(first.end + 1);
    let has_end = !first.is_empty() && bytes.get(first.end) == Some(&b',') && !end.is_empty();
    start..if has_end { end.end } else { first.end }
}
