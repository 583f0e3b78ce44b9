//! `kbnote help TOPIC`: every command on the pages does what they say.

use crate::support::TestVault;
use crate::web::VTT;

/// The vault that a page speaks of.
fn vault_for(topic: &str) -> TestVault {
    let note = "---\ntitle: Roosts\nvideoId: kbnoteDemo1\n---\n\n\
                Waders roost <a class=\"yt-timestamp\" data-t=\"00:00:42\">[00:00:42]</a>.\n";
    match topic {
        "obsidian" => {
            let vault = TestVault::empty();
            vault.write(".obsidian/app.json", "{}");
            vault.write("People/Ada.md", "# Ada\n");
            vault.write("Notes.md", "See [[Ada]].\n");
            vault
        }
        "quartz" => {
            let vault = TestVault::empty();
            vault.write("quartz.config.ts", "");
            vault.write("content/roosts.md", note);
            vault.write(
                "content/index.md",
                "---\ntitle: Start\n---\n\nSee [[roosts]].\n",
            );
            vault
        }
        "leaving" => {
            let vault = TestVault::shipped();
            vault.kbnote(["align", "notes"]).success();
            vault
        }
        "templates" => {
            let page = TestVault::empty().kbnote(["help", "templates"]);
            let page = page.success().stdout;
            let (_, rest) = page.split_once("```toml\n").expect("settings");
            let vault = TestVault::shipped();
            vault.write("kbnote.toml", rest.split("```").next().unwrap_or_default());
            vault
        }
        "recordings" => {
            let vault = TestVault::empty();
            vault.write("team.vtt", VTT);
            vault.write("lecture.srt", SRT);
            vault
        }
        "troubleshooting" => {
            let vault = TestVault::shipped();
            vault.write("talk.vtt", VTT);
            vault
        }
        _ => TestVault::shipped(),
    }
}

const SRT: &str = "1\n00:00:01,000 --> 00:00:04,000\nStarlings come to the reed beds at dusk.\n";

/// A command on a page with the lines that it is said to print.
struct Step {
    command: String,
    lines: Vec<String>,
}

fn steps(page: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for block in page.split("```console\n").skip(1) {
        for line in block.split("```").next().unwrap_or_default().lines() {
            match (line.strip_prefix("$ "), steps.last_mut()) {
                (Some(command), _) => steps.push(Step {
                    command: command.to_owned(),
                    lines: Vec::new(),
                }),
                (None, Some(step)) => step.lines.push(line.to_owned()),
                (None, None) => panic!("output without a command: {line}"),
            }
        }
    }
    steps
}

/// The words of a command; those in double quotes are one.
fn words(command: &str) -> Vec<String> {
    let parts = command.split('"').enumerate();
    let words = parts.flat_map(|(at, part)| match at % 2 {
        0 => part.split_whitespace().map(str::to_owned).collect(),
        _ => vec![part.to_owned()],
    });
    words.collect()
}

fn run(vault: &TestVault, step: &Step) {
    let words = words(&step.command);
    match words[0].as_str() {
        "kbnote" => {
            let printed = vault.kbnote(&words[1..]).success().stdout;
            let mut printed = printed.lines();
            for line in &step.lines {
                let start = line.trim_end_matches('…');
                let found = printed.any(|printed| match start == line {
                    true => printed.trim_end() == line,
                    false => printed.starts_with(start),
                });
                assert!(found, "{}: {line}", step.command);
            }
        }
        "rm" => std::fs::remove_dir_all(vault.path(&words[2])).expect("removed"),
        other => panic!("{other}"),
    }
}

#[test]
fn every_command_on_the_pages_of_help_does_what_they_say() {
    let help = TestVault::empty().kbnote(["help"]).success().stdout;
    let listed = help.split("Topics: ").nth(1).expect("topics");
    let topics = listed.split(" (").next().expect("names");
    for topic in topics.split(',').map(str::trim) {
        let page = TestVault::empty().kbnote(["help", topic]).success().stdout;
        let vault = vault_for(topic);
        let steps = steps(&page);
        assert!(!steps.is_empty(), "{topic}");
        for step in steps {
            run(&vault, &step);
        }
    }
}

#[test]
fn an_unknown_topic_is_answered_with_those_that_exist() {
    let run = TestVault::empty().kbnote(["help", "elephants"]).exits(2);
    assert!(run.stderr.contains("settings, pipelines"), "{}", run.stderr);
}

#[test]
#[cfg(unix)]
fn arguments_that_are_not_unicode_are_no_topics() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let name = OsStr::from_bytes(b"n\xff");
    let vault = TestVault::empty();
    vault.kbnote([name]).exits(2);
    vault.kbnote([OsStr::new("help"), name]).exits(2);
    vault.kbnote([OsStr::new("align"), name]).exits(3);
}

#[test]
fn the_page_on_templates_has_every_name_and_helper() {
    let page = TestVault::empty()
        .kbnote(["help", "templates"])
        .success()
        .stdout;
    let vault = TestVault::shipped();
    for name in page
        .split_whitespace()
        .filter(|word| word.contains('.') && !word.contains('/'))
    {
        let is_name = name
            .split('.')
            .all(|part| part.chars().all(|c| c.is_ascii_lowercase()));
        if is_name && (name.starts_with("video.") || name.starts_with("channel.")) {
            vault.write("templates/note.hbs", format!("{{{{{name}}}}}"));
            vault.kbnote(["template", "check"]).success();
        }
    }
    vault.write("templates/note.hbs", "{{video.colour}}");
    vault.kbnote(["template", "check"]).exits(1);
}

/// The blocks of a page in a language.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let open = format!("```{language}\n");
    let blocks = page.split(open.as_str()).skip(1);
    blocks
        .filter_map(|block| block.split("```").next())
        .collect()
}

#[test]
fn the_settings_of_editors_are_valid_and_start_the_server() {
    let page = TestVault::empty()
        .kbnote(["help", "editors"])
        .success()
        .stdout;
    let parsed = |text: &&str| text.parse::<toml::Table>().expect("valid TOML");
    let helix: Vec<toml::Table> = blocks(&page, "toml").iter().map(parsed).collect();
    let server = &helix[0]["language-server"]["kbnote"];
    assert_eq!(server["command"].as_str(), Some("kbnote"));
    assert_eq!(server["args"].as_array().map(Vec::len), Some(1));
    assert_eq!(helix[0]["language"][0]["name"].as_str(), Some("markdown"));
    assert_eq!(
        helix[1]["editor"]["lsp"]["display-inlay-hints"].as_bool(),
        Some(true)
    );
    let zed = helix.iter().find_map(|table| table.get("language_servers"));
    assert_eq!(
        zed.expect("Zed")["kbnote"]["languages"][0].as_str(),
        Some("Markdown")
    );
    let json = |text: &&str| serde_json::from_str::<serde_json::Value>(text).expect("valid JSON");
    let json: Vec<serde_json::Value> = blocks(&page, "json").iter().map(json).collect();
    let code = &json[0]["vscode-lspconfig.serverConfigurations"][0];
    assert_eq!(code["command"], serde_json::json!(["kbnote", "lsp"]));
    assert_eq!(
        json[1]["languages"]["Markdown"]["language_servers"][0],
        "kbnote"
    );
    let lisp = blocks(&page, "elisp").concat();
    assert_eq!(lisp.matches('(').count(), lisp.matches(')').count());
    assert!(lisp.contains("(markdown-mode . (\"kbnote\" \"lsp\"))"));
}
