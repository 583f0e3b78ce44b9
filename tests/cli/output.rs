//! What goes to standard output and standard error, whatever is read and wherever it goes.

#[cfg(target_os = "linux")]
use std::fs::File;

use crate::support::TestVault;

/// What a terminal would obey, and what would mislead a reader, one after the other.
const HOSTILE: &str = "\u{1b}[31mA\u{1b}]0;x\u{7}\u{9b}2J\u{202e}gnp\u{2066}\u{8}Z";

fn is_plain(run: &str) -> bool {
    let obeyed = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t'))
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    !run.contains(obeyed)
}

#[test]
fn nothing_from_a_title_a_caption_a_path_or_a_note_is_obeyed_by_the_terminal() {
    let vault = TestVault::empty();
    let named = format!("{HOSTILE} talk");
    let captions = format!("1\n00:00:01,000 --> 00:00:09,000\nHerons {HOSTILE} wade at dusk.\n");
    vault.write("talk.srt", captions);
    let import = [
        "import",
        "talk.srt",
        "--video=kbnoteDemo1",
        "--lang=en",
        "--title",
        &named,
        "--channel",
        &named,
    ];
    let runs = |color: &str| {
        let all: Vec<Vec<&str>> = vec![
            import.to_vec(),
            vec!["new", "kbnoteDemo1"],
            vec!["list"],
            vec!["search", "herons"],
            vec!["check", "-v"],
            vec!["check", "--format", "github"],
            vec!["align", "notes"],
            vec!["align", "-v", "notes"],
            vec!["links", "notes"],
            vec!["diff", "notes"],
            vec!["index"],
            vec!["undo", "--list"],
            vec!["list", HOSTILE],
            vec!["align", HOSTILE],
            vec!["new", "kbnoteDemo9", "--offline"],
        ];
        for args in all {
            let run = vault.kbnote(["--color", color].iter().chain(&args));
            let shown = match color {
                "always" => without_our_colors(&run.stdout) + &without_our_colors(&run.stderr),
                _ => run.stdout + &run.stderr,
            };
            assert!(is_plain(&shown), "{args:?}: {shown:?}");
        }
    };
    vault.write(
        "notes/x/hostile.md",
        format!("---\ntitle: \"A {HOSTILE}\"\nvideoId: kbnoteDemo1\n---\n\nHerons {HOSTILE} wade at dusk.\n"),
    );
    runs("never");
    runs("always");
    let json = vault.kbnote(["list", "--json"]).success();
    assert!(is_plain(&json.stdout), "{:?}", json.stdout);
    assert!(
        json.json().to_string().contains('\u{202e}'),
        "it is there, escaped"
    );
}

/// The text without the colours that kbnote itself uses: bold, faint and eight colours, and their end.
fn without_our_colors(text: &str) -> String {
    let mut text = text.to_owned();
    for code in ["0", "1", "2", "31", "32", "33", "34", "36"] {
        text = text.replace(&format!("\u{1b}[{code}m"), "");
    }
    text
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_device_is_a_failure() {
    let vault = TestVault::shipped();
    let all: [&[&str]; 12] = [
        &["--version"],
        &["--help"],
        &["help", "align"],
        &["list"],
        &["list", "--json"],
        &["search", "birds"],
        &["check", "--explain", "all"],
        &["check", "--json"],
        &["man"],
        &["completions", "bash"],
        &[
            "align",
            "--stdout",
            "notes/fieldnotes/counting_birds_in_winter.md",
        ],
        &["nonsense", "--json"],
    ];
    for args in all {
        let full = File::options().write(true).open("/dev/full");
        let mut command = vault.command(args);
        command.stdout(full.expect("a device that is full"));
        let run = vault.ended(command.output().expect("kbnote runs"));
        assert_ne!(run.code, 0, "{args:?}");
        let is_told = run.stderr.contains("cannot write the result") || args.contains(&"--json");
        assert!(is_told, "{args:?}: {}", run.stderr);
    }
}

#[test]
#[cfg(unix)]
fn a_closed_pipe_is_not_a_failure() {
    let vault = TestVault::shipped();
    for args in [["--version"], ["list"], ["man"]] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let mut command = vault.command(args);
        command.stdout(writer);
        let run = vault.ended(command.output().expect("kbnote runs"));
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{args:?}");
    }
}
