//! Whatever an author and kbnote do to a note in turn, no word of the author's is lost.
//!
//! [`world`] is a vault of one note in memory, with what kbnote does to it; [`author`] edits the
//! note as people do. A sequence of both is drawn at random, and after each run of kbnote it is
//! checked that the author's lines are all there and in their order, that times set by hand stand,
//! that a link that was taken out does not come back, and that a second run changes nothing. Once
//! the author accepts all that is proposed, conflicts too, nothing is left to be done.
//!
//! `KBNOTE_SEQUENCES` sets how many sequences are tried.

mod author;
mod world;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use author::Edit;
use world::{Run, World};

/// One thing that happens to a note.
#[derive(Clone, Debug)]
enum Step {
    Author(Edit),
    Kbnote(Run),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => author::edit().prop_map(Step::Author),
        2 => world::run().prop_map(Step::Kbnote),
    ]
}

fn config() -> ProptestConfig {
    let asked = std::env::var("KBNOTE_SEQUENCES").ok();
    ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 1000,
        ..ProptestConfig::with_cases(asked.and_then(|n| n.parse().ok()).unwrap_or(2000))
    }
}

/// Goes through a sequence, and holds what must hold after each run of kbnote; gives the world as
/// it is then.
fn world_after(with_draft: bool, steps: &[Step]) -> Result<World, TestCaseError> {
    let mut world = World::new(with_draft);
    for step in steps {
        match step {
            Step::Author(edit) => world.edit(edit),
            Step::Kbnote(run) => world.check(run)?,
        }
    }
    Ok(world)
}

/// The same, with a last run of kbnote.
fn live_through(with_draft: bool, steps: &[Step]) -> Result<(), TestCaseError> {
    world_after(with_draft, steps)?.check(&Run::Regen)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_word_of_the_authors_is_lost(
        with_draft: bool,
        steps in prop::collection::vec(step(), 1..10),
    ) {
        live_through(with_draft, &steps)?;
    }

    #[test]
    fn after_all_is_accepted_nothing_more_is_proposed(
        with_draft: bool,
        steps in prop::collection::vec(step(), 1..10),
    ) {
        world_after(with_draft, &steps)?.settle()?;
    }
}

#[test]
fn an_unknown_time_does_not_follow_the_captions() {
    let steps = [
        Step::Kbnote(Run::Regen),
        Step::Author(Edit::SetTime(0, 0)),
        Step::Kbnote(Run::DeleteState),
        Step::Kbnote(Run::Review(0)),
        Step::Kbnote(Run::Refetch(1)),
    ];
    live_through(true, &steps).unwrap();
}

#[test]
fn a_line_that_was_refused_stays_as_it_is_known_when_the_title_in_it_was_refused_too() {
    let runs = [Run::RetitleVideo(2), Run::Template(2), Run::Review(16)];
    live_through(false, &runs.map(Step::Kbnote)).unwrap();
    let runs = [Run::Template(2), Run::Review(41), Run::Template(1)];
    live_through(false, &runs.map(Step::Kbnote)).unwrap();
}

#[test]
fn a_title_of_the_author_is_no_longer_remembered_as_written() {
    let steps = [
        Step::Kbnote(Run::DeleteState),
        Step::Author(Edit::TakeKey(2)),
        Step::Kbnote(Run::Review(141)),
        Step::Kbnote(Run::Review(56)),
    ];
    live_through(false, &steps).unwrap();
}

#[test]
fn a_heading_that_could_be_one_of_two_is_matched_with_neither() {
    let steps = [
        Step::Kbnote(Run::Template(2)),
        Step::Kbnote(Run::Review(16)),
        Step::Kbnote(Run::Template(1)),
        Step::Author(Edit::RenameHeading(21, 0)),
    ];
    live_through(false, &steps).unwrap();
    world_after(false, &steps).unwrap().settle().unwrap();
}

#[test]
fn a_new_chapter_comes_before_a_heading_that_the_author_renamed() {
    let steps = [
        Step::Kbnote(Run::Rechapter(2)),
        Step::Kbnote(Run::Regen),
        Step::Kbnote(Run::Rechapter(3)),
        Step::Author(Edit::RenameHeading(13, 0)),
        Step::Kbnote(Run::Regen),
    ];
    for with_draft in [false, true] {
        live_through(with_draft, &steps).unwrap();
    }
}

#[test]
fn the_comma_between_two_times_that_were_removed_is_no_part_of_the_sentence() {
    let steps = [
        Step::Kbnote(Run::Regen),
        Step::Author(Edit::AddTime(6, 0)),
        Step::Author(Edit::TakeAnchor(32)),
        Step::Author(Edit::DeleteLine(1)),
        Step::Author(Edit::TakeAnchor(0)),
    ];
    world_after(true, &steps).unwrap().settle().unwrap();
}
