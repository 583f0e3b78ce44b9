//! KB401–KB403: the names of notes.

use kbnote_note::{Resolver, Slug, SlugRule};

use crate::check_context::is_index;
use crate::finding::Findings;
use crate::subject::Subject;
use crate::{Example, Rule, Severity};

pub(crate) static SLUG_DIFFERS: Rule = Rule {
    code: "KB401",
    name: "slug-differs",
    severity: Severity::Info,
    repairs: false,
    what: "The file name does not match the title.",
    why: "Whoever writes a link by the title does not find the note. `kbnote rename NOTE TITLE` moves \
          it and rewrites every link to it.",
    example: Example::Files {
        bad: "notes/birds/untitled_2.md with title: Reed beds",
        good: "notes/birds/reed_beds.md with title: Reed beds",
    },
};

pub(crate) static DUPLICATE_NAME: Rule = Rule {
    code: "KB402",
    name: "duplicate-name",
    severity: Severity::Warning,
    repairs: false,
    what: "Notes in several folders have the same file name.",
    why: "A link by the name alone leads nowhere in Quartz, and to the nearest in Obsidian.",
    example: Example::Files {
        bad: "notes/birds/reed_beds.md and notes/coast/reed_beds.md",
        good: "notes/birds/reed_beds.md and notes/coast/reed_beds_of_the_coast.md",
    },
};

pub(crate) static CASE_COLLISION: Rule = Rule {
    code: "KB403",
    name: "case-collision",
    severity: Severity::Error,
    repairs: false,
    what: "The paths of two notes differ in case alone.",
    why: "On Windows and macOS they are one file: whoever checks the vault out there loses one.",
    example: Example::Files {
        bad: "notes/birds/reed_beds.md and notes/birds/Reed_Beds.md",
        good: "notes/birds/reed_beds.md and notes/birds/reed_beds_2.md",
    },
};

pub(crate) fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(name) = subject.around.name else {
        return;
    };
    slug(subject, name, findings);
    if let Some(resolver) = subject.around.resolver {
        namesakes(resolver, name, findings);
    }
}

fn base_name(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

fn slug(subject: &Subject<'_>, name: &str, findings: &mut Findings) {
    let Some(title) = subject.note.title() else {
        return;
    };
    let base = base_name(name);
    // The letters of most titles are those of their slugs, which take longer to make.
    if is_index(name) || base == "index" || is_named_so(base, &title) {
        return;
    }
    let rules = [
        subject.around.slug_rule,
        SlugRule::Transliterate,
        SlugRule::Ascii,
    ];
    let slugs = rules.map(|rule| Slug::with_rule(&title, rule));
    if slugs.iter().any(|slug| is_named_so(base, slug.as_str())) {
        return;
    }
    let message = format!("the title makes the file name `{}`, not `{base}`", slugs[0]);
    findings.at(&SLUG_DIFFERS, subject.place_of("title"), message);
}

/// Whether a file is named by a slug or title: with the same letters and digits, whatever stands
/// between them, and perhaps with a number because the name was taken.
fn is_named_so(base: &str, slug: &str) -> bool {
    let letters = |name: &str| -> String {
        let kept = name.chars().filter(|c| c.is_alphanumeric());
        kept.flat_map(char::to_lowercase).collect()
    };
    let numbered = base.trim_end_matches(|c: char| c.is_ascii_digit());
    let stem = numbered.strip_suffix(['_', '-', ' ']).unwrap_or(base);
    let wanted = letters(slug);
    letters(base) == wanted || letters(stem) == wanted
}

fn namesakes(resolver: &Resolver, name: &str, findings: &mut Findings) {
    let all = resolver.notes();
    let found = resolver.notes_of_base_name(base_name(name));
    let others = || {
        found
            .iter()
            .map(|&note| all[note].as_str())
            .filter(|other| *other != name)
    };
    let listed = |names: Vec<&str>| {
        let quoted = names.iter().take(3).map(|name| format!("`{name}`"));
        let more = if names.len() > 3 { ", …" } else { "" };
        format!("{}{more}", quoted.collect::<Vec<_>>().join(", "))
    };
    let folded = name.to_lowercase();
    let (colliding, namesakes): (Vec<&str>, Vec<&str>) =
        others().partition(|other| other.to_lowercase() == folded);
    if !colliding.is_empty() {
        let message = format!("{} differs in case alone", listed(colliding));
        findings.of_note(&CASE_COLLISION, message);
    }
    if !namesakes.is_empty() {
        let message = format!("{} has the same file name", listed(namesakes));
        findings.of_note(&DUPLICATE_NAME, message);
    }
}
