//! Index notes that `kbnote index` would change.

use std::collections::BTreeMap;

use kbnote_check::{Levels, rules};
use kbnote_note::IndexPlan;
use rayon::prelude::*;

use crate::{Channels, Workspace};

/// Describes, by their numbers, how those of these notes are outdated that are index notes of
/// channels. Nothing is planned if the rule is off. `open` is the text of one of them that an editor has.
pub(super) fn outdated(
    workspace: &Workspace,
    levels: &Levels,
    channels: &Channels,
    notes: &[(usize, &str)],
    open: Option<(usize, &[u8])>,
) -> BTreeMap<usize, String> {
    let is_on = rules::find("stale-index").is_some_and(|rule| levels.of(rule).is_some());
    let indexes = notes.iter().filter(|(_, name)| is_on && is_index(name));
    let indexes: Vec<&(usize, &str)> = indexes.collect();
    let found = indexes.par_iter().filter_map(|(number, name)| {
        let channel = channels.of_index_name(name)?;
        let text = open.filter(|(open, _)| open == number);
        let plan = match text {
            Some((_, text)) => channels.plan_open(workspace, channel, text),
            None => channels.plan(workspace, channel, false),
        };
        let message = match plan {
            Ok(planned) if planned.changes() => describe(&planned.entries.plan),
            Ok(_) => return None,
            Err(error) => format!("it cannot be updated: {error}"),
        };
        Some((*number, message))
    });
    found.collect()
}

fn is_index(name: &str) -> bool {
    let folder = name
        .rsplit_once('/')
        .map(|(folder, base)| (base_name(folder), base));
    folder.is_some_and(|(folder, base)| folder == base)
}

fn base_name(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// `2 notes are not listed, `tides` among them; the entry `gulls` leads nowhere`.
fn describe(plan: &IndexPlan) -> String {
    let kinds = [
        (&plan.added, ["is not listed", "notes are not listed"]),
        (
            &plan.removed,
            ["is listed, and gone", "notes are listed but gone"],
        ),
        (
            &plan.retitled,
            [
                "is listed under an old title",
                "are listed under old titles",
            ],
        ),
    ];
    let parts = kinds.iter().filter_map(|(names, [one, many])| {
        let first = base_name(names.first()?);
        Some(match names.len() {
            1 => format!("`{first}` {one}"),
            count => format!("{count} {many}, `{first}` among them"),
        })
    });
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() {
        return "`kbnote index` would change it".to_owned();
    }
    parts.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outdated_notes_are_named() {
        let mut plan = IndexPlan::default();
        assert_eq!(describe(&plan), "`kbnote index` would change it");
        plan.added = vec!["birds/gulls".to_owned(), "birds/terns".to_owned()];
        plan.removed = vec!["reeds".to_owned()];
        assert_eq!(
            describe(&plan),
            "2 notes are not listed, `gulls` among them; `reeds` is listed, and gone"
        );
    }

    #[test]
    fn an_index_note_is_called_as_its_folder() {
        let names = ["birds/birds", "a/birds/birds", "birds/terns", "birds"];
        assert_eq!(names.map(is_index), [true, true, false, false]);
    }
}
