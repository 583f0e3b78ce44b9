//! Finds the server of a vault that another process of the user runs.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use kbnote_app::{NoteService, ServedPage};

/// The address at which a server answers with its mark.
pub(crate) const MARK: &str = "/api/mark";

/// How long a server on this machine may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// No answer with a mark is longer.
const LONGEST_ANSWER: u64 = 4096;

/// The page on which the vault of these notes is served by another process; none if that has ended.
#[must_use]
pub fn running_page(notes: &NoteService) -> Option<ServedPage> {
    let page = notes.noted_page()?;
    let (port, token) = parts(&page.url)?;
    let answer = ask(port, token).ok()?;
    let (head, mark) = answer.split_once("\r\n\r\n")?;
    let is_it = head.starts_with("HTTP/1.1 200 ") && !page.mark.is_empty() && mark == page.mark;
    is_it.then_some(page)
}

/// The port and the secret of an address that a server of kbnote has.
fn parts(url: &str) -> Option<(u16, &str)> {
    let (port, token) = url
        .strip_prefix("http://127.0.0.1:")?
        .split_once("/?token=")?;
    let is_token = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_alphanumeric());
    Some((port.parse().ok()?, token)).filter(|_| is_token)
}

fn ask(port: u16, token: &str) -> io::Result<String> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let host = match port {
        80 => "127.0.0.1".to_owned(),
        _ => format!("127.0.0.1:{port}"),
    };
    write!(
        stream,
        "GET {MARK} HTTP/1.1\r\nHost: {host}\r\nX-Kbnote-Token: {token}\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.take(LONGEST_ANSWER).read_to_string(&mut answer)?;
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_of_a_server_is_asked() {
        assert_eq!(
            parts("http://127.0.0.1:4377/?token=0af"),
            Some((4377, "0af"))
        );
        for other in [
            "http://evil.example:4377/?token=0af",
            "http://127.0.0.1:99999/?token=0af",
            "http://127.0.0.1:4377/?token=",
            "http://127.0.0.1:4377/?token=a\r\nX: y",
            "",
        ] {
            assert_eq!(parts(other), None, "{other}");
        }
    }
}
