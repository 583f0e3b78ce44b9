//! KB310: wikilinks that Quartz takes for the address of another site.

use kbnote_note::{NearMiss, Resolver, Splice, Wikilink, display_text, is_linkable_target};

use crate::finding::{Findings, Fix};
use crate::subject::Subject;
use crate::{Example, Rule, Severity};

pub(crate) static ADDRESS: Rule = Rule {
    code: "KB310",
    name: "address-in-wikilink",
    severity: Severity::Error,
    repairs: true,
    what: "A wikilink begins with a word and a colon.",
    why: "Quartz takes the word for the scheme of an address and makes a link to another site of it; \
          Obsidian looks for a note of that name.",
    example: Example::Body {
        bad: "They sleep in [[Reed: beds]].",
        good: "They sleep in [[reed_beds | Reed: beds]].",
    },
};

/// Checks whether a wikilink is taken for an address; nothing else is to be said of it then.
pub(crate) fn check(subject: &Subject<'_>, link: &Wikilink, findings: &mut Findings) -> bool {
    let target = &subject.text[link.target.clone()];
    let Some((scheme, rest)) = target
        .split_once(':')
        .filter(|(scheme, _)| is_scheme(scheme))
    else {
        return false;
    };
    let message = format!("Quartz takes `{scheme}:` for the beginning of an address");
    let fix = if rest.starts_with("//") {
        markdown_link(subject, link, target)
    } else {
        subject.around.resolver.and_then(|resolver| {
            let note = meant(subject, resolver, target)?;
            retargeted(link, resolver.target_of(note), target)
        })
    };
    findings.fixable(&ADDRESS, link.target.clone(), message, fix);
    true
}

fn is_scheme(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
}

/// The note whose title, or alias, the target is.
fn meant(subject: &Subject<'_>, resolver: &Resolver, target: &str) -> Option<usize> {
    let from = subject.around.name.unwrap_or_default();
    let near = resolver.near_miss(target, from, subject.around.slug_rule);
    near.map(NearMiss::note)
        .or_else(|| resolver.resolve(target, from).obsidian.note())
}

fn retargeted(link: &Wikilink, name: &str, target: &str) -> Option<Fix> {
    if !is_linkable_target(name) || name.contains(':') {
        return None;
    }
    let mut splices = vec![Splice::replace(link.target.clone(), name)];
    if link.display.is_none() && link.heading.is_none() && !link.embed {
        let shown = format!(" | {}", display_text(target));
        splices.push(Splice::insert(link.target.end, shown));
    }
    Some(Fix::new(format!("link to {name}"), splices))
}

/// `[shown](address)`.
fn markdown_link(subject: &Subject<'_>, link: &Wikilink, address: &str) -> Option<Fix> {
    let heading = link
        .heading
        .as_ref()
        .map_or("", |range| &subject.text[range.clone()]);
    let address = format!("{address}{heading}");
    let is_plain = address
        .bytes()
        .all(|b| b.is_ascii_graphic() && !b"()<>\\|".contains(&b));
    if !is_plain || link.embed {
        return None;
    }
    let shown = match &link.display {
        Some(display) if !display.is_empty() => &subject.text[display.clone()],
        _ => address.as_str(),
    };
    let edit = Splice::replace(link.range.clone(), format!("[{shown}]({address})"));
    Some(Fix::one("write a Markdown link", edit))
}
