//! Links rewritten so that they lead where they led, after a note got another name; or those found
//! that lead there no more, after it is gone.

use std::ops::Range;

use crate::{Note, Outcome, Resolution, Resolver, Splice};

/// A note that gets another name, or goes, as all links of the vault see it. The numbers of the two
/// resolvers are the same; only the one name differs, and is empty for a note that goes.
#[derive(Clone, Copy, Debug)]
pub struct Renaming<'a> {
    /// Where links lead before.
    pub before: &'a Resolver,
    /// Where they lead afterwards.
    pub after: &'a Resolver,
    /// The note.
    pub note: usize,
}

/// What is to be changed in a note because another, or itself, gets another name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Relinked {
    /// The edits.
    pub splices: Vec<Splice>,
    /// The targets of links for which no other target can stand: they led to different notes in
    /// Quartz and in Obsidian, or to a note that goes.
    pub left: Vec<Range<usize>>,
}

impl Renaming<'_> {
    /// Whether a link to this target, in the note of that number, must be rewritten.
    #[must_use]
    pub fn moves(&self, target: &str, from: usize) -> bool {
        let led = self.before.resolve(target, &self.before.notes()[from]);
        let leads = self.after.resolve(target, &self.after.notes()[from]);
        !keeps(&led, &leads)
    }

    /// The edits of the note of the number `from`: its wikilinks with and without path, display
    /// text, heading, `!`, and in tables, and its Markdown links to the file.
    #[must_use]
    pub fn relink(&self, note: &Note, from: usize) -> Relinked {
        let text = note.text();
        let mut relinked = Relinked::default();
        for link in note.wikilinks() {
            let target = &text[link.target.clone()];
            if target.is_empty() || !self.moves(target, from) {
                continue;
            }
            match self.new_target(target, from) {
                Some(new) => relinked
                    .splices
                    .push(Splice::replace(link.target.clone(), new)),
                None => relinked.left.push(link.target.clone()),
            }
        }
        self.relink_files(text, from, &mut relinked);
        relinked
    }

    /// Adds what becomes of Markdown links to the file.
    fn relink_files(&self, text: &str, from: usize, relinked: &mut Relinked) {
        let new = &self.after.notes()[self.note];
        for file in self.links_to_file(text, from) {
            if new.is_empty() {
                relinked.left.push(file);
            } else {
                let new = format!("{}.md", base(new));
                relinked.splices.push(Splice::replace(file, new));
            }
        }
    }

    /// The file names in Markdown links to the note, if it gets another name or goes.
    fn links_to_file(&self, text: &str, from: usize) -> Vec<Range<usize>> {
        let before = self.before.notes();
        let (old, folder) = (&before[self.note], folder(&before[from]));
        if *old == self.after.notes()[self.note] {
            return Vec::new();
        }
        let paths = file_links(text).into_iter();
        let paths =
            paths.filter(|path| points_to(&text[path.clone()], folder).as_ref() == Some(old));
        paths
            .map(|path| path.end - base(&text[path.clone()]).len()..path.end)
            .collect()
    }

    /// The target that leads where this one led: of the same form if that does, else the shortest.
    fn new_target(&self, target: &str, from: usize) -> Option<String> {
        let led = self.before.resolve(target, &self.before.notes()[from]);
        let note = led.quartz.note().or(led.obsidian.note())?;
        let name = &self.after.notes()[note];
        let ending = if target.ends_with(".md") { ".md" } else { "" };
        let same_form = match target.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/{}{ending}", base(name)),
            None => format!("{}{ending}", base(name)),
        };
        let candidates = [
            same_form,
            self.after.target_of(note).to_owned(),
            name.clone(),
        ];
        let from = &self.after.notes()[from];
        let does = |candidate: &String| keeps(&led, &self.after.resolve(candidate, from));
        candidates.into_iter().find(does)
    }
}

/// Whether a reader who came to a note still comes to it.
fn keeps(led: &Resolution, leads: &Resolution) -> bool {
    let keeps = |led: &Outcome, leads: &Outcome| led.note().is_none() || led == leads;
    keeps(&led.quartz, &leads.quartz) && keeps(&led.obsidian, &leads.obsidian)
}

fn folder(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn base(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// The paths of Markdown links to files `….md`, without what follows a `#`.
fn file_links(text: &str) -> Vec<Range<usize>> {
    let opens = memchr::memmem::find_iter(text.as_bytes(), b"](");
    let path = |open: usize| {
        let start = open + 2 + usize::from(text[open + 2..].starts_with('<'));
        let end = text[start..].find([')', '>', '#', '\n', '"'])? + start;
        let path = text[start..end].trim_end();
        (path.ends_with(".md") && !path.contains("://")).then(|| start..start + path.len())
    };
    opens.filter_map(path).collect()
}

/// The name of the note that a path in a note of that folder points to.
fn points_to(path: &str, folder: &str) -> Option<String> {
    let path = path.replace("%20", " ");
    let path = path.strip_suffix(".md")?;
    let mut parts: Vec<&str> = match path.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder.split('/').filter(|part| !part.is_empty()).collect(),
    };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::LinkPaths;

    const BEFORE: [&str; 4] = ["birds/birds", "birds/roosts", "coast/tides", "coast/mud"];

    fn relinked_to(new: &str, text: &str, from: usize) -> (String, Vec<String>) {
        let before = Resolver::new(BEFORE, LinkPaths::Shortest);
        let names = BEFORE.map(|name| if name == "birds/roosts" { new } else { name });
        let after = Resolver::new(names, LinkPaths::Shortest);
        let renaming = Renaming {
            before: &before,
            after: &after,
            note: 1,
        };
        let note = Note::parse(text);
        let relinked = renaming.relink(&note, from);
        let edited = note.edited(&relinked.splices).unwrap();
        let left = relinked.left.into_iter();
        (
            edited.text().to_owned(),
            left.map(|left| text[left].to_owned()).collect(),
        )
    }

    #[test]
    fn links_of_every_form_follow() {
        let text = "[[roosts]] [[ roosts | Where]] ![[roosts#Dusk|x]] [[birds/roosts]] [[roosts.md]] \
                    [[ROOSTS]]\n\n| a |\n| - |\n| [[roosts\\|b]] |\n\n[r](../birds/roosts.md#dusk) [s](</birds/roosts.md> \"t\")\n\
                    [[tides]] [[roost]] [x](roosts.md)";
        let wanted = text
            .replace("roosts.md#", "dusk.md#")
            .replace("roosts.md>", "dusk.md>")
            .replace("roosts.md]", "dusk.md]")
            .replace("ROOSTS", "dusk")
            .replace("[roosts", "[dusk")
            .replace("[ roosts", "[ dusk")
            .replace("birds/roosts]", "birds/dusk]");
        assert_eq!(relinked_to("birds/dusk", text, 2), (wanted, Vec::new()));
    }

    #[test]
    fn a_name_that_another_note_has_makes_paths_of_links_to_both() {
        let (text, left) = relinked_to("birds/mud", "[[roosts]] [[mud]] [[coast/mud]]", 2);
        assert_eq!(text, "[[birds/mud]] [[coast/mud]] [[coast/mud]]");
        assert!(left.is_empty());
    }

    #[test]
    fn a_note_links_to_itself_and_beside_itself() {
        let (text, _) = relinked_to(
            "birds/dusk",
            "[[#Top]] [[roosts#Top]] [a](roosts.md) [b](birds.md)",
            1,
        );
        assert_eq!(text, "[[#Top]] [[dusk#Top]] [a](dusk.md) [b](birds.md)");
    }

    #[test]
    fn links_to_a_note_that_goes_are_left() {
        let text = "[[roosts]] [[birds/roosts | x]] ![[ROOSTS#Dusk]] [[tides]] [[#Top]] [[dusk]]\n\n\
                    [r](../birds/roosts.md#dusk) [t](tides.md) [b](<../birds/birds.md>)";
        let (kept, left) = relinked_to("", text, 2);
        assert_eq!(kept, text);
        assert_eq!(left, ["roosts", "birds/roosts", "ROOSTS", "roosts.md"]);
    }

    proptest! {
        #[test]
        fn every_link_leads_where_it_led(
            names in prop::collection::btree_set("[ab]/[abcd]{1,2}", 2..7),
            new in "[abcd]{1,2}",
            targets in prop::collection::vec("([abAB]/)?[abcdA]{1,2}", 1..6),
            from in any::<prop::sample::Index>(),
        ) {
            let before: Vec<String> = names.into_iter().collect();
            let mut after = before.clone();
            after[0] = format!("{}/{new}", before[0].split('/').next().unwrap());
            prop_assume!(!before[1..].contains(&after[0]));
            let from = from.index(before.len());
            let (old, new) = (Resolver::new(before, LinkPaths::Shortest), Resolver::new(after, LinkPaths::Shortest));
            let renaming = Renaming { before: &old, after: &new, note: 0 };
            let text: String = targets.iter().map(|target| format!("[[{target}]]\n")).collect();
            let note = Note::parse(text.as_str());
            let relinked = renaming.relink(&note, from);
            let edited = note.edited(&relinked.splices).unwrap();
            let (links, targets) = (edited.wikilinks(), targets.iter());
            for (link, target) in links.iter().zip(targets) {
                let led = old.resolve(target, &old.notes()[from]);
                let leads = new.resolve(&edited.text()[link.target.clone()], &new.notes()[from]);
                let is_left = relinked.left.iter().any(|left| text[left.clone()] == **target);
                prop_assert!(keeps(&led, &leads) || is_left);
                let agreed_before = led.agreed();
                prop_assert!(agreed_before.is_none() || leads.agreed() == agreed_before, "{}", target);
            }
        }
    }
}
