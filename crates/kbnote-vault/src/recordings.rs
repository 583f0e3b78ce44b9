//! Which recordings notes are on: by ids and addresses, and what is stored of them.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::io::BufReader;
use std::path::Path;

use kbnote_core::{VideoId, file_name, is_media_file, is_recording_address, names_recording};
use kbnote_note::{Note, NotePart, RecordingNames, Word};
use rayon::prelude::*;
use serde::Deserialize;

use crate::Vault;

impl Vault {
    /// The recording that a note is on. An address in `source` or `url` counts if a transcript of it is stored: it may be
    /// that of any page.
    #[must_use]
    pub fn recording_of(&self, note: &Note) -> Option<VideoId> {
        let id = note.video_id()?;
        let stored = note.recording_value();
        let stored = stored.and_then(|value| self.stored_as(&id, &value));
        let named = || (note.surely_names_recording() || self.is_stored(&id)).then(|| id.clone());
        stored.or_else(named)
    }

    /// The stored recording at an address or of a file, where its id is another than the one made from that.
    pub(crate) fn stored_as(&self, made: &VideoId, value: &str) -> Option<VideoId> {
        if self.is_stored(made) {
            return None;
        }
        self.recording_at(value)
            .or_else(|| self.recording_of_file(value))
    }

    /// The stored recording that is named as a media file is.
    fn recording_of_file(&self, path: &str) -> Option<VideoId> {
        let path = without_time(path);
        let file = is_media_file(path).then_some(Path::new(path))?;
        file_name::recording(file).filter(|id| self.is_stored(id))
    }

    /// The parts of a note on different recordings; mostly one, the note as it is. None if it is on no recording.
    #[must_use]
    pub fn parts_of(&self, note: Note) -> Vec<NotePart> {
        let names = KnownNames::new(self, &note);
        note.into_parts(names.own.clone(), &names)
    }

    /// Whether something of a note is on another recording than its own.
    #[must_use]
    pub fn is_on_others(&self, note: &Note) -> bool {
        let names = KnownNames::new(self, note);
        note.names_others(names.own.clone(), &names)
    }

    fn is_stored(&self, id: &VideoId) -> bool {
        self.transcript_path(id).exists()
    }

    /// The stored recording at an address.
    #[must_use]
    pub fn recording_at(&self, address: &str) -> Option<VideoId> {
        let wanted = key(address)?;
        if self.is_stored(&wanted) {
            return Some(wanted);
        }
        let folder = std::fs::metadata(self.transcripts_dir());
        let stamp = folder.and_then(|folder| folder.modified()).ok();
        let known = self.addresses.get(stamp, || self.read_addresses());
        known.get(&wanted).cloned()
    }

    fn read_addresses(&self) -> BTreeMap<VideoId, VideoId> {
        let stored = self.stored_videos().unwrap_or_default().into_par_iter();
        let addresses = stored.filter_map(|id| {
            let address = stored_address(&self.transcript_path(&id))?;
            Some((address, id))
        });
        let addresses: Vec<(String, VideoId)> = addresses.collect();
        let mut known = by_file_name(&addresses);
        known.extend(
            addresses
                .into_iter()
                .filter_map(|(address, id)| Some((key(&address)?, id))),
        );
        known
    }
}

/// The addresses in a note, as a vault knows them.
struct KnownNames<'a> {
    vault: &'a Vault,
    own: Option<VideoId>,
    note_address: Option<String>,
    /// Read when the first address is not plainly that of the own recording.
    stored_address: OnceCell<Option<String>>,
}

impl RecordingNames for KnownNames<'_> {
    fn of_anchor(&self, name: &str) -> Option<VideoId> {
        let name = decoded(name);
        if let Ok(id) = VideoId::any(&name) {
            let is_known = Some(&id) == self.own.as_ref() || self.vault.is_stored(&id);
            let known = || {
                self.own_at(&name)
                    .or_else(|| self.vault.recording_at(&name))
            };
            return if is_known {
                Some(id)
            } else {
                known().or(Some(id))
            };
        }
        if !names_recording(&name) {
            return None;
        }
        let known = self.own_at(&name).or_else(|| self.stored_at(&name));
        // An address that nobody knows may be that of the own recording, if that has none.
        let unknown = || match &self.own {
            Some(own) if self.own_addresses().next().is_none() => Some(own.clone()),
            _ => VideoId::of_address(&name),
        };
        known.or_else(unknown)
    }

    fn of_word(&self, word: Word<'_>) -> Option<VideoId> {
        let text = decoded(word.text);
        if is_media_file(&text) && !text.contains('/') {
            return self.own_at(&text).or_else(|| self.stored_at(&text));
        }
        if !text.contains('/') {
            let id = VideoId::try_from(text).ok()?;
            let is_word = id.as_str().bytes().all(|b| b.is_ascii_alphabetic());
            let is_id = word.is_set_off || VideoId::youtube(id.as_str()).is_some() && !is_word;
            let is_known = || Some(&id) == self.own.as_ref() || self.vault.is_stored(&id);
            return (is_id && is_known()).then_some(id);
        }
        // As `<br/>` and `and/or`.
        if !text.contains(['.', ':']) {
            return None;
        }
        let youtube = text.parse::<VideoId>().ok();
        let is_meant = youtube.is_some() || is_media(&text);
        let known = self.own_at(&text).or_else(|| self.stored_at(&text));
        known
            .or(youtube)
            .or_else(|| VideoId::of_address(&text).filter(|_| is_meant))
    }

    fn is_stored(&self, video: &VideoId) -> bool {
        self.vault.is_stored(video)
    }
}

impl<'a> KnownNames<'a> {
    fn new(vault: &'a Vault, note: &Note) -> Self {
        Self {
            vault,
            own: vault.recording_of(note),
            note_address: note.address(),
            stored_address: OnceCell::new(),
        }
    }

    /// The own recording, if it is at an address.
    fn own_at(&self, address: &str) -> Option<VideoId> {
        let own = self.own.as_ref()?;
        let has_id = |part: &str| part == own.as_str();
        let is_own = address.split(['/', '?', '&', '=', '#']).any(has_id)
            || self.own_addresses().any(|own| is_same(own, address));
        is_own.then(|| own.clone())
    }

    fn own_addresses(&self) -> impl Iterator<Item = &str> {
        let stored = self.stored_address.get_or_init(|| {
            let stored = self.vault.read_transcript(self.own.as_ref()?).ok()??;
            stored.video.watch_url()
        });
        self.note_address
            .as_deref()
            .into_iter()
            .chain(stored.as_deref())
    }

    fn stored_at(&self, address: &str) -> Option<VideoId> {
        self.vault
            .recording_at(address)
            .or_else(|| self.vault.recording_of_file(address))
    }
}

/// The recordings in files by the names of these alone, as Obsidian links to them; those of one name are left out.
fn by_file_name(addresses: &[(String, VideoId)]) -> BTreeMap<VideoId, VideoId> {
    let mut named: BTreeMap<VideoId, Option<&VideoId>> = BTreeMap::new();
    for (address, id) in addresses {
        let path = without_time(address);
        let name = path.rsplit('/').next().unwrap_or(path);
        if let Some(key) = key(name).filter(|_| is_media_file(path)) {
            let other = named.insert(key.clone(), Some(id));
            if other.is_some() {
                named.insert(key, None);
            }
        }
    }
    let named = named.into_iter();
    named
        .filter_map(|(key, id)| Some((key, id?.clone())))
        .collect()
}

/// Whether two addresses are those of one recording: of files on a disk, the shorter path may lack the
/// folders above.
fn is_same(one: &str, other: &str) -> bool {
    let is_file = |address: &str| !address.contains("://") || address.starts_with("file://");
    if is_file(one) && is_file(other) {
        let path = |address: &str| {
            let path = without_time(address)
                .trim_start_matches("file://")
                .to_owned();
            format!("/{}", path.trim_start_matches(['.', '/']))
        };
        let (one, other) = (path(&decoded(one)), path(other));
        return one.ends_with(&other) || other.ends_with(&one);
    }
    key(one).is_some_and(|one| Some(one) == key(other))
}

fn key(address: &str) -> Option<VideoId> {
    VideoId::of_address(&decoded(address))
}

fn without_time(address: &str) -> &str {
    address.split(['#', '?']).next().unwrap_or(address)
}

fn is_media(address: &str) -> bool {
    let path = without_time(address);
    // Only a path that ends as a media file does is the address of a recording by itself.
    let name = path.rsplit('/').next().unwrap_or(path);
    is_recording_address(name) && name.contains('.')
}

/// An address as it is, not as links and attributes have it.
pub(crate) fn decoded(address: &str) -> String {
    if !address.contains(['&', '%']) {
        return address.to_owned();
    }
    let address = address.replace("&amp;", "&");
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let escaped = after.get(..2).filter(|_| first == b'%');
        let escaped = escaped.and_then(|digits| std::str::from_utf8(digits).ok());
        match escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or(address)
}

/// The address in a transcript file, if it has one.
fn stored_address(path: &Path) -> Option<String> {
    #[derive(Deserialize)]
    struct File {
        video: Video,
    }
    #[derive(Deserialize)]
    struct Video {
        url: Option<String>,
    }
    let file = std::fs::File::open(path).ok()?;
    let file: File = serde_json::from_reader(BufReader::new(file)).ok()?;
    file.video.url
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{files, testing};

    /// A vault with a stored video, a lecture without an address, and an episode that has one.
    fn vault() -> (tempfile::TempDir, Vault) {
        let (dir, vault) = testing::vault();
        for (id, url) in [
            ("kbnoteDemo2", ""),
            ("lecture", ""),
            (
                "tides-7",
                r#""url":"https://example.org/feed/high tide (1).mp3?token=1","#,
            ),
        ] {
            let text = format!(
                r#"{{"schema":"kbnote.transcript/2","video":{{"id":"{id}","site":"other","title":"T","channel":{{"name":"","folder":"x"}},{url}"description":""}}}}"#
            );
            let path = vault.transcripts_dir().join(format!("{id}.json"));
            files::create(&path, text.as_bytes()).expect("a transcript");
        }
        (dir, vault)
    }

    /// The recording of the only anchor of a note with this front matter and address.
    fn of_anchor(front: &str, address: &str) -> String {
        let (_dir, vault) = vault();
        let note = format!("---\n{front}\n---\n\nOne [00:00:09]({address}).\n");
        let parts = vault.parts_of(Note::parse(note));
        let part = parts.iter().find(|part| !part.note.anchors().is_empty());
        part.map(|part| part.video.to_string()).unwrap_or_default()
    }

    #[test]
    fn addresses_lead_to_the_recordings_that_are_stored_under_them() {
        let youtube = "videoId: kbnoteDemo1";
        for (front, address, video) in [
            (youtube, "https://youtu.be/kbnoteDemo1?t=9", "kbnoteDemo1"),
            (
                youtube,
                "https://www.youtube.com/watch?v=kbnoteDemo2&t=9s",
                "kbnoteDemo2",
            ),
            (youtube, "https://youtu.be/kbnoteDemo9?t=9", "kbnoteDemo9"),
            (
                youtube,
                "https://www.youtube.com/watch?v=youtube_link&t=9s",
                "kbnoteDemo1",
            ),
            // Another front end of YouTube.
            (
                youtube,
                "https://tube.example.org/watch?v=kbnoteDemo1&t=9",
                "kbnoteDemo1",
            ),
            (
                youtube,
                "https://example.org/feed/high%20tide%20%281%29.mp3?token=1#t=9",
                "tides-7",
            ),
            (
                "media: tides-7",
                "https://example.org/feed/high%20tide%20%281%29.mp3?token=1#t=9",
                "tides-7",
            ),
            (
                "media: tides-7",
                "https://youtu.be/kbnoteDemo2?t=9",
                "kbnoteDemo2",
            ),
            // Nobody knows where the lecture is: this may be it.
            (
                "media: lecture",
                "https://example.org/l3.mp4#t=9",
                "lecture",
            ),
            (
                "media: lecture",
                "https://youtu.be/kbnoteDemo9?t=9",
                "kbnoteDemo9",
            ),
            (
                "media: media/talk.mp3",
                "../media/talk.mp3#t=9",
                &VideoId::of_address("media/talk.mp3")
                    .expect("an id")
                    .to_string(),
            ),
        ] {
            assert_eq!(of_anchor(front, address), video, "{front} {address}");
        }
        let unknown = of_anchor("media: tides-7", "https://example.org/other.mp3#t=9");
        assert!(unknown.starts_with("example-org-other-mp3-"), "{unknown}");
        let elsewhere = of_anchor("media: media/talk.mp3", "../media/other.mp3#t=9");
        assert!(elsewhere.contains("other"), "{elsewhere}");
    }

    #[test]
    fn headings_name_what_is_surely_a_recording() {
        let (_dir, vault) = vault();
        let videos = |heading: &str| -> Vec<String> {
            let note = format!("---\nvideoId: kbnoteDemo1\n---\n\n## {heading}\n\nOne.\n");
            let parts = vault.parts_of(Note::parse(note)).into_iter();
            parts.map(|part| part.video.to_string()).collect()
        };
        for (heading, other) in [
            ("[Bread](https://youtu.be/kbnoteDemo2)", "kbnoteDemo2"),
            (
                "Rye: https://www.youtube.com/watch?v=kbnoteDemo9",
                "kbnoteDemo9",
            ),
            ("Bread, kbnoteDemo2", "kbnoteDemo2"),
            ("Tides (tides-7)", "tides-7"),
            ("`lecture`", "lecture"),
            ("[[lecture.mp3]]", "lecture"),
            ("Part two: [[my media/lecture.webm|the lecture]]", "lecture"),
        ] {
            assert_eq!(videos(heading), ["kbnoteDemo1", other], "{heading}");
        }
        assert_eq!(videos("<https://example.org/new.mp3>").len(), 2);
        for heading in [
            "lecture",
            "What the lecture says",
            "[An article](https://example.org/article)",
            "kbnoteDemo9",
            "On kbnoteDemo1",
            "[[other.mp3]]",
            "[[lecture]]",
            "and/or",
        ] {
            assert_eq!(videos(heading), ["kbnoteDemo1"], "{heading}");
        }
    }

    #[test]
    fn an_address_is_known_once_its_transcript_is_stored() {
        let (_dir, vault) = vault();
        let note = || {
            Note::parse(
                "---\nvideoId: kbnoteDemo1\n---\n\nOne [00:00:09](https://example.org/new.mp3#t=9).\n",
            )
        };
        let video = |vault: &Vault| vault.parts_of(note())[1].video.to_string();
        assert!(video(&vault).starts_with("example-org"));
        let text = r#"{"schema":"kbnote.transcript/2","video":{"id":"ep-8","title":"T","channel":{"name":"","folder":"x"},"url":"https://example.org/new.mp3"}}"#;
        files::create(&vault.transcripts_dir().join("ep-8.json"), text.as_bytes())
            .expect("a transcript");
        assert_eq!(video(&vault), "ep-8");
    }
}
