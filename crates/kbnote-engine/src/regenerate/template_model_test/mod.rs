//! Whatever people do to a template and to a note in turn, the note follows the template, and
//! keeps every word of its author.
//!
//! [`template`] draws templates and edits of them, [`author`] edits notes. After each edit of the
//! template the note is regenerated, and it is checked that the author's lines are all there and in
//! their order, that the lines the author did not touch are those of the template now, that the
//! note names its recording still, and that a second run changes nothing. A note that its author
//! did not touch is what a new one would be.
//!
//! `KBNOTE_SEQUENCES` sets how many sequences are tried.

mod author;
mod template;
mod world;

use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestCaseError};

use author::AuthorEdit;
use template::{TemplateEdit, TemplateText};
use world::World;

/// The author's edits, and those of the template after them.
type Round = (Vec<AuthorEdit>, Vec<TemplateEdit>);

fn rounds() -> impl Strategy<Value = Vec<Round>> {
    let authors =
        prop_oneof![1 => Just(Vec::new()), 2 => prop::collection::vec(author::edit(), 1..4)];
    prop::collection::vec(
        (authors, prop::collection::vec(template::edit(), 1..4)),
        1..5,
    )
}

fn untouched_rounds() -> impl Strategy<Value = Vec<Round>> {
    let ends = any::<bool>().prop_map(|crlf| vec![AuthorEdit::LineEnds(crlf)]);
    let authors = prop_oneof![3 => Just(Vec::new()), 1 => ends];
    prop::collection::vec(
        (authors, prop::collection::vec(template::edit(), 1..4)),
        1..5,
    )
}

fn config() -> ProptestConfig {
    let asked = std::env::var("KBNOTE_SEQUENCES").ok();
    let asked = asked.and_then(|n| n.parse().ok());
    ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 1000,
        rng_seed: match asked {
            Some(_) => RngSeed::Random,
            None => RngSeed::Fixed(1),
        },
        ..ProptestConfig::with_cases(asked.unwrap_or(500))
    }
}

fn live_through(
    template: TemplateText,
    with_draft: bool,
    rounds: &[Round],
) -> Result<(), TestCaseError> {
    let mut world = World::new(template, with_draft);
    for (authors, templates) in rounds {
        authors.iter().for_each(|edit| world.edit(edit));
        templates.iter().for_each(|edit| world.template.edit(edit));
        world.regenerate()?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_note_that_nobody_touched_is_as_a_new_one(
        template in template::template(),
        with_draft: bool,
        rounds in untouched_rounds(),
    ) {
        live_through(template, with_draft, &rounds)?;
    }

    #[test]
    fn the_template_changes_and_the_author_loses_nothing(
        template in template::template(),
        with_draft: bool,
        rounds in rounds(),
    ) {
        live_through(template, with_draft, &rounds)?;
    }
}
