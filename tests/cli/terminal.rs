//! A pseudo-terminal: kbnote run as a person runs it, with keys pressed when a screen is there.

use std::fs::File;
use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use rustix::fs::{Mode, OFlags, open};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

/// How long a screen may take before the test is given up. A guard against waiting for ever: no
/// test passes or fails by it unless kbnote hangs.
const PATIENCE: Duration = Duration::from_secs(120);

/// A run of kbnote in a terminal of 80 columns and 24 rows.
pub(crate) struct Terminal {
    child: Child,
    keys: File,
    screen: Receiver<Vec<u8>>,
    /// What was shown and not yet waited for.
    shown: String,
}

impl Terminal {
    pub(crate) fn start(command: Command) -> Self {
        Self::with_rows(24, command)
    }

    /// A run in a terminal of so many rows.
    pub(crate) fn with_rows(rows: u16, mut command: Command) -> Self {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
        grantpt(&master).expect("a terminal that may be used");
        unlockpt(&master).expect("a terminal that may be opened");
        let name = ptsname(&master, Vec::new()).expect("a terminal with a name");
        let flags = OFlags::RDWR | OFlags::NOCTTY;
        let slave = File::from(open(&name, flags, Mode::empty()).expect("a terminal opened"));
        let size = Winsize {
            ws_row: rows,
            ws_col: 80,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&slave, size).expect("a terminal with a size");
        let end = || Stdio::from(slave.try_clone().expect("another end"));
        command.env("TERM", "xterm").env("NO_COLOR", "1");
        let command = command.stdin(end()).stdout(end()).stderr(end());
        let child = command.spawn().expect("kbnote starts");
        let master = File::from(master);
        Self {
            child,
            screen: watched(master.try_clone().expect("another end")),
            keys: master,
            shown: String::new(),
        }
    }

    /// Waits until this is on the screen; gives all that was shown until then.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, text: &str) -> String {
        loop {
            if let Some(at) = self.shown.find(text) {
                let rest = self.shown.split_off(at + text.len());
                return std::mem::replace(&mut self.shown, rest);
            }
            match self.screen.recv_timeout(PATIENCE) {
                Ok(bytes) => self.shown += &String::from_utf8_lossy(&bytes),
                Err(_) => panic!("no `{text}` on the screen:\n{}", self.shown),
            }
        }
    }

    pub(crate) fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).expect("keys pressed");
    }

    /// Waits for the end of the run; gives its exit code and what was shown last.
    pub(crate) fn end(mut self) -> (i32, String) {
        let status = self.child.wait().expect("kbnote ends");
        while let Ok(bytes) = self.screen.recv_timeout(PATIENCE) {
            self.shown += &String::from_utf8_lossy(&bytes);
        }
        let shown = self.shown.replace("\r\n", "\n");
        (status.code().expect("an exit code"), shown)
    }
}

/// What comes to the screen, read as it comes.
fn watched(mut master: File) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(length) = master.read(&mut buffer) {
            if length == 0 || sender.send(buffer[..length].to_vec()).is_err() {
                break;
            }
        }
    });
    receiver
}
