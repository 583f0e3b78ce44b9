//! Names of notes in requests: their paths from the root of the vault.

use std::path::{Component, Path, PathBuf};

use kbnote_vault::{NotesError, Vault};

use crate::error::{Error, ErrorKind};

/// The file of a note, which must lie in the vault even after symbolic links are followed.
pub(super) fn resolve(vault: &Vault, name: &str) -> Result<PathBuf, Error> {
    let invalid = || {
        let message = format!("`{name}` is not the path of a note in the vault");
        Error::new(ErrorKind::Usage, "outside", message)
    };
    let not_found = || {
        let message = format!("note not found: {name}");
        Error::new(ErrorKind::NotFound, "missing-note", message)
    };
    if !is_note_name(Path::new(name)) {
        return Err(invalid());
    }
    let path = vault.root().join(name);
    let real = path.canonicalize().map_err(|_| not_found())?;
    let below = below_root(vault, &real).filter(|below| is_note_name(below));
    match below {
        Some(_) if real.is_file() => Ok(path),
        Some(_) => Err(not_found()),
        None => Err(invalid()),
    }
}

/// The name of the note in a file.
pub(super) fn name_of(vault: &Vault, path: &Path) -> Result<String, Error> {
    let shown = path.display();
    let missing = |_| NotesError::Missing {
        path: path.to_owned(),
        meant: None,
    };
    let real = path.canonicalize().map_err(missing)?;
    let Some(below) = below_root(vault, &real) else {
        let message = format!("{shown} is outside the vault");
        return Err(Error::new(ErrorKind::Usage, "outside", message)
            .with_next_step("name its vault with `--vault`"));
    };
    let usage = |message: String| Error::new(ErrorKind::Usage, "usage", message);
    if real.is_dir() || !is_note_name(&below) {
        return Err(usage(format!("{shown} is not a note")));
    }
    let parts: Option<Vec<&str>> = below.iter().map(|part| part.to_str()).collect();
    let parts = parts.ok_or_else(|| usage(format!("the name of {shown} is not UTF-8")))?;
    Ok(parts.join("/"))
}

fn below_root(vault: &Vault, real: &Path) -> Option<PathBuf> {
    let root = vault.root().canonicalize().ok()?;
    real.strip_prefix(root).ok().map(Path::to_owned)
}

/// Whether a path from the root can be that of a note: Markdown, without `..` or hidden parts.
fn is_note_name(name: &Path) -> bool {
    let is_step = |part: Component<'_>| match part {
        Component::Normal(part) => !part.as_encoded_bytes().starts_with(b"."),
        _ => false,
    };
    let is_markdown = name
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("md"));
    is_markdown && name.components().all(is_step)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn vault(dir: &Path) -> Vault {
        let root = dir.join("vault");
        fs::create_dir_all(root.join("notes")).unwrap();
        fs::create_dir_all(root.join(".kbnote")).unwrap();
        for name in ["vault/notes/a.md", "vault/.kbnote/s.md", "outside.md"] {
            fs::write(dir.join(name), "text").unwrap();
        }
        Vault::open(&root).unwrap()
    }

    /// The kind of error, if the name is not that of a note.
    fn error_kind(vault: &Vault, name: &str) -> Option<ErrorKind> {
        resolve(vault, name).err().map(|error| error.kind())
    }

    #[test]
    fn resolves_only_notes_below_the_root() {
        let dir = tempfile::tempdir().unwrap();
        let vault = vault(dir.path());
        assert_eq!(error_kind(&vault, "notes/a.md"), None);
        let outside = dir.path().join("outside.md").display().to_string();
        for name in [
            "",
            "notes",
            "../outside.md",
            "notes/../../outside.md",
            "./notes/a.md",
            "/notes/a.md",
            ".kbnote/s.md",
            "kbnote.toml",
            outside.as_str(),
        ] {
            assert_eq!(error_kind(&vault, name), Some(ErrorKind::Usage), "{name}");
        }
        for name in ["notes/b.md", "notes/a.md/b.md", "no\0te.md"] {
            assert_eq!(
                error_kind(&vault, name),
                Some(ErrorKind::NotFound),
                "{name}"
            );
        }
    }

    #[test]
    #[cfg(unix)]
    fn rejects_links_out_of_the_vault() {
        use std::os::unix::fs::symlink;
        let dir = tempfile::tempdir().unwrap();
        let vault = vault(dir.path());
        let notes = dir.path().join("vault/notes");
        for (to, link) in [
            ("../../outside.md", "out.md"),
            ("../..", "up"),
            ("../.kbnote/s.md", "state.md"),
            ("a.md", "in.md"),
        ] {
            symlink(to, notes.join(link)).unwrap();
        }
        for name in ["notes/out.md", "notes/up/outside.md", "notes/state.md"] {
            assert_eq!(error_kind(&vault, name), Some(ErrorKind::Usage), "{name}");
        }
        assert_eq!(error_kind(&vault, "notes/in.md"), None);
        assert_eq!(name_of(&vault, &notes.join("a.md")).unwrap(), "notes/a.md");
        assert_eq!(
            name_of(&vault, &notes.join("out.md")).unwrap_err().code(),
            "outside"
        );
    }
}
