//! An anchor that is in a note, written in another style.

use kbnote_core::{Timestamp, VideoId, is_recording_address};

use crate::anchor::{Anchor, AnchorForm};
use crate::{AnchorFormat, AnchorStyle, Splice, StampForm};

/// What another style makes of an anchor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnchorChange {
    /// Nothing: it has the style, or is not a link that a reader can click.
    None,
    /// It is written anew.
    Rewritten(Splice),
    /// Nothing, since something of it would be lost, and what.
    Kept(&'static str),
    /// Nothing, since the style needs an address and that of its recording is not known.
    WithoutAddress,
}

impl<'a> AnchorFormat<'a> {
    /// An anchor of a text, written in this format if its time and its recording stay what they are.
    ///
    /// ```
    /// # use kbnote_note::{AnchorChange, AnchorFormat, AnchorStyle, Note};
    /// let note = Note::parse("Birds {{youtube-timestamp 42}}.");
    /// let change = AnchorFormat::from(AnchorStyle::Html).change(note.text(), &note.anchors()[0]);
    /// let AnchorChange::Rewritten(splice) = change else { panic!("{change:?}") };
    /// assert_eq!(splice.replacement, r#"<a class="yt-timestamp" data-t="00:00:42">[00:00:42]</a>"#);
    /// ```
    #[must_use]
    pub fn change(self, text: &str, anchor: &Anchor) -> AnchorChange {
        if !anchor.live || !anchor.form.is_link() || self.has_style(anchor) {
            return AnchorChange::None;
        }
        let Some(time) = anchor.time().filter(|_| anchor.moments() == 1) else {
            return AnchorChange::Kept("its time cannot be read");
        };
        let is_unclear = |form| matches!(form, StampForm::FieldTooLarge | StampForm::FourFields);
        if anchor.stamps.iter().any(|stamp| is_unclear(stamp.form)) {
            return AnchorChange::Kept("its time is not clear, as `kbnote check` says");
        }
        if anchor.stamps.iter().any(|stamp| stamp.time != Some(time)) {
            return AnchorChange::Kept("it shows one time and leads to another");
        }
        if time != time.floor_to_second() {
            return AnchorChange::Kept("its time is not a whole second");
        }
        let named = anchor.recording.clone().map(|range| &text[range]);
        let address = self.address.filter(|address| is_recording_address(address));
        if named.is_some_and(leads_to_file) {
            return AnchorChange::Kept("it leads to a file by its path");
        }
        if named.is_some() && address.is_none() {
            return AnchorChange::Kept(
                "the address of its recording is not stored and would be lost",
            );
        }
        let written = self.write(time);
        if !self.is_as_wanted(&written) {
            return AnchorChange::WithoutAddress;
        }
        if written.contains(">[") && is_in_brackets(text, anchor) {
            return AnchorChange::Kept("it is in brackets already, and would get a second pair");
        }
        AnchorChange::Rewritten(Splice::replace(anchor.range.clone(), written))
    }

    /// The style in which an anchor on this recording is written: the macro of Logseq is for the video of the page, and a
    /// style of the vault for recordings that its template can name.
    fn effective_style(self) -> AnchorStyle<'a> {
        let is_elsewhere = self
            .address
            .is_some_and(|address| address.parse::<VideoId>().is_err());
        match self.style {
            AnchorStyle::Logseq if is_elsewhere || self.other_video.is_some() => {
                AnchorStyle::Markdown
            }
            AnchorStyle::Custom(style)
                if style
                    .write(Timestamp::default(), self.address, self.other_video)
                    .is_none() =>
            {
                AnchorStyle::Markdown
            }
            style => style,
        }
    }

    fn has_style(self, anchor: &Anchor) -> bool {
        match self.effective_style() {
            AnchorStyle::Custom(style) => anchor.form == style.form(),
            style => AnchorStyle::of(anchor) == Some(style),
        }
    }

    /// Whether what was written is in the style, and not in the one that replaces it where no address is known.
    fn is_as_wanted(self, written: &str) -> bool {
        let style = self.effective_style();
        let has_address = written.contains(" href=\"");
        match style.form() {
            AnchorForm::Html => {
                written.starts_with('<') && has_address == (style == AnchorStyle::HtmlLink)
            }
            AnchorForm::Markdown => written.starts_with('['),
            AnchorForm::Custom(_) => true,
            _ => written.starts_with('{'),
        }
    }
}

/// Whether brackets are right around an anchor, and not those of a link.
fn is_in_brackets(text: &str, anchor: &Anchor) -> bool {
    let (before, after) = (&text[..anchor.range.start], &text[anchor.range.end..]);
    let after = after.strip_prefix(']');
    before.ends_with('[') && after.is_some_and(|after| !after.starts_with(['(', '[', ':']))
}

/// Whether an anchor names its recording by a path and not by an id or an address on the web.
fn leads_to_file(name: &str) -> bool {
    !name.contains("://") && VideoId::any(name).is_err()
}
