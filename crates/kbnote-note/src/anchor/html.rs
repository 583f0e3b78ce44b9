//! Anchors written as HTML: `<a class="yt-timestamp" data-t="00:00:42">[00:00:42]</a>`.

use std::ops::Range;

use super::stamp::clock_in;
use super::{Anchor, AnchorForm, Stamp, StampPlace, bracket};
use crate::text::run;

/// Reads the anchor that begins at `start`, where a `<` stands.
pub(super) fn read(text: &str, start: usize) -> Option<Anchor> {
    let bytes = text.as_bytes();
    let opens_link =
        matches!(bytes.get(start + 1)?, b'a' | b'A') && bytes.get(start + 2)?.is_ascii_whitespace();
    if !opens_link {
        return None;
    }
    let tag_end = start
        + 2
        + text[start + 2..]
            .find(['>', '<'])
            .filter(|&at| bytes[start + 2 + at] == b'>')?;
    let label = tag_end + 1..tag_end + 1 + text[tag_end + 1..].find('<')?;
    let closes = text[label.end..].get(..4)?.eq_ignore_ascii_case("</a>");
    if !closes {
        return None;
    }
    let tag = Attributes::read(text, start + 2..tag_end);
    let form = tag.form(text, start + 2..tag_end, &label)?;
    Some(Anchor {
        range: start..label.end + 4,
        form,
        stamps: tag.stamps(text, &label),
        recording: tag.recording(),
        label,
        live: true,
    })
}

/// The values of the attributes that matter.
#[derive(Debug, Default)]
struct Attributes {
    class: Option<Range<usize>>,
    data_t: Option<Range<usize>>,
    href: Option<Range<usize>>,
    video: Option<Range<usize>>,
}

impl Attributes {
    /// Reads the inside of a tag as browsers do: quotes may be of both kinds or missing.
    fn read(text: &str, tag: Range<usize>) -> Self {
        let bytes = &text.as_bytes()[..tag.end];
        let mut found = Self::default();
        let mut at = tag.start;
        while at < tag.end {
            let name = run(bytes, skip_blanks(bytes, at), |b| {
                b != b'=' && !b.is_ascii_whitespace()
            });
            let equals = skip_blanks(bytes, name.end);
            if bytes.get(equals) != Some(&b'=') {
                at = equals.max(at + 1);
                continue;
            }
            let value = value(bytes, skip_blanks(bytes, equals + 1));
            at = value.end + 1;
            let slot = match &text[name] {
                "class" => &mut found.class,
                "data-t" => &mut found.data_t,
                "href" => &mut found.href,
                "data-video" | "data-video-id" | "data-videoid" => &mut found.video,
                _ => continue,
            };
            slot.get_or_insert(value);
        }
        found
    }

    fn form(&self, text: &str, tag: Range<usize>, label: &Range<usize>) -> Option<AnchorForm> {
        let names_class = self.class.clone().is_some_and(|class| {
            text[class]
                .split_ascii_whitespace()
                .any(|name| name == "yt-timestamp")
        });
        let leads_there =
            self.address(text, label).is_some() && clock_in(text, label.clone()).is_some();
        if names_class && self.data_t.is_some() || leads_there {
            return Some(AnchorForm::Html);
        }
        let meant = self.data_t.is_some()
            || text[tag].contains("yt-timestamp")
            || self.href.is_none() && bracket::is_bare(&text[label.clone()]);
        meant.then_some(AnchorForm::Broken)
    }

    /// The time in the address it leads to.
    fn address(&self, text: &str, label: &Range<usize>) -> Option<Range<usize>> {
        let shown = clock_in(text, label.clone());
        bracket::time_in_address(text, self.href.clone()?, shown)
    }

    /// What names the recording.
    fn recording(&self) -> Option<Range<usize>> {
        let named = self.video.clone().filter(|video| !video.is_empty());
        named.or_else(|| self.href.clone().filter(|href| !href.is_empty()))
    }

    fn stamps(&self, text: &str, label: &Range<usize>) -> Vec<Stamp> {
        let data = self.data_t.clone().map(|range| (range, StampPlace::Data));
        let address = self
            .address(text, label)
            .map(|range| (range, StampPlace::Address));
        let shown = clock_in(text, label.clone()).map(|range| (range, StampPlace::Label));
        let mut written: Vec<_> = [data, address, shown].into_iter().flatten().collect();
        written.sort_by_key(|(range, _)| range.start);
        written
            .into_iter()
            .map(|(range, place)| Stamp::read(text, range, place, 0))
            .collect()
    }
}

fn skip_blanks(bytes: &[u8], at: usize) -> usize {
    run(bytes, at, |b| b.is_ascii_whitespace()).end
}

/// The value that begins at `at`, without its quotes.
fn value(bytes: &[u8], at: usize) -> Range<usize> {
    match bytes.get(at) {
        Some(&quote @ (b'"' | b'\'')) => run(bytes, at + 1, |b| b != quote),
        _ => run(bytes, at, |b| !b.is_ascii_whitespace()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data_t(tag: &str) -> Option<&str> {
        Attributes::read(tag, 0..tag.len())
            .data_t
            .map(|range| &tag[range])
    }

    #[test]
    fn attributes_are_read_in_any_notation() {
        assert_eq!(data_t("class=\"a b\" data-t='1'"), Some("1"));
        assert_eq!(data_t("data-time=\"2\" data-t = 3 x"), Some("3"));
        assert_eq!(data_t("data-t"), None);
        assert_eq!(data_t("data-t="), Some(""));
        assert_eq!(data_t("data-t=\"4"), Some("4"));
        assert_eq!(data_t("xdata-t=\"5\""), None);
    }
}
