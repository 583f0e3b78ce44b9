//! How new anchors are written.

use kbnote_core::{Timestamp, VideoId, address_at, is_recording_address};

use super::address::escaped;
use super::{Anchor, AnchorForm, CustomStyle, StampPlace};

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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnchorStyle<'a> {
    /// HTML that the site's script turns into a player link.
    #[default]
    Html,
    /// HTML with an address: a link without any script too.
    HtmlLink,
    /// A Markdown link.
    Markdown,
    /// Logseq's macro.
    Logseq,
    /// A style that the vault defines.
    Custom(&'a CustomStyle),
}

impl<'a> AnchorStyle<'a> {
    /// The styles that every vault has.
    pub const BUILT_IN: [Self; 4] = [Self::Html, Self::HtmlLink, Self::Markdown, Self::Logseq];

    /// The built-in style of this name.
    #[must_use]
    pub fn built_in(name: &str) -> Option<Self> {
        Self::BUILT_IN
            .into_iter()
            .find(|style| style.name() == name)
    }

    /// An anchor to `time` of the recording at `address`. Styles with an address fall back to plain HTML without one;
    /// Logseq's macro is for YouTube alone, so other recordings get a Markdown link, as do those for which a style of the
    /// vault lacks something.
    #[must_use]
    pub fn write(self, time: Timestamp, address: Option<&str>) -> String {
        if let Self::Custom(style) = self {
            let written = style.write(time, address, None);
            return written.unwrap_or_else(|| Self::Markdown.write(time, address));
        }
        let seconds = time.as_secs();
        let address = address.filter(|address| is_recording_address(address));
        let is_elsewhere = address.is_some_and(|address| address.parse::<VideoId>().is_err());
        let address = address.map(|address| escaped(&address_at(address, seconds)));
        match (self, address) {
            (Self::Logseq, _) if !is_elsewhere => {
                format!("{{{{youtube-timestamp {seconds}}}}}")
            }
            (Self::Markdown | Self::Logseq, Some(address)) => format!("[{time}]({address})"),
            (Self::HtmlLink, Some(address)) => format!(
                "<a class=\"yt-timestamp\" data-t=\"{time}\" href=\"{address}\">[{time}]</a>"
            ),
            _ => format!("<a class=\"yt-timestamp\" data-t=\"{time}\">[{time}]</a>"),
        }
    }

    /// The built-in style of an anchor; none if it is not a link, or one that is never written anew, or of a style of the
    /// vault: see [`Note::style_of`].
    ///
    /// [`Note::style_of`]: crate::Note::style_of
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
            AnchorForm::Custom(_)
            | AnchorForm::Wikilink
            | AnchorForm::Bare
            | AnchorForm::Broken => None,
        }
    }

    /// Whether its anchors lead to the address of the recording, so that without one they cannot be written in it.
    ///
    /// ```
    /// # use kbnote_note::AnchorStyle;
    /// assert!(AnchorStyle::Markdown.needs_address() && !AnchorStyle::Html.needs_address());
    /// ```
    #[must_use]
    pub fn needs_address(self) -> bool {
        match self {
            Self::HtmlLink | Self::Markdown => true,
            Self::Html | Self::Logseq => false,
            Self::Custom(style) => style.needs_address(),
        }
    }

    /// Its name in the settings.
    #[must_use]
    pub fn name(self) -> &'a str {
        match self {
            Self::Html => "html",
            Self::HtmlLink => "html-link",
            Self::Markdown => "markdown",
            Self::Logseq => "logseq",
            Self::Custom(style) => style.name(),
        }
    }

    /// The form that its anchors are read back as.
    #[must_use]
    pub const fn form(self) -> AnchorForm {
        match self {
            Self::Html | Self::HtmlLink => AnchorForm::Html,
            Self::Markdown => AnchorForm::Markdown,
            Self::Logseq => AnchorForm::Logseq,
            Self::Custom(style) => style.form(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_anchors_are_read_back() {
        let time = Timestamp::from_secs(3_723);
        for style in AnchorStyle::BUILT_IN {
            let written = style.write(time, Some("https://youtu.be/-bnoteDemo1"));
            let read = super::super::built_in(&written);
            assert_eq!(read.len(), 1, "{written}");
            assert_eq!(
                (read[0].form, read[0].time()),
                (style.form(), Some(time)),
                "{written}"
            );
        }
    }

    #[test]
    fn an_address_that_may_run_a_script_is_not_written() {
        let time = Timestamp::from_secs(42);
        let plain = AnchorStyle::Html.write(time, None);
        for address in [
            "javascript:alert(1)",
            "data:text/html,<b>",
            "",
            "not an address",
            "JavaScript://x%0aalert(1)",
        ] {
            for style in [AnchorStyle::Markdown, AnchorStyle::HtmlLink] {
                assert_eq!(style.write(time, Some(address)), plain, "{address}");
            }
        }
    }

    #[test]
    fn anchors_on_other_sites_lead_there_and_are_read_back() {
        let time = Timestamp::from_secs(42);
        for (style, address, written) in [
            (
                AnchorStyle::Markdown,
                "https://vimeo.com/1",
                "[00:00:42](https://vimeo.com/1#t=42s)",
            ),
            (
                AnchorStyle::Logseq,
                "https://example.org/a (1).mp3",
                "[00:00:42](https://example.org/a%20%281%29.mp3#t=42)",
            ),
            (
                AnchorStyle::Markdown,
                "https://example.org/talk",
                "[00:00:42](https://example.org/talk)",
            ),
            (
                AnchorStyle::HtmlLink,
                "https://archive.org/details/birds",
                "<a class=\"yt-timestamp\" data-t=\"00:00:42\" href=\"https://archive.org/details/birds?start=42\">[00:00:42]</a>",
            ),
        ] {
            assert_eq!(style.write(time, Some(address)), written);
            let read = super::super::built_in(written);
            assert_eq!(read.len(), 1, "{written}");
            assert_eq!(
                (read[0].range.clone(), read[0].time()),
                (0..written.len(), Some(time)),
                "{written}"
            );
        }
    }
}
