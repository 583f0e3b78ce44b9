//! Notes as requests name them: by their paths from the root of the vault.

use std::path::{Component, Path, PathBuf};

use kbnote_app::ErrorKind;
use kbnote_vault::{NotesError, Vault};

use super::refusal::Refusal;
use crate::error::CliError;

/// The file of a note, which must lie in the vault, links followed.
pub(super) fn note_at(vault: &Vault, name: &str) -> Result<PathBuf, Refusal> {
    if !is_name_of_note(Path::new(name)) {
        return Err(Refusal::no_note_name(name));
    }
    let path = vault.root().join(name);
    let real = path.canonicalize().map_err(|_| Refusal::no_note(name))?;
    let below = below_root(vault, &real).filter(|below| is_name_of_note(below));
    match below {
        Some(_) if real.is_file() => Ok(path),
        Some(_) => Err(Refusal::no_note(name)),
        None => Err(Refusal::no_note_name(name)),
    }
}

/// How requests name the note in this file.
pub(super) fn name_of(vault: &Vault, path: &Path) -> Result<String, CliError> {
    let shown = path.display();
    let missing = |_| NotesError::Missing {
        path: path.to_owned(),
    };
    let real = path.canonicalize().map_err(missing)?;
    let wrong = |kind, message: String| Err(CliError::new(ErrorKind::Usage, kind, message));
    let Some(below) = below_root(vault, &real) else {
        return wrong("outside", format!("{shown} lies outside the vault"))
            .map_err(|error| error.hint("name its vault with `--vault`"));
    };
    if real.is_dir() || !is_name_of_note(&below) {
        return wrong("usage", format!("{shown} is no note"));
    }
    let parts: Option<Vec<&str>> = below.iter().map(|part| part.to_str()).collect();
    match parts {
        Some(parts) => Ok(parts.join("/")),
        None => wrong("usage", format!("the name of {shown} is no text")),
    }
}

fn below_root(vault: &Vault, real: &Path) -> Option<PathBuf> {
    let root = vault.root().canonicalize().ok()?;
    real.strip_prefix(root).ok().map(Path::to_owned)
}

/// Whether a path can be that of a note from the root: steps downwards, nothing hidden, Markdown.
fn is_name_of_note(name: &Path) -> bool {
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

    use hyper::StatusCode;

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

    fn status(vault: &Vault, name: &str) -> Option<StatusCode> {
        note_at(vault, name).err().map(|refusal| refusal.status)
    }

    #[test]
    fn only_notes_below_the_root_are_named() {
        let dir = tempfile::tempdir().unwrap();
        let vault = vault(dir.path());
        assert_eq!(status(&vault, "notes/a.md"), None);
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
            assert_eq!(
                status(&vault, name),
                Some(StatusCode::BAD_REQUEST),
                "{name}"
            );
        }
        for name in ["notes/b.md", "notes/a.md/b.md", "no\0te.md"] {
            assert_eq!(status(&vault, name), Some(StatusCode::NOT_FOUND), "{name}");
        }
    }

    #[test]
    #[cfg(unix)]
    fn a_link_that_leads_out_is_no_note() {
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
            assert_eq!(
                status(&vault, name),
                Some(StatusCode::BAD_REQUEST),
                "{name}"
            );
        }
        assert_eq!(status(&vault, "notes/in.md"), None);
        assert_eq!(name_of(&vault, &notes.join("a.md")).unwrap(), "notes/a.md");
        assert_eq!(
            name_of(&vault, &notes.join("out.md"))
                .unwrap_err()
                .error()
                .map(kbnote_app::Error::code),
            Some("outside")
        );
    }
}
