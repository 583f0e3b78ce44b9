//! Anchors as wikilinks to a media file: `[[talk.mp4#t=62|01:02]]`, and embeds `![[talk.mp4#t=62]]` behind a
//! sentence. Media Extended, a plugin of Obsidian, writes them.

use kbnote_core::is_media_file;

use super::bracket::{is_one_time, time_in_fragment};
use super::{Anchor, AnchorForm, Stamp, StampPlace};
use crate::wikilink::{self, Wikilink};

/// Reads the anchor whose brackets open at `start`.
pub(super) fn read(text: &str, start: usize) -> Option<Anchor> {
    let link = wikilink::read(text, start)?;
    let target = link.target.start..link.heading.clone()?.end;
    if !is_media_file(&text[link.target.clone()]) {
        return None;
    }
    let address = Stamp::read(
        text,
        time_in_fragment(text, target.clone())?,
        StampPlace::Address,
        0,
    );
    let label = link.display.clone();
    let label = label.filter(|label| !label.is_empty());
    let is_shown_as_time = match &label {
        Some(label) => is_one_time(&text[label.clone()]),
        None => is_behind_words(text, &link),
    };
    let is_meant = is_shown_as_time && (!link.embed || is_behind_words(text, &link));
    let shown = label.map(|label| Stamp::read(text, label, StampPlace::Label, 0));
    (is_meant && address.time.is_some()).then(|| Anchor {
        form: AnchorForm::Wikilink,
        stamps: shown.into_iter().chain([address]).collect(),
        recording: Some(target),
        label: link.shown(),
        range: link.range,
        live: true,
    })
}

/// Whether a link is behind words of its line: an embed alone is a player, not the source of a sentence.
fn is_behind_words(text: &str, link: &Wikilink) -> bool {
    let before = &text[..link.range.start];
    let before = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
    let words = before.trim_start_matches(|c: char| {
        c.is_whitespace()
            || c.is_ascii_digit()
            || matches!(c, '-' | '*' | '+' | '>' | '.' | ')' | '|')
    });
    words.contains(char::is_alphanumeric)
}
