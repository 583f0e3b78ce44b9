//! The browser of the person who asked for the page.

use std::process::{Command, Stdio};

/// Opens an address as the system does; says whether that could be started.
pub(super) fn open(url: &str) -> bool {
    let (program, args): (&str, &[&str]) = if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else if cfg!(target_os = "macos") {
        ("open", &[])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    command.args(args).arg(url);
    // What it says is not for whoever reads the address.
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.spawn().is_ok()
}
