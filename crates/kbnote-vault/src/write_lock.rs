//! At most one process writes into a vault at a time.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use crate::notice::Notice;
use crate::{FileError, LockError, Vault};

/// The maximum time that a second writer waits for the first.
const PATIENCE: Duration = Duration::from_secs(2);

/// The interval between attempts.
const BETWEEN_TRIES: Duration = Duration::from_millis(5);

/// The lock of a vault for writing. The system releases it when the process ends.
#[derive(Debug)]
pub struct VaultLock {
    /// `None` on a file system without locks.
    _file: Option<File>,
    /// Notices on the recovery after a killed run.
    pub notices: Vec<Notice>,
}

impl Vault {
    /// Waits until no other process writes into the vault, for two seconds at most.
    pub(crate) fn wait_for_lock(&self, command: &str) -> Result<VaultLock, LockError> {
        let folder = self.make_user_dir()?;
        let (path, holder) = (folder.join("write.lock"), folder.join("write.holder"));
        let failed = |source| FileError::Write {
            path: path.clone(),
            source,
        };
        let mut options = File::options();
        options.write(true).create(true).truncate(false);
        let file = options.open(&path).map_err(failed)?;
        let file = match acquire(&file) {
            Ok(true) => Some(file),
            Ok(false) => {
                let holder = name_of(&holder);
                return Err(LockError::Busy { holder });
            }
            // Some network drives know no locks. Each swap is checked there all the same.
            Err(error) if error.kind() == io::ErrorKind::Unsupported => None,
            Err(error) => return Err(failed(error).into()),
        };
        // It only helps a second writer to name the first.
        let _ = fs::write(
            &holder,
            format!("`kbnote {command}`, process {}", std::process::id()),
        );
        Ok(VaultLock {
            _file: file,
            notices: Vec::new(),
        })
    }
}

/// Locks the file; false if another process still holds it after the wait.
fn acquire(file: &File) -> io::Result<bool> {
    let start = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::WouldBlock) if start.elapsed() < PATIENCE => {
                thread::sleep(BETWEEN_TRIES);
            }
            Err(TryLockError::WouldBlock) => return Ok(false),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

fn name_of(holder: &Path) -> String {
    fs::read_to_string(holder).unwrap_or_else(|_| "its name is not known".to_owned())
}

#[cfg(test)]
mod tests {
    use crate::testing;

    #[test]
    fn a_second_writer_learns_who_the_first_is() {
        let (_dir, vault) = testing::vault();
        let first = vault.lock("rename").unwrap();
        let refused = vault.lock("align").unwrap_err().to_string();
        let named = format!("`kbnote rename`, process {}", std::process::id());
        assert!(refused.ends_with(&named), "{refused}");
        drop(first);
        vault.lock("align").unwrap();
    }
}
