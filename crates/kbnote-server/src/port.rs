//! The TCP port of the page, on the loopback interface only.

use std::io;
use std::net::{Ipv4Addr, TcpListener};

use kbnote_app::{Error, ErrorKind};

/// The first port tried if none was chosen.
const DEFAULT_PORT: u16 = 4377;

/// The last port tried if none was chosen.
const LAST_PORT: u16 = DEFAULT_PORT + 99;

/// Listens on the chosen port, else on the first default port that is free.
pub(crate) fn listen(chosen: Option<u16>) -> Result<(TcpListener, u16), Error> {
    if chosen.is_none()
        && let Some(listener) = (DEFAULT_PORT..=LAST_PORT).find_map(|port| bind(port).ok())
    {
        return Ok(listener);
    }
    let port = chosen.unwrap_or(DEFAULT_PORT);
    bind(port).map_err(|error| listen_error(port, &error))
}

fn bind(port: u16) -> io::Result<(TcpListener, u16)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    listener.set_nonblocking(true)?;
    let port = listener.local_addr()?.port();
    Ok((listener, port))
}

fn listen_error(port: u16, error: &io::Error) -> Error {
    let message = match error.kind() {
        io::ErrorKind::AddrInUse => format!("port {port} is in use"),
        _ => format!("cannot listen on port {port}: {error}"),
    };
    Error::new(ErrorKind::Refused, "port", message).with_next_step("`--port 0` uses any free port")
}
