//! `kbnote template`: the templates of notes, built in or the vault's own.

use kbnote_app::{TemplateDocument, TemplateEntry, TemplatesDocument};

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::ui::{faint, strong};

/// List, show or check the templates of notes
///
/// A file of the same name in the folder of templates takes the place of a built-in one.
#[derive(clap::Args, Debug)]
pub(crate) struct TemplateArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand, Clone, Debug)]
enum Action {
    /// List the templates, and the files that replace them
    List,
    /// Print a template
    Show {
        /// Its name, such as `note`
        name: String,
        /// The built-in one, whatever the vault has
        #[arg(long)]
        built_in: bool,
    },
    /// Check the vault's own templates: syntax, helpers and the names they use
    Check,
}

pub(crate) fn run(cx: &Context, args: &TemplateArgs) -> Result<Exit, CliError> {
    match &args.action {
        Action::List => list(cx, &cx.workspace.templates()?),
        Action::Show { name, built_in } => show(cx, &cx.workspace.template(name, *built_in)?),
        Action::Check => check(cx, &cx.workspace.check_templates()?),
    }
}

fn list(cx: &Context, document: &TemplatesDocument) -> Result<Exit, CliError> {
    if cx.ui.json {
        cx.ui.document(document)?;
        return Ok(Exit::Done);
    }
    for template in &document.templates {
        let origin = match template.origin {
            "vault" => template.path.clone(),
            "unused" => format!("{}, not used", template.path),
            origin => format!("{origin}; {} would replace it", template.path),
        };
        cx.ui.line(format_args!(
            "{}  {}",
            strong(&template.name),
            faint(origin)
        ))?;
    }
    Ok(Exit::Done)
}

fn show(cx: &Context, document: &TemplateDocument) -> Result<Exit, CliError> {
    if cx.ui.json {
        cx.ui.document(document)?;
    } else {
        cx.ui.content(document.text.as_bytes())?;
    }
    Ok(Exit::Done)
}

fn check(cx: &Context, document: &TemplatesDocument) -> Result<Exit, CliError> {
    let is_wrong = |template: &&TemplateEntry| template.error.is_some();
    let wrong = document.templates.iter().filter(is_wrong).count();
    if cx.ui.json {
        cx.ui.document(document)?;
    } else {
        for template in &document.templates {
            match &template.error {
                Some(error) => cx.ui.error(error),
                None => cx.ui.line(format_args!("{}: correct", template.path))?,
            }
        }
        if document.templates.is_empty() {
            cx.ui.say("the vault has no templates of its own");
        }
    }
    Ok(if wrong > 0 { Exit::Found } else { Exit::Done })
}
