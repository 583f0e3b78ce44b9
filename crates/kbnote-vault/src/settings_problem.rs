//! What is wrong in a file of settings, in words for the person who wrote it.

/// An error of a TOML file: the cause first, then the line with the place marked.
#[derive(Debug, thiserror::Error)]
#[error("{}", in_words(.0))]
pub struct SettingsProblem(#[source] Box<toml::de::Error>);

impl From<toml::de::Error> for SettingsProblem {
    fn from(error: toml::de::Error) -> Self {
        Self(Box::new(error))
    }
}

/// The parser's own text names line and column first, which the path before it has already, and the cause last.
fn in_words(error: &toml::de::Error) -> String {
    let text = error.to_string();
    let mut lines: Vec<&str> = text.lines().filter(|line| is_quoted(line)).collect();
    let cause = cause(error.message(), &lines);
    lines.insert(0, &cause);
    lines.join("\n")
}

/// Whether a line of the parser's text shows the file.
fn is_quoted(line: &str) -> bool {
    line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ')
        .starts_with('|')
}

/// The cause; the parser takes a value without quotation marks for the beginning of `true`, `nan` or `inf`.
fn cause(message: &str, quoted: &[&str]) -> String {
    let is_unquoted = [
        "string values must be quoted",
        "invalid boolean",
        "invalid float",
    ]
    .iter()
    .any(|start| message.starts_with(start));
    match setting(quoted).filter(|_| is_unquoted) {
        Some((key, "")) => format!("`{key} =` has no value"),
        Some((key, value)) => format!("text needs quotation marks: `{key} = \"{value}\"`"),
        None => message.to_owned(),
    }
}

/// The key and the value in the line that the parser shows.
fn setting<'a>(quoted: &[&'a str]) -> Option<(&'a str, &'a str)> {
    let (_, line) = quoted.iter().find_map(|line| line.split_once(" | "))?;
    let (key, value) = line.split_once('=')?;
    Some((key.trim(), value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(text: &str) -> String {
        let error = text.parse::<toml::Table>().unwrap_err();
        SettingsProblem::from(error).to_string()
    }

    #[test]
    fn text_without_quotation_marks_is_named_so() {
        for value in [
            "notes",
            "inbox",
            "trüb",
            "content/notes",
            "my notes",
            "~/notes",
        ] {
            let expected = format!("text needs quotation marks: `notes = \"{value}\"`\n");
            let found = problem(&format!("# Folders\nnotes = {value}\n"));
            assert!(found.starts_with(&expected), "{found}");
        }
        assert!(problem("notes = ").starts_with("`notes =` has no value\n"));
    }

    #[test]
    fn the_line_is_shown_below_the_cause() {
        let lines = [
            "unclosed table, expected `]`",
            "  |",
            "1 | [anchor",
            "  |        ^",
        ];
        assert_eq!(problem("[anchor\n"), lines.join("\n"));
    }
}
