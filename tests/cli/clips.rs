//! `kbnote clips`: passages for yt-dlp and ffmpeg.

use crate::quote::{TALK, talk};
use crate::support::TestVault;

const NOTE: &str = "notes/fieldnotes/counting_birds_in_winter.md";

#[test]
fn passages_are_listed_for_both_programs_and_merged_where_they_overlap() {
    let vault = talk();
    let run = |args: &[&str]| vault.kbnote([args, &["clips", TALK]].concat()).success();
    assert_eq!(run(&[]).stdout, "*00:00:05-00:00:12\n*00:01:10-00:01:25\n");
    assert_eq!(run(&["--format", "yt-dlp"]).stdout, run(&[]).stdout);
    let ffmpeg = run(&["--format", "ffmpeg"]).stdout;
    assert_eq!(
        ffmpeg,
        "-ss 00:00:05 -to 00:00:12\n-ss 00:01:10 -to 00:01:25\n"
    );
    let json = run(&["--json"]).json();
    let clip = &json["clips"][1];
    assert_eq!(
        (&clip["time_ms"], &clip["end_ms"]),
        (&70_000.into(), &85_000.into())
    );
    assert_eq!(clip["sentences"].as_array().map(Vec::len), Some(2));
    let piped = vault.kbnote_reading(["clips", "-"], &vault.read(TALK));
    assert_eq!(piped.success().stdout, run(&[]).stdout);
}

#[test]
fn the_clips_of_a_note_are_in_order_and_hold_each_anchor() {
    let vault = TestVault::shipped();
    let run = vault.kbnote(["clips", NOTE]).success();
    insta::assert_snapshot!(run.seen());
    let json = vault.kbnote(["--json", "clips", NOTE]).success().json();
    let clips: Vec<(u64, u64)> = json["clips"]
        .as_array()
        .expect("clips")
        .iter()
        .map(|clip| {
            (
                clip["time_ms"].as_u64().expect("ms"),
                clip["end_ms"].as_u64().expect("ms"),
            )
        })
        .collect();
    assert!(
        clips.windows(2).all(|pair| pair[0].1 < pair[1].0),
        "{clips:?}"
    );
    let text = vault.read(NOTE);
    let times = text.split("data-t=\"").skip(1).map(|rest| &rest[..8]);
    for time in times {
        let time: kbnote_core::Timestamp = time.parse().expect("a time");
        let time = time.as_millis();
        assert!(
            clips.iter().any(|clip| clip.0 <= time && time < clip.1),
            "{time}"
        );
    }
}

#[test]
fn a_note_without_anchors_or_video_has_no_clips() {
    let vault = talk();
    let clips = |args: &[&str], code| vault.kbnote([&["clips"], args].concat()).exits(code).stderr;
    vault.write(
        "notes/x/a.md",
        "---\ntitle: A\nvideoId: kbnoteTalk1\n---\n\nNothing.\n",
    );
    insta::assert_snapshot!(clips(&["notes/x/a.md"], 3));
    vault.write(
        "notes/x/b.md",
        "---\ntitle: B\n---\n\nNo video [00:00:05].\n",
    );
    clips(&["notes/x/b.md"], 3);
    clips(&["notes/gone.md"], 3);
    insta::assert_snapshot!(clips(&["notes"], 2));
    clips(&["--format", "podcast", TALK], 2);
    vault.kbnote(["check", "--format", "yt-dlp"]).exits(2);
}
