//! The browser of the person who asked for the page.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::Stdio;

use tempfile::NamedTempFile;

use kbnote_app::programs;

/// A page that leads to the address. It goes with this value.
pub(super) struct Opened {
    _page: NamedTempFile,
}

/// Opens an address as the system does; nothing if that cannot be started.
///
/// The address holds a secret, and what a program is started with is seen by every user of the
/// machine. So the browser is given a file that only this user can read, and that leads there.
pub(super) fn open(url: &str) -> Option<Opened> {
    let page = page_leading_to(url).ok()?;
    let (program, args): (&str, &[&str]) = if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else if cfg!(target_os = "macos") {
        ("open", &[])
    } else {
        ("xdg-open", &[])
    };
    let mut command = programs::command(program)?;
    command.args(args).arg(page.path());
    // What it says is not for whoever reads the address.
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.spawn().ok()?;
    Some(Opened { _page: page })
}

/// A file that only this user can read, as temporary files are.
fn page_leading_to(url: &str) -> std::io::Result<NamedTempFile> {
    let address = attribute(url);
    let mut file = tempfile::Builder::new()
        .prefix("kbnote-")
        .suffix(".html")
        .tempfile()?;
    write!(
        file,
        "<!doctype html>\n<meta charset=\"utf-8\">\n<title>kbnote</title>\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={address}\">\n\
         <p><a href=\"{address}\">The page of kbnote</a></p>\n"
    )?;
    file.flush()?;
    Ok(file)
}

/// A text as the value of an attribute.
fn attribute(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '&' | '<' | '>' | '"' | '\'' => drop(write!(escaped, "&#{};", u32::from(c))),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn only_the_user_can_read_the_page_that_leads_to_the_address() {
        use std::os::unix::fs::PermissionsExt;
        let page = page_leading_to("http://127.0.0.1:1/?token=s&x=\"#a").unwrap();
        let mode = page.as_file().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let text = std::fs::read_to_string(page.path()).unwrap();
        assert!(
            text.contains("url=http://127.0.0.1:1/?token=s&#38;x=&#34;#a\""),
            "{text}"
        );
    }
}
