//! The route through yt-dlp, if installed: it finds the tracks, and the client fetches them.

mod info;
mod other_site;

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use kbnote_core::VideoId;

use crate::http::content;
use crate::innertube::playability;
use crate::innertube::text::for_display;
use crate::{FetchError, FetchedVideo};

/// The settings for running yt-dlp.
///
/// It only describes a video and downloads nothing. The captions of its tracks are fetched by
/// [`Client::captions`](crate::Client::captions), like any others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YtDlp {
    /// The program: a path, or a name that the system finds.
    pub program: PathBuf,
    /// Its `PATH`; that of this process by default.
    pub search_path: Option<OsString>,
    /// A cookies file in Netscape's format.
    pub cookies: Option<PathBuf>,
    /// The proxy.
    pub proxy: Option<String>,
}

impl Default for YtDlp {
    /// `yt-dlp` in the `PATH`.
    fn default() -> Self {
        Self {
            program: "yt-dlp".into(),
            search_path: None,
            cookies: None,
            proxy: None,
        }
    }
}

impl YtDlp {
    /// Its arguments for a video on YouTube. The user's own settings of yt-dlp are ignored: they may download, print or prompt.
    #[must_use]
    pub fn arguments(&self, video: &VideoId) -> Vec<OsString> {
        self.arguments_for(&["--no-playlist"], &video.youtube_url())
    }

    fn arguments_for(&self, further: &[&str], address: &str) -> Vec<OsString> {
        let mut arguments: Vec<OsString> = [
            "--ignore-config",
            "--skip-download",
            "--ignore-no-formats-error",
            "--no-progress",
            "--no-warnings",
            "--socket-timeout=20",
            "--retries=3",
            "--dump-single-json",
        ]
        .map(OsString::from)
        .to_vec();
        arguments.extend(further.iter().map(OsString::from));
        if let Some(cookies) = &self.cookies {
            arguments.extend(["--cookies".into(), cookies.into()]);
        }
        if let Some(proxy) = &self.proxy {
            arguments.extend(["--proxy".into(), proxy.into()]);
        }
        arguments.extend(["--".into(), address.into()]);
        arguments
    }

    /// Gets metadata, chapters and list of tracks of a video. Blocks until the program ends.
    ///
    /// # Errors
    ///
    /// [`FetchError::YtDlpMissing`] if it is not installed; or if the video is refused.
    pub fn video(&self, id: &VideoId) -> Result<FetchedVideo, FetchError> {
        read(&self.run(self.arguments(id))?, id)
    }

    fn run(&self, arguments: Vec<OsString>) -> Result<Output, FetchError> {
        let mut command = Command::new(&self.program);
        if let Some(path) = &self.search_path {
            // Windows searches the current folder first, unless this variable is set.
            command
                .env("PATH", path)
                .env("NoDefaultCurrentDirectoryInExePath", "1");
        }
        let output = command.args(arguments).stdin(Stdio::null()).output();
        output.map_err(|error| not_run(&error))
    }
}

fn not_run(error: &io::Error) -> FetchError {
    if error.kind() == io::ErrorKind::NotFound {
        FetchError::YtDlpMissing
    } else {
        FetchError::YtDlp {
            reason: error.to_string(),
        }
    }
}

fn read(output: &Output, id: &VideoId) -> Result<FetchedVideo, FetchError> {
    let info: info::Info = content::read_json(described(output)?)?;
    info.read(id)
}

/// The JSON that a run printed.
fn described(output: &Output) -> Result<&[u8], FetchError> {
    if output.status.success() {
        Ok(&output.stdout)
    } else {
        Err(failure(&String::from_utf8_lossy(&output.stderr)))
    }
}

/// The failure on the line of yt-dlp that begins `ERROR: [youtube] ID: `. It contains YouTube's reason,
/// followed by advice of yt-dlp.
fn failure(output: &str) -> FetchError {
    let line = output.lines().find_map(|line| line.strip_prefix("ERROR: "));
    let line = line.unwrap_or(output).trim();
    let reason =
        line.split_once(": ").map_or(
            line,
            |(place, rest)| {
                if place.starts_with('[') { rest } else { line }
            },
        );
    if reason.contains("HTTP Error 429") {
        return FetchError::RateLimited { retry_after: None };
    }
    playability::error_in_text(reason).unwrap_or_else(|| FetchError::YtDlp {
        reason: for_display(reason),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_run_for_a_description_only() {
        let yt_dlp = YtDlp {
            proxy: Some("socks5://127.0.0.1:9".to_owned()),
            ..YtDlp::default()
        };
        let arguments = yt_dlp.arguments(&"-bnoteDemo1".parse().unwrap());
        let line = arguments.join(std::ffi::OsStr::new(" "));
        insta::assert_snapshot!(line.to_string_lossy(), @"--ignore-config --skip-download --ignore-no-formats-error --no-progress --no-warnings --socket-timeout=20 --retries=3 --dump-single-json --no-playlist --proxy socks5://127.0.0.1:9 -- https://www.youtube.com/watch?v=-bnoteDemo1");
    }

    #[test]
    fn failures_of_yt_dlp_are_distinguished() {
        for (output, kind) in [
            (
                "WARNING: x\nERROR: [youtube] kbnoteDemo1: Sign in to confirm you’re not a bot. Use --cookies",
                "bot-check",
            ),
            (
                "ERROR: [youtube] kbnoteDemo1: Private video. Sign in if you've been granted access",
                "private",
            ),
            (
                "ERROR: [youtube] kbnoteDemo1: Join this channel to get access to members-only content",
                "members-only",
            ),
            (
                "ERROR: [youtube] kbnoteDemo1: Video unavailable. This video is no longer available",
                "unavailable",
            ),
            (
                "ERROR: [youtube] kbnoteDemo1: Sign in to confirm your age. This video may be inappropriate",
                "age-restricted",
            ),
            (
                "ERROR: [youtube] kbnoteDemo1: HTTP Error 429: Too Many Requests",
                "rate-limited",
            ),
            ("ERROR: unable to write", "yt-dlp-failed"),
            ("", "yt-dlp-failed"),
        ] {
            assert_eq!(failure(output).kind(), kind, "{output}");
        }
    }

    #[test]
    fn a_missing_program_is_reported() {
        let missing = YtDlp {
            program: "/nonexistent/yt-dlp".into(),
            ..YtDlp::default()
        };
        let error = missing.video(&"kbnoteDemo1".parse().unwrap()).unwrap_err();
        assert_eq!(error.kind(), "yt-dlp-missing");
    }
}
