//! The workspace of a command and the terminal it prints to.

use anstream::ColorChoice;
use kbnote_app::{Workspace, WorkspaceOptions};

use crate::error::CliError;
use crate::global_args::{Format, GlobalArgs, WhenColor};
use crate::terminal_observer::TerminalObserver;
use crate::ui::Ui;

/// The workspace of a command and the terminal it prints to.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) workspace: Workspace,
    pub(crate) ui: Ui,
    /// The form of the result.
    pub(crate) format: Format,
}

impl Context {
    /// The context of a command.
    pub(crate) fn new(
        ui: Ui,
        global: &GlobalArgs,
        command: &'static str,
    ) -> Result<Self, CliError> {
        let options = WorkspaceOptions {
            vault: global.vault.clone(),
            offline: global.offline,
            command,
        };
        Ok(Self {
            workspace: Workspace::open(&options, Box::new(TerminalObserver::new(ui)))?,
            ui,
            format: global.format(),
        })
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
