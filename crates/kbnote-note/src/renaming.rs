//! Links rewritten so that they lead where they led, after a note got another name; or those found
//! that lead there no more, after it is gone.

use std::ops::Range;

use crate::resolve::relative;
use crate::{FileLink, FileLinkKind, Note, Outcome, Resolution, Resolver, Splice, Wikilink};

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
pub struct LinkRewrite {
    /// The edits.
    pub splices: Vec<Splice>,
    /// The targets of links for which there is no other target: they led to different notes in
    /// Quartz and in Obsidian, or to a note that goes.
    pub left: Vec<Range<usize>>,
    /// The targets of what looks like such a link in code, a formula or behind a backslash.
    pub literal: Vec<Range<usize>>,
    /// The addresses of the Obsidian app that open the note.
    pub addresses: Vec<Range<usize>>,
}

/// The name of the note or file that a link is in, before and after.
#[derive(Clone, Copy, Debug)]
pub struct LinkSource<'a> {
    /// Before.
    pub before: &'a str,
    /// Afterwards.
    pub after: &'a str,
}

impl<'a> LinkSource<'a> {
    /// A file that keeps its name.
    #[must_use]
    pub const fn fixed(name: &'a str) -> Self {
        Self {
            before: name,
            after: name,
        }
    }
}

impl Renaming<'_> {
    /// Whether a wikilink to this target, in the note of that number, must be rewritten.
    #[must_use]
    pub fn moves(&self, target: &str, from: usize) -> bool {
        !self.stays(&TargetForm::Wikilink(target), self.source(from))
    }

    /// Whether a link of another kind, in the note of that number, must be rewritten.
    #[must_use]
    pub fn moves_file_link(&self, kind: FileLinkKind, target: &str, from: usize) -> bool {
        !self.stays(&TargetForm::File(kind, target), self.source(from))
    }

    /// The edits of the note of the number `from`: its wikilinks with and without path, display
    /// text, heading, `!`, and in tables, and its [`FileLink`]s.
    #[must_use]
    pub fn relink(&self, note: &Note, from: usize) -> LinkRewrite {
        self.relink_from(note, self.source(from))
    }

    /// The edits of a text that is not one of the notes.
    #[must_use]
    pub fn relink_from(&self, note: &Note, from: LinkSource<'_>) -> LinkRewrite {
        self.relink_where(note, from, |link| link.literal)
    }

    /// The edits of a text that is not Markdown, where every wikilink is one.
    #[must_use]
    pub(crate) fn relink_raw(&self, text: &str, from: LinkSource<'_>) -> LinkRewrite {
        self.relink_where(&Note::parse(text), from, |_| false)
    }

    fn relink_where(
        &self,
        note: &Note,
        from: LinkSource<'_>,
        is_literal: impl Fn(&Wikilink) -> bool,
    ) -> LinkRewrite {
        let text = note.text();
        let mut relinked = LinkRewrite::default();
        for link in note.wikilinks() {
            let target = &text[link.target.clone()];
            let written = TargetForm::Wikilink(target);
            if target.is_empty() || self.stays(&written, from) {
                continue;
            }
            if is_literal(link) {
                relinked.literal.push(link.target.clone());
                continue;
            }
            let candidates = self.targets(&written, target, from);
            let new = candidates
                .into_iter()
                .find(|new| self.fits(&written, new, from));
            relinked.add(link.target.clone(), new);
        }
        for link in note.file_links() {
            let written = TargetForm::File(link.kind, &link.target);
            if let Some(path) = self.path_from_moved(link, from) {
                let new = link.escaped(text, &path);
                relinked
                    .splices
                    .push(Splice::replace(link.path.clone(), new));
            } else if self.stays(&written, from) {
                continue;
            } else if link.kind == FileLinkKind::ObsidianAddress {
                relinked.addresses.push(link.path.clone());
            } else {
                let new = self.new_path(text, link, from);
                relinked.add(link.path.clone(), new);
            }
        }
        relinked.splices.sort_by_key(|splice| splice.range.start);
        relinked.left.sort_by_key(|range| range.start);
        relinked
    }

    /// The relative path that leads where one in the moved note led: for readers that look nowhere else.
    fn path_from_moved(&self, link: &FileLink, from: LinkSource<'_>) -> Option<String> {
        use FileLinkKind::{Definition, Html, Image, Markdown};
        let is_path = matches!(link.kind, Markdown | Image | Definition | Html);
        let target = link.decoded();
        if folder(from.before) == folder(from.after) || !is_path || target.starts_with('/') {
            return None;
        }
        let path = joined(folder(from.before), &target);
        let note = path.strip_suffix(".md").and_then(|name| {
            let number = self.before.notes().iter().position(|note| note == name)?;
            Some(format!("{}.md", self.after.notes()[number]))
        });
        let file = || self.before.has_other_file(&path).then(|| path.clone());
        let new = relative(&note.or_else(file)?, from.after);
        (new != target).then_some(new)
    }

    /// The path that leads where this link led, as it is to be written.
    fn new_path(&self, text: &str, link: &FileLink, from: LinkSource<'_>) -> Option<String> {
        let written = TargetForm::File(link.kind, &link.target);
        let decoded = link.decoded();
        let candidates = self.targets(&written, &decoded, from).into_iter();
        let mut escaped = candidates
            .map(|new| link.escaped(text, &new))
            .collect::<Vec<_>>();
        // What was written of the folder stays as it was.
        let old = &text[link.path.clone()];
        if let (Some((folder, _)), Some(first)) = (old.rsplit_once('/'), escaped.first_mut()) {
            *first = format!("{folder}/{}", base(first));
        }
        escaped
            .into_iter()
            .find(|new| self.fits(&written, new, from))
    }

    fn source(&self, from: usize) -> LinkSource<'_> {
        LinkSource {
            before: &self.before.notes()[from],
            after: &self.after.notes()[from],
        }
    }

    fn stays(&self, written: &TargetForm<'_>, from: LinkSource<'_>) -> bool {
        let led = written.resolve(self.before, from.before);
        keeps(&led, &written.resolve(self.after, from.after))
    }

    /// Whether a target leads afterwards where the one that is written leads before.
    fn fits(&self, written: &TargetForm<'_>, new: &str, from: LinkSource<'_>) -> bool {
        let led = written.resolve(self.before, from.before);
        let leads = match *written {
            TargetForm::Wikilink(_) => TargetForm::Wikilink(new),
            TargetForm::File(kind, _) => TargetForm::File(kind, new),
        };
        keeps(&led, &leads.resolve(self.after, from.after))
    }

    /// Targets that may lead where this one led: of the same form first, then the shortest, then a
    /// path from the note, then one from the root. None for a note that goes.
    fn targets(&self, written: &TargetForm<'_>, target: &str, from: LinkSource<'_>) -> Vec<String> {
        let led = written.resolve(self.before, from.before);
        let Some(note) = led.quartz.note().or(led.obsidian.note()) else {
            return Vec::new();
        };
        let name = self.after.notes()[note].as_str();
        if name.is_empty() {
            return Vec::new();
        }
        let ending = [".md", ".html"]
            .into_iter()
            .find(|ending| target.ends_with(ending));
        let ending = ending.unwrap_or_default();
        let same_form = match target.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/{}{ending}", base(name)),
            None => format!("{}{ending}", base(name)),
        };
        let with_ending = |path: &str| format!("{path}{ending}");
        let short = match written {
            TargetForm::Wikilink(_) => self.after.target_of(note).to_owned(),
            TargetForm::File(..) => with_ending(self.after.target_of(note)),
        };
        let from_note = with_ending(&relative(name, from.after));
        match written {
            TargetForm::Wikilink(_) => vec![same_form, short, from_note, name.to_owned()],
            // What was a path stays one, for readers that follow nothing else.
            TargetForm::File(..) if target.contains('/') => {
                vec![same_form, from_note, short, with_ending(name)]
            }
            TargetForm::File(..) => vec![same_form, short, from_note, with_ending(name)],
        }
    }
}

impl LinkRewrite {
    fn add(&mut self, place: Range<usize>, new: Option<String>) {
        match new {
            Some(new) => self.splices.push(Splice::replace(place, new)),
            None => self.left.push(place),
        }
    }
}

/// A target with the kind of link that it is written in.
enum TargetForm<'a> {
    Wikilink(&'a str),
    File(FileLinkKind, &'a str),
}

impl TargetForm<'_> {
    fn resolve(&self, resolver: &Resolver, from: &str) -> Resolution {
        match self {
            Self::Wikilink(target) => resolver.resolve(target, from),
            Self::File(kind, target) => resolver.resolve_file(*kind, target, from),
        }
    }
}

/// The path of a file, as it is written from a folder.
fn joined(folder: &str, target: &str) -> String {
    let mut path: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "." | "" => {}
            ".." => drop(path.pop()),
            step => path.push(step),
        }
    }
    path.join("/")
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
            .replace("roosts.md)", "dusk.md)")
            .replace("ROOSTS", "dusk")
            .replace("[roosts", "[dusk")
            .replace("[ roosts", "[ dusk")
            .replace("birds/roosts]", "birds/dusk]");
        assert_eq!(relinked_to("birds/dusk", text, 2), (wanted, Vec::new()));
    }

    #[test]
    fn code_formulas_and_escapes_stay() {
        let before = Resolver::new(BEFORE, LinkPaths::Shortest);
        let renaming = Renaming {
            before: &before,
            after: &before.renamed(1, "birds/dusk"),
            note: 1,
        };
        for (text, kept) in [
            ("```r\nx[[roosts]]\n```\n", 1),
            ("> ~~~\n> [[roosts]]\n> ~~~\n", 1),
            ("a\n\n    [[roosts]]\n", 1),
            ("`a[[roosts]]` and ``b` [[roosts|x]]``", 2),
            ("the sum $A[[roosts]]$ of", 1),
            ("$$\nA[[roosts]]\n$$\n", 1),
            (r"a \[[roosts]] b \\\[[roosts#A]]", 2),
            (r"`x[[roosts#A#B]]` \[[roosts#A#B]] $[[roosts#A#B]]$", 0),
        ] {
            let relinked = renaming.relink(&Note::parse(text), 2);
            assert_eq!(relinked.splices, [], "{text}");
            assert_eq!(relinked.literal.len(), kept, "{text}");
        }
        for text in [
            r"\\[[roosts]]",
            r"\![[roosts]]",
            "it costs $5 at [[roosts]] and $10 elsewhere",
            "from $5 [[roosts]] to $x",
            "%% [[roosts]] %%",
            "<!-- [[roosts]] -->",
            "---\nup: \"[[roosts]]\"\n---\n",
            "| a |\n| - |\n| [[roosts\\|b]] |\n",
            "- a\n    - [[roosts]]",
        ] {
            let relinked = renaming.relink(&Note::parse(text), 2);
            assert_eq!(relinked.splices.len(), 1, "{text}");
            assert_eq!(relinked.literal, [], "{text}");
        }
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
    fn relative_links_and_pictures_of_a_moved_note_follow() {
        for paths in [LinkPaths::Relative, LinkPaths::Shortest] {
            let names = |note: &str| ["birds/birds", note, "coast/mud"].map(str::to_owned);
            let files = ["birds/img/map.png", "map.png"];
            let resolver = |note| Resolver::with_files(names(note), files, paths);
            let (before, after) = (resolver("birds/roosts"), resolver("coast/dunes/roosts"));
            let renaming = Renaming {
                before: &before,
                after: &after,
                note: 1,
            };
            let note = Note::parse(
                "![m](img/map.png) ![m](./img/map.png) ![n](../map.png) [b](birds.md#x) \
                 [c](../coast/mud.md) ![x](gone.png) [s](roosts.md) [e](https://example.org/birds.md)",
            );
            let relinked = renaming.relink(&note, 1);
            assert_eq!(
                note.edited(&relinked.splices).unwrap().text(),
                "![m](../../birds/img/map.png) ![m](../../birds/img/map.png) ![n](../../map.png) \
                 [b](../../birds/birds.md#x) [c](../mud.md) ![x](gone.png) [s](roosts.md) \
                 [e](https://example.org/birds.md)",
                "{paths:?}"
            );
            assert_eq!(relinked.left, []);
        }
    }

    #[test]
    fn links_to_a_removed_note_are_kept() {
        let text = "[[roosts]] [[birds/roosts | x]] ![[ROOSTS#Dusk]] [[tides]] [[#Top]] [[dusk]]\n\n\
                    [r](../birds/roosts.md#dusk) [t](tides.md) [b](<../birds/birds.md>)";
        let (kept, left) = relinked_to("", text, 2);
        assert_eq!(kept, text);
        assert_eq!(
            left,
            ["roosts", "birds/roosts", "ROOSTS", "../birds/roosts.md"]
        );
    }

    proptest! {
        #[test]
        fn every_link_leads_where_it_led(
            names in prop::collection::btree_set("[ab]/[abcd]{1,2}", 2..7),
            folder in prop::option::of("[abc](/[ab])?"),
            new in "[abcd]{1,2}",
            targets in prop::collection::vec("([abAB]/)?[abcdA]{1,2}", 1..6),
            from in any::<prop::sample::Index>(),
        ) {
            let before: Vec<String> = names.into_iter().collect();
            let mut after = before.clone();
            after[0] = match folder {
                None => format!("{}/{new}", before[0].split('/').next().unwrap()),
                Some(folder) => format!("{folder}/{}", before[0].split('/').next_back().unwrap()),
            };
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
