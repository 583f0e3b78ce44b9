//! The recording that a note is on, as its front matter names it.

use std::borrow::Cow;

use kbnote_core::VideoId;

use crate::Note;

/// The key of a YouTube video's id in front matter.
pub const VIDEO_KEY: &str = "videoId";

/// The keys of the address of another recording in front matter; the first names nothing else.
pub const MEDIA_KEYS: [&str; 3] = ["media", "source", "url"];

impl Note {
    /// The recording in the front matter: `videoId`, else the first of `media`, `source` and `url`, which hold an
    /// address; `media` an id too.
    ///
    /// ```
    /// # use kbnote_note::Note;
    /// let on = |entry: &str| Note::parse(format!("---\n{entry}\n---\n")).video_id().map(String::from);
    /// assert_eq!(on("videoId: kbnoteDemo1").as_deref(), Some("kbnoteDemo1"));
    /// assert_eq!(on("source: https://youtu.be/kbnoteDemo1").as_deref(), Some("kbnoteDemo1"));
    /// assert_eq!(on("media: lecture-3").as_deref(), Some("lecture-3"));
    /// assert_eq!(on("source: Field Notes"), None);
    /// ```
    #[must_use]
    pub fn video_id(&self) -> Option<VideoId> {
        let (key, value) = self.recording_entry()?;
        match key {
            VIDEO_KEY => VideoId::any(&value).ok(),
            _ => VideoId::of_address(&value),
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
        let media = self.media_entry().map(|(_, value)| value);
        if let Some(address) = media.filter(|value| value.contains(['/', '.'])) {
            return Some(address.into_owned());
        }
        let id = VideoId::any(&self.field(VIDEO_KEY)?).ok()?;
        id.has_youtube_form().then(|| id.youtube_url())
    }

    fn recording_entry(&self) -> Option<(&'static str, Cow<'_, str>)> {
        let video = self.field(VIDEO_KEY).map(|id| (VIDEO_KEY, id));
        let named = video.clone().filter(|(_, id)| !is_empty(id));
        named.or_else(|| self.media_entry()).or(video)
    }

    fn media_entry(&self) -> Option<(&'static str, Cow<'_, str>)> {
        let mut entries = MEDIA_KEYS
            .into_iter()
            .filter_map(|key| Some((key, without_angle_brackets(self.field(key)?))));
        entries
            .find(|(key, value)| is_address(value) || (*key == MEDIA_KEYS[0] && !is_empty(value)))
    }
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
    value.contains("://") || (value.contains('/') && value.parse::<VideoId>().is_ok())
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
