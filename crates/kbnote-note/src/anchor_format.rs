//! How the anchors of one note are written.

use kbnote_core::{Timestamp, VideoId};

use crate::{AnchorStyle, Claim, Note, Splice};

/// How the anchors of one note are written: in a style, to the address of its recording.
#[derive(Clone, Copy, Debug, Default)]
pub struct AnchorFormat<'a> {
    /// The style.
    pub style: AnchorStyle<'a>,
    /// The stored address of the recording; without one, the note's own is used, see [`Note::address`].
    pub address: Option<&'a str>,
    /// The recording, if it is not that of the note: each anchor names it.
    pub other_video: Option<&'a VideoId>,
}

impl<'a> AnchorFormat<'a> {
    /// Anchors behind a claim of `note`, see [`Claim::insert_anchors`].
    #[must_use]
    pub fn insert(self, note: &Note, claim: &Claim, times: &[Timestamp]) -> Vec<Splice> {
        let own = match (self.address, self.other_video) {
            (None, None) => note.address(),
            _ => None,
        };
        let format = AnchorFormat {
            address: self.address.or(own.as_deref()),
            ..self
        };
        claim.insert_anchors(times, |time| format.write(time))
    }

    /// An anchor to `time`, see [`AnchorStyle::write`].
    ///
    /// ```
    /// # use kbnote_core::{Timestamp, VideoId};
    /// # use kbnote_note::{AnchorFormat, AnchorStyle};
    /// let other = VideoId::any("kbnoteDemo2").unwrap();
    /// let format = AnchorFormat { other_video: Some(&other), ..AnchorStyle::Html.into() };
    /// assert_eq!(
    ///     format.write(Timestamp::from_secs(42)),
    ///     r#"<a class="yt-timestamp" data-t="00:00:42" data-video="kbnoteDemo2">[00:00:42]</a>"#
    /// );
    /// ```
    #[must_use]
    pub fn write(self, time: Timestamp) -> String {
        let Some(video) = self.other_video else {
            return self.style.write(time, self.address);
        };
        let written = match self.style {
            // The macro of Logseq plays the video of the page, and cannot name another.
            AnchorStyle::Logseq => AnchorStyle::Markdown.write(time, self.address),
            AnchorStyle::Custom(style) => style
                .write(time, self.address, self.other_video)
                .unwrap_or_else(|| AnchorStyle::Markdown.write(time, self.address)),
            style => style.write(time, self.address),
        };
        match written.strip_prefix(HTML_START) {
            Some(rest) => {
                let (time, rest) = rest.split_once('"').unwrap_or((rest, ""));
                format!("{HTML_START}{time}\" data-video=\"{video}\"{rest}")
            }
            None => written,
        }
    }
}

/// The start of every anchor in HTML, up to its time.
const HTML_START: &str = "<a class=\"yt-timestamp\" data-t=\"";

impl<'a> From<AnchorStyle<'a>> for AnchorFormat<'a> {
    fn from(style: AnchorStyle<'a>) -> Self {
        Self {
            style,
            ..Self::default()
        }
    }
}
