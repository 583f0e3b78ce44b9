//! `kbnote serve`: the page, what is let in, and what is written.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use kbnote_testkit::{Response, request};
use serde_json::{Value, json};

use crate::support::TestVault;

const BIRDS: &str = "notes/fieldnotes/counting_birds_in_winter.md";

/// Only a server that hangs is waited for so long.
const PATIENCE: Duration = Duration::from_secs(120);

/// A server on a free port, ended with the test.
pub(crate) struct Served {
    pub(crate) child: Child,
    /// What it printed, where that is JSON.
    pub(crate) document: Value,
    url: String,
    pub(crate) host: String,
    /// The secret in the address that was printed.
    pub(crate) token: String,
}

impl Served {
    pub(crate) fn start(vault: &TestVault, args: &[&str]) -> Self {
        Self::start_in(vault, args, &[])
    }

    /// Starts it with more in its environment.
    fn start_in(vault: &TestVault, args: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut command = vault.command(["serve", "--port", "0"].iter().chain(args));
        command.envs(environment.iter().copied());
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("kbnote starts");
        let stdout = child.stdout.take().expect("a standard output");
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            let mut line = String::new();
            // A server that ends without a line is told by the empty one.
            let _ = BufReader::new(stdout).read_line(&mut line);
            let _ = sender.send(line);
        });
        let line = lines.recv_timeout(PATIENCE).expect("a line in time");
        let document: Value = serde_json::from_str(&line).unwrap_or_default();
        let url = document["url"].as_str().unwrap_or(line.trim()).to_owned();
        let host = url.trim_start_matches("http://");
        let host = host.split('/').next().unwrap_or_default().to_owned();
        let token = url.split("?token=").nth(1);
        let token = token.and_then(|rest| rest.split('#').next());
        let token = token.expect("a secret in the address").to_owned();
        Self {
            child,
            document,
            url,
            host,
            token,
        }
    }

    /// Ends it as Ctrl-C does.
    #[cfg(unix)]
    pub(crate) fn interrupt(mut self) {
        let process = self.child.id().to_string();
        let mut kill = std::process::Command::new("kill");
        let interrupt = kill.args(["-INT", &process]).status();
        assert!(interrupt.expect("a signal").success());
        self.child.wait().expect("an end");
    }

    /// The first lines that it says, up to the one about Ctrl-C and the hint after it, if any.
    pub(crate) fn told(&mut self) -> String {
        let stderr = self.child.stderr.take().expect("a standard error");
        let lines = BufReader::new(stderr).lines().map_while(Result::ok);
        lines.take(2).collect::<Vec<_>>().join("\n")
    }

    /// Asks as the page does.
    pub(crate) fn get(&self, target: &str) -> Response {
        let token = ("X-Kbnote-Token", self.token.as_str());
        request(
            &self.host,
            "GET",
            target,
            &[("Host", &self.host), token],
            b"",
        )
    }

    /// Asks as anybody on the machine can.
    fn get_as_anybody(&self, target: &str) -> Response {
        request(&self.host, "GET", target, &[("Host", &self.host)], b"")
    }

    /// Listens to the events that pages get.
    pub(crate) fn events(&self) -> Events {
        let target = format!("/api/events?token={}", self.token);
        Events::open(&self.host, &target, &self.host).expect("a stream of events")
    }

    /// The list of notes once all are counted.
    pub(crate) fn counted(&self) -> Value {
        let mut document = self.get("/api/notes").json();
        while document["counting"] == true {
            thread::yield_now();
            document = self.get("/api/counts").json();
        }
        document
    }

    pub(crate) fn note(&self, path: &str) -> Value {
        let answer = self.get(&format!("/api/note?path={path}"));
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()
    }

    /// The revision of a note as it is now.
    pub(crate) fn revision(&self, path: &str) -> String {
        let answer = self.get(&format!("/api/note?path={path}"));
        answer.header("etag").expect("an ETag").to_owned()
    }

    /// Changes a note as it is now, as the page does.
    pub(crate) fn change(&self, path: &str, change: &Value) -> Response {
        self.change_at(&self.revision(path), path, change)
    }

    /// Changes a note as it was at a revision, as the page does.
    fn change_at(&self, revision: &str, path: &str, change: &Value) -> Response {
        let body = json!({"path": path, "change": change});
        self.post_from_page("/api/change", revision, &body)
    }

    /// As [`Self::change`], where the note may be one that cannot be opened at that moment; the status
    /// of the answer.
    pub(crate) fn try_change(&self, path: &str, change: &Value) -> Option<u16> {
        let note = self.get(&format!("/api/note?path={path}"));
        if note.status != 200 {
            return None;
        }
        let revision = note.header("etag").expect("an ETag");
        Some(self.change_at(revision, path, change).status)
    }

    /// Sends a request as the page does.
    pub(crate) fn post_from_page(&self, target: &str, revision: &str, body: &Value) -> Response {
        let origin = format!("http://{}", self.host);
        let headers = [
            ("Host", self.host.as_str()),
            ("Origin", &origin),
            ("X-Kbnote-Token", &self.token),
            ("If-Match", revision),
            ("Content-Type", "application/json"),
        ];
        let body = body.to_string();
        request(&self.host, "POST", target, &headers, body.as_bytes())
    }

    fn post(&self, headers: &[(&str, &str)], body: &Value) -> Response {
        let body = body.to_string();
        request(&self.host, "POST", "/api/change", headers, body.as_bytes())
    }
}

/// A stream of server-sent events.
pub(crate) struct Events(BufReader<TcpStream>);

impl Events {
    /// Opens a stream; the status where it is refused.
    pub(crate) fn open(address: &str, target: &str, host: &str) -> Result<Self, String> {
        let mut stream = TcpStream::connect(address).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        write!(stream, "GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n").expect("a request sent");
        let mut events = Self(BufReader::new(stream));
        let status = events.line();
        if !status.contains(" 200 ") {
            return Err(status);
        }
        while events.line() != ": connected" {}
        Ok(events)
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        let length = self.0.read_line(&mut line).expect("a line in time");
        assert_ne!(length, 0, "the stream ended");
        line.trim_end().to_owned()
    }

    /// The next event.
    pub(crate) fn next(&mut self) -> Value {
        loop {
            if let Some(data) = self.line().strip_prefix("data: ") {
                return serde_json::from_str(data).expect("JSON");
            }
        }
    }

    /// Waits until this path, or a folder above it, is reported as changed.
    pub(crate) fn changed(&mut self, path: &str) {
        loop {
            let event = self.next();
            assert_eq!(event["schema"], "kbnote.serve-event/1");
            let paths = event["paths"].as_array().expect("paths");
            let is_it = |changed: &str| path == changed || path.starts_with(&format!("{changed}/"));
            if paths.iter().filter_map(Value::as_str).any(is_it) {
                return;
            }
        }
    }

    /// Whether the stream ends.
    pub(crate) fn ends(&mut self) -> bool {
        let mut rest = String::new();
        loop {
            match self.0.read_line(&mut rest) {
                Ok(0) => return true,
                Ok(_) => rest.clear(),
                Err(_) => return false,
            }
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn kind(answer: &Response) -> (u16, String) {
    let kind = answer.json()["error"]["kind"].as_str().map(str::to_owned);
    (answer.status, kind.unwrap_or_default())
}

fn refused(status: u16, kind: &str) -> (u16, String) {
    (status, kind.to_owned())
}

/// The number of the claim with these words.
fn claim(note: &Value, words: &str) -> usize {
    let claims = note["claims"].as_array().expect("claims").iter();
    let mut texts = claims.map(|claim| claim["text"].as_str().unwrap_or_default());
    texts
        .position(|text| text.contains(words))
        .expect("a claim")
}

#[test]
fn the_page_is_served_and_takes_nothing_from_elsewhere() {
    let served = Served::start(&TestVault::shipped(), &[]);
    let page = served.get("/");
    assert_eq!(page.status, 200);
    let policy = page.header("content-security-policy").expect("a policy");
    insta::assert_snapshot!(policy.replace("; ", "\n"));
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(page.header("access-control-allow-origin"), None);
    for (target, kind) in [
        ("/assets/any/page.js", "text/javascript; charset=utf-8"),
        ("/assets/any/page.css", "text/css; charset=utf-8"),
        ("/assets/any/icon.svg", "image/svg+xml"),
    ] {
        let answer = served.get(target);
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, Some(kind))
        );
        assert!(answer.header("content-security-policy").is_some());
    }
    // The page and what it loads name no other place but the player.
    let imports = |text: &str| {
        let imported = text.split(" from \"./").skip(1);
        let names = imported.filter_map(|rest| rest.split('"').next().map(str::to_owned));
        names
            .filter(|name| name.ends_with(".js"))
            .collect::<Vec<_>>()
    };
    let mut all = vec![page.body];
    let mut names = vec!["page.css".to_owned(), "page.js".to_owned()];
    let mut loaded = 0;
    while let Some(name) = names.get(loaded).cloned() {
        let answer = served.get(&format!("/assets/any/{name}"));
        assert_eq!(answer.status, 200, "{name}");
        for import in imports(&answer.body) {
            if !names.contains(&import) {
                names.push(import);
            }
        }
        all.push(answer.body);
        loaded += 1;
    }
    assert_eq!(loaded, 14, "{names:?}");
    let named: Vec<&str> = all
        .iter()
        .flat_map(|text| text.split("://").skip(1))
        .collect();
    assert_eq!(named.len(), 1, "{named:?}");
    assert!(named[0].starts_with("www.youtube-nocookie.com\""));
    for inline in [" style=", "<style", " onclick", "innerHTML", "<script>"] {
        assert!(!all.iter().any(|text| text.contains(inline)), "{inline}");
    }
    assert_eq!(served.get("/nothing").status, 404);
}

#[test]
fn notes_are_listed_with_those_in_doubt_first() {
    let vault = TestVault::shipped();
    vault.write(
        "notes/x/lacking.md",
        "---\ntitle: Lacking\nvideoId: kbnoteDemo9\n---\n\nText.\n",
    );
    let served = Served::start(&vault, &[]);
    let counted = served.counted();
    insta::assert_snapshot!(format!("{counted:#}"));
    // What is changed is counted anew.
    let doubtful = |counted: &Value| {
        let notes = counted["notes"].as_array().expect("notes");
        let birds = notes.iter().find(|note| note["path"] == BIRDS);
        birds.and_then(|note| note["doubtful"].as_u64())
    };
    let before = doubtful(&counted).expect("a count");
    let note = served.note(BIRDS);
    let claims = note["claims"].as_array().expect("claims");
    let in_doubt = claims
        .iter()
        .position(|claim| claim["standing"] == "doubtful");
    let change = json!({"do": "keep", "claim": in_doubt});
    assert_eq!(served.change(BIRDS, &change).status, 200);
    assert_eq!(doubtful(&served.counted()), Some(before - 1));
}

#[test]
fn a_note_is_shown_with_its_anchors_and_captions() {
    let vault = TestVault::shipped();
    let before = vault.snapshot();
    let served = Served::start(&vault, &[]);
    let mut note = served.note(BIRDS);
    for (list, shown) in [("cues", 2), ("claims", 2), ("content", 1)] {
        note[list].as_array_mut().expect("a list").truncate(shown);
    }
    insta::assert_snapshot!(format!("{note:#}"));
    assert_eq!(vault.snapshot(), before);
}

#[test]
fn a_note_whose_captions_are_not_stored_is_shown_without_them() {
    let vault = TestVault::shipped();
    std::fs::remove_file(vault.path("transcripts/kbnoteDemo1.json")).expect("a file removed");
    let served = Served::start(&vault, &[]);
    let note = served.note(BIRDS);
    assert_eq!(note["problem"]["kind"], "no-transcript");
    assert_eq!(
        note["video"]["url"],
        "https://youtu.be/kbnoteDemo1?t={seconds}"
    );
    let claims = note["claims"].as_array().expect("claims");
    assert!(claims.iter().all(|claim| claim["confidence"].is_null()));
    let text = json!({"do": "text", "claim": 1, "text": "In spring they hide."});
    assert_eq!(served.change(BIRDS, &text).status, 200);
    assert!(vault.read(BIRDS).contains("In spring they hide <a class"));
    let there = json!({"do": "move", "claim": 1, "time_ms": 33_000});
    assert_eq!(kind(&served.change(BIRDS, &there)), refused(422, "change"));
}

#[test]
fn an_anchor_is_moved_kept_and_freed_as_align_does() {
    let (by_page, by_command) = (TestVault::shipped(), TestVault::shipped());
    let served = Served::start(&by_page, &[]);
    let same = |what: &str| assert_eq!(by_page.snapshot(), by_command.snapshot(), "{what}");

    let moved = json!({"do": "move", "claim": 0, "anchor": 0, "time_ms": 48_478});
    let answer = served.change(BIRDS, &moved);
    assert_eq!(answer.status, 200, "{}", answer.body);
    let first = &answer.json()["claims"][0];
    assert_eq!(
        (&first["standing"], &first["anchors"][0]["time_ms"]),
        (&json!("pinned"), &json!(48_000))
    );
    let place = format!("{BIRDS}:8:1");
    by_command
        .kbnote(["align", "--pin", &place, "00:00:48"])
        .success();
    same("moved");
    let before = TestVault::shipped().read(BIRDS);
    let expected = before.replacen("00:00:33", "00:00:48", 2);
    assert_eq!(by_page.read(BIRDS), expected);

    let spring = claim(&served.note(BIRDS), "In spring");
    assert_eq!(
        served
            .change(BIRDS, &json!({"do": "keep", "claim": spring}))
            .status,
        200
    );
    let column = expected
        .lines()
        .nth(7)
        .and_then(|line| line.find("In spring"));
    let place = format!("{BIRDS}:8:{}", column.expect("a column") + 1);
    by_command
        .kbnote(["align", "--pin", &place, "00:00:20"])
        .success();
    same("kept");

    assert_eq!(
        served
            .change(BIRDS, &json!({"do": "free", "claim": spring}))
            .status,
        200
    );
    by_command.kbnote(["align", "--unpin", &place]).success();
    same("freed");
    assert_eq!(by_page.read(BIRDS), expected);
}

#[test]
fn a_sentence_without_an_anchor_gets_one_as_by_align() {
    let (by_page, by_command) = (TestVault::shipped(), TestVault::shipped());
    let served = Served::start(&by_page, &[]);
    let risk = claim(&served.note(BIRDS), "most at risk");
    let change = json!({"do": "move", "claim": risk, "time_ms": 51_549});
    assert_eq!(served.change(BIRDS, &change).status, 200);
    by_command
        .kbnote(["align", "--pin", &format!("{BIRDS}:10:1"), "00:00:51"])
        .success();
    assert_eq!(by_page.snapshot(), by_command.snapshot());
}

#[test]
fn a_removed_anchor_is_not_put_back() {
    let vault = TestVault::shipped();
    vault.kbnote(["align", BIRDS]).success();
    let before = vault.read(BIRDS);
    let served = Served::start(&vault, &[]);
    let change = json!({"do": "remove", "claim": 0, "anchor": 0});
    assert_eq!(served.change(BIRDS, &change).status, 200);
    let anchor = " <a class=\"yt-timestamp\" data-t=\"00:00:33\">[00:00:33]</a>";
    let without = before.replacen(anchor, "", 1);
    assert_eq!(vault.read(BIRDS), without);
    vault.kbnote(["align", BIRDS]).success();
    assert_eq!(vault.read(BIRDS), without);
}

#[test]
fn another_text_changes_its_own_bytes_alone() {
    let vault = TestVault::shipped();
    let note = "notes/x/crlf.md";
    let text = "\u{feff}---\r\ntitle: T\r\nvideoId: kbnoteDemo1\r\n---\r\n\r\nBirds hide\r\nin spring <a class=\"yt-timestamp\" data-t=\"00:00:26\">[00:00:26]</a>. No more";
    vault.write(note, text);
    let state = vault.snapshot().len();
    let served = Served::start(&vault, &[]);
    assert_eq!(
        served.note(note)["claims"][0]["source"],
        "Birds hide\nin spring."
    );
    let change =
        json!({"do": "text", "claim": 0, "text": "Birds sing\nin spring <script>é</script>."});
    let answer = served.change(note, &change);
    assert_eq!(answer.status, 200, "{}", answer.body);
    let expected = text
        .replace("hide", "sing")
        .replace("spring <a", "spring <script>é</script> <a");
    assert_eq!(vault.read(note), expected);
    assert_eq!(vault.snapshot().len(), state, "no file is new");
}

#[test]
fn a_note_changed_since_is_not_overwritten() {
    let vault = TestVault::shipped();
    let served = Served::start(&vault, &[]);
    let revision = served.revision(BIRDS);
    vault.write(BIRDS, vault.read(BIRDS) + "\nMine.\n");
    let before = vault.snapshot();
    for change in [
        json!({"do": "text", "claim": 0, "text": "Other."}),
        json!({"do": "move", "claim": 0, "time_ms": 48_000}),
        json!({"do": "keep", "claim": 0}),
        json!({"do": "free", "claim": 0}),
        json!({"do": "remove", "claim": 0, "anchor": 0}),
    ] {
        let answer = served.change_at(&revision, BIRDS, &change);
        assert_eq!(kind(&answer), refused(412, "changed-meanwhile"), "{change}");
    }
    assert_eq!(vault.snapshot(), before);
}

#[test]
fn a_note_with_a_conflict_is_shown_and_not_changed() {
    let vault = TestVault::shipped();
    let both = "\n<<<<<<< HEAD\nOne side.\n=======\nThe other side.\n>>>>>>> theirs\n";
    vault.write(BIRDS, vault.read(BIRDS) + both);
    let served = Served::start(&vault, &[]);
    let before = vault.snapshot();
    let shown = served.note(BIRDS);
    let line = vault.read(BIRDS).lines().count() - 4;
    let told = shown["conflict"]["message"].as_str().unwrap_or_default();
    assert!(
        told.starts_with(&format!("unresolved conflict at line {line}")),
        "{told}"
    );
    let number = claim(&shown, "The other side.");
    for change in [
        json!({"do": "text", "claim": number, "text": "Mine."}),
        json!({"do": "keep", "claim": 0}),
        json!({"do": "remove", "claim": 0, "anchor": 0}),
    ] {
        let answer = served.change(BIRDS, &change);
        assert_eq!(kind(&answer), refused(409, "conflict"), "{change}");
        let error = &answer.json()["error"];
        let message = error["message"].as_str().unwrap_or_default();
        assert!(
            message.starts_with("unresolved conflict at line "),
            "{error}"
        );
        let hint = error["hint"].as_str().unwrap_or_default();
        assert!(hint.contains("delete the markers"), "{error}");
    }
    assert_eq!(vault.snapshot(), before);

    vault.write(BIRDS, vault.read(BIRDS).replace(both, "\nOne side.\n"));
    assert_eq!(served.note(BIRDS)["conflict"], Value::Null);
    let answer = served.change(BIRDS, &json!({"do": "keep", "claim": 0}));
    assert_eq!(answer.status, 200);
}

#[test]
fn a_rename_that_was_cut_short_is_finished_before_a_change() {
    let vault = TestVault::shipped();
    let served = Served::start(&vault, &[]);
    let linked = vault.read(BIRDS).replace("In spring", "In [[spring]]");
    vault.leave_rename(BIRDS, BIRDS, &[(BIRDS, &linked)]);
    let text = json!({"do": "text", "claim": 0, "text": "Mine."});
    let answer = served.change(BIRDS, &text);
    assert_eq!(kind(&answer), refused(412, "changed-meanwhile"));
    assert_eq!(vault.read(BIRDS), linked);
    assert_eq!(served.change(BIRDS, &text).status, 200);
    vault.kbnote(["list"]).success();
    assert!(vault.read(BIRDS).contains("Mine"));
}

#[test]
fn changed_captions_are_reported() {
    let vault = TestVault::shipped();
    let served = Served::start(&vault, &[]);
    let revision = served.revision(BIRDS);
    let stored = "transcripts/kbnoteDemo1.json";
    vault.write(
        stored,
        vault
            .read(stored)
            .replacen("Good morning", "Good evening", 1),
    );
    let before = vault.snapshot();
    let change = json!({"do": "keep", "claim": 0});
    let answer = served.change_at(&revision, BIRDS, &change);
    assert_eq!(kind(&answer), refused(412, "changed-meanwhile"));
    assert!(
        answer.body.contains("the captions were changed"),
        "{}",
        answer.body
    );
    assert_eq!(vault.snapshot(), before);
    assert_eq!(
        served.note(BIRDS)["cues"][0]["text"],
        "Good evening, well, I say morning, it's ten to seven and it's still dark."
    );
}

#[test]
fn of_changes_at_once_one_is_made() {
    let vault = TestVault::shipped();
    let served = Served::start(&vault, &[]);
    let revision = served.revision(BIRDS);
    let ask = |n: usize| {
        let change = json!({"do": "text", "claim": 0, "text": format!("Text {n}.")});
        served.change_at(&revision, BIRDS, &change).status
    };
    let mut statuses: Vec<u16> = thread::scope(|scope| {
        let asked: Vec<_> = (0..8).map(|n| scope.spawn(move || ask(n))).collect();
        asked
            .into_iter()
            .map(|asked| asked.join().expect("an answer"))
            .collect()
    });
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412, 412, 412, 412, 412]);
    assert!(vault.read(BIRDS).contains("Text "));
}

#[test]
fn nobody_without_the_address_gets_anything() {
    let served = Served::start(&TestVault::shipped(), &[]);
    assert_eq!(served.token.len(), 48);
    let note = format!("/api/note?path={BIRDS}");
    for target in [
        "/",
        "/assets/any/page.js",
        "/assets/any/page.css",
        "/assets/any/icon.svg",
        "/api/notes",
        "/api/counts",
        "/api/events",
        "/api/decisions",
        "/api/media",
        &note,
        "/nothing",
    ] {
        let wrong = served.token.replace(|c: char| c.is_ascii_digit(), "a");
        let joined = if target.contains('?') { '&' } else { '?' };
        for asked in [
            target.to_owned(),
            format!("{target}{joined}token="),
            format!("{target}{joined}token={wrong}"),
            format!("{target}{joined}token={}x", served.token),
        ] {
            let answer = served.get_as_anybody(&asked);
            assert_eq!(answer.status, 403, "{asked}");
            assert!(!answer.body.contains(&served.token), "{asked}");
            assert!(answer.body.contains("kbnote serve"), "{}", answer.body);
        }
    }
    let at_the_address = served.get_as_anybody(&format!("/?token={}", served.token));
    assert_eq!(at_the_address.status, 200);
    // What the page loads is there for it alone, too.
    let loaded: Vec<&str> = at_the_address
        .body
        .split('"')
        .filter(|part| part.starts_with("/assets/"))
        .collect();
    assert_eq!(loaded.len(), 3, "{loaded:?}");
    for target in loaded {
        assert_eq!(served.get_as_anybody(target).status, 200, "{target}");
    }
    let bookmark = served.get_as_anybody("/");
    assert_eq!(
        bookmark.header("content-type"),
        Some("text/plain; charset=utf-8")
    );
    insta::assert_snapshot!(bookmark.body);
}

/// What other users see of the browser that is started: its arguments.
#[test]
#[cfg(unix)]
fn the_browser_is_given_a_file_and_no_secret() {
    use std::os::unix::fs::PermissionsExt;
    let vault = TestVault::shipped();
    let opener =
        "#!/bin/sh\nprintf '%s' \"$1\" > \"$OPENED.new\" && mv \"$OPENED.new\" \"$OPENED\"\n";
    for name in ["xdg-open", "open"] {
        vault.write(&format!("bin/{name}"), opener);
        std::fs::set_permissions(
            vault.path(&format!("bin/{name}")),
            std::fs::Permissions::from_mode(0o755),
        )
        .expect("a mode set");
    }
    let path = format!("{}:/usr/bin:/bin", vault.path("bin").display());
    let opened = vault.path("opened");
    let environment = [
        ("PATH", path.as_str()),
        ("OPENED", opened.to_str().expect("a path")),
    ];
    let served = Served::start_in(&vault, &["--open", BIRDS], &environment);
    while !opened.exists() {
        thread::yield_now();
    }
    let file = std::fs::read_to_string(&opened).expect("an argument");
    assert!(!file.contains(&served.token), "{file}");
    let mode = std::fs::metadata(&file)
        .expect("a file")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let page = std::fs::read_to_string(&file).expect("a page");
    assert!(page.contains(&format!("url={}\"", served.url)), "{page}");
}

#[test]
fn nobody_but_the_page_changes_anything() {
    let vault = TestVault::shipped();
    let served = Served::start(&vault, &[]);
    let asked = json!({"path": BIRDS, "change": {"do": "text", "claim": 0, "text": "No."}});
    let before = vault.snapshot();
    let origin = format!("http://{}", served.host);
    let host = ("Host", served.host.as_str());
    let own = ("Origin", origin.as_str());
    let token = ("X-Kbnote-Token", served.token.as_str());
    let kind_of = ("Content-Type", "application/json");
    let others = [
        ("no token", vec![host, own, kind_of]),
        (
            "wrong token",
            vec![host, own, ("X-Kbnote-Token", "0"), kind_of],
        ),
        ("no origin", vec![host, token, kind_of]),
        (
            "foreign origin",
            vec![host, ("Origin", "http://evil.example"), token, kind_of],
        ),
        (
            "foreign site",
            vec![host, own, ("Sec-Fetch-Site", "cross-site"), token, kind_of],
        ),
        (
            "foreign host",
            vec![("Host", "evil.example"), own, token, kind_of],
        ),
    ];
    for (what, headers) in others {
        assert_eq!(
            kind(&served.post(&headers, &asked)),
            refused(403, "forbidden"),
            "{what}"
        );
    }
    let plain = [host, own, token, ("Content-Type", "text/plain")];
    assert_eq!(served.post(&plain, &asked).status, 415);
    let without_revision = served.post(&[host, own, token, kind_of], &asked);
    assert_eq!(kind(&without_revision), refused(428, "request"));
    let get = request(&served.host, "GET", "/api/change", &[host, own, token], b"");
    assert_eq!(get.status, 405);
    for target in [
        "/",
        "/api/notes",
        "/api/events",
        &format!("/api/note?path={BIRDS}"),
    ] {
        let rebound = request(
            &served.host,
            "GET",
            target,
            &[("Host", "evil.example"), token],
            b"",
        );
        assert_eq!(rebound.status, 403, "{target}");
        assert!(!rebound.body.contains(&served.token));
    }
    assert_eq!(vault.snapshot(), before);
}

#[test]
fn nothing_outside_the_vault_is_read_or_written() {
    let vault = TestVault::shipped();
    let text = "---\nvideoId: kbnoteDemo1\n---\n\nOutside.\n";
    vault.write("inner/kbnote.toml", "");
    vault.write("outside.md", text);
    #[cfg(unix)]
    std::os::unix::fs::symlink("../outside.md", vault.path("inner/link.md")).expect("a link");
    let served = Served::start(&vault, &["--vault", "inner"]);
    let before = vault.snapshot();
    let absolute = vault.path("outside.md").display().to_string();
    let mut names = vec![
        "../outside.md",
        "inner/../../outside.md",
        &absolute,
        "kbnote.toml",
        "",
    ];
    if cfg!(unix) {
        names.push("link.md");
    }
    for name in names {
        let target = format!("/api/note?path={name}");
        assert_eq!(
            kind(&served.get(&target)),
            refused(400, "outside"),
            "{name}"
        );
        let change = json!({"do": "text", "claim": 0, "text": "Mine."});
        let answer = served.change_at("\"0.0\"", name, &change);
        assert_eq!(kind(&answer), refused(400, "outside"), "{name}");
    }
    let gone = served.get("/api/note?path=gone.md");
    assert_eq!(kind(&gone), refused(404, "missing-note"));
    assert_eq!(vault.snapshot(), before);
}

#[test]
fn impossible_requests_are_answered_with_an_error_and_write_nothing() {
    let vault = TestVault::shipped();
    let served = Served::start(&vault, &[]);
    let before = vault.snapshot();
    for change in [
        json!({"do": "keep", "claim": 99}),
        json!({"do": "text", "claim": 0, "text": "  "}),
        json!({"do": "text", "claim": 0, "text": "\u{0}"}),
        json!({"do": "move", "claim": 0, "time_ms": 34_000}),
        json!({"do": "move", "claim": 0, "anchor": 1, "time_ms": 33_358}),
        json!({"do": "remove", "claim": 0, "anchor": 7}),
    ] {
        assert_eq!(
            kind(&served.change(BIRDS, &change)),
            refused(422, "change"),
            "{change}"
        );
    }
    let revision = served.revision(BIRDS);
    let post = |body: &Value| served.post_from_page("/api/change", &revision, body);
    for body in [
        json!([]),
        json!({"path": BIRDS}),
        json!({"path": BIRDS, "change": {"do": "no"}}),
    ] {
        assert_eq!(kind(&post(&body)), refused(400, "request"), "{body}");
    }
    let long = json!({"path": BIRDS, "text": "a".repeat(70_000)});
    assert_eq!(kind(&post(&long)), refused(413, "request"));
    let keep = json!({"do": "keep", "claim": 0});
    for wrong in ["", "*", "W/\"0.0\"", "0.0"] {
        let answer = served.change_at(wrong, BIRDS, &keep);
        assert_eq!(kind(&answer), refused(400, "request"), "{wrong}");
    }
    assert_eq!(vault.snapshot(), before);
}

#[test]
fn each_change_is_undone_by_itself() {
    let vault = TestVault::shipped();
    let notes = |vault: &TestVault| {
        let mut files = vault.snapshot();
        files.retain(|(name, _)| name.ends_with(".md") || name.ends_with(".md.json"));
        files
    };
    let before = notes(&vault);
    let served = Served::start(&vault, &[]);
    let moved = json!({"do": "move", "claim": 0, "time_ms": 48_000});
    assert_eq!(served.change(BIRDS, &moved).status, 200);
    let between = notes(&vault);
    let text = json!({"do": "text", "claim": 1, "text": "In spring they hide."});
    assert_eq!(served.change(BIRDS, &text).status, 200);
    insta::assert_snapshot!(vault.kbnote(["undo"]).success().seen());
    assert_eq!(notes(&vault), between);
    vault.kbnote(["undo"]).success();
    assert_eq!(notes(&vault), before);
}

#[test]
fn the_page_takes_its_own_last_change_back_and_no_other() {
    let vault = TestVault::shipped();
    let served = Served::start(&vault, &[]);
    let undo =
        |revision: &str| served.post_from_page("/api/undo", revision, &json!({"path": BIRDS}));
    let revision = || served.revision(BIRDS);
    assert_eq!(kind(&undo(&revision())), refused(404, "nothing-to-undo"));
    let (before, first) = (vault.read(BIRDS), revision());
    let moved = json!({"do": "move", "claim": 0, "time_ms": 48_000});
    assert_eq!(served.change(BIRDS, &moved).status, 200);
    assert_eq!(kind(&undo(&first)), refused(412, "changed-meanwhile"));
    let answer = undo(&revision());
    assert_eq!((answer.status, vault.read(BIRDS)), (200, before));
    assert_ne!(answer.json()["claims"][0]["standing"], "pinned");
    assert!(!vault.path(&format!(".kbnote/notes/{BIRDS}.json")).exists());
    vault.kbnote(["align", "--retime", "notes"]).success();
    let aligned = vault.snapshot();
    assert_eq!(kind(&undo(&revision())), refused(404, "nothing-to-undo"));
    assert_eq!(vault.snapshot(), aligned);
}

#[test]
fn a_note_named_is_opened() {
    let vault = TestVault::shipped();
    vault.write("notes/x/a b.md", "Text.\n");
    let served = Served::start(&vault, &["notes/x/a b.md"]);
    assert_eq!(
        served.url,
        format!(
            "http://{}/?token={}#notes/x/a%20b.md",
            served.host, served.token
        )
    );
    let served = Served::start(&vault, &["--json", BIRDS]);
    assert_eq!(served.document["note"], BIRDS);
    let told = |args: &[&str]| vault.kbnote(["serve"].iter().chain(args)).seen();
    insta::assert_snapshot!(told(&["notes/gone.md"]));
    insta::assert_snapshot!(told(&["notes"]));
    insta::assert_snapshot!(told(&["--vault", "notes/x", BIRDS]));
}

#[test]
fn offline_the_page_shows_no_player() {
    let vault = TestVault::shipped();
    let page = |args: &[&str]| Served::start(&vault, args).get("/").body;
    assert!(page(&[]).contains("data-offline=\"no\""));
    assert!(page(&["--offline"]).contains("data-offline=\"yes\""));
}

#[test]
fn a_port_in_use_is_reported() {
    let vault = TestVault::shipped();
    let served = Served::start(&vault, &[]);
    let port = served.host.rsplit(':').next().expect("a port");
    let run = vault.kbnote(["serve", "--port", port]).exits(4);
    insta::assert_snapshot!(run.seen().replace(port, "[port]"));
}

#[test]
fn without_a_port_the_next_free_one_is_used() {
    let vault = TestVault::shipped();
    let line = |child: &mut Child| {
        let mut line = String::new();
        let stdout = child.stdout.take().expect("a standard output");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        line
    };
    let (mut first, mut second) = (vault.start(["serve"]), vault.start(["serve"]));
    let (a, b) = (line(&mut first), line(&mut second));
    for child in [&mut first, &mut second] {
        child.kill().expect("an end");
        child.wait().expect("an end");
    }
    assert!(a.starts_with("http://127.0.0.1:4") && b.starts_with("http://127.0.0.1:4"));
    assert_ne!(a, b);
}

#[test]
#[cfg(unix)]
fn an_interrupt_ends_it_as_done() {
    let vault = TestVault::shipped();
    let mut served = Served::start(&vault, &[]);
    let interrupt = std::process::Command::new("kill")
        .args(["-INT", &served.child.id().to_string()])
        .status();
    assert!(interrupt.expect("a signal").success());
    let ended = served.child.wait().expect("an end");
    assert_eq!(ended.code(), Some(0));
    let mut told = String::new();
    let stderr = served.child.stderr.take().expect("a standard error");
    std::io::Read::read_to_string(&mut BufReader::new(stderr), &mut told).expect("a text");
    insta::assert_snapshot!(told);
}
