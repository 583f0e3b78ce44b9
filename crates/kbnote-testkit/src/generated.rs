//! Files that tests generate and that are committed.

use std::fs;
use std::path::Path;

/// Checks that a generated file is current. If it is not, it is written anew, to be committed.
///
/// # Panics
/// If the file was not current.
pub fn assert_generated(path: &Path, text: &str) {
    let text = format!("// Generated from Rust types by a test; do not edit.\n\n{text}");
    if fs::read_to_string(path).is_ok_and(|current| current == text) {
        return;
    }
    let shown = path.display();
    match fs::write(path, text) {
        Ok(()) => panic!("{shown} was not current; it is now, commit it"),
        Err(error) => panic!("{shown} is not current, and cannot be written: {error}"),
    }
}
