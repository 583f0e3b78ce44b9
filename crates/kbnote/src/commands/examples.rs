//! The examples at the end of each command's help.

use std::ffi::OsString;

use clap::Command;

use crate::global_args::GLOBAL_LINE;
use crate::help_topics::TOPICS_LINE;

/// A command line, and what it does.
type Example = (&'static str, &'static str);

/// The examples of each command; all of them are parsed by a test.
const EXAMPLES: &[(&str, &[Example])] = &[
    (
        "init",
        &[
            ("kbnote init my-notes", "a new vault"),
            ("kbnote init --example", "with an example, in this folder"),
        ],
    ),
    (
        "fetch",
        &[
            ("kbnote fetch https://youtu.be/dQw4w9WgXcQ", "one video"),
            (
                "kbnote fetch @channel --since 2025-01-01 --limit 20",
                "a channel",
            ),
            ("kbnote fetch --missing --resume", "what the notes lack"),
        ],
    ),
    (
        "import",
        &[
            ("kbnote import lecture.srt", "stored as `lecture`"),
            (
                "kbnote import team.vtt --url https://vimeo.com/1 --lang en",
                "with its address",
            ),
        ],
    ),
    (
        "new",
        &[
            ("kbnote new dQw4w9WgXcQ", "a heading for each chapter"),
            (
                "kbnote new lecture --draft prose.md --title 'On tides'",
                "your prose, anchored",
            ),
        ],
    ),
    (
        "align",
        &[
            (
                "kbnote align notes/birds/roosts.md",
                "new sentences get anchors",
            ),
            (
                "kbnote align --retime --diff notes/birds",
                "what recomputed times would be",
            ),
            (
                "kbnote align --pin notes/birds/roosts.md:12 =2",
                "the second place of `why`",
            ),
        ],
    ),
    (
        "why",
        &[
            (
                "kbnote why notes/birds/roosts.md:12",
                "all sentences on a line",
            ),
            (
                "kbnote why notes/birds/roosts.md:12:80",
                "the one at column 80",
            ),
        ],
    ),
    (
        "quote",
        &[
            (
                "kbnote quote notes/birds/roosts.md:12",
                "what was said, as a quotation",
            ),
            (
                "kbnote quote --insert notes/birds/roosts.md:12",
                "below the paragraph",
            ),
        ],
    ),
    (
        "clips",
        &[
            (
                "kbnote clips notes/birds/roosts.md",
                "the passages of a note",
            ),
            (
                "kbnote clips notes/birds/roosts.md --format yt-dlp",
                "for yt-dlp",
            ),
        ],
    ),
    (
        "chapters",
        &[
            (
                "kbnote chapters notes/birds/roosts.md",
                "headings with their times",
            ),
            (
                "kbnote chapters notes/birds/roosts.md --format podcast",
                "as JSON chapters",
            ),
        ],
    ),
    (
        "links",
        &[
            (
                "kbnote links notes/birds/roosts.md",
                "suggestions, with reasons",
            ),
            (
                "kbnote links --apply --min-score 0.8 notes",
                "write the best ones",
            ),
        ],
    ),
    (
        "diff",
        &[
            ("kbnote diff notes/birds", "what `regen` would change"),
            (
                "kbnote diff old.md new.md --words",
                "two notes, word by word",
            ),
            (
                "kbnote diff --git HEAD~3 notes/birds/roosts.md",
                "a note and its past",
            ),
        ],
    ),
    (
        "review",
        &[
            ("kbnote review notes/birds/roosts.md", "change by change"),
            (
                "kbnote review --doubts notes/birds",
                "anchors in doubt, one by one",
            ),
            ("kbnote review notes --accept anchors", "all new times"),
        ],
    ),
    (
        "regen",
        &[
            ("kbnote regen notes/birds", "bring all up to date"),
            (
                "kbnote regen --check --only anchors notes",
                "exit 1 if times would change",
            ),
        ],
    ),
    (
        "undo",
        &[
            ("kbnote undo", "what the last command wrote"),
            ("kbnote undo --list", "what can be undone"),
            ("kbnote undo --diff", "what undoing would change"),
        ],
    ),
    (
        "redo",
        &[
            ("kbnote redo", "what was undone last"),
            ("kbnote redo --check", "exit 1 if something can be redone"),
        ],
    ),
    (
        "check",
        &[
            ("kbnote check", "the whole vault"),
            (
                "kbnote check --fix notes/birds",
                "repair what has one answer",
            ),
            ("kbnote check --explain KB601", "what a rule looks for"),
        ],
    ),
    (
        "index",
        &[
            ("kbnote index", "the indexes of all channels"),
            (
                "kbnote index birds --by date --diff",
                "what would change in one",
            ),
        ],
    ),
    (
        "rename",
        &[
            (
                "kbnote rename notes/birds/roosts.md 'Roosts at dusk'",
                "and every link to it",
            ),
            (
                "kbnote rename --diff notes/birds/roosts.md Dusk",
                "what would change",
            ),
        ],
    ),
    (
        "move",
        &[
            (
                "kbnote move notes/unsorted/roosts.md birds",
                "to notes/birds, with its links",
            ),
            (
                "kbnote move --check notes/unsorted/roosts.md birds",
                "write nothing",
            ),
        ],
    ),
    (
        "convert",
        &[
            (
                "kbnote convert notes --anchors markdown --diff",
                "what would change",
            ),
            (
                "kbnote convert notes/birds/roosts.md --anchors logseq",
                "one note",
            ),
        ],
    ),
    (
        "template",
        &[
            (
                "kbnote template list",
                "the templates and where they come from",
            ),
            ("kbnote template check", "whether each can be used"),
        ],
    ),
    (
        "list",
        &[
            ("kbnote list", "all stored recordings"),
            ("kbnote list dQw4w9WgXcQ --json", "one, for a script"),
        ],
    ),
    (
        "status",
        &[
            ("kbnote status", "the whole vault"),
            ("kbnote status notes/birds", "the notes of a folder"),
        ],
    ),
    (
        "search",
        &[
            ("kbnote search high water", "both words, in any form"),
            (
                "kbnote search '\"high water\"' --speaker Ada",
                "a phrase that Ada says",
            ),
        ],
    ),
    (
        "serve",
        &[
            ("kbnote serve --open", "all notes, in the browser"),
            ("kbnote serve notes/birds/roosts.md --port 8080", "one note"),
            (
                "kbnote serve --media ../talks",
                "play recordings in that folder, too",
            ),
        ],
    ),
    (
        "export",
        &[
            (
                "kbnote export notes/birds/roosts.md --html site",
                "write site/birds/roosts.html",
            ),
            (
                "kbnote export notes --html site",
                "all notes, and site/index.html",
            ),
        ],
    ),
    (
        "lsp",
        &[
            ("kbnote lsp", "as an editor starts it"),
            ("kbnote lsp --vault ~/notes", "for one vault"),
        ],
    ),
    (
        "config",
        &[
            ("kbnote config", "all values, and where they come from"),
            ("kbnote config --schema", "the JSON Schema of kbnote.toml"),
        ],
    ),
    (
        "completions",
        &[
            ("kbnote completions bash", "print the script for bash"),
            ("kbnote completions fish", "print the one for fish"),
        ],
    ),
    (
        "man",
        &[
            ("kbnote man align", "the page of a command"),
            ("kbnote man --dir ~/.local/share/man/man1", "all pages"),
        ],
    ),
];

/// The command line with examples at the end of each command's help.
pub(crate) fn with_examples(command_line: Command) -> Command {
    let commands = command_line.get_subcommands();
    let names: Vec<String> = commands
        .map(|command| command.get_name().to_owned())
        .collect();
    let command_line = with_end(command_line, TOPICS_LINE);
    // A command that is changed goes to the end: changed one after the other, they keep their order.
    names.iter().fold(command_line, |command_line, name| {
        command_line.mut_subcommand(name, |command| {
            match EXAMPLES.iter().find(|(of, _)| of == name) {
                Some((_, examples)) => with_end(command, &text(examples)),
                None => command,
            }
        })
    })
}

/// A command with the end of its help; in short help, arguments that all commands take are one line above it.
fn with_end(command: Command, end: &str) -> Command {
    command
        .after_help(format!("{GLOBAL_LINE}\n\n{end}"))
        .after_long_help(end.to_owned())
}

/// A command line that could have been meant where an argument is missing.
pub(crate) fn hint(mut args: impl Iterator<Item = OsString>) -> Option<String> {
    let (_, examples) = args.find_map(|arg| EXAMPLES.iter().find(|(name, _)| arg == *name))?;
    let (line, does) = examples.first()?;
    Some(format!("for example `{line}`: {does}"))
}

fn text(examples: &[Example]) -> String {
    let width = examples
        .iter()
        .map(|(line, _)| line.len())
        .max()
        .unwrap_or(0);
    let lines = examples
        .iter()
        .map(|(line, does)| format!("\n  {line:width$}  # {does}"));
    format!("Examples:{}", lines.collect::<String>())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::Cli;

    /// The words of a command line, as a shell reads them.
    fn words(line: &str) -> Vec<String> {
        let mut words = vec![String::new()];
        let mut is_quoted = false;
        for c in line.chars() {
            match c {
                '\'' => is_quoted = !is_quoted,
                ' ' if !is_quoted => words.push(String::new()),
                c => words.last_mut().unwrap().push(c),
            }
        }
        words
    }

    #[test]
    fn every_command_has_examples_that_can_be_typed() {
        let commands = with_examples(Cli::command());
        for command in commands.get_subcommands() {
            let name = command.get_name();
            let own = EXAMPLES.iter().find(|(of, _)| *of == name);
            let (_, examples) = own.unwrap_or_else(|| panic!("{name} has no examples"));
            assert!((2..=3).contains(&examples.len()), "{name}");
            for (line, _) in *examples {
                assert!(line.starts_with(&format!("kbnote {name}")), "{line}");
                let parsed = with_examples(Cli::command()).try_get_matches_from(words(line));
                assert!(parsed.is_ok(), "{line}: {}", parsed.unwrap_err());
            }
            let help = command.clone().render_long_help().to_string();
            let last = help.trim_end().lines().next_back().unwrap();
            assert!(last.starts_with("  kbnote ") && last.len() <= 100, "{last}");
        }
    }

    #[test]
    fn short_help_fits_a_screen_and_says_what_every_command_takes() {
        let mut command_line = with_examples(Cli::command());
        command_line.build();
        let global = |arg: &&clap::Arg| arg.get_help_heading() == Some("Global options");
        for arg in command_line.get_arguments().filter(global) {
            let flags = [
                arg.get_long().map(|long| format!("--{long}")),
                arg.get_short().map(|short| format!("-{short}")),
            ];
            let is_named = flags
                .iter()
                .flatten()
                .any(|flag| GLOBAL_LINE.contains(flag));
            assert!(is_named, "{}", arg.get_id());
        }
        for command in command_line.get_subcommands_mut() {
            let name = command.get_name().to_owned();
            let help = command.render_help().to_string();
            assert!(help.lines().count() <= 36, "{name}:\n{help}");
            assert!(
                help.contains(GLOBAL_LINE) || name == "help",
                "{name}:\n{help}"
            );
        }
    }
}
