//! Programs that are started: found where the system's own are, never in a vault.
//!
//! `PATH` may name folders by relative paths, `.` among them. Whoever works in a vault that somebody
//! else made would then run the `git` that lies in it. Only folders named from the root count, for
//! the programs that kbnote starts and for those that they start.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The program of this name, ready to be given arguments; nothing if none is found.
#[must_use]
pub fn command(name: &str) -> Option<Command> {
    let path = path();
    let mut command = Command::new(find(name, &path)?);
    // Windows looks in the current folder first, unless it is told not to.
    command
        .env("PATH", path)
        .env("NoDefaultCurrentDirectoryInExePath", "1");
    Some(command)
}

/// Where the program of this name is, or would be.
#[must_use]
pub fn place_of(name: &str) -> PathBuf {
    let path = path();
    let last = || env::split_paths(&path).last().unwrap_or_else(|| "/".into());
    find(name, &path).unwrap_or_else(|| last().join(name))
}

/// The folders in which programs are looked for, as `PATH` lists them.
#[must_use]
pub fn path() -> OsString {
    let path = env::var_os("PATH");
    without_relative(&path.unwrap_or_else(|| WITHOUT_PATH.into()))
}

/// Where programs are where no `PATH` says it.
const WITHOUT_PATH: &str = if cfg!(unix) {
    "/usr/local/bin:/usr/bin:/bin"
} else {
    ""
};

fn without_relative(path: &OsStr) -> OsString {
    let folders = env::split_paths(path).filter(|folder| folder.is_absolute());
    env::join_paths(folders).unwrap_or_default()
}

/// The file of a program in one of these folders.
fn find(name: &str, path: &OsStr) -> Option<PathBuf> {
    let name = format!("{name}{}", env::consts::EXE_SUFFIX);
    let mut files = env::split_paths(path).map(|folder| folder.join(&name));
    files.find(|file| is_program(file))
}

#[cfg(unix)]
fn is_program(file: &Path) -> bool {
    use std::os::unix::prelude::PermissionsExt;
    file.metadata()
        .is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(file: &Path) -> bool {
    file.is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn relative_folders_are_ignored() {
        for (path, kept) in [
            (".:/usr/bin", "/usr/bin"),
            ("/usr/bin::bin:/bin:", "/usr/bin:/bin"),
            ("..", ""),
            ("", ""),
        ] {
            assert_eq!(without_relative(OsStr::new(path)), kept, "{path}");
        }
    }

    #[test]
    #[cfg(unix)]
    fn a_program_is_a_file_that_can_be_run() {
        use std::os::unix::prelude::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("tool");
        let path = dir.path().as_os_str();
        assert_eq!(find("tool", path), None);
        std::fs::write(&file, "").unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(find("tool", path), None);
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
        assert_eq!(find("tool", path), Some(file));
    }
}
