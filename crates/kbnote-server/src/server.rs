//! Accepts connections until Ctrl-C.

use std::future::poll_fn;
use std::io;
use std::net::TcpListener;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use kbnote_app::{Error, ErrorKind};

use crate::feed::Feed;

/// Time limit for responses that are being sent when the server ends.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(3);

/// Time limit for the headers of a request, from the moment the connection is idle, and for its
/// body.
pub(crate) const READ_TIMEOUT: Duration = Duration::from_secs(30);

/// Pause after an error of `accept`, such as too many open files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves until Ctrl-C. Calls `on_ready` once it accepts connections and handles the signal.
pub(crate) fn run<E: From<Error>>(
    listener: TcpListener,
    router: Router,
    feed: &Feed,
    on_ready: impl FnOnce() -> Result<(), E>,
) -> Result<(), E> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| system_error(&error))?;
    // Dropping the runtime waits for a change that is being written.
    runtime.block_on(serve(listener, router, feed, on_ready))
}

/// `axum::serve` has no time limit for the headers of a request, hence a loop of our own.
async fn serve<E: From<Error>>(
    listener: TcpListener,
    router: Router,
    feed: &Feed,
    on_ready: impl FnOnce() -> Result<(), E>,
) -> Result<(), E> {
    let listener = tokio::net::TcpListener::from_std(listener);
    let listener = listener.map_err(|error| system_error(&error))?;
    let mut interrupt = pin!(tokio::signal::ctrl_c());
    if let Some(result) = poll_once(interrupt.as_mut()).await {
        return Ok(result.map_err(|error| system_error(&error))?);
    }
    on_ready()?;
    let connections = GracefulShutdown::new();
    loop {
        tokio::select! {
            biased;
            result = &mut interrupt => {
                result.map_err(|error| system_error(&error))?;
                break;
            }
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => serve_connection(stream, router.clone(), &connections),
                Err(_) => sleep(ACCEPT_PAUSE).await,
            },
        }
    }
    drop(listener);
    feed.end();
    // Connections that do not finish in time are dropped.
    let _ = timeout(SHUTDOWN_TIMEOUT, connections.shutdown()).await;
    Ok(())
}

/// Polls a future once. The signal handler is installed by the first poll, so that Ctrl-C works
/// from the moment the address is printed.
async fn poll_once<F: Future>(mut future: Pin<&mut F>) -> Option<F::Output> {
    poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => Poll::Ready(None),
    })
    .await
}

/// Answers the requests of a connection in a task of its own.
fn serve_connection(stream: TcpStream, router: Router, connections: &GracefulShutdown) {
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(READ_TIMEOUT)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    let connection = connections.watch(connection);
    tokio::spawn(async move {
        // A browser that hangs up is not an error.
        let _ = connection.await;
    });
}

fn system_error(error: &io::Error) -> Error {
    Error::new(
        ErrorKind::Io,
        "server",
        format!("the server failed: {error}"),
    )
}
