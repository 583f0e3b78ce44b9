//! The form of new links: as Obsidian is set to write them, in its vaults.

use kbnote_links::Suggestion;
use kbnote_note::{Note, Splice, display_text, link_destination, only_adds_file_links};
use kbnote_vault::{NewLinkFormat, ObsidianLinks, Vault};

/// The form of new links.
#[derive(Clone, Debug, Default)]
pub(crate) struct LinkForm {
    links: ObsidianLinks,
    /// The path of the folder of the notes from the root of the vault of Obsidian, with a `/` at the end.
    notes: String,
}

impl LinkForm {
    /// The form in a vault: the usual one in a site, or without Obsidian.
    pub(crate) fn of(vault: &Vault) -> Self {
        let obsidian = vault.obsidian_settings().filter(|_| !vault.is_quartz());
        obsidian.map_or_else(Self::default, |obsidian| Self {
            links: obsidian.links,
            notes: vault.notes_folder().path,
        })
    }

    /// Targets of links in the note `own`, and the names of the notes that those written in this form lead to.
    pub(crate) fn names(&self, own: &str, targets: impl Iterator<Item = String>) -> Vec<String> {
        let names = |target: String| {
            let target = target.trim_end_matches(".md").to_owned();
            let from_root = target.strip_prefix(&self.notes).map(str::to_owned);
            let from_note = from_folder(folder_of(own), &target);
            [Some(target), from_root, from_note].into_iter().flatten()
        };
        targets.flat_map(names).collect()
    }

    /// The suggestions as they are written in this form.
    pub(crate) fn written(
        &self,
        note: &Note,
        own: &str,
        mut suggestions: Vec<Suggestion>,
    ) -> Vec<Suggestion> {
        for one in &mut suggestions {
            one.target = match self.links.new_link_format {
                NewLinkFormat::Shortest if !self.links.use_markdown_links => continue,
                // A Markdown link needs a path; that of a unique name leads there from the root of the vault.
                NewLinkFormat::Shortest | NewLinkFormat::Absolute => {
                    format!("{}{}", self.notes, one.path)
                }
                NewLinkFormat::Relative => relative(folder_of(own), &one.path),
            };
        }
        if self.links.use_markdown_links {
            suggestions.retain(|one| {
                let edited = note.edited(&[markdown(one)]);
                edited.is_ok_and(|new| only_adds_file_links(note, &new, 1))
            });
        }
        suggestions
    }

    /// The edits that write suggestions as Markdown links, if that is the form.
    pub(crate) fn splices(&self, suggestions: &[Suggestion]) -> Option<Vec<Splice>> {
        let is_markdown = self.links.use_markdown_links;
        is_markdown.then(|| suggestions.iter().map(markdown).collect())
    }
}

fn markdown(suggestion: &Suggestion) -> Splice {
    let path = link_destination(&format!("{}.md", suggestion.target));
    let link = format!("[{}]({path})", display_text(&suggestion.display));
    Splice::replace(suggestion.range.clone(), link)
}

fn folder_of(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The name of the note that a path leads to from a folder; `None` if it leads out of the notes.
fn from_folder(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The path of a note from a folder.
fn relative(folder: &str, name: &str) -> String {
    let own: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let parts: Vec<&str> = name.split('/').collect();
    let pairs = own.iter().zip(&parts[..parts.len() - 1]);
    let shared = pairs.take_while(|(one, other)| one == other).count();
    "../".repeat(own.len() - shared) + &parts[shared..].join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_there_and_back() {
        for (folder, name, path) in [
            ("", "a/b", "a/b"),
            ("a", "a/b", "b"),
            ("a/c", "a/b", "../b"),
            ("a/c", "d/e/f", "../../d/e/f"),
            ("a", "b", "../b"),
        ] {
            assert_eq!(relative(folder, name), path);
            assert_eq!(from_folder(folder, path).as_deref(), Some(name));
        }
        assert_eq!(from_folder("a", "../../b"), None);
    }
}
