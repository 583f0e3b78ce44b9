//! Timestamp anchors: the links that say when in the video a claim was made.

mod bracket;
mod html;
mod logseq;
mod stamp;
mod style;

use std::ops::Range;

use kbnote_core::Timestamp;

use crate::Splice;
use crate::text::blanks_before;

pub use stamp::{Stamp, StampForm, StampPlace};
pub use style::AnchorStyle;

/// A timestamp anchor as it stands in a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The anchor without the blanks before it.
    pub range: Range<usize>,
    /// How it is written.
    pub form: AnchorForm,
    /// The text that is shown, brackets included.
    pub label: Range<usize>,
    /// Its times, each where it is written.
    pub stamps: Vec<Stamp>,
    /// Whether it stands where a reader meets it, and not in code, a comment or the front matter.
    pub live: bool,
}

/// How an anchor is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum AnchorForm {
    /// `<a class="yt-timestamp" data-t="00:00:42">[00:00:42]</a>`, with or without `href`.
    Html,
    /// `[00:00:42](https://youtu.be/ID?t=42)`.
    Markdown,
    /// `{{youtube-timestamp 42}}`.
    Logseq,
    /// `[00:00:42]`, a list or a range of times in one pair of brackets: no link.
    Bare,
    /// An HTML tag meant as an anchor that no script will find, such as `<a class="yt=" …>`.
    Broken,
}

impl AnchorForm {
    /// Whether a reader can click it. Those that cannot be clicked are left as they are unless
    /// their repair is asked for.
    #[must_use]
    pub const fn is_link(self) -> bool {
        matches!(self, Self::Html | Self::Markdown | Self::Logseq)
    }
}

impl Anchor {
    /// The moment it points to: that of the `data-t`, else of the link, else of the label; the
    /// first one of a list.
    #[must_use]
    pub fn time(&self) -> Option<Timestamp> {
        let readable = || self.stamps.iter().filter(|stamp| stamp.time.is_some());
        [StampPlace::Data, StampPlace::Address, StampPlace::Label]
            .into_iter()
            .find_map(|place| readable().find(|stamp| stamp.place == place))
            .and_then(|stamp| stamp.time)
    }

    /// The moment it points to in a video that ends at `end`: `26:02:00` in a shorter video is
    /// read as 26 minutes and 2 seconds. `None` if it still lies behind the end.
    ///
    /// ```
    /// # use kbnote_note::Note;
    /// # use kbnote_core::Timestamp;
    /// let note = Note::parse("Birds [26:02:00].");
    /// let hour = Timestamp::from_secs(3600);
    /// assert_eq!(note.anchors()[0].time_before(hour), Some(Timestamp::from_secs(26 * 60 + 2)));
    /// ```
    #[must_use]
    pub fn time_before(&self, end: Timestamp) -> Option<Timestamp> {
        let time = self.time()?;
        let seconds = time.as_secs();
        let shifted = Timestamp::from_secs(seconds / 60);
        if time <= end {
            Some(time)
        } else {
            (seconds % 60 == 0 && shifted <= end).then_some(shifted)
        }
    }

    /// How many moments it names: one, but for lists and ranges.
    #[must_use]
    pub fn moments(&self) -> usize {
        self.stamps.last().map_or(1, |stamp| stamp.moment + 1)
    }

    /// Gives it other times, wherever they are written in it; its form stays. Moments beyond
    /// those given take the last one; no times, no change.
    #[must_use]
    pub fn retime(&self, times: &[Timestamp]) -> Vec<Splice> {
        let Some(&last) = times.last() else {
            return Vec::new();
        };
        self.stamps
            .iter()
            .map(|stamp| stamp.rewrite(times.get(stamp.moment).copied().unwrap_or(last)))
            .collect()
    }

    /// Takes it away, with the blanks before it.
    #[must_use]
    pub fn remove(&self, text: &str) -> Splice {
        Splice::remove(blanks_before(text, self.range.start)..self.range.end)
    }
}

/// All anchors of a text, in order; whether they live is not decided yet.
pub(crate) fn scan(text: &str) -> Vec<Anchor> {
    let bytes = text.as_bytes();
    let mut anchors = Vec::new();
    let mut at = 0;
    while let Some(step) = memchr::memchr3(b'<', b'[', b'{', &bytes[at..]) {
        let start = at + step;
        let anchor = match bytes[start] {
            b'<' => html::read(text, start),
            b'{' => logseq::read(text, start),
            _ => bracket::read(text, start),
        };
        at = anchor.as_ref().map_or(start + 1, |anchor| anchor.range.end);
        anchors.extend(anchor);
    }
    anchors
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(&str, AnchorForm, Option<u64>)> {
        scan(text)
            .into_iter()
            .map(|anchor| {
                let seconds = anchor.time().map(Timestamp::as_secs);
                (&text[anchor.range.clone()], anchor.form, seconds)
            })
            .collect()
    }

    fn one(text: &str) -> (AnchorForm, Option<u64>) {
        let all = read(text);
        assert_eq!(all.len(), 1, "{text}");
        assert_eq!(all[0].0, text);
        (all[0].1, all[0].2)
    }

    #[test]
    fn every_form_is_read() {
        use AnchorForm::{Bare, Broken, Html, Logseq, Markdown};
        let html = |data: &str, label: &str| {
            format!("<a class=\"yt-timestamp\" data-t=\"{data}\">{label}</a>")
        };
        assert_eq!(one(&html("00:00:42", "[00:00:42]")), (Html, Some(42)));
        assert_eq!(one(&html("00:42", "[00:42]")), (Html, Some(42)));
        assert_eq!(one(&html("0:00:42", "")), (Html, Some(42)));
        assert_eq!(one(&html("00:00:42", "00:00:51")), (Html, Some(42)));
        assert_eq!(one(&html("00:18:58]", "[[00:00:04]]")), (Html, Some(1138)));
        assert_eq!(one(&html("HH:MM:SS", "[HH:MM:SS]")), (Html, None));
        assert_eq!(one(&html("01:00:01:00", "")), (Html, Some(3601)));
        let linked = "<a href=\"https://youtu.be/kbnoteDemo1?t=42\" class='yt-timestamp' data-t='00:00:42'>[00:00:42]</a>";
        assert_eq!(one(linked), (Html, Some(42)));
        let broken = "<a class=\"yt=\" data-t=\"00:00:42\">[00:00:42]</a>";
        assert_eq!(one(broken), (Broken, Some(42)));
        let markdown = "[00:00:42](https://youtu.be/kbnoteDemo1?t=42)";
        assert_eq!(one(markdown), (Markdown, Some(42)));
        assert_eq!(one("{{youtube-timestamp 42}}"), (Logseq, Some(42)));
        assert_eq!(one("[00:08:41]"), (Bare, Some(521)));
        assert_eq!(one("[00:11:02, 00:12:04]"), (Bare, Some(662)));
        assert_eq!(one("[11:02 - 12:04]"), (Bare, Some(662)));
    }

    #[test]
    fn what_is_no_anchor_is_left_alone() {
        for text in [
            "<a href=\"https://example.org\">there</a>",
            "<a class=\"yt-timestamp\" data-t=\"00:00:42\">soon",
            "[a](https://youtu.be/kbnoteDemo1?t=42)",
            "[12:30:00 noon]",
            "(00:12:30)",
            "[[00:00:04]]",
            "{{youtube-timestamp soon}}",
            "<abbr>",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }

    #[test]
    fn a_new_time_goes_wherever_the_old_one_stood() {
        let retimed = |text: &str, times: &[u64]| {
            let times: Vec<_> = times.iter().copied().map(Timestamp::from_secs).collect();
            let splices = scan(text)[0].retime(&times);
            let bytes = crate::splice::apply(text.as_bytes(), text, &splices).unwrap();
            String::from_utf8(bytes).unwrap()
        };
        assert_eq!(
            retimed(
                "<a class=\"yt-timestamp\" data-t=\"1:02\">[01:04]</a>",
                &[75]
            ),
            "<a class=\"yt-timestamp\" data-t=\"00:01:15\">[00:01:15]</a>"
        );
        assert_eq!(
            retimed("[00:00:09](https://youtu.be/kbnoteDemo1?t=9s&x=1)", &[75]),
            "[00:01:15](https://youtu.be/kbnoteDemo1?t=75&x=1)"
        );
        assert_eq!(
            retimed("[00:09, 00:10 – 00:11]", &[1, 2]),
            "[00:00:01, 00:00:02 – 00:00:02]"
        );
        assert_eq!(
            retimed("{{youtube-timestamp 0:09}}", &[75]),
            "{{youtube-timestamp 00:01:15}}"
        );
        assert_eq!(
            retimed(
                "<a data-t='HH:MM:SS' class='yt-timestamp'>[HH:MM:SS]</a>",
                &[75]
            ),
            "<a data-t='00:01:15' class='yt-timestamp'>[00:01:15]</a>"
        );
    }

    #[test]
    fn an_anchor_goes_with_its_blanks() {
        let text = "Birds \t[00:00:09].";
        assert_eq!(scan(text)[0].remove(text), Splice::remove(5..17));
    }
}
