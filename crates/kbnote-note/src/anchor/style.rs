//! How new anchors are written.

use kbnote_core::{Timestamp, VideoId, address_at};
use serde::Deserialize;

use super::{Anchor, AnchorForm, StampPlace};

/// A way to write anchors; see [`AnchorForm`] for how each looks.
///
/// ```
/// # use kbnote_note::AnchorStyle;
/// # use kbnote_core::Timestamp;
/// let time = Timestamp::from_secs(42);
/// assert_eq!(
///     AnchorStyle::Html.write(time, None),
///     r#"<a class="yt-timestamp" data-t="00:00:42">[00:00:42]</a>"#
/// );
/// assert_eq!(AnchorStyle::Logseq.write(time, None), "{{youtube-timestamp 42}}");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum AnchorStyle {
    /// HTML that the site's script turns into a player link.
    #[default]
    Html,
    /// HTML with an address: a link without any script too.
    HtmlLink,
    /// A Markdown link.
    Markdown,
    /// Logseq's macro.
    Logseq,
}

impl AnchorStyle {
    /// An anchor to `time`. Styles with an address need to know the video; without it they fall
    /// back to plain HTML.
    #[must_use]
    pub fn write(self, time: Timestamp, video: Option<&VideoId>) -> String {
        let seconds = time.as_secs();
        let address = video.map(|id| address_at(&id.url(), seconds));
        match (self, address) {
            (Self::Logseq, _) => format!("{{{{youtube-timestamp {seconds}}}}}"),
            (Self::Markdown, Some(address)) => format!("[{time}]({address})"),
            (Self::HtmlLink, Some(address)) => format!(
                "<a class=\"yt-timestamp\" data-t=\"{time}\" href=\"{address}\">[{time}]</a>"
            ),
            _ => format!("<a class=\"yt-timestamp\" data-t=\"{time}\">[{time}]</a>"),
        }
    }

    /// How an anchor is written that stands in a note; none if it is no link.
    ///
    /// ```
    /// # use kbnote_note::{AnchorStyle, Note};
    /// let note = Note::parse("Birds [00:00:42](https://youtu.be/kbnoteDemo1?t=42).");
    /// assert_eq!(AnchorStyle::of(&note.anchors()[0]), Some(AnchorStyle::Markdown));
    /// ```
    #[must_use]
    pub fn of(anchor: &Anchor) -> Option<Self> {
        let mut places = anchor.stamps.iter().map(|stamp| stamp.place);
        match anchor.form {
            AnchorForm::Html if places.any(|place| place == StampPlace::Address) => {
                Some(Self::HtmlLink)
            }
            AnchorForm::Html => Some(Self::Html),
            AnchorForm::Markdown => Some(Self::Markdown),
            AnchorForm::Logseq => Some(Self::Logseq),
            AnchorForm::Bare | AnchorForm::Broken => None,
        }
    }

    /// Its name in the settings.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::HtmlLink => "html-link",
            Self::Markdown => "markdown",
            Self::Logseq => "logseq",
        }
    }

    /// The form that its anchors are read back as.
    #[must_use]
    pub const fn form(self) -> AnchorForm {
        match self {
            Self::Html | Self::HtmlLink => AnchorForm::Html,
            Self::Markdown => AnchorForm::Markdown,
            Self::Logseq => AnchorForm::Logseq,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let video: VideoId = "-bnoteDemo1".parse().unwrap();
        let time = Timestamp::from_secs(3_723);
        for style in [
            AnchorStyle::Html,
            AnchorStyle::HtmlLink,
            AnchorStyle::Markdown,
            AnchorStyle::Logseq,
        ] {
            let written = style.write(time, Some(&video));
            let read = super::super::scan(&written);
            assert_eq!(read.len(), 1, "{written}");
            assert_eq!(
                (read[0].form, read[0].time()),
                (style.form(), Some(time)),
                "{written}"
            );
        }
    }
}
