//! A run that is killed leaves every file old or new, whole.

use std::collections::BTreeMap;
use std::fs;
use std::thread;
use std::time::Duration;

use crate::support::TestVault;

const NOTE: &str = "notes/fieldnotes/counting_birds_in_winter.md";

/// A vault with many notes that all have something to be changed.
fn vault() -> TestVault {
    let vault = TestVault::shipped();
    let unanchored = vault.read(NOTE).replace("data-t=\"00:0", "data-t=\"09:0");
    for n in 0..40 {
        vault.write(&format!("notes/many/{n}.md"), &unanchored);
    }
    vault
}

/// All notes by their names; what a killed run may leave beside them is no note.
fn notes(vault: &TestVault) -> BTreeMap<String, Vec<u8>> {
    let is_note =
        |(name, _): &(String, Vec<u8>)| name.starts_with("notes/") && name.ends_with(".md");
    vault.snapshot().into_iter().filter(is_note).collect()
}

#[test]
fn a_killed_run_leaves_every_note_old_or_new() {
    let vault = vault();
    let old = notes(&vault);
    vault.kbnote(["align", "--retime", "notes"]).success();
    let new = notes(&vault);
    assert!(old != new);
    for millis in [2, 5, 10, 15, 20, 30, 45, 60, 90, 140] {
        for (name, bytes) in &old {
            vault.write(name, bytes);
        }
        // A run killed early has left no state to forget.
        let _ = fs::remove_dir_all(vault.path(".kbnote"));
        let mut run = vault.start(["align", "--retime", "notes"]);
        thread::sleep(Duration::from_millis(millis));
        // It may have ended by itself; then all is new.
        let _ = run.kill();
        run.wait().expect("an end");
        for (name, bytes) in notes(&vault) {
            assert!(
                bytes == old[&name] || bytes == new[&name],
                "{name} is neither old nor new"
            );
        }
    }
    vault.kbnote(["align", "--retime", "notes"]).success();
    assert!(notes(&vault) == new, "the next run finishes what was left");
}
