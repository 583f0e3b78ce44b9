//! A vault in a temporary folder, and the binary run in it with nothing of this machine around.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use kbnote_vault::{Settings, Vault};
use tempfile::TempDir;

/// A vault of a test's own; gone when the test ends.
pub(crate) struct TestVault {
    dir: TempDir,
    /// The home folder of the user, with what kbnote keeps there.
    home: TempDir,
    youtube: Option<String>,
    threads: Option<usize>,
}

/// Whether tests that come down to chance are to be run long, as before a release.
pub(crate) fn is_long_run() -> bool {
    std::env::var_os("KBNOTE_LONG_TESTS").is_some()
}

/// What a run of kbnote printed, and how it ended.
pub(crate) struct Run {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: i32,
}

impl TestVault {
    /// A vault with nothing in it.
    pub(crate) fn empty() -> Self {
        Self {
            dir: tempfile::tempdir().expect("a temporary folder"),
            home: tempfile::tempdir().expect("a temporary folder"),
            youtube: None,
            threads: None,
        }
    }

    /// A copy of the vault that the repository ships, without what was made in it since.
    pub(crate) fn shipped() -> Self {
        let vault = Self::empty();
        for name in SHIPPED {
            let bytes = fs::read(repository().join(name)).expect(name);
            vault.write(name, bytes);
        }
        vault
    }

    /// The same vault, with every request going to this address instead of YouTube.
    pub(crate) fn with_youtube_at(mut self, url: impl Into<String>) -> Self {
        self.youtube = Some(url.into());
        self
    }

    /// The same vault, with kbnote working on so many things at once.
    pub(crate) fn with_threads(mut self, count: usize) -> Self {
        self.threads = Some(count);
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder made");
        fs::write(path, content).expect("a file written");
    }

    /// All files with their bytes, but for the tool's caches.
    pub(crate) fn snapshot(&self) -> Vec<(String, Vec<u8>)> {
        let mut files = self.everything();
        files.retain(|(name, _)| !name.starts_with(".kbnote/cache/"));
        files
    }

    /// All files with their bytes.
    pub(crate) fn everything(&self) -> Vec<(String, Vec<u8>)> {
        let mut files = Vec::new();
        collect(self.dir.path(), self.dir.path(), &mut files);
        files.sort();
        files
    }

    pub(crate) fn kbnote<I: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = I>) -> Run {
        self.kbnote_reading(args, "")
    }

    /// Runs the binary with this on its standard input.
    pub(crate) fn kbnote_reading<I: AsRef<OsStr>>(
        &self,
        args: impl IntoIterator<Item = I>,
        input: &str,
    ) -> Run {
        let mut child = self.start(args);
        let mut stdin = child.stdin.take().expect("a standard input");
        // A run that ends before it has read all is no fault of the test.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        self.ended(child.wait_with_output().expect("kbnote ends"))
    }

    /// The binary with its surroundings, not yet run.
    pub(crate) fn command<I: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = I>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kbnote"));
        command.args(args).current_dir(self.dir.path()).env_clear();
        command.env("HOME", self.home.path());
        command.env("XDG_STATE_HOME", self.home.path().join("state"));
        // No request of a test may leave this machine: without a server of its own, it is refused.
        let nowhere = "http://127.0.0.1:9";
        command.env(
            "KBNOTE_YOUTUBE_URL",
            self.youtube.as_deref().unwrap_or(nowhere),
        );
        if let Some(count) = self.threads {
            command.env("RAYON_NUM_THREADS", count.to_string());
        }
        command
    }

    /// What a run that has ended printed.
    pub(crate) fn ended(&self, output: Output) -> Run {
        Run::new(output, self.dir.path(), &self.user_path(""))
    }

    /// The home folder of the user.
    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// A file or folder that kbnote keeps for this vault in the user's state folder.
    pub(crate) fn user_path(&self, name: &str) -> PathBuf {
        self.as_vault().user_path(name).expect("a state folder")
    }

    /// Writes a file there.
    pub(crate) fn write_user_file(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let written = self.as_vault().write_user_file(name, bytes.as_ref());
        written.expect("a file written");
    }

    /// Leaves a rename as one that was killed once its plan was written: the note that is moved, to
    /// where, and the notes that get new texts.
    pub(crate) fn leave_rename(&self, from: &str, to: &str, notes: &[(&str, &str)]) {
        let root = self.dir.path().canonicalize().expect("a vault");
        let print = |text: &str| kbnote_core::Fingerprint::of(text.as_bytes()).to_string();
        let planned = notes.iter().map(|(note, text)| {
            let staged = self.path(note).with_file_name(".kbnote-x.tmp");
            fs::write(&staged, text).expect("a file written");
            serde_json::json!({
                "note": root.join(note), "staged": staged,
                "before": print(&self.read(note)), "after": print(text),
            })
        });
        let plan = serde_json::json!({
            "schema": "kbnote.rename-plan/2", "from": root.join(from), "to": root.join(to),
            "notes": planned.collect::<Vec<_>>(), "entry": null,
        });
        self.write_user_file("rename.json", plan.to_string());
    }

    fn as_vault(&self) -> Vault {
        let state = self.home.path().join("state/kbnote");
        let vault = Vault::with_settings(self.dir.path(), Settings::default());
        vault.with_state_home(&state)
    }

    /// Starts the binary and does not wait for it.
    pub(crate) fn start<I: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = I>) -> Child {
        let mut command = self.command(args);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command.spawn().expect("kbnote starts")
    }
}

impl Run {
    fn new(output: Output, root: &Path, user_dir: &Path) -> Self {
        let text = |bytes: Vec<u8>| {
            let text = String::from_utf8(bytes).expect("output in UTF-8");
            let text = text.replace(&root.display().to_string(), "[vault]");
            text.replace(&user_dir.display().to_string(), "[state]/")
        };
        Self {
            stdout: text(output.stdout),
            stderr: text(output.stderr),
            code: output.status.code().expect("an exit code"),
        }
    }

    /// The run, which must have ended with this code.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "\n--- stdout\n{}\n--- stderr\n{}",
            self.stdout, self.stderr
        );
        self
    }

    #[track_caller]
    pub(crate) fn success(self) -> Self {
        self.exits(0)
    }

    /// The one JSON document on standard output.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|e| panic!("{e} in {}", self.stdout))
    }

    /// All that a person sees, for a snapshot.
    pub(crate) fn seen(&self) -> String {
        format!(
            "{}--- stderr\n{}--- exit {}",
            self.stdout, self.stderr, self.code
        )
    }
}

/// The files of the vault that the repository ships. Whoever tries kbnote makes more beside them,
/// as the first command of the README does.
const SHIPPED: [&str; 8] = [
    "notes/drafts/tide_tables.md",
    "notes/fieldnotes/counting_birds_in_winter.md",
    "notes/fieldnotes/fieldnotes.md",
    "notes/slowoven/slowoven.md",
    "notes/slowoven/the_sourdough_starter.md",
    "transcripts/kbnoteDemo1.json",
    "transcripts/kbnoteDemo2.json",
    "transcripts/kbnoteDemo3.json",
];

/// The folder of the repository.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    for item in fs::read_dir(folder).expect("a folder read") {
        let path = item.expect("a folder's item").path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path
                .strip_prefix(root)
                .expect("a path inside")
                .display()
                .to_string();
            files.push((name, fs::read(&path).expect("a file read")));
        }
    }
}

/// The source of all crates and tests, in which the documents' names of tests are looked up.
pub(crate) fn all_source() -> String {
    let mut source = String::new();
    for folder in ["crates", "tests"] {
        read_source(&repository().join(folder), &mut source);
    }
    source
}

fn read_source(folder: &Path, source: &mut String) {
    for item in fs::read_dir(folder).expect("a folder read") {
        let path = item.expect("a folder's item").path();
        if path.is_dir() {
            read_source(&path, source);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            *source += &fs::read_to_string(&path).expect("a source");
        }
    }
}
