//! A timestamp anchor as it stands in a note.

use std::ops::Range;

use kbnote_core::Timestamp;

use super::{Stamp, StampPlace};
use crate::Splice;
use crate::text::blanks_before;

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
    /// What names its recording: the address that it leads to, or an id or address in `data-video`.
    pub recording: Option<Range<usize>>,
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
    /// `[[talk.mp4#t=42|00:42]]`, or an embed of it.
    Wikilink,
    /// `[00:00:42]`, a list or a range of times in one pair of brackets: no link.
    Bare,
    /// One of a style that the vault defines: its number among those.
    Custom(usize),
    /// An HTML tag meant as an anchor that no script will find, such as `<a class="yt=" …>`.
    Broken,
}

impl AnchorForm {
    /// Whether a reader can click it. Those that cannot be clicked are left as they are unless
    /// their repair is asked for.
    #[must_use]
    pub const fn is_link(self) -> bool {
        matches!(
            self,
            Self::Html | Self::Markdown | Self::Logseq | Self::Wikilink | Self::Custom(_)
        )
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
