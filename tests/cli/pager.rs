//! Long results go through a pager, in a terminal only.

use crate::support::TestVault;
use crate::terminal::Terminal;

/// What a run prints in a terminal of 24 rows, with a pager that marks each line.
fn shown(vault: &TestVault, args: &[&str]) -> (i32, String) {
    let mut command = vault.command(args);
    command
        .env("PATH", "/usr/bin:/bin")
        .env("KBNOTE_PAGER", "sed 's/^/paged: /'");
    Terminal::start(command).end()
}

#[test]
fn a_result_longer_than_the_screen_is_paged() {
    let vault = TestVault::shipped();
    let (code, rules) = shown(&vault, &["check", "--explain", "all"]);
    assert_eq!(code, 0);
    assert!(rules.lines().count() > 24, "{rules}");
    assert!(
        rules.lines().all(|line| line.starts_with("paged: ")),
        "{rules}"
    );
    let plain = vault.kbnote(["check", "--explain", "all"]).success().stdout;
    assert_eq!(rules.replace("paged: ", ""), plain);
    let (_, at_once) = shown(&vault, &["check", "--explain", "all", "--no-pager"]);
    assert_eq!(at_once, plain);
}

#[test]
fn a_short_result_is_not_paged_and_messages_follow_it() {
    let vault = TestVault::shipped();
    vault.write(
        "notes/x.md",
        "---\ntitle: X\nvideoId: kbnoteDemo9\n---\n\nWords.\n",
    );
    let (code, list) = shown(&vault, &["list"]);
    assert_eq!(code, 0);
    assert!(!list.contains("paged: "), "{list}");
    let (video, hint) = (list.find("kbnoteDemo3"), list.find("hint: "));
    assert!(video.is_some() && video < hint, "{list}");
    let (code, failed) = shown(&vault, &["why", "notes/gone.md:1"]);
    assert_eq!(code, 3);
    assert!(failed.starts_with("error: "), "{failed}");
}

#[test]
fn the_exit_code_is_that_of_the_command() {
    let vault = TestVault::shipped();
    let (code, _) = shown(&vault, &["search", "xylophone"]);
    assert_eq!(code, 1);
}
