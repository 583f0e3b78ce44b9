//! Recordings in the JSON-LD of a page: `VideoObject`, `AudioObject`, `PodcastEpisode` of schema.org.

use serde_json::Value;

use crate::web::text::on_one_line;

/// A recording that a page describes.
#[derive(Debug, Default)]
pub(super) struct Recording {
    pub(super) name: Option<String>,
    pub(super) description: Option<String>,
    pub(super) channel: Option<String>,
    pub(super) published: Option<String>,
    pub(super) duration: Option<String>,
    pub(super) language: Option<String>,
    /// The address of its media file.
    pub(super) media: Option<String>,
    pub(super) captions: Vec<Captions>,
}

/// Captions or a transcript.
#[derive(Debug)]
pub(super) enum Captions {
    File {
        url: String,
        media_type: Option<String>,
        language: Option<String>,
    },
    Text(String),
}

/// The types of recordings.
const TYPES: [&str; 6] = [
    "VideoObject",
    "AudioObject",
    "PodcastEpisode",
    "MediaObject",
    "Clip",
    "RadioEpisode",
];

/// The recordings in a script; none if it is not JSON.
pub(super) fn recordings(json: &str) -> Vec<Recording> {
    let mut found = Vec::new();
    if let Ok(value) = serde_json::from_str::<Value>(json) {
        collect(&value, &mut found);
    }
    found
}

/// Values nest no deeper than the parser allows.
fn collect(value: &Value, found: &mut Vec<Recording>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(object) if is_recording(value) => {
            found.push(Recording::read(value));
            // An episode holds its media file, which may have the captions.
            let inner = object.iter().filter(|(key, _)| {
                !matches!(
                    key.as_str(),
                    "caption" | "transcript" | "associatedMedia" | "audio"
                )
            });
            inner.for_each(|(_, inner)| collect(inner, found));
        }
        Value::Object(object) => object.values().for_each(|inner| collect(inner, found)),
        _ => {}
    }
}

fn is_recording(value: &Value) -> bool {
    let is_type = |kind: &Value| {
        kind.as_str()
            .is_some_and(|kind| TYPES.contains(&kind.rsplit('/').next().unwrap_or(kind)))
    };
    match value.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().any(is_type),
        Some(kind) => is_type(kind),
        None => false,
    }
}

impl Recording {
    fn read(value: &Value) -> Self {
        let media = ["associatedMedia", "audio", "video"]
            .iter()
            .flat_map(|key| items(value, key));
        let parts: Vec<&Value> = std::iter::once(value).chain(media).collect();
        let text = |keys: &[&str]| {
            let mut found = parts
                .iter()
                .flat_map(|part| keys.iter().filter_map(|key| text_of(part, key)));
            found.next()
        };
        let channel = ["partOfSeries", "author", "creator", "publisher"];
        let mut channels = channel.iter().flat_map(|key| items(value, key));
        Self {
            name: text(&["name", "headline"]).map(|name| on_one_line(&name)),
            description: text(&["description"]),
            channel: channels.find_map(|channel| {
                text_of(channel, "name").or(channel.as_str().map(str::to_owned))
            }),
            published: text(&["uploadDate", "datePublished", "dateCreated"]),
            duration: text(&["duration", "timeRequired"]),
            language: text(&["inLanguage"]),
            media: text(&["contentUrl"]),
            captions: parts.iter().flat_map(|part| captions(part)).collect(),
        }
    }
}

/// The captions of a part. A caption that is a text describes a picture; a transcript is what is said.
fn captions(part: &Value) -> Vec<Captions> {
    let files = ["caption", "subtitles"]
        .iter()
        .flat_map(|key| items(part, key));
    let files = files
        .filter_map(caption)
        .filter(|captions| matches!(captions, Captions::File { .. }));
    let transcripts = items(part, "transcript").into_iter().filter_map(caption);
    files.chain(transcripts).collect()
}

fn caption(value: &Value) -> Option<Captions> {
    let file = |url: String| Captions::File {
        url,
        media_type: text_of(value, "encodingFormat").or_else(|| text_of(value, "fileFormat")),
        language: text_of(value, "inLanguage"),
    };
    match value {
        Value::String(text) if is_address(text) => Some(file(text.trim().to_owned())),
        Value::String(text) => (!text.trim().is_empty()).then(|| Captions::Text(text.clone())),
        _ => {
            let url = text_of(value, "contentUrl").or_else(|| text_of(value, "url"));
            url.map(file)
                .or_else(|| text_of(value, "text").map(Captions::Text))
        }
    }
}

fn is_address(text: &str) -> bool {
    let text = text.trim();
    !text.contains(char::is_whitespace) && (text.contains("://") || text.starts_with('/'))
}

/// The values of a key: an item, or the items of a list.
fn items<'a>(value: &'a Value, key: &str) -> Vec<&'a Value> {
    match value.get(key) {
        Some(Value::Array(items)) => items.iter().collect(),
        Some(Value::Null) | None => Vec::new(),
        Some(item) => vec![item],
    }
}

/// The text of a key that is not empty; of a list, the first.
fn text_of(value: &Value, key: &str) -> Option<String> {
    let text = items(value, key)
        .into_iter()
        .find_map(Value::as_str)?
        .trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recordings_are_found_wherever_they_are() {
        let json = r#"{"@context":"https://schema.org","@graph":[{"@type":"WebPage","name":"Page","video":
            {"@type":["VideoObject"],"name":"Geese","uploadDate":"2025-10-03T10:00:00Z","duration":"PT5M","contentUrl":"/a.mp4",
             "author":{"@type":"Person","name":"Ana"},"caption":[{"@type":"MediaObject","contentUrl":"/a.en.vtt","inLanguage":"en"}]}}]}"#;
        let found = recordings(json);
        let [recording] = found.as_slice() else {
            panic!("{found:?}")
        };
        assert_eq!(
            (recording.name.as_deref(), recording.channel.as_deref()),
            (Some("Geese"), Some("Ana"))
        );
        assert_eq!(recording.media.as_deref(), Some("/a.mp4"));
        assert!(
            matches!(&recording.captions[0], Captions::File { url, language: Some(language), .. } if url == "/a.en.vtt" && language == "en")
        );
    }

    #[test]
    fn an_episode_has_its_media_file_and_a_text() {
        let json = r#"[{"@type":"PodcastEpisode","name":"Terns","partOfSeries":{"@type":"PodcastSeries","name":"Marsh"},
            "associatedMedia":{"@type":"MediaObject","contentUrl":"https://a.example/1.mp3"},"caption":"A tern.","transcript":"Good evening."}]"#;
        let found = recordings(json);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].media.as_deref(), Some("https://a.example/1.mp3"));
        assert_eq!(found[0].channel.as_deref(), Some("Marsh"));
        assert!(matches!(&found[0].captions[0], Captions::Text(text) if text == "Good evening."));
        assert!(recordings("not JSON").is_empty());
    }
}
