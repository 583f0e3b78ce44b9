//! `kbnote config`: every setting, its value and where that comes from.

use kbnote_app::{SETTINGS_SCHEMA, SettingReport};

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::global_args::GlobalArgs;
use crate::ui::{Ui, faint};

/// Show every setting, its value and where that comes from
///
/// What the vault's kbnote.toml sets counts before what your own file sets: kbnote/config.toml in
/// $XDG_CONFIG_HOME or ~/.config, on Windows in %APPDATA%. Only your own file may have the table `network` with
/// `proxy` and `cookies`, a file.
#[derive(clap::Args, Debug)]
pub(crate) struct ConfigArgs {
    /// Setting or table to show, such as `anchor.style` or `youtube`
    #[arg(value_name = "KEY", conflicts_with = "schema")]
    key: Option<String>,
    /// Print the JSON Schema of kbnote.toml, for editors
    #[arg(long)]
    schema: bool,
}

pub(crate) fn run(ui: Ui, global: &GlobalArgs, args: &ConfigArgs) -> Result<Exit, CliError> {
    if args.schema {
        ui.bytes(SETTINGS_SCHEMA.as_bytes())?;
        return Ok(Exit::Done);
    }
    let cx = Context::new(ui, global, "config")?;
    cx.workspace.warn_of_missing_folders(true);
    let document = cx.workspace.config(args.key.as_deref())?;
    if ui.json {
        ui.document(&document)?;
        return Ok(Exit::Done);
    }
    let assignment = |setting: &SettingReport| format!("{} = {}", setting.key, setting.text);
    let lengths = document
        .settings
        .iter()
        .map(|setting| assignment(setting).chars().count());
    let width = lengths.max().unwrap_or_default().min(MOST_ALIGNED);
    for setting in &document.settings {
        let origin = cx.origin(setting);
        ui.line(format_args!(
            "{:width$}  {}",
            assignment(setting),
            faint(origin)
        ))?;
    }
    for file in document.files.iter().filter(|file| !file.exists) {
        ui.say(format_args!(
            "{} settings: {} (not there)",
            file.kind, file.path
        ));
    }
    Ok(Exit::Done)
}

/// Origins are aligned behind values up to this length.
const MOST_ALIGNED: usize = 40;

impl Context {
    fn origin(&self, setting: &SettingReport) -> String {
        match (&setting.path, setting.line, setting.variable) {
            (Some(path), Some(line), _) => {
                let path = self.workspace.vault.display_path(path.as_ref());
                format!("{path}:{line}")
            }
            (_, _, Some(variable)) => variable.to_owned(),
            _ => setting.origin.to_owned(),
        }
    }
}
