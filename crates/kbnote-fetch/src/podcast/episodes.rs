//! The episodes of a feed as recordings.

use std::collections::{BTreeMap, HashMap, HashSet};

use kbnote_core::{LanguageTag, TrackKind, VideoId};
use reqwest::Url;

use super::feed::{Episode, Feed};
use crate::WebRecording;
use crate::web::address::Reach;
use crate::web::files::{CaptionFile, FileForm, FilePlace};
use crate::web::markup::plain_text;
use crate::web::recording::{ChapterFile, WebTrack};

/// An episode and its repeats may have one transcript.
const MOST_OF_ONE_FILE: usize = 3;

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

    /// Takes out a transcript that several different episodes have: it can be that of one at most.
    pub(crate) fn skip_shared_transcripts(&mut self) {
        let mut titles_of_files: BTreeMap<String, HashSet<String>> = BTreeMap::new();
        for episode in &self.episodes {
            for transcript in &episode.transcripts {
                let titles = titles_of_files.entry(transcript.url.clone()).or_default();
                titles.insert(episode.title.clone());
            }
        }
        titles_of_files.retain(|_, titles| titles.len() > MOST_OF_ONE_FILE);
        for (file, titles) in &titles_of_files {
            let count = titles.len();
            self.problems.push(format!(
                "{count} episodes have the same transcript, {file}, which was skipped"
            ));
        }
        for episode in &mut self.episodes {
            episode
                .transcripts
                .retain(|transcript| !titles_of_files.contains_key(&transcript.url));
        }
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

    /// The files and titles of the episodes with each guid; only the files of those without one.
    fn uses_of_guids(&self) -> HashMap<&str, HashSet<(&str, &str)>> {
        let mut uses: HashMap<&str, HashSet<(&str, &str)>> = HashMap::new();
        for Episode {
            guid,
            enclosure,
            title,
            ..
        } in &self.episodes
        {
            let title = if guid.is_empty() { "" } else { title };
            uses.entry(guid).or_default().insert((enclosure, title));
        }
        uses
    }

    fn id_of(&self, episode: &Episode, uses: &HashMap<&str, HashSet<(&str, &str)>>) -> VideoId {
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
    fn a_transcript_that_several_episodes_have_is_skipped_and_reported() {
        let item = |title: &str, guid: &str, file: &str| {
            format!(
                "<item><title>{title}</title><guid>{guid}</guid><enclosure url=\"https://a.example/1.mp3\"/>\
                     <podcast:transcript url=\"https://a.example/{file}.vtt\"/></item>"
            )
        };
        let titles = ["Geese", "Terns", "Reeds", "Tides"];
        let items = titles.map(|title| item(title, title, "all")).concat();
        let twice = item("Ducks", "d", "ducks") + &item("Ducks, again", "d", "ducks");
        let mut feed = feed::read(
            format!("<rss><channel><title>M</title>{items}{twice}</channel></rss>").as_bytes(),
        );
        feed.skip_shared_transcripts();
        let problems = feed.problems.join("\n");
        assert!(
            problems.contains("4 episodes have the same transcript"),
            "{problems}"
        );
        let with_transcript = feed
            .episodes
            .iter()
            .filter(|episode| !episode.transcripts.is_empty());
        assert_eq!(with_transcript.count(), 2);
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
            item("Reeds", "all", "https://a.example/6.mp3"),
            item("Tides", "all", "https://a.example/6.mp3"),
        ];
        let found = ids("Marsh", &items.concat());
        let different: HashSet<_> = found.iter().collect();
        let hashes: HashSet<_> = found.iter().map(|id| id.rsplit('-').next()).collect();
        assert_eq!(
            (found.len(), different.len(), hashes.len()),
            (8, 8, 8),
            "{found:?}"
        );
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
