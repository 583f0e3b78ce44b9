//! Metadata of recorded videos.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on fails, and says so if it is skipped"
)]

use std::fs;
use std::path::{Path, PathBuf};

use kbnote_core::{Metadata, chapters_in_description};

/// The recorded `.info.json` files; says on standard error if there are none.
fn recorded() -> Vec<Vec<u8>> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let root = std::env::var_os("KBNOTE_SHARED").map_or(beside, PathBuf::from);
    let folder = root.join("fixtures/youtube/info_json");
    let Ok(entries) = fs::read_dir(&folder) else {
        eprintln!("skipped: {} is not there", folder.display());
        return Vec::new();
    };
    entries
        .map(|entry| fs::read(entry.unwrap().path()).unwrap())
        .collect()
}

#[test]
fn recorded_metadata_is_read() {
    for bytes in recorded() {
        let metadata = Metadata::from_info_json(&bytes).unwrap();
        let video = metadata.video;
        assert!(!video.title.is_empty() && !video.channel.name.is_empty());
        assert!(!video.channel.folder.is_empty() && !video.channel.folder.starts_with('@'));
        assert_eq!(Some(&video.channel.folder), video.channel.handle.as_ref());
        assert!(video.channel.id.is_some_and(|id| id.starts_with("UC")));
        assert!(video.duration_ms.is_some() && video.published.is_some());
        assert!(!video.description.is_empty() && !video.thumbnails.is_empty());
        let listed = chapters_in_description(&video.description, video.duration_ms);
        assert!(listed.is_empty() || listed.len() >= 3);
    }
}
