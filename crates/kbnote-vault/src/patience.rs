//! Waiting for files that another program has open.

use std::io;
use std::thread;
use std::time::Duration;

/// The most attempts on Windows: half a second.
const TRIES: u32 = 20;

/// The interval between attempts.
const BETWEEN_TRIES: Duration = Duration::from_millis(25);

/// Windows' error for a file that another program has open.
const SHARING_VIOLATION: i32 = 32;

/// Does what Windows refuses as long as another program, such as a virus scanner or a sync client, has the file open, which
/// is mostly a moment.
pub(crate) fn patiently<T>(attempt: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    within(if cfg!(windows) { TRIES } else { 1 }, attempt)
}

fn within<T>(tries: u32, mut attempt: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    for _ in 1..tries {
        match attempt() {
            Err(error) if may_be_open(&error) => thread::sleep(BETWEEN_TRIES),
            done => return done,
        }
    }
    attempt()
}

fn may_be_open(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::PermissionDenied
        || error.raw_os_error() == Some(SHARING_VIOLATION)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempts(tries: u32, failures: u32, error: fn() -> io::Error) -> (u32, bool) {
        let mut made = 0;
        let done = within(tries, || {
            made += 1;
            if made <= failures {
                Err(error())
            } else {
                Ok(())
            }
        });
        (made, done.is_ok())
    }

    #[test]
    fn a_file_that_is_open_for_a_moment_is_waited_for() {
        let open = || io::Error::from_raw_os_error(SHARING_VIOLATION);
        let denied = || io::ErrorKind::PermissionDenied.into();
        assert_eq!(attempts(4, 2, open), (3, true));
        assert_eq!(attempts(4, 3, denied), (4, true));
        assert_eq!(attempts(4, 9, denied), (4, false));
        assert_eq!(
            attempts(4, 9, || io::ErrorKind::NotFound.into()),
            (1, false)
        );
        assert_eq!(attempts(1, 9, open), (1, false));
    }
}
