//! The recording that a note names in its body only.

use std::collections::BTreeMap;

use kbnote_core::{VideoId, is_recording_address};
use kbnote_note::{MEDIA_KEYS, Note, VIDEO_KEY, yaml};

/// The entry of front matter for the one recording that all anchors of a note lead to; where none names one, for
/// the one video that it links to or media file that it embeds.
pub(super) fn only_recording(note: &Note) -> Option<(&'static str, String)> {
    let text = note.text();
    let live = note.anchors().iter().filter(|anchor| anchor.live);
    let names = live.filter_map(|anchor| Some(&text[anchor.recording.clone()?]));
    let in_anchors: Vec<&str> = names.collect();
    if !in_anchors.is_empty() {
        return only(in_anchors.into_iter());
    }
    let embeds = note
        .wikilinks()
        .iter()
        .filter(|link| link.live && link.embed);
    let embeds = embeds.map(|link| &text[link.target.clone()]);
    let files = note.file_links().iter().filter(|link| link.live);
    let files = files.map(|link| link.target.as_str());
    let media = embeds.chain(files).filter(|name| is_media(name));
    only(media.chain(videos(text)))
}

/// The addresses of YouTube videos in a text.
fn videos(text: &str) -> impl Iterator<Item = &str> {
    let is_end = |c: char| c.is_whitespace() || "()[]<>\"'`|".contains(c);
    let words = text.split(is_end).filter(|word| word.contains("://"));
    words.filter(|word| word.parse::<VideoId>().is_ok())
}

fn only<'a>(names: impl Iterator<Item = &'a str>) -> Option<(&'static str, String)> {
    let mut found = BTreeMap::new();
    for name in names {
        let name = without_time(name);
        found.entry(VideoId::of_address(name)?).or_insert(name);
    }
    let (id, name) = found.pop_first().filter(|_| found.is_empty())?;
    if name.parse::<VideoId>().is_ok() {
        return Some((VIDEO_KEY, yaml::write_scalar(id.as_str())));
    }
    is_recording_address(name).then(|| (MEDIA_KEYS[0], yaml::write_scalar(name)))
}

/// An address without the time at which it opens: `#t=62`. That of a YouTube video is read with its parameters.
fn without_time(name: &str) -> &str {
    name.split_once('#').map_or(name, |(address, _)| address)
}

/// Whether a link leads to a media file, with a time or without.
fn is_media(name: &str) -> bool {
    let name = without_time(name);
    !name.contains("://") && is_recording_address(name) && name.parse::<VideoId>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_only_recording_in_anchors_or_embeds_is_named() {
        let named = |body: &str| {
            only_recording(&Note::parse(body)).map(|(key, value)| format!("{key}: {value}"))
        };
        for (body, entry) in [
            (
                "A [00:09](https://youtu.be/kbnoteDemo1?t=9). B [00:10](https://www.youtube.com/watch?v=kbnoteDemo1&t=10s).",
                Some("videoId: kbnoteDemo1"),
            ),
            (
                "A [00:12](talk.mp4#t=12). B [00:13](talk.mp4#t=13).",
                Some("media: talk.mp4"),
            ),
            (
                "![[talk.mp4#t=62]]\n\nA {{youtube-timestamp 9}}.",
                Some("media: talk.mp4"),
            ),
            (
                "![[media/talk.mp4]] ![[roost.png]]\n\nA {{youtube-timestamp 9}}.",
                Some("media: media/talk.mp4"),
            ),
            (
                "A [00:09](https://youtu.be/kbnoteDemo1?t=9). B [00:10](https://youtu.be/kbnoteDemo2?t=10).",
                None,
            ),
            ("![[a.mp4]] ![[b.mp4]] A {{youtube-timestamp 9}}.", None),
            (
                "![](https://www.youtube.com/watch?v=kbnoteDemo1)\n\nA {{youtube-timestamp 9}}.",
                Some("videoId: kbnoteDemo1"),
            ),
            (
                "<https://youtu.be/kbnoteDemo1> ![[a.mp4]] A {{youtube-timestamp 9}}.",
                None,
            ),
            ("A {{youtube-timestamp 9}}.", None),
        ] {
            assert_eq!(named(body).as_deref(), entry, "{body}");
        }
    }
}
