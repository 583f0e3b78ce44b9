//! The notes of a vault by the words that name them.

use std::collections::{BTreeMap, HashMap};

use super::words::{forms, is_stop_word};
use crate::is_linkable_target;

/// A note that links can lead to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkTarget {
    /// Its title.
    pub title: String,
    /// The name of its file without `.md`: what a link says.
    pub name: String,
    /// The folder it is in, as a path from the root of the notes; empty for the root itself.
    pub folder: String,
    /// Other names by which its front matter says that it is known.
    pub aliases: Vec<String>,
    /// Whether no other file of the vault has this name, whatever the case of its letters.
    pub unique: bool,
}

impl LinkTarget {
    /// How a link names the note: by its name, where others share that by its path.
    ///
    /// ```
    /// # use kbnote_note::suggest::LinkTarget;
    /// let mut target = LinkTarget { name: "tides".into(), folder: "coast".into(), unique: true, ..LinkTarget::default() };
    /// assert_eq!(target.link(), "tides");
    /// target.unique = false;
    /// assert_eq!(target.link(), "coast/tides");
    /// ```
    #[must_use]
    pub fn link(&self) -> String {
        if self.unique {
            self.name.clone()
        } else {
            self.path()
        }
    }

    /// Its path from the root of the notes, without `.md`.
    #[must_use]
    pub fn path(&self) -> String {
        if self.folder.is_empty() {
            self.name.clone()
        } else {
            format!("{}/{}", self.folder, self.name)
        }
    }
}

/// What about a note a phrase is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Naming {
    /// Its title, but for stop words at either end.
    Title,
    /// The name of its file.
    Name,
    /// An alias.
    Alias,
    /// Its title up to a colon, dash or bracket.
    ShortTitle,
}

/// A note that a phrase names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// Its place in [`LinkIndex::targets`].
    pub(super) target: usize,
    pub(super) naming: Naming,
}

/// A point in the tree of phrases: the words so far.
pub(super) type Node = usize;

/// The root of the tree: no word yet.
pub(super) const ROOT: Node = 0;

/// The notes of a vault by the words of their titles, file names and aliases.
///
/// Made once for a vault; then [`suggest`](super::suggest) takes time in proportion to the text.
#[derive(Clone, Debug)]
pub struct LinkIndex {
    targets: Vec<LinkTarget>,
    /// How many titles hold a word, and its number.
    vocabulary: HashMap<String, (usize, usize)>,
    children: HashMap<(Node, usize), Node>,
    /// Who is named by the words up to a node.
    named: Vec<Vec<Named>>,
    by_key: BTreeMap<String, Vec<usize>>,
}

impl LinkIndex {
    /// The index of these notes. One whose name no link can hold is known, but never suggested;
    /// of two that are equally near, the one that stands first is taken.
    #[must_use]
    pub fn new(targets: Vec<LinkTarget>) -> Self {
        let mut index = Self {
            targets: Vec::new(),
            vocabulary: HashMap::new(),
            children: HashMap::new(),
            named: vec![Vec::new()],
            by_key: BTreeMap::new(),
        };
        for (number, target) in targets.iter().enumerate() {
            index.count_words(target);
            if is_linkable_target(&target.link()) {
                index.insert_names(number, target);
            }
            for key in keys(target) {
                index.by_key.entry(key).or_default().push(number);
            }
        }
        index.targets = targets;
        index
    }

    /// The notes, in the order in which they were given.
    #[must_use]
    pub fn targets(&self) -> &[LinkTarget] {
        &self.targets
    }

    /// The notes that a link as it stands in a note may mean, under whatever renderer: by name, by
    /// path or by title, without regard to case, heading and `.md`.
    pub fn meant_by(&self, link: &str) -> impl Iterator<Item = usize> {
        let key = link
            .split(['#', '|'])
            .next()
            .unwrap_or(link)
            .trim()
            .to_lowercase();
        let key = key.strip_suffix(".md").unwrap_or(&key);
        self.by_key.get(key).into_iter().flatten().copied()
    }

    pub(super) fn child(&self, node: Node, form: &str) -> Option<Node> {
        let (_, word) = self.vocabulary.get(form)?;
        self.children.get(&(node, *word)).copied()
    }

    pub(super) fn named_by(&self, node: Node) -> &[Named] {
        &self.named[node]
    }

    /// How rare a word is among the titles: 1 if one holds it, towards 0 if all do.
    pub(super) fn rarity(&self, form: &str) -> f64 {
        let titles = self
            .vocabulary
            .get(form)
            .map_or(1, |(titles, _)| *titles)
            .max(1);
        let all = self.targets.len() as f64 + 1.0;
        (all / titles as f64).ln() / all.ln()
    }

    fn count_words(&mut self, target: &LinkTarget) {
        let mut seen = forms(&target.title);
        seen.sort_unstable();
        seen.dedup();
        for form in seen {
            let number = self.vocabulary.len();
            self.vocabulary.entry(form).or_insert((0, number)).0 += 1;
        }
    }

    fn insert_names(&mut self, number: usize, target: &LinkTarget) {
        for (naming, phrase) in phrases(target) {
            let named = Named {
                target: number,
                naming,
            };
            self.insert(&phrase, named);
        }
    }

    fn insert(&mut self, phrase: &[String], named: Named) {
        let mut node = ROOT;
        for form in phrase {
            let number = self.vocabulary.len();
            let (_, word) = *self.vocabulary.entry(form.clone()).or_insert((0, number));
            let next = self.named.len();
            node = *self.children.entry((node, word)).or_insert(next);
            if node == next {
                self.named.push(Vec::new());
            }
        }
        let here = &mut self.named[node];
        if !here.iter().any(|other| other.target == named.target) {
            here.push(named);
        }
    }
}

/// The phrases that name a note, the surest first; none that consists of stop words.
fn phrases(target: &LinkTarget) -> Vec<(Naming, Vec<String>)> {
    let title = target.title.as_str();
    let short = title
        .find([':', '(', '–', '—', '|'])
        .or_else(|| title.find(" - "));
    let aliases = target
        .aliases
        .iter()
        .map(|alias| (Naming::Alias, alias.as_str()));
    [(Naming::Title, title), (Naming::Name, &target.name)]
        .into_iter()
        .chain(aliases)
        .chain(short.map(|end| (Naming::ShortTitle, &title[..end])))
        .map(|(naming, text)| (naming, trimmed(forms(text))))
        .filter(|(_, phrase)| !phrase.is_empty())
        .collect()
}

/// Without stop words at either end.
fn trimmed(mut phrase: Vec<String>) -> Vec<String> {
    let end = phrase
        .iter()
        .rposition(|form| !is_stop_word(form))
        .map_or(0, |last| last + 1);
    phrase.truncate(end);
    let start = phrase.iter().position(|form| !is_stop_word(form));
    phrase.drain(..start.unwrap_or_default());
    phrase
}

/// What a link to the note may say, in lower case.
fn keys(target: &LinkTarget) -> Vec<String> {
    let all = [target.name.clone(), target.path(), target.title.clone()];
    let mut keys: Vec<_> = all.iter().map(|key| key.trim().to_lowercase()).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> LinkIndex {
        let target = |path: &str, title: &str| {
            let (folder, name) = path.split_once('/').unwrap_or(("", path));
            LinkTarget {
                title: title.to_owned(),
                name: name.to_owned(),
                folder: folder.to_owned(),
                ..LinkTarget::default()
            }
        };
        LinkIndex::new(vec![
            target("coast/tide_tables", "Tide tables: what they leave out"),
            target("coast/spring_tides", "Spring tides"),
            target("tables", "On what there is"),
        ])
    }

    fn named(phrase: &[&str]) -> Vec<(usize, Naming)> {
        let index = index();
        let end = phrase
            .iter()
            .try_fold(ROOT, |node, form| index.child(node, form));
        let named = end.map_or(&[][..], |node| index.named_by(node));
        named
            .iter()
            .map(|named| (named.target, named.naming))
            .collect()
    }

    #[test]
    fn a_note_is_found_by_each_of_its_names() {
        assert_eq!(named(&["tide", "table"]), [(0, Naming::Name)]);
        assert_eq!(
            named(&["tide", "table", "what", "they", "leave"]),
            [(0, Naming::Title)]
        );
        assert_eq!(named(&["table"]), [(2, Naming::Name)]);
        assert_eq!(named(&["tide"]), []);
        assert_eq!(named(&["there"]), []);
    }

    #[test]
    fn a_link_means_a_note_by_name_path_or_title() {
        let index = index();
        for link in [
            "tide_tables",
            "coast/Tide_Tables.md",
            "tide tables: what they leave out#Wind|so",
        ] {
            assert_eq!(index.meant_by(link).collect::<Vec<_>>(), [0], "{link}");
        }
        assert_eq!(index.meant_by("inland/tide_tables").count(), 0);
    }

    #[test]
    fn a_word_in_fewer_titles_is_rarer() {
        let index = index();
        assert!(index.rarity("spring") > index.rarity("tide"));
        assert!((index.rarity("spring") - 1.0).abs() < 1e-9);
        assert!(index.rarity("unheard") <= 1.0);
    }
}
