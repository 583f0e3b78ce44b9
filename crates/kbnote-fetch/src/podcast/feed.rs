//! Reads a podcast feed: RSS 2.0 with the namespaces of the Podcast Index, of Apple and of Podlove.

use chrono::NaiveDate;
use kbnote_core::{Chapter, LanguageTag, Timestamp};

use super::chapters::named;
use super::elements::{self, Element, Prefixes};
use super::items;
use super::values::{day, time};
use crate::web::text::{decoded, on_one_line};

/// A feed.
#[derive(Debug, Default)]
pub(crate) struct Feed {
    pub(crate) title: String,
    pub(crate) link: String,
    pub(crate) language: Option<LanguageTag>,
    /// The id of the show, the same wherever its feed is.
    pub(super) guid: String,
    pub(crate) episodes: Vec<Episode>,
    /// The address of the page with older episodes.
    pub(super) next: Option<String>,
    /// Items that could not be read, or only in part.
    pub(crate) problems: Vec<String>,
}

/// An item of a feed.
#[derive(Debug, Default)]
pub(crate) struct Episode {
    pub(crate) title: String,
    /// Apple's title, without a number; used if there is no other.
    short_title: String,
    pub(crate) link: String,
    pub(crate) guid: String,
    pub(super) published: Option<NaiveDate>,
    pub(super) description: String,
    pub(super) duration_ms: Option<u64>,
    /// The address at which it is heard.
    pub(crate) enclosure: String,
    pub(super) transcripts: Vec<Transcript>,
    pub(super) chapter_file: Option<String>,
    pub(super) chapters: Vec<Chapter>,
}

/// A transcript of an episode.
#[derive(Debug)]
pub(super) struct Transcript {
    pub(super) url: String,
    pub(super) media_type: String,
    pub(super) language: Option<String>,
}

/// Whether a document is a feed, by its root element.
pub(crate) fn is_feed(body: &[u8]) -> bool {
    let start = decoded(&body[..body.len().min(8_192)]).into_owned();
    let mut elements = start.split('<').skip(1);
    let root = elements.find(|element| element.starts_with(|c: char| c.is_ascii_alphabetic()));
    root.is_some_and(|root| {
        let name = root
            .split(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
            .next();
        name.is_some_and(|name| {
            matches!(
                name.to_ascii_lowercase().as_str(),
                "rss" | "feed" | "rdf:rdf"
            )
        })
    })
}

/// Reads a feed. Damage costs the item that it is in, at most.
pub(crate) fn read(body: &[u8]) -> Feed {
    let text = decoded(body);
    let parts = items::split(&text);
    let mut feed = Feed::default();
    let mut prefixes = Prefixes::default();
    // What is damaged outside of the items names no episode.
    let _ = elements::read(&parts.head, &mut prefixes, |around, element| {
        feed.take(around, element);
    });
    for (index, item) in parts.items.iter().enumerate() {
        let mut episode = Episode::default();
        let outcome = elements::read(item, &mut prefixes.clone(), |around, element| {
            episode.take(around, element);
        });
        if episode.title.is_empty() {
            episode.title = std::mem::take(&mut episode.short_title);
        }
        if let Err(reason) = outcome {
            let name = if episode.title.is_empty() {
                "without a title"
            } else {
                &episode.title
            };
            feed.problems
                .push(format!("item {} ({name}) is damaged: {reason}", index + 1));
        }
        if episode.is_known() {
            feed.episodes.push(episode);
        }
    }
    if !is_whole(&text) {
        feed.problems
            .push("the feed is cut off; its last items may be missing".to_owned());
    }
    feed
}

fn is_whole(text: &str) -> bool {
    let end = text.trim_end().to_ascii_lowercase();
    let end = end.rsplit('<').find(|part| part.starts_with('/'));
    end.is_some_and(|tag| {
        ["/rss", "/feed", "/rdf:rdf"]
            .iter()
            .any(|root| tag.starts_with(root))
    })
}

impl Feed {
    fn take(&mut self, around: &str, element: &Element) {
        if !matches!(around, "channel" | "feed") {
            return;
        }
        match element.name.as_str() {
            "title" => set(&mut self.title, &element.text),
            "link" | "atom:link" if element.value("rel") == Some("next") => {
                self.next = element.value("href").map(str::to_owned);
            }
            "link" => set_link(&mut self.link, element),
            "language" => self.language = LanguageTag::from_name(element.text.trim()),
            "podcast:guid" => set(&mut self.guid, &element.text),
            _ => {}
        }
    }
}

impl Feed {
    /// The day of the last episode.
    pub(super) fn oldest_day(&self) -> Option<NaiveDate> {
        self.episodes.last()?.published
    }
}

impl Episode {
    /// What tells it from other episodes of its feed.
    pub(super) fn key(&self) -> (&str, &str, &str) {
        (&self.guid, &self.enclosure, &self.title)
    }

    fn take(&mut self, around: &str, element: &Element) {
        if element.name == "psc:chapter" {
            let start = element.value("start").and_then(time);
            let chapter =
                start.and_then(|start| named(start, element.value("title").unwrap_or_default()));
            self.chapters.extend(chapter);
            return;
        }
        if !matches!(around, "item" | "entry") {
            return;
        }
        match element.name.as_str() {
            "title" => set(&mut self.title, &element.text),
            "itunes:title" => set(&mut self.short_title, &element.text),
            "link" => self.take_link(element),
            "guid" | "id" => set(&mut self.guid, &element.text),
            "pubDate" | "published" | "dc:date" => {
                self.published = self.published.or(day(&element.text));
            }
            "content:encoded" => element.text.clone_into(&mut self.description),
            "description" | "summary" | "itunes:summary" if self.description.is_empty() => {
                element.text.clone_into(&mut self.description);
            }
            "itunes:duration" => {
                self.duration_ms = time(&element.text).map(Timestamp::as_millis);
            }
            "enclosure" if self.enclosure.is_empty() => set(
                &mut self.enclosure,
                element.value("url").unwrap_or_default(),
            ),
            "podcast:transcript" => self.transcripts.extend(Transcript::read(element)),
            "podcast:chapters" => self.chapter_file = element.value("url").map(str::to_owned),
            _ => {}
        }
    }

    fn take_link(&mut self, element: &Element) {
        match element.value("rel") {
            Some("enclosure") => set(
                &mut self.enclosure,
                element.value("href").unwrap_or_default(),
            ),
            _ => set_link(&mut self.link, element),
        }
    }

    /// Whether it can be told from others.
    fn is_known(&self) -> bool {
        [&self.guid, &self.enclosure, &self.link, &self.title]
            .iter()
            .any(|text| !text.is_empty())
    }
}

impl Transcript {
    fn read(element: &Element) -> Option<Self> {
        Some(Self {
            url: element.value("url")?.to_owned(),
            media_type: element.value("type").unwrap_or_default().to_owned(),
            language: element.value("language").map(str::to_owned),
        })
    }
}

/// Sets a text that is not set.
fn set(slot: &mut String, text: &str) {
    if slot.is_empty() {
        *slot = on_one_line(text);
    }
}

/// Sets a link: its text in RSS, an attribute in Atom.
fn set_link(slot: &mut String, element: &Element) {
    let is_page = element.value("rel").is_none_or(|rel| rel == "alternate");
    if is_page {
        set(slot, element.value("href").unwrap_or(&element.text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FEED: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">
<channel><title>Marsh Notes</title><link>https://marsh.example/</link><language>en-gb</language>
<image><title>Picture</title><link>https://other.example/</link></image>
<item><title>Geese &amp; ducks</title><guid isPermaLink="false">ep-1</guid><pubDate>Fri, 03 Oct 2025 15:01:42 GMT</pubDate>
<description><![CDATA[<p>At dusk.</p>]]></description><itunes:duration>5:12</itunes:duration>
<enclosure url="https://cdn.example/1.mp3?a=1&amp;b=2" length="1" type="audio/mpeg"/>
<podcast:transcript url="https://cdn.example/1.vtt" type="text/vtt"/>
<podcast:transcript url="https://cdn.example/1.json" type="application/json" language="en" rel="captions" />
<podcast:chapters url="https://cdn.example/1.chapters.json" type="application/json+chapters"/>
<psc:chapters version="1.1" xmlns:psc="http://podlove.org/simple-chapters"><psc:chapter start="00:00:00" title="Dusk"/>
<psc:chapter start="1:30.5" title="Night"/></psc:chapters></item>
<item><title>Broken <b</title></item>
<item><title>Terns</title><guid>ep-2</guid></item></channel></rss>"#;

    #[test]
    fn a_feed_is_read() {
        let feed = read(FEED.as_bytes());
        assert_eq!(
            (feed.title.as_str(), feed.link.as_str()),
            ("Marsh Notes", "https://marsh.example/")
        );
        assert_eq!(
            feed.language.as_ref().map(LanguageTag::as_str),
            Some("en-GB")
        );
        let episode = &feed.episodes[0];
        assert_eq!(episode.title, "Geese & ducks");
        assert_eq!(episode.enclosure, "https://cdn.example/1.mp3?a=1&b=2");
        assert_eq!(episode.duration_ms, Some(312_000));
        assert_eq!(episode.published.unwrap().to_string(), "2025-10-03");
        assert_eq!(episode.transcripts.len(), 2);
        assert_eq!(episode.chapters[1].start.as_millis(), 90_500);
        assert!(episode.chapter_file.is_some());
    }

    #[test]
    fn a_broken_item_costs_no_other() {
        let feed = read(FEED.as_bytes());
        assert_eq!(feed.episodes.last().unwrap().title, "Terns");
        assert_eq!(feed.problems.len(), 1, "{:?}", feed.problems);
        let cut = read(&FEED.as_bytes()[..FEED.len() - 40]);
        assert!(
            cut.problems.last().unwrap().contains("cut off"),
            "{:?}",
            cut.problems
        );
        assert_eq!(cut.episodes[0].title, "Geese & ducks");
    }

    #[test]
    fn a_feed_is_known_by_its_root() {
        assert!(
            is_feed(FEED.as_bytes())
                && is_feed(b"\n<!-- a --><RSS>")
                && is_feed(b"<feed xmlns='x'>")
        );
        assert!(!is_feed(b"<html><rss>") && !is_feed(b"WEBVTT") && !is_feed(b"<tt>"));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_a_feed_or_none(text in "(<rss>)?(<item>(<(title|guid|podcast:transcript url=\"a\"|x)/?>)?|[<>/&;a-z ]|</item>){0,12}") {
            let _ = read(text.as_bytes());
        }
    }
}
