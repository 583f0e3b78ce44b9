//! KB301–KB306: where links lead, in Quartz and in Obsidian.

use kbnote_note::{
    BlockKind, LinkPlace, LinkStyle, NearMiss, Outcome, Resolution, Resolver, Splice, Wikilink,
    display_text,
};

use crate::check::Subject;
use crate::finding::{Findings, Fix};
use crate::rules::notes::from_line;
use crate::{Example, Rule, Severity};

pub(crate) static BROKEN: Rule = Rule {
    code: "KB301",
    name: "broken-link",
    severity: Severity::Error,
    repairs: false,
    what: "A link leads to no note.",
    why: "In Quartz a click on it shows a page that is not there; Obsidian makes an empty note.",
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
    what: "A link leads to the note that it stands in.",
    why: "A click on it seems to do nothing, and the note is listed among its own backlinks.",
    example: Example::Body {
        bad: "Such [[this_note | counts]] are made at dusk.",
        good: "Such counts are made at dusk.",
    },
};

pub(crate) fn check(subject: &Subject<'_>, link: &Wikilink, findings: &mut Findings) {
    let Some(resolver) = subject.around.resolver else {
        return;
    };
    let target = &subject.text[link.target.clone()];
    if target.is_empty() {
        return;
    }
    let looked_up = Lookup {
        subject,
        link,
        resolver,
        target,
        from: subject.around.name.unwrap_or_default(),
    };
    looked_up.judge(findings);
}

/// A link with all that is needed to follow it.
struct Lookup<'a> {
    subject: &'a Subject<'a>,
    link: &'a Wikilink,
    resolver: &'a Resolver,
    target: &'a str,
    from: &'a str,
}

impl Lookup<'_> {
    fn judge(&self, findings: &mut Findings) {
        let Resolution { quartz, obsidian } = self.resolver.resolve(self.target, self.from);
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
            (Outcome::File, Outcome::File) => {}
            _ => self.disagree(&quartz, &obsidian, findings),
        }
    }

    fn missing(&self, findings: &mut Findings) {
        let place = self.link.target.clone();
        if let Some(near) = self.near_miss() {
            let name = self.resolver.target_of(near.note());
            let message = format!("no note `{}`; `{name}` is meant", self.target);
            return findings.fixable(&TITLE_AS_TARGET, place, message, self.retarget(near.note()));
        }
        let block = self.subject.note.block_at(self.link.range.start);
        if block.is_some_and(|block| block.kind == BlockKind::FromLine) {
            let message = format!("no index note `{}`", self.target);
            return findings.at(&from_line::NO_INDEX, place, message);
        }
        // Which other files there are is not known here.
        if !is_other_file(self.target) {
            findings.at(&BROKEN, place, format!("no note `{}`", self.target));
        }
    }

    /// The note that is meant by a target which is a title, or in another case. One that is a slug
    /// already is neither.
    fn near_miss(&self) -> Option<NearMiss> {
        let is_slug =
            |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'/');
        let rule = self.subject.around.slug_rule;
        (!self.target.bytes().all(is_slug))
            .then(|| self.resolver.near_miss(self.target, self.from, rule))
            .flatten()
    }

    /// Only one of the renderers finds a note.
    fn one_sided(&self, note: usize, finder: &str, findings: &mut Findings) {
        let place = self.link.target.clone();
        let name = self.resolver.target_of(note);
        if self.near_miss() == Some(NearMiss::Case(note)) {
            let message = format!("`{}` differs in case from `{name}`", self.target);
            return findings.fixable(&CASE_DIFFERS, place, message, self.retarget(note));
        }
        let message = format!("only {finder} finds a note `{}`: `{name}`", self.target);
        findings.fixable(&RENDERERS_DISAGREE, place, message, self.retarget(note));
    }

    fn to_itself(&self, note: usize, findings: &mut Findings) {
        let is_own = self.resolver.notes()[note] == self.from;
        if is_own && self.link.heading.is_none() && !self.link.embed {
            let message = "a link to the note itself".to_owned();
            findings.at(&SELF_LINK, self.link.range.clone(), message);
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
        findings.at(&AMBIGUOUS, self.link.target.clone(), message);
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
        findings.at(&RENDERERS_DISAGREE, self.link.target.clone(), message);
    }

    fn quoted(&self, note: usize) -> String {
        format!("`{}`", self.resolver.notes()[note])
    }

    /// Lets the link lead to a note, and show what it showed.
    fn retarget(&self, note: usize) -> Option<Fix> {
        let target = self.resolver.target_of(note);
        if !kbnote_note::is_linkable_target(target) || target == self.target {
            return None;
        }
        let mut splices = vec![Splice::replace(self.link.target.clone(), target)];
        if self.link.display.is_none() && self.link.heading.is_none() && !self.link.embed {
            let bar = self.bar();
            let shown = display_text(self.target);
            splices.push(Splice::insert(
                self.link.target.end,
                format!("{bar}{shown}"),
            ));
        }
        Some(Fix::new(format!("link to {target}"), splices))
    }

    fn bar(&self) -> &'static str {
        let block = self.subject.note.block_at(self.link.range.start);
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

/// Whether a target names a file of another kind, such as a picture, by its ending.
fn is_other_file(target: &str) -> bool {
    target.rsplit_once('.').is_some_and(|(stem, ending)| {
        let is_ending = (2..=4).contains(&ending.len())
            && ending.bytes().all(|b| b.is_ascii_alphanumeric())
            && ending.starts_with(|c: char| c.is_ascii_alphabetic());
        !stem.is_empty() && is_ending && !ending.eq_ignore_ascii_case("md")
    })
}
