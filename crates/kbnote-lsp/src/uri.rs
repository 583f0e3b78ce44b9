//! Addresses of files.

use std::path::{Path, PathBuf};

use kbnote_vault::ShownPath;
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
    let is_windows = cfg!(windows) && has_drive(&decoded);
    Some(PathBuf::from(if is_windows {
        &decoded[1..]
    } else {
        &decoded
    }))
}

/// The address of a file.
pub(crate) fn of_path(path: &Path) -> String {
    of_shown(&ShownPath::new(path).to_string())
}

/// The address of a file whose path has slashes between its parts.
fn of_shown(path: &str) -> String {
    // A path of Windows with links resolved begins with `\\?\`.
    let path = path.strip_prefix("//?/").unwrap_or(path);
    let slash = if path.starts_with('/') { "" } else { "/" };
    format!("file://{slash}{}", utf8_percent_encode(path, PATH))
}

/// Whether a path begins as `/C:/notes`.
fn has_drive(path: &str) -> bool {
    path.as_bytes().get(2) == Some(&b':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_windows_have_addresses() {
        for path in ["C:/vault/a b.md", "//?/C:/vault/a b.md"] {
            assert_eq!(of_shown(path), "file:///C%3A/vault/a%20b.md");
        }
        assert!(has_drive("/C:/vault/a b.md") && !has_drive("/vault/a.md"));
    }

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
