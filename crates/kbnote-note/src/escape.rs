//! Text from elsewhere, written so that Markdown shows it as it is.

/// The text with a backslash before each character that would be Markdown inside of a line.
///
/// ```
/// # use kbnote_note::escaped_text;
/// assert_eq!(escaped_text("[laughs] 2*3 for $5"), r"\[laughs\] 2\*3 for \$5");
/// assert_eq!(escaped_text("a == b, 5 %"), r"a \=\= b, 5 %");
/// ```
#[must_use]
pub fn escaped_text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut before = None;
    while let Some(c) = chars.next() {
        let is_doubled = before == Some(c) || chars.peek() == Some(&c);
        let is_markdown = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '$' | '|' => true,
            '=' | '%' | '~' | '{' | '^' => is_doubled,
            _ => false,
        };
        if is_markdown {
            escaped.push('\\');
        }
        escaped.push(c);
        before = Some(c);
    }
    escaped
}
