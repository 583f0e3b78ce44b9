//! The watch page of a video: chapters, date, channel.

use chrono::NaiveDate;
use kbnote_core::{Chapter, ChapterSource, Timestamp};
use serde_json::Value;

use serde::Deserialize;

use crate::innertube::date;
use crate::innertube::handle::handle;
use crate::innertube::text::Text;

/// The content of the watch page (`next`); absent values are empty.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct WatchPage {
    pub(crate) title: String,
    pub(crate) author: String,
    pub(crate) channel_id: Option<String>,
    pub(crate) handle: Option<String>,
    pub(crate) published: Option<NaiveDate>,
    /// The author's chapters, or else YouTube's.
    pub(crate) chapters: Vec<Chapter>,
}

impl WatchPage {
    pub(crate) fn read(page: &Value) -> Self {
        let contents = page.pointer("/contents/twoColumnWatchNextResults/results/results/contents");
        let parts = || contents.and_then(Value::as_array).into_iter().flatten();
        let part = |name: &str| {
            parts()
                .find_map(|part| part.get(name))
                .unwrap_or(&Value::Null)
        };
        let primary = part("videoPrimaryInfoRenderer");
        let owner = &part("videoSecondaryInfoRenderer")["owner"]["videoOwnerRenderer"];
        let channel = &owner["navigationEndpoint"]["browseEndpoint"];
        Self {
            title: text(&primary["title"]),
            author: text(&owner["title"]),
            channel_id: channel["browseId"].as_str().map(str::to_owned),
            handle: channel["canonicalBaseUrl"].as_str().and_then(handle),
            published: date::day(&text(&primary["dateText"])),
            chapters: chapters(page),
        }
    }
}

fn text(value: &Value) -> String {
    Text::deserialize(value).unwrap_or_default().plain()
}

/// The author's chapters, or else YouTube's, from the player's bar or from the panel beside it.
fn chapters(page: &Value) -> Vec<Chapter> {
    [ChapterSource::Author, ChapterSource::Automatic]
        .into_iter()
        .flat_map(|source| {
            [
                chapters_of_bar(page, source),
                chapters_of_panel(page, source),
            ]
        })
        .find(|chapters| !chapters.is_empty())
        .unwrap_or_default()
}

fn chapters_of_bar(page: &Value, source: ChapterSource) -> Vec<Chapter> {
    let bar = page.pointer(
        "/playerOverlays/playerOverlayRenderer/decoratedPlayerBarRenderer/decoratedPlayerBarRenderer/playerBar",
    );
    let bar = bar.unwrap_or(&Value::Null);
    let key = match source {
        ChapterSource::Automatic => "AUTO_CHAPTERS",
        _ => "DESCRIPTION_CHAPTERS",
    };
    let markers = items(&bar["multiMarkersPlayerBarRenderer"]["markersMap"]);
    let marked = markers.filter(|marker| marker["key"] == key);
    // An older format, with the author's chapters only.
    let older = &bar["chapteredPlayerBarRenderer"]["chapters"];
    let older = items(older).filter(|_| source == ChapterSource::Author);
    let chapters = marked.flat_map(|marker| items(&marker["value"]["chapters"]));
    sorted(chapters.chain(older).filter_map(|chapter| {
        let chapter = &chapter["chapterRenderer"];
        let start = Timestamp::from_millis(chapter["timeRangeStartMillis"].as_u64()?);
        chapter_of(start, &chapter["title"], source)
    }))
}

fn chapters_of_panel(page: &Value, source: ChapterSource) -> Vec<Chapter> {
    let name = match source {
        ChapterSource::Automatic => "engagement-panel-macro-markers-auto-chapters",
        _ => "engagement-panel-macro-markers-description-chapters",
    };
    let panels = items(&page["engagementPanels"]);
    let panel = panels
        .map(|panel| &panel["engagementPanelSectionListRenderer"])
        .find(|panel| panel["panelIdentifier"] == name || panel["targetId"] == name)
        .unwrap_or(&Value::Null);
    let list = &panel["content"]["macroMarkersListRenderer"]["contents"];
    sorted(items(list).filter_map(|item| {
        let item = &item["macroMarkersListItemRenderer"];
        // Products are in the same list, without a displayed time.
        let shown = text(&item["timeDescription"]).parse::<Timestamp>().ok()?;
        let exact = seconds(&item["onTap"]["watchEndpoint"]["startTimeSeconds"]);
        chapter_of(exact.unwrap_or(shown), &item["title"], source)
    }))
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked before"
)]
fn seconds(value: &Value) -> Option<Timestamp> {
    let millis = (value.as_f64()? * 1_000.0).round();
    (0.0..1e12)
        .contains(&millis)
        .then(|| Timestamp::from_millis(millis as u64))
}

fn chapter_of(start: Timestamp, title: &Value, source: ChapterSource) -> Option<Chapter> {
    let title = text(title).trim().to_owned();
    (!title.is_empty()).then_some(Chapter {
        start,
        title,
        source,
    })
}

fn sorted(chapters: impl Iterator<Item = Chapter>) -> Vec<Chapter> {
    let mut chapters: Vec<Chapter> = chapters.collect();
    chapters.sort_by_key(|chapter| chapter.start);
    chapters.dedup_by_key(|chapter| chapter.start);
    chapters
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn panel(name: &str, items: &Value) -> Value {
        json!({"engagementPanelSectionListRenderer": {"panelIdentifier": name,
            "content": {"macroMarkersListRenderer": {"contents": items}}}})
    }

    fn item(title: &str, shown: &str, seconds: f64) -> Value {
        json!({"macroMarkersListItemRenderer": {"title": {"simpleText": title},
            "timeDescription": {"simpleText": shown},
            "onTap": {"watchEndpoint": {"startTimeSeconds": seconds}}}})
    }

    fn told(page: &Value) -> Vec<String> {
        let chapters = WatchPage::read(page).chapters;
        chapters
            .iter()
            .map(|c| format!("{} {} {:?}", c.start.as_millis(), c.title, c.source))
            .collect()
    }

    #[test]
    fn the_author_goes_before_youtube() {
        let auto = panel(
            "engagement-panel-macro-markers-auto-chapters",
            &json!([item("Guess", "0:39", 39.25)]),
        );
        assert_eq!(
            told(&json!({"engagementPanels": [auto.clone()]})),
            ["39250 Guess Automatic"]
        );
        let author = panel(
            "engagement-panel-macro-markers-description-chapters",
            &json!([item("Dawn", "1:00", 60.0), item("Dusk", "0:00", 0.0),
                {"macroMarkersListItemRenderer": {"title": {"simpleText": "A mug"}}}]),
        );
        assert_eq!(
            told(&json!({"engagementPanels": [auto, author]})),
            ["0 Dusk Author", "60000 Dawn Author"]
        );
    }

    #[test]
    fn the_bar_is_read_in_both_shapes() {
        let chapter = json!({"chapterRenderer": {"title": {"simpleText": "Dusk"}, "timeRangeStartMillis": 1500}});
        for bar in [
            json!({"multiMarkersPlayerBarRenderer": {"markersMap": [
                {"key": "HEATSEEKER", "value": {}},
                {"key": "DESCRIPTION_CHAPTERS", "value": {"chapters": [chapter]}}]}}),
            json!({"chapteredPlayerBarRenderer": {"chapters": [chapter]}}),
        ] {
            let page = json!({"playerOverlays": {"playerOverlayRenderer": {"decoratedPlayerBarRenderer":
                {"decoratedPlayerBarRenderer": {"playerBar": bar}}}}});
            assert_eq!(told(&page), ["1500 Dusk Author"]);
        }
    }

    #[test]
    fn date_and_channel_are_read() {
        let page = json!({"contents": {"twoColumnWatchNextResults": {"results": {"results": {"contents": [
            {"videoPrimaryInfoRenderer": {"title": {"runs": [{"text": "Counting "}, {"text": "geese"}]},
                "dateText": {"simpleText": "Premiered Oct 3, 2025"}}},
            {"videoSecondaryInfoRenderer": {"owner": {"videoOwnerRenderer": {
                "title": {"runs": [{"text": "Field Notes"}]}, "navigationEndpoint": {"browseEndpoint":
                    {"browseId": "UCkbnote", "canonicalBaseUrl": "/@fieldnotes"}}}}}}]}}}}});
        let page = WatchPage::read(&page);
        assert_eq!(
            (page.title.as_str(), page.author.as_str()),
            ("Counting geese", "Field Notes")
        );
        assert_eq!(page.handle.as_deref(), Some("fieldnotes"));
        assert_eq!(page.published.unwrap().to_string(), "2025-10-03");
    }

    #[test]
    fn an_unknown_page_says_nothing() {
        assert_eq!(
            WatchPage::read(&json!({"contents": [1, null]})),
            WatchPage::default()
        );
    }
}
