//! Who speaks: kept with each cue, shown and searched for.

use serde_json::{Value, json};

use crate::support::TestVault;

const ZOOM: &str = "WEBVTT\n\n1\n00:00:01.000 --> 00:00:04.000\nJosé Núñez: Flocks are counted at dusk.\n\n\
                    2\n00:00:05.000 --> 00:00:08.000\nAnn Lee: Are flocks counted in reeds?\n\n\
                    3\n00:00:09.000 --> 00:00:12.000\nJosé Núñez: Note: at low water.\n";

const ID: &str = "kbnoteDemo7";
const STORED: &str = "transcripts/kbnoteDemo7.json";

fn import(vault: &TestVault, name: &str, text: &str) {
    vault.write(name, text);
    let video = format!("--video={ID}");
    vault
        .kbnote(["import", name, &video, "--lang", "en"])
        .success();
}

/// The speaker and text of each stored cue.
fn stored(vault: &TestVault) -> Vec<(String, String)> {
    let document: Value = serde_json::from_str(&vault.read(STORED)).expect("JSON");
    let track = &document["tracks"][0];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let speaker = |cue: &Value| {
        cue["speaker"]
            .as_u64()
            .and_then(|at| usize::try_from(at).ok())
    };
    let cues = track["cues"].as_array().expect("cues").iter();
    cues.map(|cue| {
        let name = speaker(cue).map_or_else(String::new, |at| text(&track["speakers"][at]));
        (name, text(&cue["text"]))
    })
    .collect()
}

#[test]
fn speakers_of_every_kind_of_file_are_stored() {
    let said = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect()
    };
    let two = said(&[("Ann", "Flocks."), ("Bo", "Where?"), ("Ann", "Here.")]);
    for (name, text) in [
        (
            "talk.srt",
            "1\n00:00:01,000 --> 00:00:02,000\nAnn: Flocks.\n\n2\n00:00:03,000 --> 00:00:04,000\nBo: Where?\n\n\
             3\n00:00:05,000 --> 00:00:06,000\nAnn: Here.\n",
        ),
        (
            "teams.vtt",
            "WEBVTT\n\n0f8fad5b-d9cb-469f-a165-70867728950e/5-0\n00:00:01.000 --> 00:00:02.000\n<v Ann>Flocks.</v>\n\n\
             0f8fad5b-d9cb-469f-a165-70867728950e/5-1\n00:00:03.000 --> 00:00:04.000\n<v Bo>Where?</v>\n\n\
             0f8fad5b-d9cb-469f-a165-70867728950e/6-0\n00:00:05.000 --> 00:00:06.000\n<v Ann>Here.</v>\n",
        ),
        (
            "podcast.json",
            r#"{"version":"1.0.0","segments":[{"speaker":"Ann","startTime":1,"endTime":2,"body":"Flocks."},
            {"speaker":"Bo","startTime":3,"endTime":4,"body":"Where?"},{"speaker":"Ann","startTime":5,"endTime":6,"body":"Here."}]}"#,
        ),
        (
            "whisperx.json",
            r#"{"segments":[{"start":1,"end":4,"text":"Flocks. Where?","words":[
            {"word":"Flocks.","start":1,"end":2,"speaker":"Ann"},{"word":"Where?","start":3,"end":4,"speaker":"Bo"}]},
            {"start":5,"end":6,"text":"Here.","speaker":"Ann"}],"word_segments":[]}"#,
        ),
        (
            "talk.ttml",
            r#"<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"><body><div>
            <p begin="1s" end="2s" ttm:agent="Ann">Flocks.</p><p begin="3s" end="4s" ttm:agent="Bo">Where?</p>
            <p begin="5s" end="6s" ttm:agent="Ann">Here.</p></div></body></tt>"#,
        ),
    ] {
        let vault = TestVault::empty();
        import(&vault, name, text);
        assert_eq!(stored(&vault), two, "{name}");
    }
    let vault = TestVault::empty();
    import(
        &vault,
        "deepgram.json",
        r#"{"results":{"utterances":[{"start":1.0,"end":2.0,"transcript":"Flocks.","speaker":0}]}}"#,
    );
    assert_eq!(stored(&vault), said(&[("Speaker 0", "Flocks.")]));
    let vault = TestVault::empty();
    let plain = "1\n00:00:01,000 --> 00:00:02,000\n10:30 Meeting: we begin\n\n2\n00:00:03,000 --> 00:00:04,000\n\
                 Note: flocks.\n- Many?\n- Some.\n";
    import(&vault, "talk.srt", plain);
    let expected = said(&[
        ("", "10:30 Meeting: we begin"),
        ("", "Note: flocks. - Many? - Some."),
    ]);
    assert_eq!(stored(&vault), expected);
}

#[test]
fn a_search_can_be_limited_to_one_speaker() {
    let vault = TestVault::empty();
    import(&vault, "zoom.vtt", ZOOM);
    let run = vault.kbnote(["search", "flocks counted"]).success();
    let address = "https://youtu.be/kbnoteDemo7?t=5  Ann Lee\n";
    assert!(run.stdout.contains(address), "{}", run.stdout);
    for name in ["ann", "LEE", "Ann Lee"] {
        let run = vault
            .kbnote(["--json", "search", "flocks", "--speaker", name])
            .success();
        let hits = run.json()["hits"].clone();
        assert_eq!(hits.as_array().map(Vec::len), Some(1), "{name}");
        assert_eq!(hits[0]["speakers"], json!(["Ann Lee"]));
        assert_eq!(hits[0]["start_ms"], 5_000);
    }
    for name in ["jose nunez", "Núñez"] {
        let run = vault
            .kbnote(["--json", "search", "flocks", "--speaker", name])
            .success();
        assert_eq!(run.json()["hits"][0]["speakers"], json!(["José Núñez"]));
    }
    let nobody = vault
        .kbnote(["search", "flocks", "--speaker", "Bo"])
        .exits(1);
    assert!(
        nobody
            .stderr
            .contains("nothing found: no speaker `Bo` in the captions"),
        "{}",
        nobody.stderr
    );
    assert!(
        nobody.stderr.contains("speakers: Ann Lee, José Núñez"),
        "{}",
        nobody.stderr
    );
    let by_another = vault
        .kbnote(["search", "reeds", "--speaker", "nunez"])
        .exits(1);
    let (said, by) = ("nothing found: `nunez` does not say it", "said by: Ann Lee");
    assert!(by_another.stderr.contains(said), "{}", by_another.seen());
    assert!(by_another.stderr.contains(by), "{}", by_another.seen());
    for (misspelt, meant) in [
        ("nunes", "José Núñez"),
        ("Anne Lee", "Ann Lee"),
        ("lea", "Ann Lee"),
    ] {
        let args = ["search", "flocks", "--speaker", misspelt];
        let run = vault.kbnote(args).exits(1);
        let hint = format!("did you mean `{meant}`? speakers: Ann Lee, José Núñez");
        assert!(run.stderr.contains(&hint), "{}", run.seen());
    }
    let document = vault
        .kbnote(["--json", "search", "flocks", "--speaker", "Bo"])
        .exits(1)
        .json();
    assert_eq!(document["speakers"], json!(["Ann Lee", "José Núñez"]));
    vault.kbnote(["search", "reeds", "--speaker", " "]).exits(2);
}

#[test]
fn captions_stored_with_names_in_the_text_change_only_when_imported_again() {
    let vault = TestVault::empty();
    let cue =
        |start: u64, text: &str| json!({"start_ms": start, "end_ms": start + 3000, "text": text});
    let cues = [
        cue(1_000, "José Núñez: Flocks are counted at dusk."),
        cue(5_000, "Ann Lee: Are flocks counted in reeds?"),
        cue(9_000, "José Núñez: Note: at low water."),
    ];
    let video = json!({"id": ID, "title": ID, "channel": {"name": "", "folder": "x"}});
    let tracks = json!([{"id": ".en", "lang": "en", "kind": "manual", "cues": cues}]);
    let old =
        json!({"schema": "kbnote.transcript/1", "video": video, "tracks": tracks}).to_string();
    vault.write(STORED, &old);
    vault.kbnote(["search", "flocks"]).success();
    vault.kbnote(["list"]).success();
    assert_eq!(vault.read(STORED), old);
    vault.write("zoom.vtt", ZOOM);
    let again = [
        "--json", "import", "zoom.vtt", "--video", ID, "--lang", "en",
    ];
    let run = vault.kbnote(again).success();
    assert_eq!(
        run.json()["videos"][0]["status"],
        "stored",
        "{}",
        run.seen()
    );
    assert_eq!(
        stored(&vault)[1],
        (
            "Ann Lee".to_owned(),
            "Are flocks counted in reeds?".to_owned()
        )
    );
    let first = vault.read(STORED);
    let run = vault.kbnote(again).success();
    assert_eq!(vault.read(STORED), first, "{}", run.seen());
}

#[test]
fn hundreds_of_speakers_are_kept() {
    let vault = TestVault::empty();
    let mut text = String::from("WEBVTT\n\n");
    for number in 0..400u64 {
        let (minute, second) = (number / 60, number % 60);
        let time = format!("{:02}:{:02}:{second:02}", minute / 60, minute % 60);
        text += &format!(
            "{time}.000 --> {time}.900\n<v Person {number}>Flock {number} is counted.\n\n"
        );
    }
    import(&vault, "crowd.vtt", &text);
    let cues = stored(&vault);
    assert_eq!(cues.len(), 400);
    assert_eq!(cues[311].0, "Person 311");
    let run = vault
        .kbnote(["--json", "search", "counted", "--speaker", "person 311"])
        .success();
    assert_eq!(run.json()["found"], 1);
    vault.write(
        "notes/x/crowd.md",
        format!(
            "---\ntitle: Crowd\nvideoId: {ID}\n---\n\nPerson 311 says that flock 311 is counted.\n"
        ),
    );
    vault.kbnote(["align", "notes/x/crowd.md"]).success();
    vault
        .kbnote(["search", "counted", "--speaker", "Nobody"])
        .exits(1);
}
