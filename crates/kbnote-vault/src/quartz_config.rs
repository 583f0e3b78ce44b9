//! How a site of Quartz reads links: `quartz.config.ts` of Quartz 4, `quartz.config.yaml` of Quartz 5.
//!
//! `quartz.lock.json` of Quartz 5 is not read: it pins where each plugin comes from and at which commit. Which plugins
//! run, and with which options, is in the config alone.

use kbnote_note::LinkPaths;
use saphyr_parser::{Event, Parser};

/// The setting in both.
const OPTION: &str = "markdownLinkResolution";

/// How the config of Quartz 4 says that links are read; comments say nothing.
pub(crate) fn in_typescript(config: &str) -> Option<LinkPaths> {
    let mut lines = config
        .lines()
        .filter(|line| !line.trim_start().starts_with(['/', '*', '#']));
    lines.find_map(|line| {
        let (_, value) = line.split_once(OPTION)?;
        let value = value.trim_start_matches(|c: char| !c.is_alphanumeric());
        paths(value.split(|c: char| !c.is_alphanumeric()).next()?)
    })
}

/// How the config of Quartz 5 says that links are read: `configuration.links`, else the options of the plugin
/// `crawl-links`, unless it is disabled.
pub(crate) fn in_yaml(config: &str) -> Option<LinkPaths> {
    let mut reader = ConfigReader::default();
    for event in Parser::new_from_str(config) {
        let (event, _) = event.ok()?;
        reader.read(&event);
    }
    reader.built_in.or(reader.of_plugin)
}

fn paths(name: &str) -> Option<LinkPaths> {
    match name {
        "shortest" => Some(LinkPaths::Shortest),
        "absolute" => Some(LinkPaths::Absolute),
        "relative" => Some(LinkPaths::Relative),
        _ => None,
    }
}

/// Reads a config event by event: it may be nested however deep.
#[derive(Default)]
struct ConfigReader {
    /// The mappings and lists around, each with the key that is read; none of a list.
    around: Vec<Around>,
    plugin: Plugin,
    built_in: Option<LinkPaths>,
    of_plugin: Option<LinkPaths>,
}

enum Around {
    Mapping { key: Option<String> },
    List,
}

/// An entry of `plugins`.
#[derive(Default)]
struct Plugin {
    crawls_links: bool,
    is_disabled: bool,
    paths: Option<LinkPaths>,
}

impl ConfigReader {
    fn read(&mut self, event: &Event<'_>) {
        match event {
            Event::MappingStart(..) => self.around.push(Around::Mapping { key: None }),
            Event::SequenceStart(..) => self.around.push(Around::List),
            Event::MappingEnd | Event::SequenceEnd => {
                self.around.pop();
                self.end_plugin();
                self.end_value();
            }
            Event::Scalar(text, ..) => self.scalar(text),
            Event::Alias(..) => self.end_value(),
            _ => {}
        }
    }

    fn scalar(&mut self, text: &str) {
        if let Some(Around::Mapping { key: key @ None }) = self.around.last_mut() {
            *key = Some(text.to_owned());
            return;
        }
        let path: Vec<&str> = self.around.iter().map(Around::key).collect();
        match path[..] {
            ["configuration", "links", OPTION] => self.built_in = paths(text),
            ["plugins", "", "source"] | ["plugins", "", "source", "name" | "repo"] => {
                let name = text.trim_end_matches(".git").rsplit(['/', ':']).next();
                self.plugin.crawls_links |= name == Some("crawl-links");
            }
            ["plugins", "", "enabled"] => self.plugin.is_disabled = text == "false",
            ["plugins", "", "options", OPTION] => self.plugin.paths = paths(text),
            _ => {}
        }
        self.end_value();
    }

    /// The next scalar of a mapping is a key.
    fn end_value(&mut self) {
        if let Some(Around::Mapping { key }) = self.around.last_mut() {
            *key = None;
        }
    }

    fn end_plugin(&mut self) {
        let path: Vec<&str> = self.around.iter().map(Around::key).collect();
        if path == ["plugins", ""] {
            let plugin = std::mem::take(&mut self.plugin);
            if plugin.crawls_links && !plugin.is_disabled {
                self.of_plugin = plugin.paths;
            }
        }
    }
}

impl Around {
    /// The key that is read; empty in a list.
    fn key(&self) -> &str {
        match self {
            Self::Mapping { key } => key.as_deref().unwrap_or_default(),
            Self::List => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_links_of_quartz_5_are_read_from_the_plugin_or_the_configuration() {
        let plugin = |rest: &str| {
            format!(
                "configuration:\n  pageTitle: Birds\nplugins:\n  - source: github:quartz-community/note-properties\n    \
                 options:\n      markdownLinkResolution: absolute\n  - source: github:quartz-community/crawl-links\n{rest}"
            )
        };
        let options = "    options:\n      prettyLinks: true\n      markdownLinkResolution: relative # as in Obsidian\n";
        for (config, wanted) in [
            (plugin(options), Some(LinkPaths::Relative)),
            (plugin(&format!("    enabled: true\n{options}")), Some(LinkPaths::Relative)),
            (plugin(&format!("    enabled: false\n{options}")), None),
            (plugin(""), None),
            (
                plugin(options).replace("configuration:\n", "configuration:\n  links: { markdownLinkResolution: shortest }\n"),
                Some(LinkPaths::Shortest),
            ),
            (
                "plugins: [{source: {name: crawl-links, repo: x}, options: {markdownLinkResolution: absolute}}]".to_owned(),
                Some(LinkPaths::Absolute),
            ),
            ("# markdownLinkResolution: absolute\n".to_owned(), None),
            ("plugins: [".to_owned(), None),
            ("[".repeat(100_000), None),
        ] {
            let start: String = config.chars().take(400).collect();
            assert_eq!(in_yaml(&config), wanted, "{start}");
        }
    }
}
