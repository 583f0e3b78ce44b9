//! Measures how long it takes to know a vault, next to a plain read of the same files.
//!
//! `measure_vault VAULT [RUNS]`: the best of so many runs (default 5), with the files in memory. The
//! column `× read` is the ratio to reading all notes, that of `× rg` to `rg -c '\[\['` where ripgrep
//! is installed.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use kbnote_note::{LinkPaths, NoteSummary, Outcome};
use kbnote_vault::{Vault, VaultIndex};
use rayon::prelude::*;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let folder = args.next().ok_or("the vault is missing")?;
    let runs = args.next().map_or(Ok(5), |runs| runs.parse())?;
    let vault = Vault::open(Path::new(&folder))?;
    let _ = fs::remove_file(vault.root().join(".kbnote/cache/notes.idx"));
    // Caches are kept in a folder that is marked as a vault.
    fs::create_dir_all(vault.root().join(".kbnote"))?;
    let index = vault.rebuild_index()?;
    describe(&index);
    let paths: Vec<PathBuf> = index.notes().iter().map(|note| note.path.clone()).collect();
    let table = Table {
        read: best(runs, || read_all(&paths)),
        rg: count_with_rg(&vault).map(|()| best(runs, || count_with_rg(&vault))),
    };
    table.row("plain read", table.read);
    if let Some(rg) = table.rg {
        table.row("rg -c '\\[\\['", rg);
    }
    table.row("read and parse", best(runs, || summaries(&paths)));
    table.row(
        "index, nothing stored",
        best(runs, || vault.rebuild_index().is_ok()),
    );
    table.row("index, stored now", best(1, || vault.index().is_ok()));
    // Files as young as the index are read once more; then their times are trusted.
    std::thread::sleep(Duration::from_secs(3));
    vault.index()?;
    let known = vault.index()?;
    println!(
        "    {} of {} notes read again",
        known.reread_count(),
        known.notes().len()
    );
    table.row("index, all known", best(runs, || vault.index().is_ok()));
    table.row("links resolved", best(runs, || resolve_all(&known)));
    println!("peak memory {}", peak_memory());
    Ok(())
}

struct Table {
    read: Duration,
    rg: Option<Duration>,
}

impl Table {
    fn row(&self, what: &str, time: Duration) {
        let ratio = |base: Duration| time.as_secs_f64() / base.as_secs_f64();
        let to_rg = self.rg.map(|rg| format!("{:6.2} × rg", ratio(rg)));
        let (ms, to_read) = (time.as_secs_f64() * 1000.0, ratio(self.read));
        println!(
            "{what:<24}{ms:9.1} ms{to_read:8.2} × read{}",
            to_rg.unwrap_or_default()
        );
    }
}

/// The shortest of some runs.
fn best<T>(runs: usize, mut run: impl FnMut() -> T) -> Duration {
    let timed = (0..runs).map(|_| {
        let start = Instant::now();
        std::hint::black_box(run());
        start.elapsed()
    });
    timed.min().unwrap_or_default()
}

fn read_all(paths: &[PathBuf]) -> usize {
    let sizes = paths
        .par_iter()
        .map(|path| fs::read(path).map_or(0, |bytes| bytes.len()));
    sizes.sum()
}

fn summaries(paths: &[PathBuf]) -> usize {
    let read = paths.par_iter().filter_map(|path| fs::read(path).ok());
    read.map(|bytes| NoteSummary::read(bytes).links.len()).sum()
}

fn resolve_all(index: &VaultIndex) -> usize {
    let resolver = index.resolver(LinkPaths::Shortest);
    let links = index.notes().iter().flat_map(|note| {
        let links = note.summary.links.iter();
        links.map(|link| (link.target.as_str(), note.name.as_str()))
    });
    let broken =
        links.filter(|(target, from)| resolver.resolve(target, from).quartz == Outcome::Missing);
    broken.count()
}

fn count_with_rg(vault: &Vault) -> Option<()> {
    let mut rg = Command::new("rg");
    rg.args(["-c", r"\[\["]).arg(vault.notes_dir());
    let status = rg.stdin(Stdio::null()).stdout(Stdio::null()).status();
    status.is_ok_and(|status| status.success()).then_some(())
}

fn describe(index: &VaultIndex) {
    let notes = index.notes();
    let bytes: u64 = notes.iter().map(|note| note.size).sum();
    let links: usize = notes.iter().map(|note| note.summary.links.len()).sum();
    println!(
        "{} notes, {} MB, {links} links, {} threads",
        notes.len(),
        bytes / 1_000_000,
        rayon::current_num_threads()
    );
}

/// The most memory that the process has had, as Linux tells it.
fn peak_memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or("unknown".to_owned(), |peak| peak.trim().to_owned())
}
