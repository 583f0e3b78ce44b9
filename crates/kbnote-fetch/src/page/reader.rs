//! What a page says of its recordings, in its tags.

use kbnote_core::VideoId;
use reqwest::Url;

use super::json_ld;
use crate::web::markup::{Piece, Tag, pieces};
use crate::web::text::on_one_line;

/// A page, as far as it tells of recordings.
pub(super) struct Page {
    /// The URL to which its addresses are relative.
    pub(super) base: Url,
    pub(super) canonical: Option<Url>,
    pub(super) title: Option<String>,
    pub(super) site: Option<String>,
    pub(super) description: Option<String>,
    pub(super) published: Option<String>,
    pub(super) language: Option<String>,
    pub(super) feeds: Vec<Url>,
    /// The YouTube video that it shows.
    pub(super) embedded: Option<VideoId>,
    pub(super) players: Vec<Player>,
    pub(super) data: Vec<json_ld::Recording>,
}

/// A `<video>` or `<audio>`.
#[derive(Default)]
pub(super) struct Player {
    pub(super) media: Vec<Url>,
    pub(super) tracks: Vec<PageTrack>,
}

/// A `<track>`.
pub(super) struct PageTrack {
    pub(super) kind: String,
    pub(super) src: Url,
    pub(super) language: Option<String>,
    pub(super) label: Option<String>,
}

impl PageTrack {
    pub(super) fn has_captions(&self) -> bool {
        matches!(self.kind.as_str(), "captions" | "subtitles")
    }
}

/// The element whose text is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Title,
    Data,
}

impl Page {
    pub(super) fn read(html: &str, url: &Url) -> Self {
        let mut page = Self {
            base: url.clone(),
            canonical: None,
            title: None,
            site: None,
            description: None,
            published: None,
            language: None,
            feeds: Vec::new(),
            embedded: None,
            players: Vec::new(),
            data: Vec::new(),
        };
        let (mut inside, mut text) = (None, String::new());
        let mut is_playing = false;
        for piece in pieces(html) {
            match piece {
                Piece::Start(tag) => {
                    inside = page.start(&tag, is_playing).or(inside);
                    is_playing |= is_player(&tag.name);
                }
                Piece::Text(part) if inside.is_some() => text.push_str(&part),
                Piece::End(name) => {
                    is_playing &= !is_player(&name);
                    let ends = matches!(
                        (inside, name.as_str()),
                        (Some(Inside::Title), "title") | (Some(Inside::Data), "script")
                    );
                    if ends {
                        page.end(inside.take(), &std::mem::take(&mut text));
                    }
                }
                Piece::Text(_) => {}
            }
        }
        page
    }

    fn start(&mut self, tag: &Tag, is_playing: bool) -> Option<Inside> {
        match tag.name.as_str() {
            "html" => self.language = tag.value("lang").map(str::to_owned),
            "base" => {
                self.base = self
                    .url(tag.value("href"))
                    .unwrap_or_else(|| self.base.clone());
            }
            "title" if self.title.is_none() => return Some(Inside::Title),
            "script"
                if tag
                    .value("type")
                    .is_some_and(|kind| kind.eq_ignore_ascii_case("application/ld+json")) =>
            {
                return Some(Inside::Data);
            }
            "iframe" if self.embedded.is_none() => {
                self.embedded = self
                    .url(tag.value("src"))
                    .and_then(|url| url.as_str().parse().ok());
            }
            "meta" => self.meta(tag),
            "link" => self.link(tag),
            "video" | "audio" => {
                let media = self.url(tag.value("src")).into_iter().collect();
                self.players.push(Player {
                    media,
                    tracks: Vec::new(),
                });
            }
            "source" if is_playing => {
                let media = self.url(tag.value("src"));
                self.players.last_mut()?.media.extend(media);
            }
            "track" if is_playing => {
                let track = self.track(tag);
                self.players.last_mut()?.tracks.extend(track);
            }
            _ => {}
        }
        None
    }

    fn end(&mut self, inside: Option<Inside>, text: &str) {
        match inside {
            Some(Inside::Title) => set(&mut self.title, Some(&on_one_line(text))),
            Some(Inside::Data) => self.data.extend(json_ld::recordings(text)),
            None => {}
        }
    }

    fn url(&self, address: Option<&str>) -> Option<Url> {
        self.base.join(address?).ok()
    }

    fn track(&self, tag: &Tag) -> Option<PageTrack> {
        let kind = tag.value("kind").unwrap_or("subtitles");
        Some(PageTrack {
            kind: kind.to_ascii_lowercase(),
            src: self.url(tag.value("src"))?,
            language: tag.value("srclang").map(str::to_owned),
            label: tag.value("label").map(str::to_owned),
        })
    }

    fn meta(&mut self, tag: &Tag) {
        let content = tag.value("content");
        let name = tag
            .value("property")
            .or(tag.value("name"))
            .or(tag.value("itemprop"));
        match name.unwrap_or_default() {
            "og:title" => self.title = content.map(str::to_owned).or(self.title.take()),
            "og:site_name" => set(&mut self.site, content),
            "og:description" | "description" => set(&mut self.description, content),
            "article:published_time" | "video:release_date" | "datePublished" | "uploadDate" => {
                set(&mut self.published, content);
            }
            _ => {}
        }
    }

    fn link(&mut self, tag: &Tag) {
        let Some(url) = self.url(tag.value("href")) else {
            return;
        };
        let is_feed = tag
            .value("type")
            .is_some_and(|kind| kind.eq_ignore_ascii_case("application/rss+xml"));
        if tag.has_word("rel", "canonical") {
            self.canonical = Some(url);
        } else if is_feed && tag.has_word("rel", "alternate") && !self.feeds.contains(&url) {
            self.feeds.push(url);
        }
    }
}

fn is_player(name: &str) -> bool {
    matches!(name, "video" | "audio")
}

fn set(slot: &mut Option<String>, text: Option<&str>) {
    if slot.is_none() {
        *slot = text.filter(|text| !text.is_empty()).map(str::to_owned);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read() {
        let html = r#"<!doctype html><html lang="de"><head><title>Gänse &amp; Enten</title>
            <link rel="alternate" type="application/rss+xml" href="/feed.xml"><meta property="og:site_name" content="Marsch">
            <script>var a = "<track src=x>";</script></head><body><video><source src="a.webm"><track src="a.vtt" srclang="de">
            <track kind="Chapters" src="c.vtt"></video><track src="outside.vtt"><svg><title>Icon</title></svg>"#;
        let page = Page::read(html, &Url::parse("https://example.org/talks/").unwrap());
        assert_eq!(page.title.as_deref(), Some("Gänse & Enten"));
        assert_eq!(
            (page.site.as_deref(), page.language.as_deref()),
            (Some("Marsch"), Some("de"))
        );
        assert_eq!(page.feeds[0].as_str(), "https://example.org/feed.xml");
        let player = &page.players[0];
        assert_eq!(player.media[0].as_str(), "https://example.org/talks/a.webm");
        let kinds: Vec<_> = player
            .tracks
            .iter()
            .map(|track| track.kind.as_str())
            .collect();
        assert_eq!(kinds, ["subtitles", "chapters"]);
    }
}
