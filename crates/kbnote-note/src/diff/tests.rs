//! What the comparison finds, and what must hold of any two notes.

use super::*;

const OLD: &str = "---\ntitle: Birds\nvideoId: kbnoteDemo1\n---\n\n\
    Flocks are counted at dusk <a class=\"yt-timestamp\" data-t=\"00:08:42\">[00:08:42]</a>. \
    Two people count the same flock. They compare their numbers.\n\n\
    ## Roost sites\n\n* Reed beds are preferred in frost.\n* Woods are next.\n";

/// A line a change, as `kind: old → new [details]`.
fn told(old: &str, new: &str) -> Vec<String> {
    let (old, new) = (Note::parse(old), Note::parse(new));
    let diff = compare(&old, &new);
    let side =
        |note: &Note, unit: Option<&Unit>| unit.map_or(String::new(), |unit| unit.text(note));
    diff.changes()
        .iter()
        .map(|change| {
            let words: Vec<String> = change
                .words
                .iter()
                .map(|word| {
                    format!(
                        "{:?}→{:?}",
                        &old.text()[word.old.clone()],
                        &new.text()[word.new.clone()]
                    )
                })
                .collect();
            let shifts: Vec<_> = change.anchors.iter().map(AnchorChange::shift_ms).collect();
            format!(
                "{:?}: {} → {} {words:?} {shifts:?} {}",
                change.kind,
                side(&old, diff.old_unit(change)),
                side(&new, diff.new_unit(change)),
                change.links.len(),
            )
        })
        .collect()
}

#[test]
fn a_note_is_compared_by_sentence() {
    let new = OLD
        .replace("title: Birds", "title: Winter birds")
        .replace("at dusk", "at dawn")
        .replace("00:08:42", "00:08:50")
        .replace(" They compare their numbers.", "")
        .replace("Reed beds", "[[reeds | Reed beds]]")
        .replace(
            "* Woods are next.\n",
            "* Woods are next.\n* Fields are last.\n",
        );
    insta::assert_snapshot!(told(OLD, &new).join("\n"), @r#"
    Changed: title: Birds → title: Winter birds ["\"Birds\"→\"Winter birds\""] [] 0
    Changed: Flocks are counted at dusk. → Flocks are counted at dawn. ["\"dusk\"→\"dawn\""] [Some(8000)] 0
    Deleted: They compare their numbers. →  [] [] 0
    Changed: Reed beds are preferred in frost. → Reed beds are preferred in frost. [] [] 1
    Inserted:  → Fields are last. [] [] 0
    "#);
}

#[test]
fn a_sentence_at_another_place_has_moved() {
    let new = OLD
        .replace("* Woods are next.\n", "")
        .replace("Two people count", "Woods are next.\n\nTwo people count");
    insta::assert_snapshot!(told(OLD, &new).join("\n"), @"Moved: Woods are next. → Woods are next. [] [] 0");
}

#[test]
fn blanks_and_bullets_are_form() {
    let new = OLD
        .replace("* Woods", "- Woods")
        .replace("flock. They", "flock.  They");
    let (old, new) = (Note::parse(OLD), Note::parse(new));
    let diff = compare(&old, &new);
    assert_eq!(diff.changes().len(), 2);
    assert!(diff.changes().iter().all(Change::is_form_only));
}

#[test]
fn small_moves_of_anchors_are_distinguished_from_others() {
    let (old, new) = (
        Note::parse(OLD),
        Note::parse(OLD.replace("00:08:42", "00:08:44")),
    );
    let diff = compare(&old, &new);
    let [change] = diff.changes() else {
        panic!("{:?}", diff.changes())
    };
    assert!(change.is_small_move(2_000) && !change.is_small_move(1_999));
}

#[test]
fn a_link_inside_a_word_changes_no_word() {
    let old = OLD.replace("Reed beds", "reeds");
    let new = OLD.replace("Reed beds", "[[reed]]s");
    assert_eq!(
        told(&old, &new),
        ["Changed: reeds are preferred in frost. → reeds are preferred in frost. [] [] 1"]
    );
}
