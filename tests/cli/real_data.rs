//! The whole way on real recordings, where they lie beside the project.

use std::fs;
use std::path::Path;

use kbnote_testkit::{Exchange, Pattern, RecordedServer, Reply, shared_data};

use crate::support::TestVault;

/// A video of which a player response and its page were recorded; its captions were not, so
/// those of another talk stand in for them.
fn recorded(folder: &Path, id: &str) -> RecordedServer {
    let read =
        |name: String| fs::read(folder.join(&name)).unwrap_or_else(|e| panic!("{name}: {e}"));
    let player = read(format!("player/visionos_{id}.json"));
    let page = read(format!("next/next_{id}.json"));
    let captions = read("json3/auto_dashboards.json3".to_owned());
    RecordedServer::start([
        Exchange::new(Pattern::post("/youtubei/v1/player"), Reply::bytes(player)),
        Exchange::new(Pattern::post("/youtubei/v1/next"), Reply::bytes(page)),
        Exchange::new(Pattern::get("/api/timedtext"), Reply::bytes(captions)),
    ])
}

#[test]
fn recorded_videos_become_notes() {
    let Some(folder) = shared_data("fixtures/youtube") else {
        return;
    };
    for id in ["M4gD1WSo5mA", "rCAS2eD-mcw", "tjz2u2DiveM"] {
        let server = recorded(&folder, id);
        let vault = TestVault::empty().with_youtube_at(server.url());
        vault.kbnote(["new", id]).success();
        let made = vault
            .kbnote(["--offline", "--json", "fetch", id])
            .success()
            .json();
        let video = &made["videos"][0];
        assert_eq!(video["status"], "unchanged");
        assert!(video["tracks"][0]["cues"].as_u64() > Some(50), "{video}");
        let notes = vault
            .snapshot()
            .into_iter()
            .filter(|(name, _)| name.starts_with("notes/"));
        let notes: Vec<_> = notes.collect();
        let [(path, bytes)] = notes.as_slice() else {
            panic!("one note: {notes:?}")
        };
        let text = String::from_utf8_lossy(bytes);
        assert!(text.contains(&format!("videoId: {id}\n")), "{path}: {text}");
        assert!(text.contains("\nFrom: [["), "{path}: {text}");
    }
}

/// The prose of a real note without its anchors, over its real captions, becomes a note again.
#[test]
fn a_real_note_is_made_from_its_prose() {
    let Some(folder) = shared_data("bench/align") else {
        return;
    };
    let id = "851U557j6HE";
    let vault = TestVault::empty();
    let captions = folder
        .join(format!("captions/{id}.srt"))
        .display()
        .to_string();
    let metadata = [
        "--title",
        "Researchers thought this was a bug",
        "--channel",
        "@3blue1brown",
    ];
    let video = format!("--video={id}");
    vault
        .kbnote(["import", &captions, &video].into_iter().chain(metadata))
        .success();
    let gold = folder.join(format!(
        "gold/{id}/moving_averages_and_plateau_shrinkage.md"
    ));
    let gold = fs::read_to_string(gold).expect("a note");
    let prose = without_anchors(&gold);
    vault.write("draft.md", &prose);
    vault.kbnote(["new", id, "--draft", "draft.md"]).success();
    let note = vault.read("notes/3blue1brown/moving_averages_and_plateau_shrinkage.md");
    assert_eq!(
        without_anchors(&note).trim_end(),
        prose.trim_end(),
        "no other byte changed"
    );
    let places = |text: &str| text.matches("<a class=\"yt-timestamp\"").count();
    assert!(
        places(&note) * 10 >= places(&gold) * 9,
        "{} of {}",
        places(&note),
        places(&gold)
    );
}

fn without_anchors(note: &str) -> String {
    let mut pieces = note.split(" <a class=\"yt-timestamp\"");
    let mut bare = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        bare.push_str(piece.split_once("</a>").map_or(piece, |(_, rest)| rest));
    }
    bare
}
