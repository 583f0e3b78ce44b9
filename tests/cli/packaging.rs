//! What is published beside the crates: the formula, the installer, the action and the hooks.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use crate::support::{TestVault, repository};

const TARGETS: [&str; 4] = [
    "aarch64-apple-darwin",
    "aarch64-unknown-linux-musl",
    "x86_64-apple-darwin",
    "x86_64-unknown-linux-musl",
];

fn packaging(name: &str) -> Command {
    Command::new(repository().join("crates/kbnote/packaging").join(name))
}

fn text(path: &str) -> String {
    fs::read_to_string(repository().join(path)).expect(path)
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Checksums as the release has them, of all archives but one.
fn checksums(dir: &Path, without: &str) -> std::path::PathBuf {
    let lines = TARGETS
        .iter()
        .enumerate()
        .filter(|(_, target)| **target != without);
    let lines = lines.map(|(n, target)| format!("{n:064x}  kbnote-v1.2.3-{target}.tar.gz\n"));
    let path = dir.join("SHA256SUMS");
    fs::write(&path, lines.collect::<String>()).expect("checksums");
    path
}

#[test]
fn the_formula_of_a_release_names_each_archive_with_its_checksum() {
    let dir = tempfile::tempdir().expect("folder");
    let sums = checksums(dir.path(), "");
    let made = packaging("formula")
        .arg(&sums)
        .arg("v1.2.3")
        .output()
        .expect("formula");
    assert!(made.status.success(), "{}", stderr(&made));
    let formula = String::from_utf8(made.stdout).expect("text");
    assert!(!formula.contains('{'), "everything is filled in: {formula}");
    for (n, target) in TARGETS.iter().enumerate() {
        let url = format!("/releases/download/v1.2.3/kbnote-v1.2.3-{target}.tar.gz\"\n");
        let sum = format!("      sha256 \"{n:064x}\"\n");
        assert!(formula.contains(&(url + &sum)), "{target}: {formula}");
    }
}

#[test]
fn without_a_checksum_there_is_no_formula() {
    let dir = tempfile::tempdir().expect("folder");
    let sums = checksums(dir.path(), "aarch64-apple-darwin");
    let made = packaging("formula")
        .arg(&sums)
        .arg("v1.2.3")
        .output()
        .expect("formula");
    assert!(!made.status.success());
    assert!(stderr(&made).contains("no checksum of kbnote-v1.2.3-aarch64-apple-darwin.tar.gz"));
}

/// Runs the installer with a `gh` that "downloads" an archive of a kbnote, its checksum right or wrong.
fn install(checksum_is_right: bool) -> (Output, tempfile::TempDir) {
    let dir = tempfile::tempdir().expect("folder");
    let wrong = if checksum_is_right {
        ""
    } else {
        "sed -i.bak 's/^./x/; s/^x/0/; s/^0/1/' SHA256SUMS"
    };
    let gh = format!(
        "#!/bin/sh
         set -e
         name=kbnote-v1.2.3-x86_64-unknown-linux-musl
         mkdir $name && printf '#!/bin/sh\\necho kbnote 1.2.3\\n' > $name/kbnote && chmod +x $name/kbnote
         tar -czf $name.tar.gz $name
         shasum --algorithm 256 $name.tar.gz > SHA256SUMS
         {wrong}\n"
    );
    let program = dir.path().join("gh");
    fs::write(&program, gh).expect("gh");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("gh");
    let path = std::env::var("PATH").expect("PATH");
    let run = packaging("install")
        .arg("v1.2.3")
        .arg(dir.path().join("bin"))
        .env("PATH", format!("{}:{path}", dir.path().display()))
        .envs([
            ("RUNNER_OS", "Linux"),
            ("RUNNER_ARCH", "X64"),
            ("REPOSITORY", "owner/name"),
        ])
        .output()
        .expect("install");
    (run, dir)
}

#[test]
fn the_installer_unpacks_an_archive_whose_checksum_is_right() {
    let (run, dir) = install(true);
    assert!(run.status.success(), "{}", stderr(&run));
    assert!(String::from_utf8_lossy(&run.stdout).contains("kbnote 1.2.3"));
    assert!(dir.path().join("bin/kbnote").exists());
}

#[test]
fn the_installer_unpacks_nothing_whose_checksum_is_wrong() {
    let (run, dir) = install(false);
    assert!(!run.status.success());
    assert!(!dir.path().join("bin/kbnote").exists());
}

#[test]
fn the_names_of_the_archives_are_the_same_wherever_they_are_used() {
    let release = text(".github/workflows/release.yml");
    for target in TARGETS {
        assert!(
            release.contains(&format!("target: {target},")),
            "released: {target}"
        );
    }
    assert!(release.contains("NAME: kbnote-${{ github.ref_name }}-${{ matrix.target }}"));
    let manifest = text("crates/kbnote/Cargo.toml");
    assert!(manifest.contains("/v{ version }/kbnote-v{ version }-{ target }{ archive-suffix }"));
}

/// The script of a step of the action.
fn script(step: &str) -> String {
    let action = text("action.yml");
    let (_, step) = action
        .split_once(&format!("- name: {step}\n"))
        .expect("the step");
    let (_, script) = step.split_once("run: |\n").expect("its script");
    let lines = script
        .lines()
        .map_while(|line| line.strip_prefix("        "));
    lines.map(|line| format!("{line}\n")).collect()
}

/// Runs a step of the action on a vault, with the built binary on the PATH.
fn act(step: &str, vault: &TestVault, inputs: &[(&str, &str)]) -> Output {
    Command::new("bash")
        .args([
            "--noprofile",
            "--norc",
            "-eo",
            "pipefail",
            "-c",
            &script(step),
        ])
        .current_dir(vault.path(""))
        .env("PATH", path_with_kbnote())
        .envs([
            ("PATHS", ""),
            ("VAULT", "."),
            ("SARIF", ""),
            ("ARGUMENTS", ""),
        ])
        .envs(inputs.iter().copied())
        .output()
        .expect("bash")
}

fn path_with_kbnote() -> String {
    let folder = Path::new(env!("CARGO_BIN_EXE_kbnote"))
        .parent()
        .expect("a folder");
    format!(
        "{}:{}",
        folder.display(),
        std::env::var("PATH").expect("PATH")
    )
}

/// The shipped vault with a link that leads nowhere in one note.
fn broken() -> TestVault {
    let vault = TestVault::shipped();
    let note = vault.read("notes/slowoven/the_sourdough_starter.md");
    vault.write(
        "notes/slowoven/the_sourdough_starter.md",
        format!("{note}\nSee [[no_such_note]].\n"),
    );
    vault
}

#[test]
fn the_action_annotates_what_is_wrong_and_fails() {
    let run = act("kbnote check", &broken(), &[]);
    assert_eq!(run.status.code(), Some(1), "{}", stderr(&run));
    let annotated = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(
        annotated.contains("::error file=notes/slowoven/the_sourdough_starter.md,line="),
        "{annotated}"
    );
}

#[test]
fn the_action_passes_on_a_vault_without_errors() {
    let run = act("kbnote check", &TestVault::shipped(), &[]);
    assert!(run.status.success(), "{}", stderr(&run));
}

#[test]
fn the_action_checks_only_the_notes_named() {
    let run = act("kbnote check", &broken(), &[("PATHS", "notes/fieldnotes")]);
    assert!(run.status.success(), "{}", stderr(&run));
}

#[test]
fn the_action_writes_sarif_where_it_is_asked_to() {
    let vault = broken();
    let run = act("kbnote check", &vault, &[("SARIF", "found.sarif")]);
    assert_eq!(run.status.code(), Some(1), "{}", stderr(&run));
    assert!(vault.read("found.sarif").contains("no_such_note"));
}

#[test]
fn the_action_fails_where_a_sentence_lacks_its_anchor() {
    let vault = TestVault::shipped();
    let run = act(
        "kbnote align --check",
        &vault,
        &[("PATHS", "notes/fieldnotes")],
    );
    assert!(run.status.success(), "{}", stderr(&run));
    let note = "notes/fieldnotes/counting_birds_in_winter.md";
    vault.write(
        note,
        vault.read(note) + "\nTwo people count the same flock.\n",
    );
    let run = act(
        "kbnote align --check",
        &vault,
        &[("PATHS", "notes/fieldnotes")],
    );
    assert_eq!(run.status.code(), Some(1), "{}", stderr(&run));
}

#[test]
fn the_hooks_fail_for_the_note_that_is_wrong_and_pass_for_others() {
    let hooks = text(".pre-commit-hooks.yaml");
    let entries: Vec<&str> = hooks
        .lines()
        .filter_map(|line| line.strip_prefix("  entry: "))
        .collect();
    assert_eq!(entries, ["kbnote check", "kbnote align --check"]);
    let vault = broken();
    let hook = |entry: &str, note: &str| {
        let mut words = entry.split(' ');
        Command::new(words.next().expect("a program"))
            .args(words)
            .arg(note)
            .current_dir(vault.path(""))
            .env("PATH", path_with_kbnote())
            .output()
            .expect("the hook")
            .status
            .code()
    };
    assert_eq!(
        hook(entries[0], "notes/slowoven/the_sourdough_starter.md"),
        Some(1)
    );
    assert_eq!(
        hook(entries[0], "notes/fieldnotes/counting_birds_in_winter.md"),
        Some(0)
    );
    assert_eq!(
        hook(entries[1], "notes/fieldnotes/counting_birds_in_winter.md"),
        Some(0)
    );
}
