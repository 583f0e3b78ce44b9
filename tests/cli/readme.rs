//! README.md is true: its commands do what it says.

use std::fs;

use crate::support::{TestVault, all_source, repository};
use crate::web::{VTT, server, transcripts};

fn readme() -> String {
    fs::read_to_string(repository().join("README.md")).expect("README.md")
}

/// The lines of code blocks that begin with `start`.
fn commands(start: &str) -> Vec<String> {
    let readme = readme();
    let blocks = readme.split("```").skip(1).step_by(2);
    let lines = blocks
        .flat_map(str::lines)
        .filter(|line| line.starts_with(start));
    lines.map(str::to_owned).collect()
}

#[test]
fn the_first_command_makes_a_note_and_then_says_why_there_is_nothing_to_do() {
    let lines = commands("cargo run");
    let [line] = lines.as_slice() else {
        panic!("one command to try it: {lines:?}")
    };
    let args: Vec<&str> = line
        .strip_prefix("cargo run -- ")
        .expect("arguments")
        .split(' ')
        .collect();
    let vault = TestVault::shipped();
    let run = vault.kbnote(["--offline"].iter().chain(&args)).success();
    assert!(
        run.stdout
            .starts_with("---\ntitle: Tide tables\nvideoId: kbnoteDemo3\n")
    );
    assert!(
        run.stdout.matches("<a class=\"yt-timestamp\"").count() > 15,
        "{}",
        run.stdout
    );
    assert!(
        run.stdout
            .contains("[[counting_birds_in_winter | counting birds in winter]]")
    );
    let shown = readme();
    let first = shown
        .split("```console")
        .nth(1)
        .and_then(|demo| demo.split("data-t=\"").nth(1));
    let first = &first.expect("an anchor in the demonstration")[..8];
    let made = run.stdout.split("data-t=\"").nth(1).expect("an anchor");
    assert!(made.starts_with(first), "README shows {first}");
    let again = vault.kbnote(["--offline"].iter().chain(&args)).exits(5);
    assert!(again.stderr.contains("already exists"), "{}", again.stderr);
}

#[test]
fn recordings_that_are_not_videos_are_stored_as_shown() {
    let items = "<item><title>Counting geese at dusk</title><guid>1</guid>\
        <podcast:transcript url=\"/1.vtt\" type=\"text/vtt\"/></item><item><title>Terns</title><guid>2</guid></item>";
    let feed = format!("<rss><channel><title>Marsh Notes</title>{items}</channel></rss>");
    let server = server([("/show.xml", feed), ("/1.vtt", VTT.to_owned())]);
    let vault = TestVault::empty();
    vault.write("team.vtt", VTT);
    vault.write(
        "lecture.srt",
        VTT.replace("WEBVTT\n\n", "")
            .replace("<v Ana>", "")
            .replace("<v Ben>", ""),
    );
    vault.write("prose.md", "Starlings come to the reed beds at dusk.\n");
    let readme = readme();
    let section = readme
        .split("Podcasts, PeerTube and pages")
        .nth(1)
        .and_then(|rest| rest.split("```").nth(1));
    let lines: Vec<&str> = section
        .into_iter()
        .flat_map(str::lines)
        .filter(|line| line.starts_with("kbnote "))
        .collect();
    assert_eq!(lines.len(), 4, "{lines:?}");
    for line in lines {
        let command = line.split(" #").next().expect("a command").trim();
        let command = command.replace("https://feeds.example.org", &server.url());
        let args: Vec<&str> = command.split(' ').skip(1).collect();
        vault.kbnote(args).success();
    }
    let stored = transcripts(&vault);
    assert_eq!(stored.len(), 3);
    assert!(
        stored
            .iter()
            .any(|stored| stored["video"]["url"] == "https://vimeo.com/1")
    );
    assert!(stored.iter().any(|stored| {
        stored["video"]["title"]
            .as_str()
            .is_some_and(|title| title.contains("geese"))
    }));
    assert!(
        stored
            .iter()
            .any(|stored| stored["video"]["id"] == "lecture")
    );
}

#[test]
fn ci_runs_both_commands_in_their_order() {
    let (tries, tests) = (commands("cargo run"), commands("cargo test"));
    let ([tries], [tests]) = (tries.as_slice(), tests.as_slice()) else {
        panic!("one command to try it, one to test it: {tries:?} {tests:?}")
    };
    let ci = fs::read_to_string(repository().join(".ci/run")).expect(".ci/run");
    let place = |command: &str| ci.lines().position(|step| step.trim() == command);
    let (tried, tested) = (place(tries), place(tests));
    assert!(tried.is_some() && tried < tested, "{tried:?} {tested:?}");
}

#[test]
fn the_commands_in_the_table_are_those_that_exist() {
    let help = TestVault::empty().kbnote(["help"]).success().stdout;
    let listed = help
        .split("Commands:\n")
        .nth(1)
        .expect("commands")
        .split("\n\n")
        .next();
    let existing: Vec<_> = listed
        .into_iter()
        .flat_map(str::lines)
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    let readme = readme();
    let rows = readme
        .lines()
        .filter_map(|line| line.strip_prefix("| `kbnote "));
    let told: Vec<_> = rows
        .filter_map(|row| row.split([' ', '`']).next())
        .collect();
    assert_eq!(told, existing);
}

#[test]
fn every_invariant_of_the_architecture_names_tests_that_exist() {
    let page = fs::read_to_string(repository().join("ARCHITECTURE.md")).expect("the page");
    let invariants = page
        .split("## Invariants")
        .nth(1)
        .and_then(|rest| rest.split("\n## ").next())
        .expect("invariants");
    let source = all_source();
    for (number, invariant) in (1..).zip(numbered_items(invariants)) {
        let names: Vec<_> = invariant
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|name| name.matches('_').count() > 2)
            .collect();
        assert!(!names.is_empty(), "invariant {number} names no test");
        for name in names {
            assert!(source.contains(&format!("fn {name}(")), "no test {name}");
        }
    }
}

/// The items of a numbered list, each with the lines that continue it.
fn numbered_items(text: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    for line in text.lines() {
        if line.starts_with(|first: char| first.is_ascii_digit()) {
            items.push(line.to_owned());
        } else if let Some(item) = items.last_mut() {
            *item += line;
        }
    }
    items
}
