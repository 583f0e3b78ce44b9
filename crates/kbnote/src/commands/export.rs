//! `kbnote export`: pages of notes as files.

use std::path::{Path, PathBuf};

use kbnote_app::{
    Error, ErrorKind, INDEX_PAGE, NoteFile, NoteFiles, NoteService, PageTargets, index_address,
    page_path,
};
use kbnote_note::FileLinkKind;
use kbnote_server::export::{Targets, index_page, is_exported_page, note_page};

use crate::context::Context;
use crate::documents::ExportedNoteEntry;
use crate::error::CliError;
use crate::exit::Exit;
use crate::note_run::NoteRun;

/// Write the page of a note as a file that opens without a server
///
/// Each page is one file: the note with its anchors, the captions with a search, and the strip that
/// shows which parts of the video the note covers. Nothing can be changed there. Pictures of the vault are
/// copied into DIR/pictures, links lead to the other pages, and nothing is loaded from elsewhere. Opened from the disk,
/// times lead to the moment on the video's site; from a web server, YouTube's player plays in the page.
/// Pages lie below DIR as the notes lie below their folder. A file that is not an exported page is
/// never overwritten.
#[derive(clap::Args, Debug)]
pub(crate) struct ExportArgs {
    /// Notes: files or folders
    #[arg(value_name = "NOTE", required = true)]
    notes: Vec<PathBuf>,
    /// Folder for the pages; it is created
    #[arg(long, value_name = "DIR", required = true)]
    html: PathBuf,
}

pub(crate) fn run(cx: &Context, args: &ExportArgs) -> Result<Exit, CliError> {
    let notes = cx.workspace.read_notes(&args.notes)?;
    let mut run = NoteRun::new(cx, notes.count());
    let NoteFiles { files, unreadable } = notes;
    let service = NoteService::new(cx.workspace.vault.clone(), "export");
    let names = cx.workspace.page_names(&files);
    let targets = PageTargets::new(&cx.workspace, &args.html, &files, &names)?;
    let mut listed = Vec::new();
    for (file, name) in files.iter().zip(names) {
        let index = (!run.is_on_one_note()).then(|| index_address(&name));
        let page = (name.as_str(), index.as_deref());
        let done = write(cx, (&service, &targets), file, (&args.html, page));
        let done = done.and_then(|(title, changed)| {
            say(cx, &mut run, (file, &page_path(&args.html, &name)), changed)?;
            listed.push((title, name));
            Ok(())
        });
        run.go_on(file, done)?;
    }
    run.unreadable(&unreadable);
    if !run.is_on_one_note() {
        let path = args.html.join(INDEX_PAGE);
        let changed = cx
            .workspace
            .write_page(&path, &index_page(&listed), is_exported_page)?;
        tell(cx, &path, changed)?;
    }
    if cx.ui.json {
        run.document("kbnote.export/1")?;
    }
    Ok(match run.has_failures() {
        true => Exit::Found,
        false => Exit::Done,
    })
}

/// Writes the page of a note; returns its title and whether the file changed.
fn write(
    cx: &Context,
    (service, targets): (&NoteService, &PageTargets<'_>),
    file: &NoteFile,
    (folder, (name, index)): (&Path, (&str, Option<&str>)),
) -> Result<(String, bool), CliError> {
    let note = file.path().ok_or_else(|| {
        Error::new(
            ErrorKind::Usage,
            "usage",
            "standard input cannot be exported",
        )
        .with_next_step("name a file or a folder")
    })?;
    let open = service.open_file(note)?;
    let of_page = OfPage {
        targets,
        page: (note, name),
    };
    let page = note_page(&open.view, index, &of_page)?;
    let path = page_path(folder, name);
    let changed = cx.workspace.write_page(&path, &page, is_exported_page)?;
    Ok((open.view.title().to_owned(), changed))
}

/// The targets of one page.
struct OfPage<'a> {
    targets: &'a PageTargets<'a>,
    page: (&'a Path, &'a str),
}

impl Targets for OfPage<'_> {
    fn page(&self, target: &str, is_wikilink: bool) -> Option<String> {
        let kind = match is_wikilink {
            true => FileLinkKind::ObsidianWikilink,
            false => FileLinkKind::Markdown,
        };
        self.targets.page(self.page, target, kind)
    }

    fn picture(&self, source: &str) -> Result<Option<String>, Error> {
        self.targets.picture(self.page, source)
    }
}

fn say(
    cx: &Context,
    run: &mut NoteRun<'_, ExportedNoteEntry>,
    (file, page): (&NoteFile, &Path),
    changed: bool,
) -> Result<(), CliError> {
    run.count_changed(changed);
    if !cx.ui.json {
        return tell(cx, page, changed);
    }
    run.enter(ExportedNoteEntry {
        path: file.document_path(&cx.workspace.vault),
        page: page.display().to_string(),
        changed,
    });
    Ok(())
}

fn tell(cx: &Context, page: &Path, changed: bool) -> Result<(), CliError> {
    if cx.ui.json {
        return Ok(());
    }
    let done = if changed { "written" } else { "unchanged" };
    cx.ui.line(format_args!("{done} {}", page.display()))
}
