//! The recording that a note is on, as its front matter names it.

use std::borrow::Cow;
use std::path::Path;

use kbnote_core::{VideoId, file_name, is_media_file};

use crate::Note;

/// The key of a YouTube video's id in front matter.
pub const VIDEO_KEY: &str = "videoId";

/// The keys of the address of another recording in front matter; the first names nothing else.
pub const MEDIA_KEYS: [&str; 3] = ["media", "source", "url"];

impl Note {
    /// The recording in the front matter: `videoId`, else the first of `media`, `source` and `url`, which hold an
    /// address, a caption file, a link to a media file, or a list of these; `media` an id too.
    ///
    /// ```
    /// # use kbnote_note::Note;
    /// let on = |entry: &str| Note::parse(format!("---\n{entry}\n---\n")).video_id().map(String::from);
    /// assert_eq!(on("videoId: kbnoteDemo1").as_deref(), Some("kbnoteDemo1"));
    /// assert_eq!(on("source: https://youtu.be/kbnoteDemo1").as_deref(), Some("kbnoteDemo1"));
    /// assert_eq!(on("media: lecture-3").as_deref(), Some("lecture-3"));
    /// assert_eq!(on("media: \"[[media/Lecture 3.mp3]]\"").as_deref(), Some("lecture-3"));
    /// assert_eq!(on("source: ../lecture-3.en.srt").as_deref(), Some("lecture-3"));
    /// assert_eq!(on("source: Field Notes"), None);
    /// ```
    #[must_use]
    pub fn video_id(&self) -> Option<VideoId> {
        let (key, value) = self.recording_entry()?;
        match key {
            VIDEO_KEY => VideoId::any(&value).ok(),
            _ => of_value(&value),
        }
    }

    /// The key in the front matter that names the recording.
    #[must_use]
    pub fn recording_key(&self) -> Option<&'static str> {
        Some(self.recording_entry()?.0)
    }

    /// Whether the front matter surely names a recording. `source` and `url` may be the address of any other page that
    /// the note is about, unless it is that of a YouTube video.
    #[must_use]
    pub fn surely_names_recording(&self) -> bool {
        self.recording_entry().is_some_and(|(key, value)| {
            key == VIDEO_KEY || key == MEDIA_KEYS[0] || value.parse::<VideoId>().is_ok()
        })
    }

    /// The address of the recording, as far as the note has it: the value of `media`, `source` or `url`, or that of the
    /// YouTube video.
    #[must_use]
    pub fn address(&self) -> Option<String> {
        if let Some(address) = self.media().filter(|value| value.contains(['/', '.'])) {
            return Some(address);
        }
        let id = VideoId::any(&self.field(VIDEO_KEY)?).ok()?;
        id.has_youtube_form().then(|| id.youtube_url())
    }

    /// The value of `media`, `source` or `url` that names the recording, if `videoId` does not.
    #[must_use]
    pub fn recording_value(&self) -> Option<String> {
        let (key, _) = self.recording_entry()?;
        (key != VIDEO_KEY).then(|| self.media())?
    }

    /// The value of `media`, `source` or `url`, without the brackets of a link.
    fn media(&self) -> Option<String> {
        let (_, value) = self.media_entry()?;
        Some(link_target(&value).unwrap_or(&value).to_owned())
    }

    fn recording_entry(&self) -> Option<(&'static str, Cow<'_, str>)> {
        let video = self.field(VIDEO_KEY).map(|id| (VIDEO_KEY, id));
        let named = video.clone().filter(|(_, id)| !is_empty(id));
        named.or_else(|| self.media_entry()).or(video)
    }

    fn media_entry(&self) -> Option<(&'static str, Cow<'_, str>)> {
        let values = |key| self.values(key).into_iter().map(move |value| (key, value));
        let mut entries = MEDIA_KEYS.into_iter().flat_map(values);
        entries
            .find(|(key, value)| is_address(value) || (*key == MEDIA_KEYS[0] && !is_empty(value)))
    }

    /// The value of a key, or those of the list that it is.
    fn values(&self, key: &str) -> Vec<Cow<'_, str>> {
        if let Some(value) = self.field(key) {
            return vec![without_angle_brackets(value)];
        }
        let Some(front) = self.front_matter() else {
            return Vec::new();
        };
        // To YAML a link without quotes is a list of lists.
        let entry = front.entry(self.text(), key);
        let written = entry.map(|entry| &self.text()[entry.value.clone()]);
        if let Some(link) = written.filter(|written| link_target(written).is_some()) {
            return vec![Cow::Borrowed(link)];
        }
        let items = front.list(self.text(), key).into_iter();
        items
            .map(|item| without_angle_brackets(Cow::Owned(item)))
            .collect()
    }
}

/// The recording that a value names: a link to a file and a caption file are known by their names.
fn of_value(value: &str) -> Option<VideoId> {
    let file = link_target(value).or_else(|| is_caption_file(value).then_some(value));
    match file {
        Some(file) => file_name::recording(Path::new(file)),
        None => VideoId::of_address(value),
    }
}

/// The file that a wikilink leads to: `[[talk.mp3]]`, `![[media/talk.mp3|the talk]]`.
fn link_target(value: &str) -> Option<&str> {
    let inner = value.trim().trim_start_matches('!').strip_prefix("[[")?;
    let target = inner.strip_suffix("]]")?.split(['|', '#']).next()?;
    Some(target.trim())
}

/// Extensions of caption files.
const CAPTIONS: [&str; 7] = ["ass", "lrc", "sbv", "srt", "ssa", "ttml", "vtt"];

/// Whether a value is the path of a caption file, and not an address on the web.
fn is_caption_file(value: &str) -> bool {
    let extension = Path::new(value).extension().and_then(|end| end.to_str());
    let is_known = |end: &str| CAPTIONS.iter().any(|known| end.eq_ignore_ascii_case(known));
    !value.contains("://") && extension.is_some_and(is_known)
}

/// Whether a value says nothing: it is blank, or the `null` of YAML.
fn is_empty(value: &str) -> bool {
    matches!(value.trim(), "" | "~" | "null" | "Null" | "NULL")
}

/// The address in `<…>`, as Markdown writes it.
fn without_angle_brackets(value: Cow<'_, str>) -> Cow<'_, str> {
    let inner = value.trim().strip_prefix('<');
    match inner.and_then(|inner| inner.strip_suffix('>')) {
        Some(inner) => Cow::Owned(inner.trim().to_owned()),
        None => value,
    }
}

/// Whether a value is an address and not a name or an id.
fn is_address(value: &str) -> bool {
    let file = link_target(value).unwrap_or(value);
    value.contains("://")
        || value.contains('/') && value.parse::<VideoId>().is_ok()
        || is_media_file(file)
        || is_caption_file(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(entries: &str) -> Note {
        Note::parse(format!("---\n{entries}\n---\n"))
    }

    #[test]
    fn the_clearest_key_names_the_recording() {
        for (entries, id, key) in [
            (
                "url: https://youtu.be/kbnoteDemo2\nvideoId: kbnoteDemo1",
                "kbnoteDemo1",
                "videoId",
            ),
            (
                "source: https://youtu.be/kbnoteDemo2\nmedia: lecture",
                "lecture",
                "media",
            ),
            (
                "source: Ana\nurl: youtu.be/kbnoteDemo2",
                "kbnoteDemo2",
                "url",
            ),
            ("videoId: lecture", "lecture", "videoId"),
            (
                "videoId: null\nurl: https://youtu.be/kbnoteDemo2",
                "kbnoteDemo2",
                "url",
            ),
            (
                "videoId: ~\nsource: <https://youtu.be/kbnoteDemo2>",
                "kbnoteDemo2",
                "source",
            ),
            ("videoId: \"\"\nmedia: lecture", "lecture", "media"),
            (
                "videoId:\nmedia: <https://youtu.be/kbnoteDemo2>",
                "kbnoteDemo2",
                "media",
            ),
        ] {
            let note = note(entries);
            assert_eq!(
                note.video_id().map(String::from).as_deref(),
                Some(id),
                "{entries}"
            );
            assert_eq!(note.recording_key(), Some(key), "{entries}");
            assert!(note.surely_names_recording(), "{entries}");
        }
    }

    #[test]
    fn a_file_is_known_by_its_name() {
        for (entries, id) in [
            ("media: talk.srt", "talk"),
            ("media: captions/Talk 3.en.vtt", "talk-3"),
            ("source: ../x.srt", "x"),
            ("media: \"[[talk.mp3]]\"", "talk"),
            ("source: \"![[media/talk.mp3|the talk]]\"", "talk"),
            ("url: [[talk.mp3]]\nmedia: lecture", "lecture"),
            ("media:\n  - \"[[talk.mp3]]\"\n  - other", "talk"),
            ("media: [lecture]", "lecture"),
            (
                "source:\n  - Field Notes\n  - https://youtu.be/kbnoteDemo1",
                "kbnoteDemo1",
            ),
            ("media: [[kbnoteDemo1.webm]]", "kbnoteDemo1"),
        ] {
            let read = note(entries).video_id().map(String::from);
            assert_eq!(read.as_deref(), Some(id), "{entries}");
        }
        assert_eq!(
            note("media: \"[[a/talk.mp3|x]]\"").address().unwrap(),
            "a/talk.mp3"
        );
        assert!(!note("source: talk.mp3").surely_names_recording());
    }

    #[test]
    fn a_source_may_be_an_article() {
        let article = note("source: https://example.org/article");
        assert!(article.video_id().is_some());
        assert!(!article.surely_names_recording());
        for entries in [
            "source: Field Notes",
            "media:",
            "url: ''",
            "videoId: ../x",
            "videoId: null",
            "videoId: ~\nmedia: null",
            "title: T",
        ] {
            assert_eq!(note(entries).video_id(), None, "{entries}");
        }
    }

    #[test]
    fn the_address_is_that_of_the_media_before_that_of_the_video() {
        let address = |entries: &str| note(entries).address();
        assert_eq!(
            address("videoId: kbnoteDemo1").unwrap(),
            "https://www.youtube.com/watch?v=kbnoteDemo1"
        );
        assert_eq!(
            address("videoId: talk\nmedia: https://example.org/a.mp3").unwrap(),
            "https://example.org/a.mp3"
        );
        assert_eq!(address("media: media/talk.mp3").unwrap(), "media/talk.mp3");
        assert_eq!(address("media: lecture"), None);
        assert_eq!(address("videoId: lecture"), None);
    }
}
