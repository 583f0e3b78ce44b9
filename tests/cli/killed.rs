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

#[test]
fn a_killed_rename_is_undone_or_done_once_the_next_command_has_run() {
    const FROM: &str = "notes/many/reeds.md";
    let fresh = || {
        let vault = TestVault::empty();
        vault.write(FROM, "---\ntitle: Reeds\n---\n\nTall.\n");
        for n in 0..60 {
            vault.write(&format!("notes/many/{n}.md"), format!("{n}: [[reeds]].\n"));
        }
        vault
    };
    let rename = ["rename", FROM, "Reed beds"];
    let whole = fresh();
    let old = notes(&whole);
    whole.kbnote(rename).success();
    let new = notes(&whole);
    assert!(old != new);
    for looks in 0..24 {
        let vault = fresh();
        let plan = vault.user_path("rename.json");
        let mut run = vault.start(rename);
        // Killed once its plan is there, a little later each time, or when it has ended.
        while !plan.exists() && run.try_wait().expect("a child").is_none() {}
        thread::sleep(Duration::from_micros(150 * looks));
        let _ = run.kill();
        run.wait().expect("an end");
        let told = vault.kbnote(["list"]).seen();
        assert!(!plan.exists(), "{told}");
        let now = notes(&vault);
        assert!(now == new || now == old, "the vault is neither old nor new");
        let is_left = |(name, _): &(String, Vec<u8>)| name.contains("kbnote-");
        assert!(!vault.everything().iter().any(is_left) || now == old);
    }
}
