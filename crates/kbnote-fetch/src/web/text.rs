//! The text of a response.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};

/// How far into a document its encoding is looked for.
const HEAD: usize = 1_024;

/// The text of a document in the encoding that its byte order mark, XML declaration or `<meta>` names, else in UTF-8.
pub(crate) fn decoded(body: &[u8]) -> Cow<'_, str> {
    let encoding = named_encoding(&body[..body.len().min(HEAD)]).unwrap_or(UTF_8);
    encoding.decode(body).0
}

fn named_encoding(head: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let after = ["encoding=", "charset="]
        .into_iter()
        .find_map(|key| head.split_once(key));
    let label = after?.1.trim_start_matches(['"', '\'']);
    let end = label.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':')));
    Encoding::for_label(&label.as_bytes()[..end.unwrap_or(label.len())])
}

/// A text on one line, without spaces at its ends.
pub(crate) fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_names_its_encoding() {
        assert_eq!(
            decoded(b"<?xml version='1.0' encoding='ISO-8859-1'?>\xe4"),
            "<?xml version='1.0' encoding='ISO-8859-1'?>ä"
        );
        assert_eq!(
            decoded(b"<meta charset=windows-1251>\xf4"),
            "<meta charset=windows-1251>ф"
        );
        assert_eq!(decoded("\u{feff}ä".as_bytes()), "ä");
        assert_eq!(
            decoded(b"<?xml encoding=\"unheard\"?>\xc3\xa4"),
            "<?xml encoding=\"unheard\"?>ä"
        );
    }
}
