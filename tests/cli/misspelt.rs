//! Names that are nearly right: the message names the one that was probably meant.

use crate::support::TestVault;

#[test]
fn a_misspelt_name_gets_the_one_that_was_meant() {
    let vault = TestVault::shipped();
    vault.write(
        "roof_bees.srt",
        "1\n00:00:01,000 --> 00:00:05,000\nBees live on the roof.\n",
    );
    vault.kbnote(["import", "roof_bees.srt"]).success();
    for (args, code, meant) in [
        (&["list", "Roof-bees"][..], 3, "roof_bees"),
        (&["search", "bees", "--video=rof_bees"], 3, "roof_bees"),
        (&["new", "Roof-bees"], 2, "roof_bees"),
        (&["config", "ancor"], 2, "anchor"),
        (&["config", "anchor.stlye"], 2, "anchor.style"),
        (&["help", "teplates"], 2, "kbnote help templates"),
        (&["help", "alig"], 2, "kbnote help align"),
        (
            &["rename", "counting_birds_in_wintr", "Mites"],
            3,
            "notes/fieldnotes/counting_birds_in_winter.md",
        ),
        (&["align", "nots"], 3, "notes"),
        (&["check", "notes/fieldnote"], 3, "notes/fieldnotes"),
        (
            &["links", "notes/fieldnotes/counting_birds_in_winter"],
            3,
            "notes/fieldnotes/counting_birds_in_winter.md",
        ),
        (
            &["regen", "counting_birds_in_wintr.md"],
            3,
            "notes/fieldnotes/counting_birds_in_winter.md",
        ),
    ] {
        let run = vault.kbnote(args).exits(code);
        let hint = format!("did you mean `{meant}`?");
        assert!(run.stderr.contains(&hint), "{}", run.seen());
    }
}

#[test]
fn a_name_like_no_other_gets_the_way_to_find_one() {
    let vault = TestVault::shipped();
    for (args, code, hint) in [
        (
            &["list", "elephants"][..],
            3,
            "`kbnote import FILE --video=elephants`",
        ),
        (
            &["config", "elephants"],
            2,
            "`kbnote config` lists all settings",
        ),
        (&["help", "elephants"], 2, "Topics: youtube"),
        (
            &["rename", "elephants", "Mites"],
            3,
            "no note elephants in the vault",
        ),
        (&["align", "elephants"], 3, "elephants not found"),
        (
            &["why", "notes/elephants.md:3"],
            3,
            "notes/elephants.md does not exist",
        ),
    ] {
        let run = vault.kbnote(args).exits(code);
        assert!(run.stderr.contains(hint), "{}", run.seen());
        assert!(!run.stderr.contains("did you mean"), "{}", run.seen());
    }
}

#[test]
fn a_caption_file_is_not_a_recording() {
    let vault = TestVault::empty();
    vault.write(
        "Roof bees.srt",
        "1\n00:00:01,000 --> 00:00:05,000\nBees live on the roof.\n",
    );
    let run = vault.kbnote(["new", "Roof bees.srt"]).exits(2);
    let hint = "`kbnote import 'Roof bees.srt'`";
    assert!(run.stderr.contains(hint), "{}", run.seen());
}
