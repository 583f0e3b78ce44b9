//! `kbnote man`: the manual, printed and written.

use crate::support::TestVault;

/// The commands that `kbnote help` lists, itself left out.
fn commands(vault: &TestVault) -> Vec<String> {
    let help = vault.kbnote(["help"]).success().stdout;
    let listed = help.split("Commands:\n").nth(1).expect("commands");
    let names = listed
        .lines()
        .map_while(|line| line.split_whitespace().next());
    names
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_command_has_a_page_and_a_second_run_writes_none() {
    let vault = TestVault::empty();
    let run = vault.kbnote(["man", "--dir", "share/man1"]).success();
    let mut expected = vec!["share/man1/kbnote.1".to_owned()];
    expected.extend(
        commands(&vault)
            .iter()
            .map(|name| format!("share/man1/kbnote-{name}.1")),
    );
    let written: Vec<_> = run
        .stdout
        .lines()
        .filter_map(|line| line.strip_prefix("written "))
        .collect();
    assert_eq!(written, expected);
    let before = vault.everything();
    assert_eq!(before.len(), expected.len());
    let again = vault.kbnote(["man", "--dir", "share/man1"]).success();
    assert!(
        again
            .stdout
            .lines()
            .all(|line| line.starts_with("unchanged "))
    );
    assert_eq!(vault.everything(), before);
}

#[test]
fn a_page_is_printed_as_it_is_written() {
    let vault = TestVault::empty();
    vault.kbnote(["man", "--dir", "man1"]).success();
    let page = vault.kbnote(["man", "completions"]).success().stdout;
    assert_eq!(page, vault.read("man1/kbnote-completions.1"));
    insta::assert_snapshot!(page);
    let own = vault.kbnote(["man"]).success().stdout;
    assert_eq!(own, vault.read("man1/kbnote.1"));
    let document = vault.kbnote(["--json", "man"]).success().json();
    assert_eq!(document["pages"][0]["text"], own);
}

#[test]
fn a_command_that_is_none_is_named() {
    let vault = TestVault::empty();
    insta::assert_snapshot!(vault.kbnote(["man", "algin"]).exits(2).seen());
    vault.kbnote(["man", "align", "--dir", "man1"]).exits(2);
    vault.write("man1", "a file");
    let run = vault.kbnote(["man", "--dir", "man1"]).exits(2);
    assert!(run.stderr.contains("man1"), "{}", run.stderr);
}

#[test]
fn a_file_that_is_not_a_manual_page_is_kept() {
    let vault = TestVault::empty();
    vault.write("man1/kbnote-align.1", "mine");
    let run = vault.kbnote(["man", "--dir", "man1"]).exits(5);
    assert!(run.stderr.contains("kbnote-align.1"), "{}", run.stderr);
    assert_eq!(vault.everything().len(), 1, "nothing was written");
    assert_eq!(vault.read("man1/kbnote-align.1"), "mine");
}
