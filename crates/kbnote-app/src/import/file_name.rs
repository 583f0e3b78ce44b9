//! The video and the language in the name of a file.

use std::path::Path;

use kbnote_core::{LanguageTag, VideoId};

/// Words beside the language that say what the captions are like, or their format.
const ASIDES: [&str; 32] = [
    "asr",
    "auto",
    "automatic",
    "caption",
    "captions",
    "cc",
    "closed",
    "default",
    "forced",
    "full",
    "generated",
    "json",
    "json3",
    "manual",
    "orig",
    "original",
    "sbv",
    "sdh",
    "srt",
    "srv1",
    "srv2",
    "srv3",
    "sub",
    "subs",
    "subtitle",
    "subtitles",
    "timedtext",
    "transcript",
    "ttml",
    "txt",
    "vtt",
    "xml",
];

/// Behind a language, that the captions are for the hard of hearing; alone it is Hindi.
const HEARING_IMPAIRED: &str = "hi";

/// The id in a file name: all of it before the first full stop, or in brackets at its end as
/// yt-dlp writes it.
pub(super) fn video_id(path: &Path) -> Option<VideoId> {
    let name = path.file_name()?.to_str()?;
    let bare = |text: &str| VideoId::try_from(text.to_owned()).ok();
    let in_brackets = || {
        let inside = name.rsplit_once(']')?.0;
        bare(inside.rsplit_once('[')?.1)
    };
    bare(name.split('.').next()?).or_else(in_brackets)
}

/// The language in `NAME.en.vtt`: the last word before the extension, but for words such as those
/// of `NAME.en.forced.srt`.
pub(super) fn language(path: &Path) -> Option<LanguageTag> {
    let stem = path.file_stem()?.to_str()?;
    let mut words = stem
        .split('.')
        .skip(1)
        .collect::<Vec<_>>()
        .into_iter()
        .rev();
    let last = words.find(|word| !is_aside(word))?;
    if last.eq_ignore_ascii_case(HEARING_IMPAIRED)
        && let Some(before) = words.next().and_then(language_of)
    {
        return Some(before);
    }
    language_of(last)
}

fn is_aside(word: &str) -> bool {
    ASIDES.contains(&word.to_ascii_lowercase().as_str())
}

/// The language that a word is, be there a hyphen and something else behind it: `en-orig`, and
/// the id that yt-dlp adds to tracks with a name of their own.
fn language_of(word: &str) -> Option<LanguageTag> {
    let real = |text: &str| text.parse().ok().filter(LanguageTag::is_real);
    let without_aside = || {
        let (tag, aside) = word.rsplit_once(['-', '_'])?;
        real(tag).filter(|_| is_aside(aside))
    };
    let without_id = || {
        let (tag, id) = word.split_at_checked(word.len().checked_sub(ID_LENGTH)?)?;
        let is_id = VideoId::try_from(id.to_owned()).is_ok() && id.contains(is_no_small_letter);
        real(tag.strip_suffix('-')?).filter(|_| is_id)
    };
    real(word).or_else(without_aside).or_else(without_id)
}

/// Ids of tracks have the length and the letters of those of videos.
const ID_LENGTH: usize = 11;

const fn is_no_small_letter(c: char) -> bool {
    !c.is_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str) -> Option<String> {
        language(Path::new(name)).map(String::from)
    }

    #[test]
    fn a_language_is_found_among_other_words() {
        for (name, expected) in [
            ("x.en.vtt", "en"),
            ("x.EN-gb.srt", "en-GB"),
            ("a.talk.pt-BR.srt", "pt-BR"),
            ("x.zh_hans.json3", "zh-Hans"),
            ("x.fil.vtt", "fil"),
            ("x.eng.srt", "en"),
            ("talk.deu.srt", "de"),
            ("talk.german.srt", "de"),
            ("x.en.forced.srt", "en"),
            ("x.forced.en.srt", "en"),
            ("x.de.sdh.cc.srt", "de"),
            ("x.captions.de.srt.txt", "de"),
            ("x.en.hi.srt", "en"),
            ("x.en.HI.srt", "en"),
            ("x.hi.srt", "hi"),
            ("x.en-orig.vtt", "en"),
            ("x.en_forced.srt", "en"),
            ("x.en-eEY6OEpapPo.vtt", "en"),
            ("x.en-nP7-2PuUl7o.vtt", "en"),
            ("x [kbnoteDemo1].sv.auto.vtt", "sv"),
        ] {
            assert_eq!(told(name).as_deref(), Some(expected), "{name}");
        }
    }

    #[test]
    fn other_words_are_no_language() {
        for name in [
            "x.srt",
            "en.srt",
            "en.srt.txt",
            "x.captions.srt",
            "x.final.srt",
            "x.subtitle.srt",
            "x.srt.txt",
            "x.forced.srt",
            "x.it.final.srt",
            "x.no-conferences.srt",
            "x.live_chat.json",
            "x.日本.srt",
        ] {
            assert_eq!(told(name), None, "{name}");
        }
    }
}
