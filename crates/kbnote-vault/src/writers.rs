//! Whether a program has a file open for writing, so that what it is about to write is not lost.

use std::fs::File;
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

/// How long a program may take from opening a file to closing it. Editors need a few milliseconds.
const LONGEST_SAVE: Duration = Duration::from_secs(1);
const POLL: Duration = Duration::from_millis(1);

/// Waits until no program has the file open for writing; returns whether that came true in time.
///
/// Where the system does not say who has a file open, or only to its owner, this is true at once.
pub(crate) fn wait_until_closed(path: &Path) -> io::Result<bool> {
    let file = File::open(path)?;
    let start = Instant::now();
    while is_open_for_writing(&file) {
        if start.elapsed() > LONGEST_SAVE {
            return Ok(false);
        }
        thread::sleep(POLL);
    }
    Ok(true)
}

/// The system grants a read lease only on files that are not open for writing (fcntl(2), "Leases").
#[cfg(any(target_os = "linux", target_os = "android"))]
#[expect(
    unsafe_code,
    reason = "leases have no safe interface; these calls take a descriptor and a number, and no memory"
)]
fn is_open_for_writing(file: &File) -> bool {
    use std::os::fd::AsRawFd;
    /// As in Linux's `asm-generic/fcntl.h`; `libc` leaves it out.
    const F_SETSIG: libc::c_int = 10;
    let descriptor = file.as_raw_fd();
    // A program that opens the file at this very moment would end this process by the default
    // signal; SIGURG is ignored by default.
    // SAFETY: the descriptor is open as long as `file` is borrowed.
    let (is_granted, error) = unsafe {
        libc::fcntl(descriptor, F_SETSIG, libc::SIGURG);
        let result = libc::fcntl(descriptor, libc::F_SETLEASE, libc::F_RDLCK);
        let error = io::Error::last_os_error();
        libc::fcntl(descriptor, libc::F_SETLEASE, libc::F_UNLCK);
        (result == 0, error)
    };
    !is_granted && error.kind() == io::ErrorKind::WouldBlock
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
const fn is_open_for_writing(_: &File) -> bool {
    false
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::fs::{self, OpenOptions};

    use super::*;

    #[test]
    fn a_file_that_others_only_read_is_closed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.md");
        fs::write(&path, "text").unwrap();
        let _reader = File::open(&path).unwrap();
        assert!(wait_until_closed(&path).unwrap());
    }

    #[test]
    fn a_save_is_waited_for_until_its_end() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.md");
        fs::write(&path, "text").unwrap();
        let writer = OpenOptions::new().append(true).open(&path).unwrap();
        let save = thread::spawn(move || {
            thread::sleep(Duration::from_millis(50));
            io::Write::write_all(&mut &writer, b" and more").unwrap();
        });
        assert!(wait_until_closed(&path).unwrap());
        assert_eq!(fs::read_to_string(&path).unwrap(), "text and more");
        save.join().unwrap();
    }

    #[test]
    fn a_file_that_stays_open_is_reported() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.md");
        let _writer = File::create(&path).unwrap();
        assert!(!wait_until_closed(&path).unwrap());
    }
}
