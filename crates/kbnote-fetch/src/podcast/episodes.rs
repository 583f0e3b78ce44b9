//! The episodes of a feed as recordings.

use std::collections::{HashMap, HashSet};

use kbnote_core::{LanguageTag, TrackKind, VideoId};
use reqwest::Url;

use super::feed::{Episode, Feed};
use crate::WebRecording;
use crate::web::address::Reach;
use crate::web::files::{CaptionFile, FileForm, FilePlace};
use crate::web::markup::plain_text;
use crate::web::recording::{ChapterFile, WebTrack};

impl Feed {
    /// Its episodes, each once, in its order. `base` is its address.
    pub(crate) fn recordings(&self, base: &Url, reach: &Reach) -> Vec<WebRecording> {
        let uses = self.uses_of_guids();
        let mut seen = HashSet::new();
        let recordings = self.episodes.iter().filter_map(|episode| {
            let id = self.id_of(episode, &uses);
            seen.insert(id.clone())
                .then(|| self.recording(episode, id, base, reach))
        });
        recordings.collect()
    }

    /// One of its episodes.
    pub(crate) fn recording_at(
        &self,
        position: usize,
        base: &Url,
        reach: &Reach,
    ) -> Option<WebRecording> {
        let episode = self.episodes.get(position)?;
        let id = self.id_of(episode, &self.uses_of_guids());
        Some(self.recording(episode, id, base, reach))
    }

    /// The files of the episodes with each guid.
    fn uses_of_guids(&self) -> HashMap<&str, HashSet<&str>> {
        let mut uses: HashMap<&str, HashSet<&str>> = HashMap::new();
        for episode in &self.episodes {
            uses.entry(&episode.guid)
                .or_default()
                .insert(&episode.enclosure);
        }
        uses
    }

    fn id_of(&self, episode: &Episode, uses: &HashMap<&str, HashSet<&str>>) -> VideoId {
        let is_shared = uses
            .get(episode.guid.as_str())
            .is_some_and(|files| files.len() > 1);
        VideoId::of_episode(&episode.title, &self.identity(episode, is_shared))
    }

    /// What tells an episode from all others, though its title may change: its guid, with the show's where it is short;
    /// some feeds use one guid for several episodes.
    fn identity(&self, episode: &Episode, is_shared: bool) -> String {
        let Episode {
            guid,
            enclosure,
            link,
            title,
            ..
        } = episode;
        let key = match [guid, enclosure, link]
            .into_iter()
            .find(|key| !key.is_empty())
        {
            Some(guid) if is_shared => format!("{guid} {enclosure} {title}"),
            Some(key) => key.clone(),
            None => format!("{title} {:?}", episode.published),
        };
        let is_unique = key.contains("://") || is_uuid(&key);
        let show = if self.guid.is_empty() {
            &self.title
        } else {
            &self.guid
        };
        if is_unique {
            key
        } else {
            format!("{show} {key}")
        }
    }

    fn recording(&self, episode: &Episode, id: VideoId, base: &Url, reach: &Reach) -> WebRecording {
        let absolute = |address: &str| base.join(address).ok();
        let mut recording = WebRecording::new(id, reach);
        let video = &mut recording.video;
        video.title.clone_from(&episode.title);
        video.channel.name.clone_from(&self.title);
        video.published = episode.published;
        video.duration_ms = episode.duration_ms;
        video.description = plain_text(&episode.description);
        let heard_at = [&episode.enclosure, &episode.link]
            .into_iter()
            .find(|address| !address.is_empty());
        video.url = heard_at
            .and_then(|address| absolute(address))
            .filter(is_on_web)
            .map(String::from);
        recording.chapters.clone_from(&episode.chapters);
        let chapter_file = episode.chapter_file.as_deref().and_then(absolute);
        recording.chapter_file = chapter_file.map(|url| ChapterFile {
            url,
            is_optional: false,
        });
        for transcript in &episode.transcripts {
            let given = transcript
                .language
                .as_deref()
                .and_then(LanguageTag::from_name);
            recording.add_track(WebTrack {
                language: given
                    .or_else(|| self.language.clone())
                    .unwrap_or_else(LanguageTag::undetermined),
                kind: TrackKind::Manual,
                name: None,
                file: CaptionFile {
                    form: FileForm::of_type(&transcript.media_type),
                    place: FilePlace::Address(
                        absolute(&transcript.url)
                            .map_or_else(|| transcript.url.clone(), String::from),
                    ),
                },
            });
        }
        recording.set_original(self.language.clone());
        recording
    }
}

fn is_on_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

fn is_uuid(key: &str) -> bool {
    key.len() >= 32
        && key
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::podcast::feed;

    fn ids(show: &str, items: &str) -> Vec<String> {
        let feed = feed::read(
            format!("<rss><channel><title>{show}</title>{items}</channel></rss>").as_bytes(),
        );
        let base = Url::parse("https://example.org/feed.xml").unwrap();
        let recordings = feed.recordings(&base, &Reach::of_source(&base));
        recordings
            .into_iter()
            .map(|recording| recording.video.id.to_string())
            .collect()
    }

    fn item(title: &str, guid: &str, enclosure: &str) -> String {
        format!(
            "<item><title>{title}</title><guid>{guid}</guid><enclosure url=\"{enclosure}\"/></item>"
        )
    }

    #[test]
    fn every_episode_has_an_id_of_its_own() {
        let items = [
            item("Geese", "1", "https://a.example/1.mp3"),
            item("Geese", "2", "https://a.example/2.mp3"),
            item("Geese", "", "https://a.example/3.mp3"),
            item("../../etc", "../../passwd", "x"),
            item("Terns", "same", "https://a.example/4.mp3"),
            item("Terns", "same", "https://a.example/5.mp3"),
            item("Geese", "1", "https://a.example/1.mp3"),
        ];
        let found = ids("Marsh", &items.concat());
        let different: HashSet<_> = found.iter().collect();
        assert_eq!((found.len(), different.len()), (6, 6), "{found:?}");
        assert!(
            found
                .iter()
                .all(|id| id.len() != 11 && !id.contains(['/', '.'])),
            "{found:?}"
        );
        assert_ne!(
            ids("Marsh", &item("Geese", "1", "a")),
            ids("Shore", &item("Geese", "1", "a"))
        );
    }
}
