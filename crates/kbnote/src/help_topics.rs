//! `kbnote help TOPIC`: pages on what no single command explains.

use std::ffi::OsString;

use kbnote_core::nearest_name;

use crate::error::CliError;
use crate::exit::Exit;
use crate::ui::Ui;

/// A page of help.
pub(crate) struct HelpTopic {
    name: &'static str,
    text: &'static str,
}

/// All pages. None has the name of a command.
pub(crate) const HELP_TOPICS: [HelpTopic; 16] = [
    topic("youtube", include_str!("../docs/youtube.md")),
    topic("recordings", include_str!("../docs/recordings.md")),
    topic("editing", include_str!("../docs/editing.md")),
    topic("merging", include_str!("../docs/merging.md")),
    topic("linking", include_str!("../docs/linking.md")),
    topic("vault", include_str!("../docs/vault.md")),
    topic("obsidian", include_str!("../docs/obsidian.md")),
    topic("quartz", include_str!("../docs/quartz.md")),
    topic("editors", include_str!("../docs/editors.md")),
    topic("templates", include_str!("../docs/templates.md")),
    topic("settings", include_str!("../docs/settings.md")),
    topic("pipelines", include_str!("../docs/pipelines.md")),
    topic("syncing", include_str!("../docs/syncing.md")),
    topic("privacy", include_str!("../docs/privacy.md")),
    topic(
        "troubleshooting",
        include_str!("../docs/troubleshooting.md"),
    ),
    topic("leaving", include_str!("../docs/leaving.md")),
];

/// The list of topics at the end of `kbnote help`.
pub(crate) const TOPICS_LINE: &str = "\
Topics: youtube, recordings, editing, merging, linking, vault, obsidian, quartz, editors,
        templates, settings, pipelines, syncing, privacy, troubleshooting, leaving
        (`kbnote help TOPIC`)";

const fn topic(name: &'static str, text: &'static str) -> HelpTopic {
    HelpTopic { name, text }
}

/// The page that a command line asks for: `kbnote help TOPIC`.
pub(crate) fn requested(args: impl Iterator<Item = OsString>) -> Option<&'static HelpTopic> {
    let mut words = words_after_help(args)?;
    let name = words.next()?;
    let is_alone = words.next().is_none();
    let mut topics = HELP_TOPICS.iter();
    topics.find(|topic| is_alone && name == topic.name)
}

/// A hint for a command line that asks for help on something that is no command and no topic.
pub(crate) fn hint(
    args: impl Iterator<Item = OsString>,
    command: &clap::Command,
) -> Option<String> {
    let unknown = words_after_help(args)?.next()?;
    let commands = command.get_subcommands().map(clap::Command::get_name);
    let topics = HELP_TOPICS.iter().map(|topic| topic.name);
    let near = nearest_name(&unknown.to_string_lossy(), commands.chain(topics));
    let topics: Vec<&str> = TOPICS_LINE.split_whitespace().collect();
    Some(near.map_or_else(
        || topics.join(" "),
        |near| format!("did you mean `kbnote help {near}`?"),
    ))
}

fn words_after_help(
    mut args: impl Iterator<Item = OsString>,
) -> Option<impl Iterator<Item = OsString>> {
    (args.nth(1)? == "help").then_some(args)
}

impl HelpTopic {
    /// Prints the page.
    pub(crate) fn print(&self, ui: Ui) -> Result<Exit, CliError> {
        ui.bytes(self.text.as_bytes())?;
        Ok(Exit::Done)
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::Cli;

    #[test]
    fn topics_are_listed_and_are_not_commands() {
        let line = TOPICS_LINE.trim_start_matches("Topics: ");
        let listed = line.split(" (").next().unwrap().split(',');
        let listed: Vec<&str> = listed.map(str::trim).collect();
        let names = HELP_TOPICS.map(|topic| topic.name);
        assert_eq!(listed, names);
        let commands = Cli::command();
        for name in names {
            assert!(commands.find_subcommand(name).is_none(), "{name}");
        }
    }

    #[test]
    fn pages_fit_a_terminal_and_begin_with_their_title() {
        for topic in &HELP_TOPICS {
            assert!(topic.text.starts_with("# "), "{}", topic.name);
            let long = topic.text.lines().find(|line| line.chars().count() > 100);
            assert_eq!(long, None, "{}", topic.name);
        }
    }
}
