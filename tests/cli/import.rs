//! `kbnote import`: files got elsewhere.

use crate::support::TestVault;

const VTT: &str = "WEBVTT\nKind: captions\nLanguage: en\n\n00:01.000 --> 00:03.000\nHello there.\n\n00:04.000 --> 00:0x.000\nBroken.\n\n00:05.000 --> 00:06.000\nGood bye.\n";

const INFO: &str = r#"{"id": "-bnoteDemo1", "title": "A \"quoted\" talk: part #1", "channel": "Marsh & Sons",
    "uploader_id": "@marsh", "duration": 60, "upload_date": "20250102",
    "chapters": [{"start_time": 0, "end_time": 30, "title": "One"}, {"start_time": 30, "end_time": 60, "title": "Two"}]}"#;

#[test]
fn captions_and_metadata_of_one_video_come_together() {
    let vault = TestVault::empty();
    vault.write("talk.en.vtt", VTT);
    vault.write("talk.info.json", INFO);
    let run = vault
        .kbnote(["import", "talk.en.vtt", "talk.info.json"])
        .success();
    insta::assert_snapshot!(run.seen());
    insta::assert_snapshot!(vault.read("transcripts/-bnoteDemo1.json"));
    let stored = vault.snapshot();
    vault
        .kbnote(["import", "talk.en.vtt", "talk.info.json"])
        .success();
    assert_eq!(vault.snapshot(), stored, "a second import changes nothing");
}

#[test]
fn a_second_track_is_added_and_metadata_given_wins() {
    let vault = TestVault::empty();
    vault.write("en.vtt", VTT);
    vault.write(
        "auto.json",
        r#"[{"text": "hello there", "start": 1.0, "duration": 2.0}]"#,
    );
    vault
        .kbnote(["import", "en.vtt", "--video=-bnoteDemo1", "--title", "Old"])
        .success();
    let args = [
        "--json",
        "import",
        "auto.json",
        "--video",
        "-bnoteDemo1",
        "--lang",
        "en",
    ];
    let run = vault
        .kbnote(args.into_iter().chain(["--kind", "auto", "--title", "New"]))
        .success();
    let video = &run.json()["videos"][0];
    assert_eq!(
        (&video["title"], &video["status"]),
        (&"New".into(), &"stored".into())
    );
    let ids: Vec<_> = video["tracks"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|t| &t["id"])
        .collect();
    assert_eq!(ids, [".en", "a.en"]);
}

#[test]
fn files_that_cannot_be_imported_are_reported() {
    let vault = TestVault::empty();
    vault.write(
        "page.srt",
        "<!DOCTYPE html><html><body>Sign in</body></html>",
    );
    vault.write("en.vtt", VTT);
    let run = vault.kbnote(["import", "page.srt", "--video", "kbnoteDemo1"]);
    insta::assert_snapshot!(run.seen());
    vault.write("….vtt", VTT);
    let unnamed = vault.kbnote(["import", "….vtt"]).exits(2);
    assert!(unnamed.stderr.contains("--video ID"), "{}", unnamed.stderr);
    vault
        .kbnote(["import", "gone.vtt", "--video", "kbnoteDemo1"])
        .exits(3);
    let both = vault
        .kbnote(["import", "page.srt", "en.vtt", "--video", "kbnoteDemo1"])
        .exits(1);
    assert!(
        both.stdout.contains("stored transcripts/kbnoteDemo1.json"),
        "{}",
        both.seen()
    );
}

#[test]
fn only_real_languages_are_read_from_a_file_name() {
    let said = "so we count the birds at dusk when they come in to roost";
    let srt = format!("1\n00:00:01,000 --> 00:00:04,000\n{said}\n");
    for (name, id) in [
        ("x.captions.srt", ".en"),
        ("x.final.srt", ".en"),
        ("x.subtitle.srt", ".en"),
        ("x.srt.txt", ".en"),
        ("x.de.forced.srt", ".de"),
        ("x.sdh.pt-BR.srt", ".pt-BR"),
        ("x.fil.srt", ".fil"),
        // A video that is given is not looked for in the name.
        ("conferences.srt", ".en"),
    ] {
        let vault = TestVault::empty();
        vault.write(name, &srt);
        let args = ["--json", "import", name, "--video=kbnoteDemo1"];
        let videos = &vault.kbnote(args).success().json()["videos"];
        assert_eq!(videos[0]["tracks"][0]["id"], id, "{name}");
        assert_eq!(videos[0]["video"], "kbnoteDemo1", "{name}");
    }
}

#[test]
fn captions_from_before_unicode_are_read() {
    let vault = TestVault::empty();
    // Windows-1251 and Shift_JIS.
    let russian = b"\xcc\xfb \xf1\xf7\xe8\xf2\xe0\xe5\xec \xef\xf2\xe8\xf6.";
    let japanese = b"\x92\xb9\x82\xf0\x90\x94\x82\xa6\x82\xdc\x82\xb7\x81B";
    for (name, said, text) in [
        ("ru.srt", &russian[..], "Мы считаем птиц."),
        ("ja.srt", &japanese[..], "鳥を数えます。"),
    ] {
        let srt = [
            &b"1\r\n00:00:01,000 --> 00:00:04,000\r\n"[..],
            said,
            b"\r\n",
        ]
        .concat();
        vault.write(name, srt);
        vault
            .kbnote(["import", name, "--video=kbnoteDemo1"])
            .success();
        let stored = vault.read("transcripts/kbnoteDemo1.json");
        assert!(stored.contains(text), "{stored}");
    }
}

#[test]
fn a_guessed_encoding_is_reported() {
    let vault = TestVault::shipped();
    let srt = |said: &[u8]| [b"1\n00:00:01,000 --> 00:00:04,000\n", said, b"\n"].concat();
    vault.write("caf.srt", srt(b"Two of us count the flock in the caf\xe9."));
    let run = vault.kbnote(["import", "caf.srt", "--video=kbnoteDemo9", "--lang=en"]);
    insta::assert_snapshot!(run.success().seen(), @"
    stored transcripts/kbnoteDemo9.json: kbnoteDemo9, 1 cue
    --- stderr
    warning: caf.srt does not name its encoding and was read as windows-1252; if letters are wrong, set its language with `--lang`, or convert it to UTF-8
    --- exit 0
    ");
    let note = "notes/fieldnotes/counting_birds_in_winter.md";
    let run = vault.kbnote(["align", "--json", "--check", "--captions", "caf.srt", note]);
    insta::assert_snapshot!(run.success().stderr, @"warning: caf.srt does not name its encoding and was read as windows-1252; if letters are wrong, convert it to UTF-8");
    let text = "Two of us count the flock in the café.";
    vault.write("caf.srt", srt(text.as_bytes()));
    let run = vault.kbnote(["import", "caf.srt", "--video=kbnoteDemo9", "--lang=en"]);
    assert_eq!(run.success().stderr, "");
}

#[test]
fn a_file_without_cues_is_reported_and_not_stored() {
    let vault = TestVault::empty();
    for (name, text) in [
        ("e.vtt", "WEBVTT\n\n"),
        ("e.json", "[]"),
        ("e.json3", "{\"events\":[]}"),
        ("b.vtt", "WEBVTT\n\n00:04.000 --> 00:0x.000\nBroken.\n"),
    ] {
        vault.write(name, text);
        let before = vault.snapshot();
        let args = ["--json", "import", name, "--video=kbnoteDemo1"];
        let document = vault.kbnote(args).exits(3).json();
        assert_eq!(document["error"]["kind"], "no-cues", "{document}");
        let message = document["error"]["message"].as_str().unwrap_or_default();
        assert!(message.contains(name), "{message}");
        assert_eq!(message.contains("line 3"), name == "b.vtt", "{message}");
        assert_eq!(vault.snapshot(), before);
    }
    vault.write("talk.info.json", INFO);
    vault.kbnote(["import", "talk.info.json"]).success();
    vault.kbnote(["import", "talk.info.json", "e.vtt"]).exits(1);
}

#[test]
fn a_language_may_be_given_by_name_and_must_be_one() {
    let vault = TestVault::empty();
    let german = r#"{"language":"german","segments":[{"start":0,"end":4,"text":" Wir zählen.","avg_logprob":NaN}]}"#;
    vault.write("talk.json", german);
    vault
        .kbnote(["import", "--video", "kbnoteTalk1", "talk.json"])
        .success();
    let stored = || vault.read("transcripts/kbnoteTalk1.json");
    assert!(stored().contains(r#""id": "a.de""#), "{}", stored());
    vault.write("talk.srt", "1\n00:00:01,000 --> 00:00:02,000\nVi räknar.\n");
    let import = |language: &str| {
        vault.kbnote([
            "import",
            "--video",
            "kbnoteTalk1",
            "--lang",
            language,
            "talk.srt",
        ])
    };
    import("Swedish").success();
    assert!(stored().contains(r#""id": ".sv""#), "{}", stored());
    let refused = import("klingon").exits(2);
    assert!(refused.stderr.contains("klingon"), "{}", refused.stderr);
    assert!(
        refused.stderr.contains("not the tag or name of a language"),
        "{}",
        refused.stderr
    );
}

#[test]
fn a_legacy_encoding_is_that_of_the_language() {
    let thai = b"1\n00:00:01,000 --> 00:00:04,000\n\xca\xc7\xd1\xca\xb4\xd5\xa4\xc3\xd1\xba\n";
    let vault = TestVault::empty();
    for (name, language) in [("talk.th.srt", None), ("talk.srt", Some("--lang=th"))] {
        vault.write(name, thai);
        let named = ["import", name, "--video=kbnoteTalk1"];
        vault.kbnote(named.into_iter().chain(language)).success();
        let stored = vault.read("transcripts/kbnoteTalk1.json");
        assert!(stored.contains("สวัสดีครับ"), "{name}: {stored}");
    }
}

#[test]
fn a_talk_on_chapters_has_captions() {
    let vault = TestVault::empty();
    vault.write(
        "chapters.chapters.srt",
        "1\n00:00:01,000 --> 00:00:04,000\nA chapter begins at dusk.\n",
    );
    let run = vault.kbnote([
        "import",
        "chapters.chapters.srt",
        "--video=kbnoteTalk1",
        "--lang=en",
    ]);
    let stored = run.success().stdout;
    assert!(stored.ends_with(", 1 cue\n"), "{stored}");
}

#[test]
fn chapters_become_chapters_and_pictures_nothing() {
    let vault = TestVault::empty();
    vault.write("en.vtt", VTT);
    let import =
        |name: &str| vault.kbnote(["import", "--video", "kbnoteTalk1", "--lang", "en", name]);
    import("en.vtt").success();
    let before = vault.read("transcripts/kbnoteTalk1.json");
    let chapters = "WEBVTT\nKind: chapters\nLanguage: en\n\n00:00.000 --> 05:00.000\nAt dusk\n";
    vault.write("chapters.vtt", chapters);
    let run = import("chapters.vtt").success();
    assert!(run.stdout.ends_with(", 1 chapter\n"), "{}", run.stdout);
    let stored = vault.read("transcripts/kbnoteTalk1.json");
    assert!(
        stored.contains(r#"{"start_ms":0,"title":"At dusk","source":"author"}"#),
        "{stored}"
    );
    let tracks = |json: &str| {
        json.split_once("\"tracks\"")
            .map(|(_, tracks)| tracks.to_owned())
    };
    assert_eq!(tracks(&stored), tracks(&before));
    vault.write(
        "thumbs.vtt",
        "WEBVTT\nKind: metadata\n\n00:00.000 --> 00:05.000\nsprite.jpg#xywh=0,0,1,1\n",
    );
    let refused = import("thumbs.vtt").exits(3);
    assert!(
        refused
            .stderr
            .contains("WebVTT with metadata instead of captions"),
        "{}",
        refused.stderr
    );
    assert_eq!(vault.read("transcripts/kbnoteTalk1.json"), stored);
    vault.write(
        "talk.chapters.vtt",
        chapters.replace("Kind: chapters\n", ""),
    );
    let run = import("talk.chapters.vtt").success();
    assert!(run.stdout.ends_with(", 1 chapter\n"), "{}", run.stdout);
    assert_eq!(vault.read("transcripts/kbnoteTalk1.json"), stored);
}

#[test]
fn the_keys_of_unknown_json_are_named() {
    let vault = TestVault::empty();
    vault.write("talk.json", r#"[{"text": "Hello", "startMs": 250}]"#);
    let refused = vault.kbnote(["import", "talk.json"]).exits(3);
    for part in ["`start` is missing", "`startMs`", "rename its keys"] {
        assert!(refused.stderr.contains(part), "{}", refused.stderr);
    }
}
