//! A vault with everything a run needs.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kbnote_core::VideoId;
use kbnote_engine::prepared_transcript::PreparedTranscript;
use kbnote_note::NoteState;
use kbnote_vault::{
    LockError, NoteWriter, Notice, OpenVaultError, StateOrigin, StoreError, UserSettings, Vault,
    VaultLock,
};

use crate::stored_transcripts::StoredTranscripts;
use crate::{Error, ErrorKind, Observer, SilentObserver};

/// A vault with everything a run needs: the writer of its notes, the network's settings, an observer.
#[derive(Debug)]
pub struct Workspace {
    /// The vault.
    pub vault: Vault,
    /// The user's own settings.
    pub user: UserSettings,
    /// The one way in which notes are written.
    pub writer: NoteWriter,
    /// Whether the network must not be used.
    pub offline: bool,
    /// Address used in place of YouTube's in every request.
    pub youtube_url: Option<YoutubeUrl>,
    transcripts: Arc<StoredTranscripts>,
    observer: Box<dyn Observer>,
}

/// How a workspace is opened.
#[derive(Clone, Debug)]
pub struct WorkspaceOptions {
    /// Folder of the vault; without it, the vault around the current folder.
    pub vault: Option<PathBuf>,
    /// Whether the network must not be used.
    pub offline: bool,
    /// Name of the command that runs, under which its writes are recorded.
    pub command: &'static str,
}

/// Address used in place of YouTube's, and who named it.
#[derive(Clone, Debug)]
pub struct YoutubeUrl {
    /// The address.
    pub url: String,
    /// Whether the vault's settings name it, which somebody else may have written.
    pub is_from_vault: bool,
    /// Whether the environment names it.
    pub is_from_environment: bool,
}

/// The variable of the environment that names it.
pub(crate) const YOUTUBE_URL_VARIABLE: &str = "KBNOTE_YOUTUBE_URL";

impl YoutubeUrl {
    fn new(vault: &Vault) -> Option<Self> {
        let from_environment = env::var(YOUTUBE_URL_VARIABLE).ok();
        let from_environment = from_environment.filter(|url| !url.is_empty());
        let is_from_environment = from_environment.is_some();
        let is_set_by_vault = || vault.layer()?.value("youtube.base_url");
        let from_settings = || vault.settings().youtube.base_url.clone();
        Some(Self {
            url: from_environment.or_else(from_settings)?,
            is_from_vault: !is_from_environment && is_set_by_vault().is_some(),
            is_from_environment,
        })
    }
}

impl Workspace {
    /// Opens the vault that the options name, else the one around the current folder.
    ///
    /// # Errors
    /// If the vault or its settings cannot be read.
    pub fn open(options: &WorkspaceOptions, observer: Box<dyn Observer>) -> Result<Self, Error> {
        let here = match &options.vault {
            Some(_) => PathBuf::new(),
            None => current_dir()?,
        };
        Self::open_around(&here, options, observer)
    }

    /// Opens the vault that the options name, else the one around a folder.
    ///
    /// # Errors
    /// If the vault or its settings cannot be read.
    pub fn open_around(
        folder: &Path,
        options: &WorkspaceOptions,
        observer: Box<dyn Observer>,
    ) -> Result<Self, Error> {
        let user = UserSettings::read().map_err(OpenVaultError::from)?;
        let vault = match &options.vault {
            Some(root) => Vault::open_with(root, &user)?,
            None => discover(&*observer, folder, &user)?,
        };
        let youtube_url = YoutubeUrl::new(&vault);
        Ok(Self {
            vault,
            user,
            writer: NoteWriter::new(options.command),
            offline: options.offline,
            youtube_url,
            transcripts: Arc::default(),
            observer,
        })
    }

    /// A vault for one change of its notes, recorded as a run of `command`, without network or events.
    #[must_use]
    pub(crate) fn for_one_change(vault: Vault, command: &'static str) -> Self {
        Self {
            vault,
            user: UserSettings::default(),
            writer: NoteWriter::new(command),
            offline: true,
            youtube_url: None,
            transcripts: Arc::default(),
            observer: Box::new(SilentObserver),
        }
    }

    /// The same with transcripts that were read before.
    #[must_use]
    pub(crate) fn with_transcripts(self, transcripts: Arc<StoredTranscripts>) -> Self {
        Self {
            transcripts,
            ..self
        }
    }

    /// The transcript of a video as its file is now, prepared for comparing notes with it; none if there is no
    /// file.
    pub(crate) fn prepared_transcript(
        &self,
        video: &VideoId,
    ) -> Result<Option<Arc<PreparedTranscript>>, StoreError> {
        let stored = self.transcripts.get(&self.vault, video)?;
        Ok(stored.map(|stored| stored.transcript))
    }

    /// Receiver of the events of this run.
    #[must_use]
    pub fn observer(&self) -> &dyn Observer {
        &*self.observer
    }

    /// Reads the stored state of a note. A state found at the note's former path is announced.
    ///
    /// # Errors
    /// If the state cannot be read, or may belong to another note.
    pub fn state(&self, note: &Path) -> Result<Option<NoteState>, Error> {
        let Some(found) = self.vault.find_state(note)? else {
            return Ok(None);
        };
        let path = self.vault.display_path(note);
        match &found.origin {
            StateOrigin::Own => {}
            StateOrigin::MovedFrom(former) => self.observer.notice(format_args!(
                "{path} was moved from {}: what you decided there is kept",
                former.display()
            )),
            StateOrigin::CopyOf(other) => {
                if found.decisions_hold {
                    self.observer.notice(format_args!(
                        "{path} is a copy of {}: what you decided there holds here too",
                        other.display()
                    ));
                }
            }
        }
        Ok(Some(found.state))
    }

    /// Takes the vault's write lock, for a command that holds it from reading to writing.
    ///
    /// # Errors
    /// If another process writes, or an interrupted rename cannot be finished.
    pub fn lock(&self) -> Result<VaultLock, Error> {
        let lock = self.vault.lock(self.writer.command())?;
        self.announce(&lock.notices);
        Ok(lock)
    }

    /// Finishes what a killed run began, unless another process writes, which does so itself.
    ///
    /// # Errors
    /// If a file cannot be read or written.
    pub fn recover(&self) -> Result<(), Error> {
        if let Some(plan) = self.vault.newly_ignored_plan() {
            self.announce(&[plan]);
        }
        if !self.vault.needs_recovery() {
            return Ok(());
        }
        match self.vault.lock(self.writer.command()) {
            Ok(lock) => self.announce(&lock.notices),
            Err(LockError::Busy { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// Announces what the vault reports besides a result.
    pub fn announce(&self, notices: &[Notice]) {
        for notice in notices {
            self.announce_one(notice);
        }
    }

    fn announce_one(&self, notice: &Notice) {
        let shown = |path| self.vault.display_path(path);
        match notice {
            Notice::RenameFinished => self
                .observer
                .notice(format_args!("finished an interrupted rename")),
            Notice::TextKept { note, kept } => self.observer.warn(format_args!(
                "{} was saved twice while kbnote wrote it; the text that is not in the note is kept in {}",
                shown(note),
                kept.display()
            )),
            Notice::NotRelinked { note } => self.observer.warn(format_args!(
                "{} was changed before the rename was finished; links in it may name the old title",
                shown(note)
            )),
            Notice::PlanIgnored { plan } => self.observer.warn(format_args!(
                "{} was ignored, since anybody may have put it there; delete it",
                shown(plan)
            )),
            _ => {}
        }
    }
}

/// The path as it can be typed in the current folder.
#[must_use]
pub fn path_from_here(path: &Path) -> String {
    let here = env::current_dir().ok();
    let below = here.and_then(|here| path.strip_prefix(here).ok());
    below.unwrap_or(path).display().to_string()
}

/// Finds the vault around a folder. One of another user is used only when it is named.
fn discover(observer: &dyn Observer, folder: &Path, user: &UserSettings) -> Result<Vault, Error> {
    let found = Vault::discover(folder, env::home_dir().as_deref(), user)?;
    if let Some(foreign) = &found.passed_over {
        let foreign = foreign.display();
        observer.warn(format_args!(
            "{foreign} is a vault of another user, and was not used"
        ));
        observer.hint(format_args!("to use it: `--vault {foreign}`"));
    }
    Ok(found.vault)
}

fn current_dir() -> Result<PathBuf, Error> {
    env::current_dir()
        .map_err(|error| Error::from_error(ErrorKind::Usage, "current-folder", &error))
}
