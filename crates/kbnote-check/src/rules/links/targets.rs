//! KB301–KB306: where links lead, in Quartz and in Obsidian.

use std::ops::Range;

use kbnote_note::{
    BlockKind, FileLink, FileLinkKind, LinkPlace, LinkStyle, NearMiss, Outcome, Resolution,
    Resolver, Splice, Wikilink, display_text,
};

use crate::finding::{Findings, Fix};
use crate::rules::links::{display, scheme};
use crate::rules::notes::from_line;
use crate::subject::Subject;
use crate::{Example, Rule, Severity};

pub(crate) static BROKEN: Rule = Rule {
    code: "KB301",
    name: "broken-link",
    severity: Severity::Error,
    repairs: false,
    what: "A link leads to no note.",
    why: "In Quartz, clicking it shows a missing page; Obsidian makes an empty note.",
    example: Example::Body {
        bad: "They sleep in [[reedbeds | reed beds]].",
        good: "They sleep in [[reed_beds | reed beds]].",
    },
};

pub(crate) static AMBIGUOUS: Rule = Rule {
    code: "KB302",
    name: "ambiguous-link",
    severity: Severity::Error,
    repairs: false,
    what: "A link names several notes.",
    why: "Quartz finds a file by its name only if no other has it, and shows a page that is not \
          there; Obsidian takes the nearest. Write the folder before the name.",
    example: Example::Body {
        bad: "See the [[tide_tables | tables]].",
        good: "See the [[coast/tide_tables | tables]].",
    },
};

pub(crate) static RENDERERS_DISAGREE: Rule = Rule {
    code: "KB303",
    name: "renderers-disagree",
    severity: Severity::Warning,
    repairs: true,
    what: "A link leads to one note in Quartz, and to another or none in Obsidian, or the reverse.",
    why: "Quartz takes a path from the root and minds case; Obsidian looks for the end of a path, near \
          the note first. It is repaired where only one of them finds a note.",
    example: Example::Body {
        bad: "See the [[north/winter_counts | counts]].",
        good: "See the [[winter_counts | counts]].",
    },
};

pub(crate) static TITLE_AS_TARGET: Rule = Rule {
    code: "KB304",
    name: "title-as-target",
    severity: Severity::Error,
    repairs: true,
    what: "A link names a note by its title, not by its file name.",
    why: "Neither Quartz nor Obsidian looks at titles: the link leads nowhere.",
    example: Example::Body {
        bad: "They sleep in [[Reed beds]].",
        good: "They sleep in [[reed_beds | Reed beds]].",
    },
};

pub(crate) static CASE_DIFFERS: Rule = Rule {
    code: "KB305",
    name: "case-differs",
    severity: Severity::Error,
    repairs: true,
    what: "A link differs from the file name in the case of its letters.",
    why: "Obsidian finds the note, Quartz does not.",
    example: Example::Body {
        bad: "They sleep in [[Reed_Beds | reed beds]].",
        good: "They sleep in [[reed_beds | reed beds]].",
    },
};

pub(crate) static SELF_LINK: Rule = Rule {
    code: "KB306",
    name: "self-link",
    severity: Severity::Warning,
    repairs: false,
    what: "A link leads to the note that it is in.",
    why: "A click on it seems to do nothing, and the note is listed among its own backlinks.",
    example: Example::Body {
        bad: "Such [[this_note | counts]] are made at dusk.",
        good: "Such counts are made at dusk.",
    },
};

pub(crate) fn check(subject: &Subject<'_>, link: &Wikilink, findings: &mut Findings) {
    let text = &subject.text[link.target.clone()];
    if display::broken_up(subject, link, findings) || scheme::check(subject, link, findings) {
        return;
    }
    let looked_up = Lookup::new(subject, Link::Wikilink(link), text);
    if let Some(looked_up) = looked_up {
        looked_up.judge(findings);
    }
}

/// Checks a link that is not a wikilink of Quartz.
pub(crate) fn check_file_link(subject: &Subject<'_>, link: &FileLink, findings: &mut Findings) {
    let looked_up = Lookup::new(subject, Link::File(link), &link.target);
    let looked_up = looked_up.filter(|lookup| !lookup.is_made_by_quartz());
    if let Some(looked_up) = looked_up.filter(|_| link.kind != FileLinkKind::ObsidianWikilink) {
        looked_up.judge(findings);
    }
}

/// A link of either kind.
#[derive(Clone, Copy)]
enum Link<'a> {
    Wikilink(&'a Wikilink),
    File(&'a FileLink),
}

/// A link with all that is needed to follow it.
struct Lookup<'a> {
    subject: &'a Subject<'a>,
    link: Link<'a>,
    resolver: &'a Resolver,
    /// The path or name that is looked up.
    target: &'a str,
    from: &'a str,
}

impl<'a> Lookup<'a> {
    /// None where it is not known what notes there are, or the link has no target.
    fn new(subject: &'a Subject<'_>, link: Link<'a>, target: &'a str) -> Option<Self> {
        let resolver = subject.around.resolver.filter(|_| !target.is_empty())?;
        Some(Self {
            subject,
            link,
            resolver,
            target,
            from: subject.around.name.unwrap_or_default(),
        })
    }

    /// Where its path or name is written.
    fn place(&self) -> Range<usize> {
        match self.link {
            Link::Wikilink(link) => link.target.clone(),
            Link::File(link) => link.path.clone(),
        }
    }

    /// All of it.
    fn range(&self) -> Range<usize> {
        match self.link {
            Link::Wikilink(link) => link.range.clone(),
            Link::File(link) => link.range.clone(),
        }
    }

    fn resolve(&self) -> Resolution {
        let Link::File(link) = self.link else {
            return self.resolver.resolve(self.target, self.from);
        };
        let found = self
            .resolver
            .resolve_file(link.kind, self.target, self.from);
        match link.kind {
            // Obsidian leaves HTML alone: what counts is where Quartz leads.
            FileLinkKind::Html => Resolution {
                obsidian: found.quartz.clone(),
                ..found
            },
            _ => found,
        }
    }

    /// Whether the path is that of a page which no file is made into: the home page or one of a tag.
    fn is_made_by_quartz(&self) -> bool {
        let path = self.target.trim_start_matches(['.', '/']);
        path.is_empty() || path == "tags" || path.starts_with("tags/")
    }

    fn judge(&self, findings: &mut Findings) {
        let Resolution { quartz, obsidian } = self.resolve();
        match (&quartz, &obsidian) {
            (Outcome::Ambiguous(several), _) => self.ambiguous(several, &obsidian, findings),
            (_, Outcome::Ambiguous(several)) if quartz == Outcome::Missing => {
                self.ambiguous(several, &quartz, findings);
            }
            (Outcome::Missing, Outcome::Missing) => self.missing(findings),
            (Outcome::Note(one), Outcome::Note(other)) if one == other => {
                self.to_itself(*one, findings);
            }
            (Outcome::Missing, Outcome::Note(note)) => self.one_sided(*note, "Obsidian", findings),
            (Outcome::Note(note), Outcome::Missing) => self.one_sided(*note, "Quartz", findings),
            (Outcome::File, Outcome::File | Outcome::Missing) => {}
            _ => self.disagree(&quartz, &obsidian, findings),
        }
    }

    fn missing(&self, findings: &mut Findings) {
        let place = self.place();
        if let Some(near) = self.near_miss() {
            let name = self.resolver.target_of(near.note());
            let message = format!("no note `{}`; `{name}` is meant", self.target);
            return findings.fixable(&TITLE_AS_TARGET, place, message, self.retarget(near.note()));
        }
        let block = self.subject.note.block_at(self.range().start);
        if block.is_some_and(|block| block.kind == BlockKind::FromLine) {
            let message = format!("no index note `{}`; `kbnote index` writes it", self.target);
            return findings.at(&from_line::NO_INDEX, place, message);
        }
        if let Some(note) = self.resolver.note_of_alias(&self.decoded()) {
            return self.alias(note, findings);
        }
        match self.other_file() {
            OtherFile::Found => {}
            OtherFile::Missing if self.is_media() => {
                if self.is_first() {
                    let message =
                        format!("no file `{}`, which the front matter names", self.target);
                    findings.at(&BROKEN, place, message);
                }
            }
            OtherFile::Missing => {
                findings.at(&BROKEN, place, format!("no file `{}`", self.target));
            }
            OtherFile::Note => {
                let recording = self.recording().unwrap_or_default();
                findings.at(
                    &BROKEN,
                    place,
                    format!("no note `{}`{recording}", self.target),
                );
            }
        }
    }

    /// Whether it leads to the file of the note's recording, as each of its anchors may.
    fn is_media(&self) -> bool {
        let media = self.subject.note.address();
        media.is_some_and(|media| media == self.target)
    }

    /// Whether no link to the same file is above it.
    fn is_first(&self) -> bool {
        let mut links = self.subject.note.file_links().iter();
        let first = links.find(|link| link.live && link.target == self.target);
        first.is_none_or(|first| first.range == self.range())
    }

    /// What to do where the target is the id of a stored recording.
    fn recording(&self) -> Option<String> {
        let decoded = self.decoded();
        let id = decoded.rsplit('/').next()?;
        Some(match *self.subject.around.stored?.get(id)? {
            Some(note) => {
                let name = self.resolver.target_from(note, self.from);
                format!("; it is a recording, whose note is `{name}`")
            }
            None => {
                let option = if id.starts_with('-') { "--video=" } else { "" };
                format!("; it is a recording without a note: `kbnote new {option}{id}` makes one")
            }
        })
    }

    /// The target without percent escapes.
    fn decoded(&self) -> String {
        match self.link {
            Link::Wikilink(_) => self.target.to_owned(),
            Link::File(link) => link.decoded(),
        }
    }

    /// The note that is meant by a target which is a title, or in another case. One that is a slug
    /// already is neither.
    fn near_miss(&self) -> Option<NearMiss> {
        let is_slug =
            |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'/');
        let rule = self.subject.around.slug_rule;
        let decoded = self.decoded();
        let name = decoded.strip_suffix(".md").unwrap_or(&decoded);
        (!name.bytes().all(is_slug))
            .then(|| self.resolver.near_miss(name, self.from, rule))
            .flatten()
    }

    /// Only one of the renderers finds a note.
    fn one_sided(&self, note: usize, finder: &str, findings: &mut Findings) {
        let place = self.place();
        let name = self.resolver.target_of(note);
        if self.resolver.is_alias(self.target, note) {
            if !self.subject.around.is_quartz {
                self.alias(note, findings);
            }
            return;
        }
        if finder == "Obsidian" && !self.subject.around.is_quartz && self.is_vault_path() {
            return;
        }
        if self.near_miss() == Some(NearMiss::Case(note)) {
            let message = format!("`{}` differs in case from `{name}`", self.target);
            return findings.fixable(&CASE_DIFFERS, place, message, self.retarget(note));
        }
        let message = format!("only {finder} finds a note `{}`: `{name}`", self.target);
        findings.fixable(&RENDERERS_DISAGREE, place, message, self.retarget(note));
    }

    fn alias(&self, note: usize, findings: &mut Findings) {
        let (target, name) = (self.target, self.resolver.target_of(note));
        let message =
            format!("`{target}` is an alias of `{name}`, which Obsidian does not follow by itself");
        findings.fixable(
            &RENDERERS_DISAGREE,
            self.place(),
            message,
            self.retarget(note),
        );
    }

    fn is_vault_path(&self) -> bool {
        self.resolver.is_vault_path(&self.decoded())
    }

    fn to_itself(&self, note: usize, findings: &mut Findings) {
        let is_own = self.resolver.notes()[note] == self.from;
        let is_to_a_part = match self.link {
            Link::Wikilink(link) => link.heading.is_some() || link.embed,
            Link::File(link) => self.subject.text[link.path.end..].starts_with('#'),
        };
        if is_own && !is_to_a_part {
            let message = "a link to the note itself".to_owned();
            findings.at(&SELF_LINK, self.range(), message);
        }
    }

    fn ambiguous(&self, several: &[usize], other: &Outcome, findings: &mut Findings) {
        let names: Vec<String> = several
            .iter()
            .take(3)
            .map(|&note| self.quoted(note))
            .collect();
        let more = if several.len() > 3 { ", …" } else { "" };
        let nearest = other
            .note()
            .map(|note| format!("; Obsidian takes {}", self.quoted(note)));
        let message = format!(
            "several notes are named `{}`: {}{more}{}",
            self.target,
            names.join(", "),
            nearest.unwrap_or_default()
        );
        findings.at(&AMBIGUOUS, self.place(), message);
    }

    fn disagree(&self, quartz: &Outcome, obsidian: &Outcome, findings: &mut Findings) {
        let told = |outcome: &Outcome| match outcome {
            Outcome::Note(note) => self.quoted(*note),
            Outcome::Missing => "nowhere".to_owned(),
            Outcome::File => "a file".to_owned(),
            Outcome::Ambiguous(_) => "one of several notes".to_owned(),
        };
        let message = format!(
            "leads to {} in Quartz and to {} in Obsidian",
            told(quartz),
            told(obsidian)
        );
        findings.at(&RENDERERS_DISAGREE, self.place(), message);
    }

    fn quoted(&self, note: usize) -> String {
        format!("`{}`", self.resolver.notes()[note])
    }

    /// Lets the link lead to a note, and show what it showed.
    fn retarget(&self, note: usize) -> Option<Fix> {
        let target = self.resolver.target_from(note, self.from);
        let splices = match self.link {
            Link::Wikilink(link) => self.retargeted_wikilink(link, &target)?,
            Link::File(link) => {
                let ending = if link.decoded().ends_with(".md") {
                    ".md"
                } else {
                    ""
                };
                let path = link.escaped(self.subject.text, &format!("{target}{ending}"));
                vec![Splice::replace(link.path.clone(), path)]
            }
        };
        Some(Fix::new(format!("link to {target}"), splices))
    }

    fn retargeted_wikilink(&self, link: &Wikilink, target: &str) -> Option<Vec<Splice>> {
        if !kbnote_note::is_linkable_target(target) || target == self.target {
            return None;
        }
        let mut splices = vec![Splice::replace(link.target.clone(), target)];
        if link.display.is_none() && link.heading.is_none() && !link.embed {
            let bar = self.bar();
            let shown = display_text(self.target);
            splices.push(Splice::insert(link.target.end, format!("{bar}{shown}")));
        }
        Some(splices)
    }

    /// What is known of a target that no note has.
    fn other_file(&self) -> OtherFile {
        let is_file_name = is_file_name(self.target);
        let target = self.decoded().to_lowercase();
        let base = target.rsplit('/').next().unwrap_or(&target);
        let is_there = self.subject.around.files_elsewhere.map(|files| {
            let is_text = !self.subject.around.is_quartz && files.contains(&format!("{base}.md"));
            is_text || is_file_name && files.contains(base)
        });
        match is_there {
            Some(true) => OtherFile::Found,
            None if is_file_name => OtherFile::Found,
            Some(false) if is_file_name => OtherFile::Missing,
            _ => OtherFile::Note,
        }
    }

    fn bar(&self) -> &'static str {
        let block = self.subject.note.block_at(self.range().start);
        let in_table = block
            .is_some_and(|block| matches!(block.kind, BlockKind::TableCell | BlockKind::TableHead));
        let place = if in_table {
            LinkPlace::TableCell
        } else {
            LinkPlace::Prose
        };
        match (self.subject.around.link_style, place) {
            (LinkStyle::Spaced, LinkPlace::Prose) => " | ",
            (LinkStyle::Spaced, LinkPlace::TableCell) => " \\| ",
            (LinkStyle::Tight, LinkPlace::Prose) => "|",
            (LinkStyle::Tight, LinkPlace::TableCell) => "\\|",
        }
    }
}

/// What a target that leads to no note may be.
enum OtherFile {
    /// The name of a note.
    Note,
    /// The name of a file that is there, or may be.
    Found,
    /// The name of a file that is not there.
    Missing,
}

/// The endings of what Obsidian and Quartz show besides notes, and of documents that are linked to.
const FILE_ENDINGS: &str = " apng avif bmp gif ico jfif jpeg jpg png svg tif tiff webp \
    3gp aac aiff flac m4a mka mp3 oga ogg opus wav \
    avi m4v mkv mov mp4 mpeg mpg ogv webm \
    srt sub vtt json3 ttml \
    base bib canvas css csv doc docx epub excalidraw gz html ics ipynb js json key log numbers odp ods odt \
    pages pdf ppt pptx ps rtf tar tex ts tsv txt xls xlsx xml yaml yml zip ";

/// Whether a target names a file of another kind, such as a picture, by its ending.
fn is_file_name(target: &str) -> bool {
    target.rsplit_once('.').is_some_and(|(stem, ending)| {
        let ending = ending.to_lowercase();
        let is_word = !stem.is_empty() && ending.bytes().all(|b| b.is_ascii_alphanumeric());
        is_word && FILE_ENDINGS.contains(&format!(" {ending} "))
    })
}
