//! The port that is listened on, on this machine alone.

use std::io;
use std::net::{Ipv4Addr, TcpListener};

use kbnote_app::ErrorKind;

use crate::error::CliError;

/// The port where none is asked for.
const PORT: u16 = 4377;

/// How many ports behind it are tried where it is taken.
const FURTHER: u16 = 99;

/// Listens on the port asked for, else on the usual one or the next that is free.
pub(super) fn listen(asked: Option<u16>) -> Result<(TcpListener, u16), CliError> {
    let listener = match asked {
        Some(port) => bind(port).map_err(|error| refused(port, &error))?,
        None => first_free()?,
    };
    listener.set_nonblocking(true)?;
    let port = listener.local_addr()?.port();
    Ok((listener, port))
}

/// No other machine can reach what listens on this address.
fn bind(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
}

fn first_free() -> Result<TcpListener, CliError> {
    let mut tried = (PORT..=PORT + FURTHER).map(bind);
    tried
        .find_map(Result::ok)
        .map_or_else(|| bind(PORT).map_err(|error| refused(PORT, &error)), Ok)
}

fn refused(port: u16, error: &io::Error) -> CliError {
    let message = match error.kind() {
        io::ErrorKind::AddrInUse => format!("port {port} is taken"),
        _ => format!("cannot listen on port {port}: {error}"),
    };
    CliError::new(ErrorKind::Refused, "port", message).hint("`--port 0` takes any that is free")
}
