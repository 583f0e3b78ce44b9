//! Lines that programs read: fields of Dataview, directives, attributes, imports of MDX.

/// The key of a field has no more words than this.
const MOST_WORDS_OF_KEY: usize = 4;

/// What stands for a table of contents.
const CONTENTS: [&str; 6] = [
    "[toc]",
    "[[toc]]",
    "[[_toc_]]",
    "@[toc]",
    "${toc}",
    "{{toc}}",
];

/// Whether a line is not prose, whatever words are in it.
pub(crate) fn is_metadata(line: &str) -> bool {
    let line = line.trim_start_matches(['>', ' ', '\t']).trim_end();
    let Some(first) = line.bytes().next() else {
        return false;
    };
    match first {
        b':' => line.starts_with(":::"),
        b'|' => is_row(line),
        b'{' | b'[' | b'$' | b'@' => {
            is_contents(line) || is_attributes(line) || is_template(line) || is_enclosed(line)
        }
        b'!' | b'?' => is_admonition(line),
        b'#' => line.starts_with("#+"),
        b'\\' => is_command(line) || is_enclosed(line),
        b'i' | b'e' if is_module_line(line) => true,
        _ => is_field(line),
    }
}

/// `Related:: [[x]]`
fn is_field(line: &str) -> bool {
    let line = line.trim_start_matches(['-', '*', '+', ' ', '\t']);
    let Some((key, value)) = line.split_once("::") else {
        return false;
    };
    let is_key = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '*' | '/');
    let is_value = value.is_empty() || value.starts_with([' ', '\t', '[', '*']);
    is_value
        && key.contains(char::is_alphanumeric)
        && key.chars().all(is_key)
        && key.split_whitespace().count() <= MOST_WORDS_OF_KEY
}

/// A row of a table that lacks the line below its head, so that it is shown as it is written.
fn is_row(line: &str) -> bool {
    line.ends_with('|') && line.matches('|').count() > 2
}

fn is_contents(line: &str) -> bool {
    CONTENTS.iter().any(|mark| line.eq_ignore_ascii_case(mark))
}

/// `{: .class}`, `{#id}`, `{.class key=value}`
fn is_attributes(line: &str) -> bool {
    let inside = line
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'));
    inside.is_some_and(|inside| {
        inside.trim_start().starts_with([':', '.', '#']) && !inside.contains(['{', '}'])
    })
}

/// `{% if draft %}`, `{{ title }}`, and nothing else
fn is_template(line: &str) -> bool {
    let mut rest = line;
    while let Some(length) = template_length(rest) {
        rest = rest[length..].trim_start();
    }
    rest.len() < line.len() && rest.is_empty()
}

/// `{/* comment of MDX */}`, `{{#if draft}} … {{/if}}`, `\[ x = 1 \]`
fn is_enclosed(line: &str) -> bool {
    let pairs = [("{/*", "*/}"), ("{{#", "}}"), (r"\[", r"\]")];
    let is_in = |(open, close): &(&str, &str)| {
        let rest = line.strip_prefix(open);
        rest.is_some_and(|rest| rest.ends_with(close) && !rest.starts_with('['))
    };
    pairs.iter().any(is_in)
}

/// The length of the template code that a line begins with.
fn template_length(line: &str) -> Option<usize> {
    let close = match line.as_bytes() {
        [b'{', b'{', ..] => "}}",
        [b'{', b'%', ..] => "%}",
        _ => return None,
    };
    let length = line[2..].find(close)?;
    is_template_code(&line[2..2 + length]).then_some(length + 4)
}

/// Whether what is between `{{` and `}}` is code: not a cloze deletion, whose text is shown, and not a
/// timestamp.
pub(crate) fn is_template_code(inside: &str) -> bool {
    let code = inside.trim_start();
    let number = code.strip_prefix('c');
    let is_cloze = number.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    !code.is_empty()
        && !is_cloze
        && !code.starts_with("youtube-timestamp")
        && !inside.contains("\n\n")
}

/// `!!! note "Title"`, `??? tip`
fn is_admonition(line: &str) -> bool {
    let marks = ["!!!", "???+", "???"];
    let kind = marks.iter().find_map(|mark| line.strip_prefix(mark));
    kind.and_then(|kind| kind.strip_prefix(' '))
        .is_some_and(|kind| kind.starts_with(char::is_alphabetic))
}

/// `\newpage`, `\begin{align}`
fn is_command(line: &str) -> bool {
    let name = line[1..].trim_end_matches('}');
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '{' | '*');
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(is_part)
}

/// `import Chart from "./chart"`, `export const birds = 4`
fn is_module_line(line: &str) -> bool {
    let is_quoted = |text: &str| text.trim_end_matches(';').trim().ends_with(['"', '\'']);
    if let Some(rest) = line.strip_prefix("import ") {
        let is_path = |text: &str| text.trim_start().starts_with(['"', '\'']) && is_quoted(text);
        return is_path(rest)
            || rest
                .rsplit_once(" from ")
                .is_some_and(|(_, path)| is_path(path));
    }
    line.strip_prefix("export ").is_some_and(|rest| {
        let kinds = ["const ", "let ", "default ", "function ", "{"];
        kinds.iter().any(|kind| rest.starts_with(kind)) && rest.contains(['=', '{', '('])
    })
}

#[cfg(test)]
mod tests {
    use super::is_metadata;

    #[test]
    fn lines_for_programs_are_not_prose() {
        for line in [
            "{/* a note to myself. */}",
            "{{#if draft}}It is one.{{/if}}",
            r"\[ x = 1. \]",
            "Related:: [[x]]",
            "- **Source**:: Anna said so.",
            "> status:: done",
            ":::note",
            "::: warning Mind the tide",
            ":::",
            "| dusk | 412 |",
            "|---|---|",
            "[toc]",
            "[[_TOC_]]",
            "{: .wide #map}",
            "{#counts}",
            "{.wide width=40}",
            "{% if draft %}",
            "{{ title }} {{ date }}",
            "{{< youtube abc >}}",
            "{{% notice tip %}}",
            "!!! note \"Mind the tide\"",
            "??? tip",
            "#+begin_src python",
            "\\newpage",
            "\\begin{align*}",
            "import Chart from './chart';",
            "import \"./style.css\"",
            "import { A, B } from \"@site/x\"",
            "export const birds = 4;",
            "export default function Page() {",
        ] {
            assert!(is_metadata(line), "{line}");
        }
    }

    #[test]
    fn sentences_are_prose() {
        for line in [
            "",
            "Use std::vec here.",
            "The key: two count.",
            "One more thing they say:: it is late.",
            "{{c1::Reeds}} are where they roost.",
            "{{youtube-timestamp 42}}",
            "{{ name }} counts.",
            "{% include x %} Then two count.",
            "| x | is the length of x.",
            "import taxes from Norway rose.",
            "export duties fell (a little).",
            "::before is a pseudo-element.",
            "!important is a keyword.",
            "???",
            "#1 is best.",
            "\\$5 was paid.",
            "{curly} braces.",
            "[Anna] counts.",
        ] {
            assert!(!is_metadata(line), "{line}");
        }
    }
}
