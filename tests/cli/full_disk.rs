//! A disk that is nearly full: what was written is whole, and what was not is named.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::TestVault;

const NOTE: &str = "notes/shorewalks/tide_tables.md";

/// A small file system in memory over a folder of a vault.
struct SmallDisk {
    folder: PathBuf,
}

impl SmallDisk {
    /// Nothing where file systems cannot be mounted.
    #[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
    fn at(folder: &Path) -> Option<Self> {
        fs::create_dir_all(folder).expect("a folder made");
        let mut mount = Command::new("mount");
        mount
            .args(["-t", "tmpfs", "-o", "size=256k", "tmpfs"])
            .arg(folder);
        let is_mounted = mount.output().is_ok_and(|output| output.status.success());
        if !is_mounted {
            eprintln!("skipped: no file system can be mounted here");
        }
        is_mounted.then(|| Self {
            folder: folder.to_owned(),
        })
    }

    /// Fills it up, but for so many pages of 4 KB.
    fn leave(&self, pages: usize) {
        let filler = self.folder.join("filler");
        let mut file = File::create(&filler).expect("a file made");
        while file.write_all(&[0; 4096]).is_ok() {}
        let length = file.metadata().expect("a length").len();
        let kept = length.saturating_sub(4096 * pages as u64);
        file.set_len(kept).expect("a file cut");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.folder).status();
    }
}

fn fill(vault: &TestVault) {
    let name = "transcripts/kbnoteDemo3.json";
    let bytes = fs::read(crate::support::repository().join(name)).expect(name);
    vault.write(name, bytes);
}

#[test]
fn a_new_note_never_exists_without_its_state() {
    let mut outcomes = [0, 0];
    for pages in 0..12 {
        let vault = TestVault::empty();
        let Some(disk) = SmallDisk::at(&vault.path("")) else {
            return;
        };
        fill(&vault);
        disk.leave(pages);
        let run = vault.kbnote(["new", "kbnoteDemo3"]);
        let has_state = vault.path(&format!(".kbnote/notes/{NOTE}.json")).exists();
        let has_note = vault.path(NOTE).exists();
        assert_eq!(has_note, has_state, "{pages}: {}", run.seen());
        assert_eq!(
            run.code,
            if has_note { 0 } else { 4 },
            "{pages}: {}",
            run.seen()
        );
        if !has_note {
            assert!(!vault.path("notes").exists(), "{pages}: a folder is left");
            let is_named = run.stderr.contains(NOTE) && !run.stderr.contains(".gitignore");
            assert!(is_named, "{pages}: {}", run.seen());
            assert!(run.stderr.contains("No space left"), "{}", run.stderr);
            let is_left = |(name, _): &(String, Vec<u8>)| name.contains(".kbnote-");
            assert!(!vault.everything().iter().any(is_left));
        }
        outcomes[usize::from(has_note)] += 1;
    }
    assert!(outcomes[0] > 0 && outcomes[1] > 0, "{outcomes:?}");
}

#[test]
fn a_note_on_a_full_disk_stays_as_it_was() {
    let vault = TestVault::empty();
    let Some(disk) = SmallDisk::at(&vault.path("")) else {
        return;
    };
    fill(&vault);
    let text = "---\ntitle: Tides\nvideoId: kbnoteDemo3\n---\n\nThe tide comes in twice a day.\n";
    vault.write("notes/tides.md", text);
    disk.leave(0);
    let run = vault.kbnote(["align", "--places", "sentence", "notes/tides.md"]);
    assert_eq!(vault.read("notes/tides.md"), text, "{}", run.seen());
    assert!([4, 0].contains(&run.code), "{}", run.seen());
}

#[test]
fn where_undo_cannot_be_recorded_nothing_is_written() {
    let vault = TestVault::shipped();
    let Some(disk) = SmallDisk::at(&vault.home().join("state")) else {
        return;
    };
    disk.leave(0);
    let before = vault.snapshot();
    let run = vault.kbnote(["new", "kbnoteDemo3"]).exits(4);
    assert!(
        run.stderr.contains("cannot write [state]/"),
        "{}",
        run.stderr
    );
    assert_eq!(vault.snapshot(), before);
}
