//! Opens the page in the user's browser.

use std::fmt::Write as _;
use std::process::Stdio;

use kbnote_vault::files::PrivateFile;

use kbnote_app::programs;

/// Opens an address in the default browser; `None` if no browser could be started.
///
/// The address holds a secret, and every user of the machine can see the arguments of a program.
/// So the browser gets a file that only this user can read and that redirects to the address. The
/// file is deleted with the returned value.
pub(super) fn open(url: &str) -> Option<PrivateFile> {
    let page = redirect_page(url).ok()?;
    let (program, args): (&str, &[&str]) = if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else if cfg!(target_os = "macos") {
        ("open", &[])
    } else {
        ("xdg-open", &[])
    };
    let mut command = programs::command(program)?;
    command.args(args).arg(page.path());
    // Its messages do not belong into the output of this command.
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.spawn().ok()?;
    Some(page)
}

/// A page that redirects to an address, in a file that only this user can read.
fn redirect_page(url: &str) -> std::io::Result<PrivateFile> {
    let address = escape_attribute(url);
    let page = format!(
        "<!doctype html>\n<meta charset=\"utf-8\">\n<title>kbnote</title>\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={address}\">\n\
         <p><a href=\"{address}\">kbnote</a></p>\n"
    );
    PrivateFile::create(&page, ".html")
}

/// Escapes a text for the value of an attribute.
fn escape_attribute(text: &str) -> String {
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
    fn only_the_user_can_read_the_redirect_page() {
        use std::os::unix::fs::PermissionsExt;
        let page = redirect_page("http://127.0.0.1:1/?token=s&x=\"#a").unwrap();
        let mode = std::fs::metadata(page.path()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let text = std::fs::read_to_string(page.path()).unwrap();
        assert!(
            text.contains("url=http://127.0.0.1:1/?token=s&#38;x=&#34;#a\""),
            "{text}"
        );
    }
}
