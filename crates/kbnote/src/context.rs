//! The workspace of a command and the terminal it prints to.

use std::fmt;

use anstream::ColorChoice;
use kbnote_app::{Observer, Workspace, WorkspaceOptions};

use crate::error::CliError;
use crate::global_args::{Format, GlobalArgs, WhenColor};
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
            workspace: Workspace::open(&options, Box::new(ui))?,
            ui,
            format: global.format(),
        })
    }
}

impl Observer for Ui {
    fn notice(&self, text: fmt::Arguments<'_>) {
        self.say(text);
    }

    fn warn(&self, text: fmt::Arguments<'_>) {
        Self::warn(self, text);
    }

    fn hint(&self, text: fmt::Arguments<'_>) {
        Self::hint(self, text);
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
