//! `kbnote quote`: the captions behind a sentence, printed or inserted.

use crate::support::TestVault;

const NOTE: &str = "notes/fieldnotes/counting_birds_in_winter.md";

/// A vault with a talk of two speakers, and a note on it with a paragraph and a list.
pub(crate) fn talk() -> TestVault {
    let vault = TestVault::shipped();
    let captions = "WEBVTT\n\n\
        00:00:01.000 --> 00:00:05.000\n<v Ann Lee>Who counts the starlings at dusk in the reeds?\n\n\
        00:00:05.000 --> 00:00:11.500\n<v Bo>Two people count the flock and compare [laughs] for $5.\n\n\
        00:01:10.000 --> 00:01:16.000\n<v Bo>The tide table decides when the waders arrive.\n\n\
        00:01:16.000 --> 00:01:24.400\n<v Bo>Two hours before high water is a good time to sit down.\n\n\
        00:02:30.000 --> 00:02:34.000\n<v Ann Lee>Thank you for listening to this talk.\n";
    vault.write("meeting.vtt", captions);
    let import = [
        "import",
        "--video",
        "kbnoteTalk1",
        "--lang",
        "en",
        "meeting.vtt",
    ];
    vault.kbnote(import).success();
    vault.write(TALK, TALK_TEXT);
    vault
}

pub(crate) const TALK: &str = "notes/fieldnotes/talk.md";

const TALK_TEXT: &str = "---\ntitle: Talk\nvideoId: kbnoteTalk1\n---\n\n## Flocks\n\n\
    Two people count a flock and compare \
    <a class=\"yt-timestamp\" data-t=\"00:00:05\">[00:00:05]</a>.\n\n\
    ## Tides\n\n\
    - Waders arrive when the tide table says \
    <a class=\"yt-timestamp\" data-t=\"00:01:10\">[00:01:10]</a>.\n\
    - Sit down two hours before high water \
    <a class=\"yt-timestamp\" data-t=\"00:01:16\">[00:01:16]</a>.\n\n\
    Refrigerated ships export bananas.\n";

#[test]
fn a_sentence_is_quoted_with_its_speaker_and_time() {
    let vault = talk();
    let run = vault.kbnote(["quote", &format!("{TALK}:8")]).success();
    insta::assert_snapshot!(run.seen());
    let shipped = vault.kbnote(["quote", &format!("{NOTE}:18")]).success();
    insta::assert_snapshot!(shipped.seen());
}

#[test]
fn the_settings_say_how_the_time_is_written() {
    let vault = talk();
    vault.write("kbnote.toml", "[anchor]\nstyle = \"markdown\"\n");
    let run = vault.kbnote(["quote", &format!("{TALK}:8")]).success();
    let anchor = "[00:00:05](https://youtu.be/kbnoteTalk1?t=5)\n";
    assert!(run.stdout.ends_with(anchor), "{}", run.stdout);
}

#[test]
fn a_quotation_is_inserted_once_stays_and_is_undone() {
    let vault = talk();
    vault
        .kbnote(["align", "--places", "existing", TALK])
        .success();
    let before = vault.read(TALK);
    for (line, shown) in [(8, "[00:00:05]"), (12, "[00:01:10]")] {
        let place = format!("{TALK}:{line}");
        let insert = |flag: &[&str]| {
            let command = ["quote", place.as_str(), "--insert"];
            vault.kbnote([&command, flag].concat())
        };
        insert(&["--check"]).exits(1);
        let diff = insert(&["--diff"]).success().stdout;
        assert!(diff.contains("\n+") && diff.contains(shown), "{diff}");
        assert_eq!(vault.read(TALK), before);
        let printed = insert(&["--stdout"]).success().stdout;
        insert(&[]).success();
        assert_eq!(vault.read(TALK), printed);
        insta::assert_snapshot!(printed);

        let again = insert(&[]).success();
        assert!(
            again.stderr.contains("already has the quotation"),
            "{}",
            again.stderr
        );
        insert(&["--check"]).success();
        assert_eq!(vault.read(TALK), printed);
        let aligned = vault.kbnote(["--json", "align", "--places", "existing", TALK]);
        let aligned = aligned.success().json().to_string();
        assert!(!aligned.contains("pinned"), "{aligned}");
        assert_eq!(vault.read(TALK), printed);
        let quoted = printed.lines().enumerate();
        let quoted = quoted.filter(|(_, line)| line.trim_start().starts_with("> "));
        for (number, _) in quoted {
            let place = format!("{TALK}:{}", number + 1);
            let run = vault.kbnote(["quote", &place, "--insert"]).success();
            assert!(
                run.stderr.contains("already has the quotation"),
                "{}",
                run.stderr
            );
            assert_eq!(vault.read(TALK), printed, "{place}");
        }
        vault.kbnote(["undo"]).success();
        assert_eq!(vault.read(TALK), before);
    }
}

#[test]
fn a_note_from_standard_input_comes_out_with_the_quotation() {
    let vault = talk();
    let text = vault.read(TALK);
    let read = |args: &[&str]| vault.kbnote_reading(args, &text).success();
    let printed = vault
        .kbnote(["quote", &format!("{TALK}:8")])
        .success()
        .stdout;
    assert_eq!(read(&["quote", "-:8"]).stdout, printed);
    let inserted = read(&["quote", "-:8", "--insert"]).stdout;
    assert!(
        inserted.contains(&format!("</a>.\n\n{printed}\n## Tides")),
        "{inserted}"
    );
    let json = read(&["--json", "quote", "-:8", "--insert"]).json();
    assert_eq!(json["text"], inserted);
}

#[test]
fn each_reason_why_a_passage_cannot_be_quoted_has_its_own_error() {
    let vault = talk();
    let seen = |args: &[&str], code| vault.kbnote([&["quote"], args].concat()).exits(code).stderr;
    insta::assert_snapshot!(seen(&[&format!("{TALK}:15")], 3));
    seen(&[&format!("{TALK}:7")], 3);
    seen(&["notes/gone.md:1"], 3);
    seen(&[TALK], 2);
    seen(&[&format!("{TALK}:8"), "--check"], 2);
    vault.write("notes/x/a.md", "---\ntitle: A\n---\n\nNo video.\n");
    seen(&["notes/x/a.md:5"], 3);
    vault.write(
        "notes/x/b.md",
        "---\ntitle: B\nvideoId: kbnoteDemo9\n---\n\nNo captions.\n",
    );
    seen(&["notes/x/b.md:6"], 3);
    vault.write(
        "notes/x/c.md",
        "---\nvideoId: kbnoteTalk1\n---\n\n| A |\n| --- |\n| Two people count the flock and compare. |\n",
    );
    insta::assert_snapshot!(seen(&["notes/x/c.md:7", "--insert"], 2));
}
