//! Addresses of files.

use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What is not escaped in the path of an address.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The file at an address, if it is one of a file on this machine.
pub(crate) fn path(uri: &str) -> Option<PathBuf> {
    let rest = uri.strip_prefix("file://")?;
    let path = &rest[rest.find('/')?..];
    let decoded = percent_decode_str(path).decode_utf8().ok()?;
    // `/C:/notes` on Windows.
    let drive = decoded.as_bytes().get(2) == Some(&b':') && cfg!(windows);
    Some(PathBuf::from(if drive { &decoded[1..] } else { &decoded }))
}

/// The address of a file.
pub(crate) fn of_path(path: &Path) -> String {
    let text = path
        .to_string_lossy()
        .replace('\\', if cfg!(windows) { "/" } else { "\\" });
    let slash = if text.starts_with('/') { "" } else { "/" };
    format!("file://{slash}{}", utf8_percent_encode(&text, PATH))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn a_path_and_its_address_lead_to_each_other() {
        for (file, uri) in [
            ("/vault/a b.md", "file:///vault/a%20b.md"),
            ("/vault/é#1?.md", "file:///vault/%C3%A9%231%3F.md"),
        ] {
            assert_eq!(of_path(Path::new(file)), uri);
            assert_eq!(path(uri).as_deref(), Some(Path::new(file)));
        }
        assert_eq!(path("file://localhost/a").as_deref(), Some(Path::new("/a")));
        assert_eq!(path("untitled:Untitled-1"), None);
        assert_eq!(path("file:///a%FF"), None);
    }
}
