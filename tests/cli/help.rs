//! The short help of each command: what a person reads to recall a flag.

use crate::support::TestVault;

/// The names of all commands, as the help lists them.
fn commands(vault: &TestVault) -> Vec<String> {
    let help = vault.kbnote(["-h"]).success().stdout;
    let (_, list) = help.split_once("Commands:\n").expect("commands");
    let lines = list.lines().take_while(|line| !line.is_empty());
    let names = lines.filter_map(|line| line.split_whitespace().next());
    names
        .map(str::to_owned)
        .filter(|name| name != "help")
        .collect()
}

#[test]
fn short_help_is_one_screen_and_reads_at_once() {
    let vault = TestVault::empty();
    let names = commands(&vault);
    assert!(names.len() > 25, "{names:?}");
    insta::assert_snapshot!("short_help", vault.kbnote(["-h"]).success().stdout);
    for name in names {
        let help = vault.kbnote([name.as_str(), "-h"]).success().stdout;
        insta::assert_snapshot!(format!("short_help_{name}"), help);
    }
}

#[test]
fn long_help_explains_what_short_help_only_names() {
    let vault = TestVault::empty();
    for name in commands(&vault) {
        let long = vault.kbnote([name.as_str(), "--help"]).success().stdout;
        for flag in ["--vault <DIR>", "--json", "--format <FORM>", "--no-pager"] {
            assert!(long.contains(flag), "{name}: {long}");
        }
        let help = vault.kbnote(["help", &name]).success().stdout;
        assert_eq!(help, long, "{name}");
    }
    let fetch = vault.kbnote(["fetch", "--help"]).success().stdout;
    for flag in [
        "--cookies <FILE>",
        "--proxy <URL>",
        "--jobs <N>",
        "--clients",
    ] {
        assert!(fetch.contains(flag), "{fetch}");
    }
}

#[test]
fn a_command_without_what_it_needs_gets_an_example() {
    let vault = TestVault::empty();
    for (args, hint) in [
        (
            &["links"][..],
            "hint: for example `kbnote links notes/birds/roosts.md`",
        ),
        (
            &["new", "--title", "T"],
            "hint: for example `kbnote new dQw4w9WgXcQ`",
        ),
        (
            &["-q", "search"],
            "hint: for example `kbnote search high water`",
        ),
    ] {
        let run = vault.kbnote(args).exits(2);
        assert!(run.stderr.contains(hint), "{}", run.seen());
    }
}
