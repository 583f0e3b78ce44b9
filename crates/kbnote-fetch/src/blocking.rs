//! Entry points for synchronous callers.

use std::io;

/// Runs a future of this crate to completion on the current thread.
///
/// ```
/// use kbnote_fetch::{Client, block_on};
///
/// let client = Client::builder().base_url("http://127.0.0.1:1").build()?;
/// let fetched = block_on(async { client.video(&"kbnoteDemo1".parse()?).await.map_err(Box::from) });
/// let error: Box<dyn std::error::Error> = fetched?.unwrap_err();
/// assert_eq!(error.to_string(), "no connection to YouTube");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// If the system cannot provide an event loop.
pub fn block_on<F: Future>(future: F) -> io::Result<F::Output> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    Ok(runtime.block_on(future))
}

/// As [`block_on`], until the user interrupts it (Ctrl-C): the future is then dropped, and there is no
/// outcome.
///
/// # Errors
///
/// If the system cannot provide an event loop or signals.
pub fn block_on_until_interrupt<F: Future>(future: F) -> io::Result<Option<F::Output>> {
    block_on(async {
        tokio::select! {
            biased;
            interrupt = tokio::signal::ctrl_c() => interrupt.map(|()| None),
            outcome = future => Ok(Some(outcome)),
        }
    })?
}
