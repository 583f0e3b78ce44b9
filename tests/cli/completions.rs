//! `kbnote completions`: what shells complete, wherever they are.

use crate::support::TestVault;

#[test]
fn every_shell_gets_a_script_that_knows_commands_and_flags() {
    let vault = TestVault::empty();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let run = vault.kbnote(["completions", shell]).success();
        assert_eq!(run.stderr, "");
        for word in ["align", "retime", "completions"] {
            assert!(run.stdout.contains(word), "{shell} lacks {word}");
        }
        let document = vault
            .kbnote(["--json", "completions", shell])
            .success()
            .json();
        assert_eq!(document["schema"], "kbnote.completions/1");
        assert_eq!(document["script"], run.stdout);
    }
}

#[test]
fn an_unknown_shell_is_refused_with_a_list_of_the_known_ones() {
    let run = TestVault::empty().kbnote(["completions", "dash"]).exits(2);
    insta::assert_snapshot!(run.seen());
}

#[test]
fn completions_need_no_vault() {
    let vault = TestVault::empty();
    vault.write("kbnote.toml", "notes = ");
    vault.kbnote(["list"]).exits(2);
    vault.kbnote(["completions", "bash"]).success();
    vault.kbnote(["man"]).success();
    vault
        .kbnote(["--format", "sarif", "completions", "bash"])
        .exits(2);
}
