//! Two commands at once: what is there in the end is what one after the other could have made.

use std::collections::BTreeMap;
use std::fs;

use crate::support::{Run, TestVault, is_long_run};

const BIRDS: &str = "notes/fieldnotes/counting_birds_in_winter.md";

/// Names and titles of notes that link to one another.
const NOTES: [(&str, &str); 6] = [
    ("reeds", "Reeds"),
    ("tides", "Tides"),
    ("flocks", "Flocks"),
    ("terns", "Terns"),
    ("gulls", "Gulls"),
    ("dunes", "Dunes"),
];

/// What is run at once, and what was run before.
struct Pair {
    before: &'static [&'static [&'static str]],
    commands: [&'static [&'static str]; 2],
}

const REEDS: &[&str] = &["rename", "notes/many/reeds.md", "Tall reeds"];
const LOW_REEDS: &[&str] = &["rename", "notes/many/reeds.md", "Low reeds"];
const TIDES: &[&str] = &["rename", "notes/many/tides.md", "Spring tides"];
const TIDES_AS_REEDS: &[&str] = &["rename", "notes/many/tides.md", "Tall reeds"];
const ALIGN: &[&str] = &["align", "notes/many"];
const LINKS: &[&str] = &["links", "--apply", "notes/many"];
const REGEN: &[&str] = &["regen", "notes/many"];
const FIX: &[&str] = &[
    "check",
    "--fix",
    "--against-captions",
    "never",
    "notes/many",
];
const INDEX: &[&str] = &["index"];
const UNDO: &[&str] = &["undo"];
const REDO: &[&str] = &["redo"];

const PAIRS: [Pair; 16] = [
    Pair::of([REEDS, TIDES]),
    Pair::of([REEDS, LOW_REEDS]),
    Pair::of([REEDS, TIDES_AS_REEDS]),
    Pair::of([TIDES, ALIGN]),
    Pair::of([REEDS, REGEN]),
    Pair::of([REEDS, LINKS]),
    Pair::of([TIDES, FIX]),
    Pair::of([TIDES, INDEX]),
    Pair::of([ALIGN, ALIGN]),
    Pair::of([ALIGN, REGEN]),
    Pair::of([LINKS, LINKS]),
    Pair::of([REGEN, LINKS]),
    Pair::of([FIX, ALIGN]),
    Pair {
        before: &[ALIGN],
        commands: [UNDO, REEDS],
    },
    Pair {
        before: &[REEDS, ALIGN],
        commands: [UNDO, UNDO],
    },
    Pair {
        before: &[REEDS, UNDO],
        commands: [REDO, TIDES],
    },
];

impl Pair {
    const fn of(commands: [&'static [&'static str]; 2]) -> Self {
        Self {
            before: &[],
            commands,
        }
    }

    /// Runs both at once; gives what is wrong afterwards.
    fn run(&self) -> Vec<String> {
        let vault = vault();
        for command in self.before {
            vault.kbnote(*command).success();
        }
        let running = self.commands.map(|command| vault.start(command));
        let runs = running.map(|run| vault.ended(run.wait_with_output().expect("an end")));
        let mut wrong = Vec::new();
        for (command, run) in self.commands.iter().zip(&runs) {
            let is_expected = match run.code {
                0 | 4 | 5 => true,
                1 => {
                    ["check", "undo", "index"].contains(&command[0])
                        || command.contains(&"notes/many")
                }
                // What is asked for has another name by now, or was taken back already.
                3 => matches!(command[0], "rename" | "undo" | "redo"),
                _ => false,
            };
            if !is_expected {
                wrong.push(format!("{command:?}: {}", run.seen()));
            }
        }
        wrong.extend(self.wrong_notes(&vault, &runs));
        wrong
    }

    fn wrong_notes(&self, vault: &TestVault, runs: &[Run; 2]) -> Vec<String> {
        let mut wrong = Vec::new();
        let files = vault.everything();
        let left = files.iter().filter(|(name, _)| name.contains(".kbnote-"));
        wrong.extend(left.map(|(name, _)| format!("{name} is left")));
        let notes: BTreeMap<&str, String> = files
            .iter()
            .filter(|(name, _)| name.starts_with("notes/many/"))
            .map(|(name, bytes)| (name.as_str(), String::from_utf8_lossy(bytes).into_owned()))
            .collect();
        for (name, _) in NOTES {
            let own = format!("Here begins {name}");
            let with_it: Vec<_> = notes
                .iter()
                .filter(|(_, text)| text.contains(&own))
                .collect();
            if with_it.len() != 1 {
                wrong.push(format!("{name} is there {} times", with_it.len()));
            }
        }
        let check = ["check", "--json", "--against-captions", "never", "notes"];
        let findings = vault.kbnote(check).json();
        let findings = findings["findings"].as_array().cloned().unwrap_or_default();
        let is_broken = |code: &str| matches!(code, "KB301" | "KB302" | "KB304");
        let broken = findings
            .iter()
            .filter(|one| is_broken(one["code"].as_str().unwrap_or("")));
        wrong.extend(broken.map(ToString::to_string));
        for (command, run) in self.commands.iter().zip(runs) {
            let is_rename =
                command[0] == "rename" && run.code == 0 && !self.commands.contains(&UNDO);
            if is_rename {
                let title = command[2];
                let path = format!("notes/many/{}.md", title.to_lowercase().replace(' ', "_"));
                if !notes.contains_key(path.as_str()) {
                    wrong.push(format!("{path} is not there after {command:?}"));
                }
            }
        }
        wrong
    }
}

fn vault() -> TestVault {
    let vault = TestVault::shipped();
    let text = vault.read(BIRDS);
    let mut pieces = text.split(" <a class");
    let mut bare = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        bare += piece.split_once("</a>").map_or(piece, |(_, rest)| rest);
    }
    let body = bare.split("---\n").nth(2).unwrap_or_default();
    for (name, title) in NOTES {
        let links: Vec<String> = NOTES
            .iter()
            .filter(|(other, _)| *other != name)
            .map(|(other, _)| format!("[[{other}]] and [it]({other}.md)"))
            .collect();
        let links = links.join(", ");
        let text = format!(
            "---\ntitle: {title}\nvideoId: kbnoteDemo1\n---\n{body}\nHere begins {name}. See {links}.\n\n\
             Shown as [[the_sourdough_starter | bread #1]].\n"
        );
        vault.write(&format!("notes/many/{name}.md"), text);
    }
    let _ = fs::remove_dir_all(vault.path(".kbnote"));
    vault
}

#[test]
fn two_commands_at_once_leave_the_vault_whole() {
    let rounds = if is_long_run() { 50 } else { 5 };
    let mut wrong = Vec::new();
    for pair in &PAIRS {
        for _ in 0..rounds {
            let found = pair.run();
            if !found.is_empty() {
                wrong.push(format!("{:?}: {}", pair.commands, found.join("\n")));
            }
        }
    }
    let pairs = PAIRS.len() * rounds;
    eprintln!("{} of {pairs} pairs of commands went wrong", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
