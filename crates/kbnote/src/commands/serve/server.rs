//! The sockets: connections come in until the person ends it with Ctrl-C.

use std::convert::Infallible;
use std::future::poll_fn;
use std::net::TcpListener;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use super::route::{Site, answer};
use crate::error::CliError;

/// How long answers that are being sent are waited for at the end.
const PATIENCE: Duration = Duration::from_secs(3);

/// How long a connection may wait for a request, or a request for its end.
pub(super) const MOST_WAITING: Duration = Duration::from_secs(30);

/// How long nothing is accepted after that failed, as where too many files are open.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves until Ctrl-C. `begin` is called once both are ready.
pub(super) fn run(
    listener: TcpListener,
    site: &Arc<Site>,
    begin: impl FnOnce() -> Result<(), CliError>,
) -> Result<(), CliError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    // When the runtime is dropped, a change that is being written is waited for.
    runtime.block_on(serve(listener, site, begin))
}

async fn serve(
    listener: TcpListener,
    site: &Arc<Site>,
    begin: impl FnOnce() -> Result<(), CliError>,
) -> Result<(), CliError> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let mut interrupt = pin!(tokio::signal::ctrl_c());
    if let Some(ended) = polled_once(interrupt.as_mut()).await {
        return Ok(ended?);
    }
    begin()?;
    let open = GracefulShutdown::new();
    loop {
        tokio::select! {
            biased;
            ended = &mut interrupt => {
                ended?;
                break;
            }
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => converse(stream, site, &open),
                Err(_) => sleep(PAUSE).await,
            },
        }
    }
    drop(listener);
    // Whoever does not take the answer in time does without.
    let _ = timeout(PATIENCE, open.shutdown()).await;
    Ok(())
}

/// A signal is listened for from the first time on that its future is polled: before the address is
/// told, so that whoever reads it can end the server at once.
async fn polled_once<F: Future>(mut future: Pin<&mut F>) -> Option<F::Output> {
    poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => Poll::Ready(None),
    })
    .await
}

/// Answers the requests of one connection, aside.
fn converse(stream: TcpStream, site: &Arc<Site>, open: &GracefulShutdown) {
    let site = Arc::clone(site);
    let service = service_fn(move |request| {
        let site = Arc::clone(&site);
        async move { Ok::<_, Infallible>(answer(site, request).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(MOST_WAITING)
        .serve_connection(TokioIo::new(stream), service);
    let connection = open.watch(connection);
    tokio::spawn(async move {
        // A browser that hangs up is no failure.
        let _ = connection.await;
    });
}
