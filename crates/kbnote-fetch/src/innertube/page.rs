//! A page of a list of videos, in any layout.

use kbnote_core::VideoId;
use serde::Deserialize;
use serde_json::Value;

use crate::innertube::text::{Text, for_display};
use crate::lists::listed_video::ListedVideo;

/// The content of a page of a playlist or channel.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) title: Option<String>,
    pub(crate) videos: Vec<ListedVideo>,
    /// The token of the next page.
    pub(crate) continuation: Option<String>,
    /// YouTube's message instead of a list.
    pub(crate) alert: Option<String>,
}

impl Page {
    /// Reads a response of `browse`. Finds lists of videos anywhere, since their paths differ and change
    /// often.
    pub(crate) fn read(answer: &Value) -> Self {
        let mut page = Self {
            title: title(answer),
            alert: alert(answer),
            ..Self::default()
        };
        let mut standalone = None;
        page.collect(answer, &mut standalone);
        if page.videos.is_empty() {
            page.continuation = page.continuation.or(standalone);
        }
        page
    }

    /// Traverses the response. A continuation belongs to its list; one outside of lists may be that of
    /// recommendations, and counts only without videos.
    fn collect(&mut self, value: &Value, standalone: &mut Option<String>) {
        match value {
            Value::Array(list) => self.collect_list(list, standalone),
            Value::Object(object) => {
                for part in object.values() {
                    self.collect(part, standalone);
                }
            }
            _ => {}
        }
    }

    fn collect_list(&mut self, list: &[Value], standalone: &mut Option<String>) {
        let before = self.videos.len();
        for item in list {
            match video(item) {
                Some(video) => self.videos.push(video),
                None if item.get("continuationItemRenderer").is_none() => {
                    self.collect(item, standalone);
                }
                None => {}
            }
        }
        let token = list.iter().rev().find_map(continuation);
        let slot = if self.videos.len() > before {
            &mut self.continuation
        } else {
            standalone
        };
        if slot.is_none() {
            *slot = token;
        }
    }
}

/// The video of an item of a list.
fn video(item: &Value) -> Option<ListedVideo> {
    let item = item.pointer("/richItemRenderer/content").unwrap_or(item);
    if let Some(view) = item.get("lockupViewModel") {
        let is_video = view["contentType"] == "LOCKUP_CONTENT_TYPE_VIDEO";
        let title = view.pointer("/metadata/lockupMetadataViewModel/title/content");
        let title = title.and_then(Value::as_str).unwrap_or_default();
        let id = view["contentId"].as_str().filter(|_| is_video)?;
        return listed(id, title.to_owned(), None);
    }
    let view = [
        "playlistVideoRenderer",
        "videoRenderer",
        "gridVideoRenderer",
    ]
    .iter()
    .find_map(|name| item.get(name))?;
    let seconds = view["lengthSeconds"]
        .as_str()
        .and_then(|s| s.parse::<u64>().ok());
    let title = Text::deserialize(&view["title"])
        .unwrap_or_default()
        .plain();
    listed(view["videoId"].as_str()?, title, seconds)
}

fn listed(id: &str, title: String, seconds: Option<u64>) -> Option<ListedVideo> {
    Some(ListedVideo {
        id: VideoId::youtube(id)?,
        title,
        duration_ms: seconds.and_then(|seconds| seconds.checked_mul(1_000)),
        published: None,
    })
}

/// The token of the next page, in either format.
fn continuation(item: &Value) -> Option<String> {
    let endpoint = item.pointer("/continuationItemRenderer/continuationEndpoint")?;
    let commands = endpoint.pointer("/commandExecutorCommand/commands");
    let commands = commands.and_then(Value::as_array).into_iter().flatten();
    std::iter::once(endpoint)
        .chain(commands)
        .find_map(|command| command.pointer("/continuationCommand/token")?.as_str())
        .map(str::to_owned)
}

fn title(answer: &Value) -> Option<String> {
    ["playlistMetadataRenderer", "channelMetadataRenderer"]
        .iter()
        .find_map(|name| answer["metadata"][name]["title"].as_str())
        .map(str::to_owned)
}

fn alert(answer: &Value) -> Option<String> {
    let alerts = answer["alerts"].as_array().into_iter().flatten();
    alerts
        .map(|alert| &alert["alertRenderer"])
        .find(|alert| alert["type"] == "ERROR")
        .map(|alert| Text::deserialize(&alert["text"]).unwrap_or_default())
        .map(|text| for_display(&text.plain()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn item(id: &str) -> Value {
        json!({"playlistVideoRenderer": {"videoId": id, "title": {"runs": [{"text": "Geese"}]}, "lengthSeconds": "61"}})
    }

    fn more(token: &str) -> Value {
        json!({"continuationItemRenderer": {"continuationEndpoint": {"continuationCommand": {"token": token}}}})
    }

    fn ids(page: &Page) -> Vec<&str> {
        page.videos.iter().map(|video| video.id.as_str()).collect()
    }

    #[test]
    fn a_list_is_found_at_any_path() {
        let classic = json!({"contents": {"sections": [
            {"itemSectionRenderer": {"contents": [{"playlistVideoListRenderer":
                {"contents": [item("kbnoteDemo1"), item("not an id"), item("kbnoteDemo2"), more("next")]}}]}},
            more("recommendations")]}});
        let page = Page::read(&classic);
        assert_eq!(ids(&page), ["kbnoteDemo1", "kbnoteDemo2"]);
        assert_eq!(page.videos[0].duration_ms, Some(61_000));
        assert_eq!(page.continuation.as_deref(), Some("next"));
    }

    #[test]
    fn channels_lay_their_videos_out_otherwise() {
        let lockup = json!({"lockupViewModel": {"contentId": "kbnoteDemo1", "contentType": "LOCKUP_CONTENT_TYPE_VIDEO",
            "metadata": {"lockupMetadataViewModel": {"title": {"content": "Geese"}}}}});
        let playlist = json!({"lockupViewModel": {"contentId": "PLkbnoteDem", "contentType": "LOCKUP_CONTENT_TYPE_PLAYLIST"}});
        let grid =
            json!({"richItemRenderer": {"content": {"videoRenderer": {"videoId": "kbnoteDemo2"}}}});
        let command = json!({"continuationItemRenderer": {"continuationEndpoint": {"commandExecutorCommand":
            {"commands": [{"playlistVotingRefreshPopupCommand": {}}, {"continuationCommand": {"token": "next"}}]}}}});
        let page = Page::read(&json!({"tabs": [{"contents": [lockup, playlist, grid, command]}]}));
        assert_eq!(ids(&page), ["kbnoteDemo1", "kbnoteDemo2"]);
        assert_eq!(page.continuation.as_deref(), Some("next"));
    }

    #[test]
    fn a_page_may_hold_nothing_but_the_way_on() {
        let page = Page::read(&json!({"contents": [{"list": [more("first")]}]}));
        assert_eq!(page.continuation.as_deref(), Some("first"));
    }

    #[test]
    fn an_alert_is_read() {
        let page = Page::read(&json!({"alerts": [
            {"alertWithButtonRenderer": {"type": "INFO"}},
            {"alertRenderer": {"type": "ERROR", "text": {"runs": [{"text": "The playlist does not exist."}]}}}]}));
        assert_eq!(page.alert.as_deref(), Some("The playlist does not exist."));
    }
}
