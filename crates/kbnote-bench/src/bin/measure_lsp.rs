//! Measures `kbnote lsp` on a large vault: how soon it is ready, and how soon findings follow a keystroke.
//!
//! `measure_lsp KBNOTE TRANSCRIPT FOLDER [--notes N]`: the program, a stored transcript of this repository, and
//! an empty folder for the vault. The note that is typed in has 70 sentences of that video, each with an anchor.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use kbnote_bench::synthetic_vault::{self, VaultPlan};
use serde_json::{Value, json};

const SENTENCES: usize = 70;
const KEYSTROKES: usize = 50;
const RUNS: usize = 5;

type Failure = Box<dyn Error>;

fn main() -> Result<(), Failure> {
    let mut args = std::env::args().skip(1);
    let kbnote = PathBuf::from(args.next().ok_or("the program is missing")?).canonicalize()?;
    let transcript = PathBuf::from(args.next().ok_or("the transcript is missing")?);
    let folder = PathBuf::from(args.next().ok_or("the folder is missing")?);
    fs::create_dir_all(&folder)?;
    let folder = folder.canonicalize()?;
    let mut plan = VaultPlan {
        notes: 21_000,
        ..VaultPlan::default()
    };
    if args.next().as_deref() == Some("--notes") {
        plan.notes = args.next().ok_or("a number is missing")?.parse()?;
    }
    let note = make_vault(&folder, &plan, &transcript)?;
    println!("{} notes; a note of {SENTENCES} sentences", plan.notes);

    let checked = median(&time_runs(|| check(&kbnote, &folder, &note))?);
    let mut ready = Vec::new();
    let mut typed = Vec::new();
    for _ in 0..RUNS {
        let start = Instant::now();
        let mut editor = Editor::start(&kbnote, &folder, &note)?;
        editor.findings(1)?;
        ready.push(start.elapsed());
        // Until the first suggester of links is made, it takes its share of the processor.
        std::thread::sleep(Duration::from_secs(6));
        for version in 2..2 + KEYSTROKES {
            let start = Instant::now();
            editor.type_letter(version)?;
            editor.findings(version)?;
            typed.push(start.elapsed());
        }
    }
    let keystroke = median(&typed);
    let worst = typed.iter().max().copied().unwrap_or_default();
    println!(
        "ready with findings      {:>7.1} ms",
        millis(median(&ready))
    );
    println!(
        "findings of a keystroke  {:>7.1} ms, at most {:.1} ms",
        millis(keystroke),
        millis(worst)
    );
    println!(
        "kbnote check of the note {:>7.1} ms, {:.1} times as long",
        millis(checked),
        checked.as_secs_f64() / keystroke.as_secs_f64()
    );
    Ok(())
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn median(times: &[Duration]) -> Duration {
    let mut times = times.to_vec();
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// The times of some runs, after one that makes the caches.
fn time_runs(run: impl Fn() -> Result<(), Failure>) -> Result<Vec<Duration>, Failure> {
    run()?;
    let time = || {
        let start = Instant::now();
        run().map(|()| start.elapsed())
    };
    (0..RUNS).map(|_| time()).collect()
}

fn check(kbnote: &Path, folder: &Path, note: &Path) -> Result<(), Failure> {
    let mut command = Command::new(kbnote);
    command.arg("check").arg(note).current_dir(folder);
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    Ok(())
}

/// Writes the vault; the note that is typed in.
fn make_vault(folder: &Path, plan: &VaultPlan, transcript: &Path) -> Result<PathBuf, Failure> {
    synthetic_vault::write(plan, &folder.join("notes"))?;
    fs::write(folder.join("kbnote.toml"), "")?;
    fs::create_dir_all(folder.join("transcripts"))?;
    let stored = fs::read_to_string(transcript)?;
    let name = transcript.file_name().ok_or("the transcript has no name")?;
    fs::write(folder.join("transcripts").join(name), &stored)?;
    let note = folder.join("notes/measured.md");
    fs::write(&note, text(&serde_json::from_str(&stored)?)?)?;
    // What the stored index holds has to be two seconds old to be trusted.
    std::thread::sleep(Duration::from_secs(3));
    Ok(note)
}

/// A note on the cues of a transcript, in paragraphs of five sentences.
fn text(stored: &Value) -> Result<String, Failure> {
    let id = stored["video"]["id"]
        .as_str()
        .ok_or("the transcript names no video")?;
    let cues = stored["tracks"][0]["cues"]
        .as_array()
        .ok_or("the transcript has no cues")?;
    let mut text = format!("---\ntitle: Measured\nvideoId: {id}\n---\n");
    for number in 0..SENTENCES {
        let cue = &cues[number % cues.len()];
        let seconds = cue["start_ms"].as_u64().unwrap_or_default() / 1000;
        let said = cue["text"]
            .as_str()
            .unwrap_or_default()
            .trim_end_matches(['.', ',', '?']);
        let separator = if number % 5 == 0 { "\n" } else { "" };
        let time = format!("00:{:02}:{:02}", seconds / 60, seconds % 60);
        let anchor = format!("<a class=\"yt-timestamp\" data-t=\"{time}\">[{time}]</a>");
        text.push_str(&format!(
            "{separator}Sentence {number} says that {said} {anchor}.\n"
        ));
    }
    Ok(text)
}

/// An editor with one open note.
struct Editor {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    uri: String,
    line: usize,
}

impl Editor {
    fn start(kbnote: &Path, folder: &Path, note: &Path) -> Result<Self, Failure> {
        let mut child = Command::new(kbnote)
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let input = child.stdin.take().ok_or("no input")?;
        let output = BufReader::new(child.stdout.take().ok_or("no output")?);
        let text = fs::read_to_string(note)?;
        let mut editor = Self {
            child,
            input,
            output,
            uri: format!("file://{}", note.display()),
            line: text.lines().count() - 1,
        };
        let root = format!("file://{}", folder.display());
        let params = json!({"rootUri": root, "capabilities": {}});
        editor
            .send(&json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}))?;
        editor.wait(|message| message["id"] == 1)?;
        editor.notify("initialized", &json!({}))?;
        let item = json!({"uri": editor.uri, "languageId": "markdown", "version": 1, "text": text});
        editor.notify("textDocument/didOpen", &json!({"textDocument": item}))?;
        Ok(editor)
    }

    /// Types a letter into the last sentence.
    fn type_letter(&mut self, version: usize) -> Result<(), Failure> {
        let at = json!({"line": self.line, "character": 9});
        let change = json!({"range": {"start": at, "end": at}, "text": "x"});
        let document = json!({"uri": self.uri, "version": version});
        let params = json!({"textDocument": document, "contentChanges": [change]});
        self.notify("textDocument/didChange", &params)
    }

    /// Waits for the findings of a version.
    fn findings(&mut self, version: usize) -> Result<(), Failure> {
        self.wait(|message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["version"] == version
        })
    }

    fn notify(&mut self, method: &str, params: &Value) -> Result<(), Failure> {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}))
    }

    fn send(&mut self, message: &Value) -> Result<(), Failure> {
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len())?;
        Ok(self.input.flush()?)
    }

    fn wait(&mut self, is_it: impl Fn(&Value) -> bool) -> Result<(), Failure> {
        loop {
            let mut length = 0;
            loop {
                let mut line = String::new();
                if self.output.read_line(&mut line)? == 0 {
                    return Err("the server has ended".into());
                }
                if line == "\r\n" {
                    break;
                }
                let value = line.split_once(": ").ok_or("no header")?.1;
                length = value.trim().parse()?;
            }
            let mut body = vec![0; length];
            self.output.read_exact(&mut body)?;
            if is_it(&serde_json::from_slice(&body)?) {
                return Ok(());
            }
        }
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
