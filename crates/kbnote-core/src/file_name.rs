//! The recording and the language in the name of a caption file.

use std::path::Path;

use crate::{LanguageTag, VideoId};

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

/// Words for a file of chapters.
const CHAPTERS: [&str; 2] = ["chapter", "chapters"];

/// Behind a language, that the captions are for the hard of hearing; alone it is Hindi.
const HEARING_IMPAIRED: &str = "hi";

/// The id of a YouTube video in a file name: all of it before the first full stop, or in brackets at its end as yt-dlp
/// writes it. A name made of words is not taken for an id, though it may have eleven characters.
#[must_use]
pub fn video_id(path: &Path) -> Option<VideoId> {
    let name = path.file_name()?.to_str()?;
    let in_brackets = || {
        let inside = name.rsplit_once(']')?.0;
        VideoId::youtube(inside.rsplit_once('[')?.1)
    };
    let bare = VideoId::youtube(name.split('.').next()?);
    bare.filter(|id| !is_made_of_words(id.as_str()))
        .or_else(in_brackets)
}

/// The id of the recording that a caption or media file is of, as far as its name says: that in it, else one made from it.
///
/// ```
/// # use kbnote_core::file_name;
/// let id = |path: &str| file_name::recording(path.as_ref()).map(String::from);
/// assert_eq!(id("media/Talk 3.en.srt").as_deref(), Some("talk-3"));
/// assert_eq!(id("Birds [kbnoteDemo1].webm").as_deref(), Some("kbnoteDemo1"));
/// ```
#[must_use]
pub fn recording(path: &Path) -> Option<VideoId> {
    video_id(path).or_else(|| VideoId::of_name(&recording_name(path)?))
}

/// Whether a text is words and numbers: each run of letters in one case, but for a capital at its start, or words of three
/// letters and more that begin with capitals. All eleven characters of an id by chance are so in one of some hundred.
fn is_made_of_words(text: &str) -> bool {
    let is_word = |word: &str| {
        let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
        let rest = letters.get(1..).unwrap_or_default();
        letters.bytes().all(|b| b.is_ascii_alphabetic())
            && (rest.bytes().all(|b| b.is_ascii_lowercase())
                || letters.bytes().all(|b| b.is_ascii_uppercase())
                || is_camel_case(letters))
    };
    text.split(['-', '_']).all(is_word)
}

fn is_camel_case(letters: &str) -> bool {
    let capitals = letters.bytes().enumerate().skip(1);
    let capitals = capitals.filter(|(_, byte)| byte.is_ascii_uppercase());
    let mut start = 0;
    let mut ends = capitals.map(|(at, _)| at).chain([letters.len()]);
    letters.starts_with(|first: char| first.is_ascii_uppercase())
        && ends.all(|end| end - std::mem::replace(&mut start, end) >= 3)
}

/// The name of a recording in a file name: without the extension, and the words behind it for the language and the kind of
/// captions.
#[must_use]
pub fn recording_name(path: &Path) -> Option<String> {
    let mut name = path.file_stem()?.to_str()?;
    while let Some((before, last)) = name.rsplit_once('.')
        && (is_aside(last)
            || last.eq_ignore_ascii_case(HEARING_IMPAIRED)
            || language_of(last).is_some())
        && !before.is_empty()
    {
        name = before;
    }
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// The language in `NAME.en.vtt`: the last word before the extension, but for words such as those
/// of `NAME.en.forced.srt`.
#[must_use]
pub fn language(path: &Path) -> Option<LanguageTag> {
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

/// Whether a file is named as one of chapters: `NAME.chapters.vtt`.
#[must_use]
pub fn is_of_chapters(path: &Path) -> bool {
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    let mut words = stem.unwrap_or_default().split('.').skip(1);
    words.any(|word| CHAPTERS.iter().any(|name| word.eq_ignore_ascii_case(name)))
}

fn is_aside(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    ASIDES.contains(&word.as_str()) || CHAPTERS.contains(&word.as_str())
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
        let is_id = VideoId::youtube(id).is_some() && id.contains(is_no_small_letter);
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
    fn a_name_made_of_words_is_not_a_youtube_id() {
        let id = |name: &str| video_id(Path::new(name)).map(String::from);
        for name in [
            "interview01.srt",
            "my-lecture1.en.vtt",
            "Lecture-001.srt",
            "MEETING_042.srt",
            "BigMeeting1.srt",
            "talk.srt",
        ] {
            assert_eq!(id(name), None, "{name}");
        }
        for name in [
            "kbnoteDemo1.srt",
            "dQw4w9WgXcQ.en.vtt",
            "Talk [interview01].vtt",
            "-4a_9Zb-c1e.srt",
        ] {
            assert!(id(name).is_some(), "{name}");
        }
    }

    #[test]
    fn the_name_of_a_recording_has_no_language() {
        let name = |path: &str| recording_name(Path::new(path));
        for (path, expected) in [
            ("a/lecture.srt", "lecture"),
            ("lecture.en.vtt", "lecture"),
            ("Lecture 1.2 birds.de.forced.srt", "Lecture 1.2 birds"),
            ("talk.en.hi.srt", "talk"),
            ("en.srt", "en"),
        ] {
            assert_eq!(name(path).as_deref(), Some(expected), "{path}");
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

    #[test]
    fn files_of_chapters_are_recognized_by_name() {
        let is_of_chapters = |name: &str| is_of_chapters(Path::new(name));
        assert!(is_of_chapters("talk.chapters.vtt") && is_of_chapters("talk.Chapters.en.vtt"));
        assert!(!is_of_chapters("chapters.vtt") && !is_of_chapters("Two chapters.en.vtt"));
        let name = recording_name(Path::new("talk.chapters.vtt"));
        assert_eq!(name.as_deref(), Some("talk"));
    }
}
