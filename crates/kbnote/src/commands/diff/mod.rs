//! `kbnote diff`: what differs, by sentence.

mod args;
mod pair;
mod past;
mod regenerated;
mod report;

pub(crate) use args::DiffArgs;

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;

pub(crate) fn run(cx: &Context, args: &DiffArgs) -> Result<Exit, CliError> {
    let report = match (&args.git, args.pair()) {
        (Some(revision), _) => past::compare(cx, args, revision),
        (None, Some((old, new))) => pair::compare(cx, args, old, new),
        (None, None) => regenerated::compare(cx, args),
    };
    report?.finish()
}
