//! What every command works with.

use std::env;
use std::path::{Path, PathBuf};

use anstream::ColorChoice;
use kbnote_note::NoteState;
use kbnote_vault::{LockError, NoteWriter, Notice, StateOrigin, Vault, VaultLock};

use crate::cli::{Format, GlobalArgs, WhenColor};
use crate::error::CliError;
use crate::exit::Exit;
use crate::ui::Ui;

/// The vault, the terminal and what the environment says.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) ui: Ui,
    pub(crate) vault: Vault,
    /// The form of the result.
    pub(crate) format: Format,
    /// The one way in which notes are written.
    pub(crate) writer: NoteWriter,
    /// Never ask the network.
    pub(crate) offline: bool,
    /// What takes the place of YouTube's address in every request.
    pub(crate) youtube_url: Option<YoutubeUrl>,
}

/// An address in the place of YouTube's, and who named it.
#[derive(Clone, Debug)]
pub(crate) struct YoutubeUrl {
    pub(crate) url: String,
    /// Whether the vault's settings name it, which somebody else may have written.
    pub(crate) is_of_vault: bool,
}

impl YoutubeUrl {
    fn of(vault: &Vault) -> Option<Self> {
        let from_environment = env::var("KBNOTE_YOUTUBE_URL").ok();
        let from_environment = from_environment.filter(|url| !url.is_empty());
        let is_of_vault = from_environment.is_none();
        let from_vault = || vault.settings().youtube.base_url.clone();
        let url = from_environment.or_else(from_vault)?;
        Some(Self { url, is_of_vault })
    }
}

impl Context {
    /// What `command` works with.
    pub(crate) fn new(ui: Ui, global: &GlobalArgs, command: &str) -> Result<Self, CliError> {
        let vault = match &global.vault {
            Some(root) => Vault::open(root)?,
            None => vault_around(ui, &current_dir()?)?,
        };
        let youtube_url = YoutubeUrl::of(&vault);
        Ok(Self {
            ui,
            vault,
            format: global.format(),
            writer: NoteWriter::new(command),
            offline: global.offline,
            youtube_url,
        })
    }
}

/// The vault that a folder lies in. One of another user is not used unless it is named.
fn vault_around(ui: Ui, folder: &Path) -> Result<Vault, CliError> {
    let found = Vault::around(folder, env::home_dir().as_deref())?;
    if let Some(theirs) = &found.passed_over {
        let theirs = theirs.display();
        ui.warn(format_args!(
            "{theirs} is a vault of another user, and was not used"
        ));
        ui.hint(format_args!("`--vault {theirs}` uses it"));
    }
    Ok(found.vault)
}

impl Context {
    /// What is known of a note. Where that was written when the note lay elsewhere, this is said.
    pub(crate) fn state(&self, note: &Path) -> Result<Option<NoteState>, CliError> {
        let Some(found) = self.vault.find_state(note)? else {
            return Ok(None);
        };
        let path = self.vault.shown(note);
        match found.origin {
            StateOrigin::Own => {}
            StateOrigin::MovedFrom(former) => self.ui.say(format_args!(
                "{path} was moved from {}: what you decided there is kept",
                former.display()
            )),
            StateOrigin::CopyOf(other) => self.ui.say(format_args!(
                "{path} is a copy of {}: what you decided there holds here too",
                other.display()
            )),
        }
        Ok(Some(found.state))
    }

    /// The right to write into the vault, for a command that holds it from reading to writing.
    pub(crate) fn lock(&self) -> Result<VaultLock, CliError> {
        let lock = self.vault.lock(self.writer.command())?;
        self.print_notices(&lock.notices);
        Ok(lock)
    }

    /// Brings to an end what a run left that was killed. While another process writes, that is left
    /// to it.
    pub(crate) fn recover(&self) -> Result<(), CliError> {
        if let Some(plan) = self.vault.newly_ignored_plan() {
            self.print_notices(&[plan]);
        }
        if !self.vault.needs_recovery() {
            return Ok(());
        }
        match self.vault.lock(self.writer.command()) {
            Ok(lock) => self.print_notices(&lock.notices),
            Err(LockError::Busy { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// Tells what the user is to know besides the result.
    pub(crate) fn print_notices(&self, notices: &[Notice]) {
        for notice in notices {
            let shown = |path| self.vault.shown(path);
            match notice {
                Notice::RenameFinished => self.ui.say("finished a rename that was cut short"),
                Notice::TextKept { note, kept } => self.ui.warn(format_args!(
                    "{} was saved twice while it was written; the text that is not in it is kept in {}",
                    shown(note),
                    kept.display()
                )),
                Notice::NotRelinked { note } => self.ui.warn(format_args!(
                    "{} was changed before the rename was finished; links in it may name the old title",
                    shown(note)
                )),
                Notice::PlanIgnored { plan } => self.ui.warn(format_args!(
                    "{} was not carried out, since anybody may have put it there; delete it",
                    shown(plan)
                )),
                _ => {}
            }
        }
    }
}

impl Ui {
    pub(crate) fn new(global: &GlobalArgs) -> Self {
        let color = match global.color {
            WhenColor::Auto => ColorChoice::Auto,
            WhenColor::Always => ColorChoice::Always,
            WhenColor::Never => ColorChoice::Never,
        };
        Self {
            color,
            json: global.wants_json(),
            quiet: global.quiet,
            verbose: global.verbose,
        }
    }
}

fn current_dir() -> Result<PathBuf, CliError> {
    env::current_dir().map_err(|error| CliError::from_error(Exit::Usage, "current-folder", &error))
}
