//! A run that is killed leaves every file old or new, whole.

use std::collections::BTreeMap;
use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use crate::support::{TestVault, is_long_run};

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
fn the_rest_of_several_copies_is_aligned_as_the_first_were() {
    let vault = vault();
    let first = "notes/many/0.md";
    vault.kbnote(["align", "--retime", first]).success();
    let aligned = vault.read(first);
    vault.kbnote(["align", "--retime", "notes/many"]).success();
    for n in 1..40 {
        assert_eq!(vault.read(&format!("notes/many/{n}.md")), aligned, "{n}");
    }
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

/// A vault whose notes could link to one another; each link makes others likelier.
fn unlinked() -> TestVault {
    let vault = TestVault::shipped();
    let names = [
        "reed beds",
        "roost sites",
        "tidal flats",
        "winter flocks",
        "salt marsh",
        "sea walls",
    ];
    for (number, name) in names.iter().enumerate() {
        let others = names.iter().filter(|other| *other != name);
        let prose: Vec<String> = others
            .map(|other| {
                format!("Flocks come to the {other} at dusk. Nobody counts them at the {other}.")
            })
            .collect();
        let title = format!("{}{}", name[..1].to_uppercase(), &name[1..]);
        let text = format!(
            "---\ntitle: {title}\nvideoId: kbnoteDemo1\n---\n\n{}\n",
            prose.join("\n\n")
        );
        vault.write(&format!("notes/many/{}.md", name.replace(' ', "_")), &text);
        for copy in 0..3 {
            let text = text.replace("title: ", &format!("title: {copy} "));
            vault.write(&format!("notes/many/copy_{number}_{copy}.md"), text);
        }
    }
    vault
}

/// Kills the command at many moments, runs it again, and compares with an unbroken run.
#[expect(clippy::print_stderr, reason = "the figure of the test")]
fn ends_as_an_unbroken_run(command: &[&str]) {
    let whole = unlinked();
    let old = notes(&whole);
    let start = Instant::now();
    whole.kbnote(command).success();
    let span = start.elapsed();
    let new = notes(&whole);
    assert!(old != new);
    let kills: u32 = if is_long_run() { 70 } else { 14 };
    let (mut halfway, mut wrong) = (0, 0);
    for kill in 0..kills {
        let vault = unlinked();
        let mut run = vault.start(command);
        // Notes are written in the second half of the run.
        thread::sleep(span / 3 + span * kill / kills);
        let _ = run.kill();
        run.wait().expect("an end");
        let now = notes(&vault);
        halfway += u32::from(now != old && now != new);
        vault.kbnote(command).success();
        wrong += u32::from(notes(&vault) != new);
        vault.kbnote(command).success();
        wrong += u32::from(notes(&vault) != new);
    }
    eprintln!("{command:?}: {wrong} of {kills} kills ended otherwise ({halfway} were halfway)");
    assert_eq!(wrong, 0);
}

/// Kills the command at many moments; the notes that it has written get no further links, even if the
/// command is never finished.
#[expect(clippy::print_stderr, reason = "the figure of the test")]
fn keeps_link_decisions(command: &[&str]) {
    let whole = unlinked();
    let old = notes(&whole);
    let start = Instant::now();
    whole.kbnote(command).success();
    let span = start.elapsed();
    let kills: u32 = if is_long_run() { 40 } else { 8 };
    let mut written = 0;
    for kill in 0..kills {
        let vault = unlinked();
        vault.write("kbnote.toml", "");
        let mut run = vault.start(command);
        thread::sleep(span / 3 + span * kill / kills);
        let _ = run.kill();
        run.wait().expect("an end");
        let after_kill = notes(&vault);
        for (name, bytes) in after_kill.iter().filter(|(name, now)| **now != old[*name]) {
            written += 1;
            vault.kbnote(["links", "--apply", name]).success();
            assert!(
                vault.read(name).as_bytes() == bytes,
                "{name} is linked again"
            );
        }
    }
    eprintln!("{command:?}: {written} notes of {kills} killed runs keep their links");
}

#[test]
fn links_of_a_killed_run_stay_decided() {
    keeps_link_decisions(&["links", "--apply", "notes/many"]);
    keeps_link_decisions(&["regen", "notes/many"]);
}

#[test]
fn links_that_were_cut_short_end_as_an_unbroken_run() {
    ends_as_an_unbroken_run(&["links", "--apply", "notes/many"]);
}

#[test]
fn a_regen_that_was_cut_short_ends_as_an_unbroken_run() {
    ends_as_an_unbroken_run(&["regen", "notes/many"]);
}
