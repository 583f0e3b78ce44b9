//! A vault that somebody else made: no program of theirs is run, and no secret leaves.

use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use kbnote_testkit::{Exchange, Pattern, RecordedServer, Reply};

use crate::fetch::geese;
use crate::hostile_vault::{Clone, NOTE, given_away};
use crate::support::Run;
use crate::terminal::Terminal;

/// Cookies of an account of the person who cloned the vault.
const COOKIES: &str =
    "# Netscape HTTP Cookie File\n.youtube.com\tTRUE\t/\tTRUE\t4102444800\tSAPISID\tSECRETCOOKIE\n";

fn real_path() -> String {
    env::var("PATH").unwrap_or_else(|_| "/usr/bin:/bin".to_owned())
}

/// Where a planted program says that it was run.
fn mark(clone: &Clone) -> PathBuf {
    clone.around.path("home/planted-program-was-run")
}

/// A program that leaves a mark.
fn plant(clone: &Clone, name: &str) {
    let script = format!("#!/bin/sh\ntouch '{}'\n", mark(clone).display());
    clone.write(name, script);
    let mode = fs::Permissions::from_mode(0o755);
    fs::set_permissions(clone.path(name), mode).expect("a mode set");
}

/// Runs git in the vault, with nothing of this machine's settings.
fn git(clone: &Clone, args: &[&str]) -> Output {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=A", "-c", "user.email=a@example.org"])
        .args(args)
        .current_dir(clone.path(""))
        .env("GIT_CONFIG_GLOBAL", "/dev/null");
    git.output().expect("git runs")
}

/// A vault in a repository, with its notes committed.
fn repository() -> Clone {
    let clone = Clone::new();
    for args in [
        &["init", "--quiet"][..],
        &["add", "notes"],
        &["commit", "--quiet", "-m", "first"],
    ] {
        let output = git(&clone, args);
        assert!(output.status.success(), "{output:?}");
    }
    clone
}

fn diff_with_git(clone: &Clone, path: &str) -> Run {
    let mut command = clone.command(&["diff", "--git", "HEAD", NOTE]);
    let output = command.env("PATH", path).output();
    clone.around.ended(output.expect("kbnote runs"))
}

#[test]
fn programs_in_the_vault_are_not_found_by_relative_paths() {
    let clone = repository();
    for name in [
        "git", "sh", "less", "more", "vi", "yt-dlp", "xdg-open", "open",
    ] {
        for folder in ["", "bin/", "notes/", "notes/fieldnotes/"] {
            plant(&clone, &format!("{folder}{name}"));
        }
    }
    let path = format!(".:bin::./bin:{}", real_path());
    diff_with_git(&clone, &path).success();
    let mut fetch = clone.command(&["fetch", "--source", "yt-dlp", "kbnoteDemo9"]);
    // Without a yt-dlp in a folder of the system's there is none.
    let output = fetch.env("PATH", ".:bin:/nonexistent").output();
    let run = clone.around.ended(output.expect("kbnote runs")).exits(4);
    assert!(run.stderr.contains("yt-dlp"), "{}", run.stderr);
    let mut paged = clone.command(&["diff", NOTE, "notes/slowoven/the_sourdough_starter.md"]);
    paged
        .env("PATH", &path)
        .env("KBNOTE_PAGER", "planted-pager");
    Terminal::start(paged).end();
    let mut serve = clone.command(&["serve", "--port", "0", "--open"]);
    let serve = serve.env("PATH", ".:bin:/nonexistent");
    let mut serve = serve
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("kbnote starts");
    let mut told = String::new();
    let stderr = serve.stderr.take().expect("a standard error");
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(stderr));
    while !told.contains("browser") {
        told += &lines.next().expect("a line").expect("a text");
    }
    serve.kill().and_then(|()| serve.wait()).expect("an end");
    assert!(!mark(&clone).exists());
}

/// Everything by which a repository can name programs to be run on notes.
fn plant_settings(clone: &Clone) {
    let touch = format!("touch '{}'; cat", mark(clone).display());
    for setting in [
        "core.fsmonitor",
        "core.pager",
        "pager.cat-file",
        "core.sshCommand",
        "core.editor",
        "core.alternateRefsCommand",
        "diff.external",
        "diff.evil.textconv",
        "diff.evil.command",
        "filter.evil.smudge",
        "filter.evil.clean",
        "filter.evil.process",
    ] {
        git(clone, &["config", setting, &touch]);
    }
    git(clone, &["config", "alias.rev-parse", &format!("!{touch}")]);
    git(clone, &["config", "alias.cat-file", &format!("!{touch}")]);
    clone.write(".gitattributes", "*.md filter=evil diff=evil\n");
    for hook in [
        "post-checkout",
        "post-index-change",
        "reference-transaction",
        "fsmonitor-watchman",
    ] {
        plant(clone, &format!(".git/hooks/{hook}"));
    }
}

#[test]
fn nothing_that_a_repository_names_is_run() {
    let clone = repository();
    plant_settings(&clone);
    diff_with_git(&clone, &real_path()).success();
    assert!(!mark(&clone).exists());
    // The plant works: git itself runs it where it is asked for the file as it would check it out.
    git(&clone, &["cat-file", "--filters", &format!("HEAD:{NOTE}")]);
    assert!(mark(&clone).exists());
}

#[test]
fn nothing_is_fetched_for_a_repository_that_lacks_an_object() {
    let clone = repository();
    let blob = git(&clone, &["rev-parse", &format!("HEAD:{NOTE}")]);
    let blob = String::from_utf8(blob.stdout).expect("a name");
    let (folder, file) = blob.trim().split_at(2);
    fs::remove_file(clone.path(&format!(".git/objects/{folder}/{file}")))
        .expect("an object removed");
    let touch = format!("touch '{}'; false", mark(&clone).display());
    let elsewhere = clone.around.path("home").display().to_string();
    for (setting, value) in [
        ("core.repositoryFormatVersion", "1"),
        ("extensions.partialClone", "origin"),
        ("remote.origin.url", elsewhere.as_str()),
        ("remote.origin.promisor", "true"),
        ("remote.origin.uploadPack", touch.as_str()),
        ("protocol.allow", "always"),
        ("protocol.file.allow", "always"),
    ] {
        git(&clone, &["config", setting, value]);
    }
    diff_with_git(&clone, &real_path()).exits(3);
    assert!(!mark(&clone).exists());
    git(&clone, &["cat-file", "blob", &format!("HEAD:{NOTE}")]);
    assert!(mark(&clone).exists(), "the plant works");
}

#[test]
fn git_is_not_run_in_a_repository_of_another_user() {
    let clone = repository();
    plant_settings(&clone);
    if !given_away(&clone.path(".git")) {
        return;
    }
    let run = diff_with_git(&clone, &real_path()).exits(3);
    assert!(run.stderr.contains("another user"), "{}", run.stderr);
    assert!(!mark(&clone).exists());
}

fn secrets_sent(server: &RecordedServer) -> bool {
    let requests = server.requests();
    requests.iter().any(|request| {
        let holds = |name| {
            request
                .header(name)
                .is_some_and(|value| value.contains("SECRETCOOKIE"))
        };
        holds("cookie") || request.header("authorization").is_some()
    })
}

/// Fetches with the user's cookies, YouTube being where the vault, or the environment, says.
fn fetch_with_cookies(clone: &Clone, environment: Option<&str>) -> Run {
    clone.around.write("home/cookies.txt", COOKIES);
    let cookies = clone.around.path("home/cookies.txt").display().to_string();
    let mut command = clone.command(&["fetch", "--refetch", "kbnoteDemo1", "--cookies", &cookies]);
    match environment {
        Some(url) => command.env("KBNOTE_YOUTUBE_URL", url),
        None => command.env_remove("KBNOTE_YOUTUBE_URL"),
    };
    clone.around.ended(command.output().expect("kbnote runs"))
}

#[test]
fn cookies_do_not_go_where_the_vault_says() {
    let clone = Clone::new();
    let server = geese();
    clone.write(
        "kbnote.toml",
        format!("youtube.base_url = '{}'\n", server.url()),
    );
    let run = fetch_with_cookies(&clone, None).exits(2);
    assert!(run.stderr.contains("KBNOTE_YOUTUBE_URL"), "{}", run.stderr);
    assert!(server.requests().is_empty());
    // Without cookies the requests go there, and that is said.
    let mut command = clone.command(&["fetch", "--refetch", "kbnoteDemo1"]);
    let output = command.env_remove("KBNOTE_YOUTUBE_URL").output();
    let run = clone.around.ended(output.expect("kbnote runs")).success();
    assert!(run.stderr.contains(&server.url()), "{}", run.stderr);
    assert!(!server.requests().is_empty() && !secrets_sent(&server));
    // To a server that the user names they go.
    let named = geese();
    fetch_with_cookies(&clone, Some(&named.url())).success();
    assert!(secrets_sent(&named));
}

#[test]
fn cookies_do_not_follow_an_answer_to_another_host() {
    let clone = Clone::new();
    let other = geese();
    let away =
        Reply::status(307).header("Location", &format!("{}/youtubei/v1/player", other.url()));
    let server = RecordedServer::start([
        Exchange::new(Pattern::post("/youtubei/v1/player"), away.clone()),
        Exchange::new(Pattern::post("/youtubei/v1/next"), away.clone()),
        Exchange::new(Pattern::get("/oembed"), away),
    ]);
    let run = fetch_with_cookies(&clone, Some(&server.url()));
    assert_ne!(run.code, 0);
    assert!(!server.requests().is_empty());
    assert!(other.requests().is_empty(), "{}", run.stderr);
}

#[test]
fn a_vault_can_name_neither_cookies_nor_a_proxy() {
    for line in [
        "youtube.cookies = '/home/me/cookies.txt'",
        "network.cookies = '/home/me/cookies.txt'",
        "network.proxy = 'http://evil.example'",
        "youtube.proxy = 'http://evil.example'",
        "cookies = 'x'",
        "proxy = 'x'",
        "pager = 'x'",
        "editor = 'x'",
    ] {
        let clone = Clone::new();
        clone.write("kbnote.toml", line);
        let run = clone.kbnote(&["list"]).exits(2);
        assert!(run.stderr.contains("kbnote.toml"), "{line}: {}", run.stderr);
    }
}
