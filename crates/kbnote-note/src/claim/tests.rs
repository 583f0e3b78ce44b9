//! Claims of small notes: each test writes a note and reads what stands in it.

use kbnote_core::Timestamp;

use super::ClaimRole;
use crate::{AnchorStyle, Note};

const A: &str = "<a class=\"yt-timestamp\" data-t=\"00:00:42\">[00:00:42]</a>";

/// Each claim's text, with `@` for each of its anchors.
fn claims(body: &str) -> Vec<String> {
    let note = Note::parse(body.replace('@', A));
    let with_anchors = |claim: &super::Claim| claim.text.clone() + &"@".repeat(claim.anchors.len());
    note.claims().iter().map(with_anchors).collect()
}

/// The note with `@` at the place of each claim.
fn places(body: &str) -> String {
    let note = Note::parse(body);
    let mut marked = body.to_owned();
    let mut places: Vec<usize> = note
        .claims()
        .iter()
        .filter_map(|claim| claim.place)
        .collect();
    places.sort_unstable();
    for place in places.into_iter().rev() {
        marked.insert(place, '@');
    }
    marked
}

#[test]
fn a_claim_is_a_sentence() {
    assert_eq!(
        claims(
            "Flocks are **counted** @. Two [[a | people]] count `x.y` &amp; compare @, @.\n\nMore"
        ),
        [
            "Flocks are counted.@",
            "Two people count x.y & compare.@@",
            "More"
        ]
    );
}

#[test]
fn an_anchor_in_the_middle_ends_a_claim() {
    assert_eq!(
        claims("Flocks come at dusk @, and two people count them @. They (the two @) compare."),
        [
            "Flocks come at dusk,@",
            "and two people count them.@",
            "They (the two)@",
            "compare."
        ]
    );
    let note = Note::parse(format!("Flocks come {A}, and two count."));
    let roles: Vec<_> = note.claims().iter().map(|claim| claim.role).collect();
    assert_eq!(roles, [ClaimRole::Fragment, ClaimRole::Remainder]);
    assert!(!note.claims()[1].wants_anchor());
}

#[test]
fn an_anchor_after_the_stop_belongs_to_the_sentence_before() {
    assert_eq!(claims("Is it? @ Yes. @ @\n@"), ["Is it?@", "Yes.@@@"]);
}

#[test]
fn an_anchor_without_text_before_it_belongs_to_the_text_after_it() {
    assert_eq!(claims("> @ What a lovely idea!"), ["What a lovely idea!@"]);
    assert_eq!(claims("@ One @. Two."), ["One.@", "One.@", "Two."]);
    assert_eq!(claims("One. Two.\n\n@"), ["One.", "Two.", "Two.@"]);
    assert_eq!(claims("@\n\nOne."), ["One.@", "One."]);
}

#[test]
fn anchors_outside_of_prose_are_claims_that_take_no_more() {
    let body = "# Counting birds @\n\n> [!info] Title @\n> Body.\n\n<div>\nRaw @\n</div>\n";
    assert_eq!(
        claims(body),
        ["Counting birds@", "[!info] Title@", "Body.", "Body.@"]
    );
    let note = Note::parse(body.replace('@', A));
    let aside = |claim: &&super::Claim| claim.role == ClaimRole::Aside;
    assert!(
        note.claims()
            .iter()
            .filter(aside)
            .all(|claim| claim.place.is_none())
    );
}

#[test]
fn anchors_in_code_and_comments_do_not_count() {
    let body = "```\nx @\n```\n\n`@`\n\n%% @ %%\n\n<!-- @ -->\n".replace('@', A);
    let note = Note::parse(body);
    assert_eq!(note.anchors().len(), 4);
    assert!(note.claims().iter().all(|claim| !claim.is_anchored()));
    assert_eq!(
        claims("```markdown\n---\ntitle: a\n---\nText @.\n```\n\nMore."),
        ["More."]
    );
}

#[test]
fn the_from_line_is_not_a_claim_but_the_text_after_it_is() {
    assert_eq!(
        claims("From: [[fieldnotes]] <br/> \n\nFlocks."),
        ["Flocks."]
    );
    assert_eq!(
        claims("From: [[fieldnotes]] <br/> Flocks. Two."),
        ["Flocks.", "Two."]
    );
    assert_eq!(
        claims("From: [[fieldnotes]] <br/>\nFlocks @."),
        ["Flocks.@"]
    );
}

#[test]
fn the_place_is_before_the_stop_and_after_all_else() {
    for (body, expected) in [
        ("Flocks are counted.", "Flocks are counted@."),
        ("They count **all**.", "They count **all**@."),
        ("**They count all.**", "**They count all.**@"),
        (
            "He said \"count.\" Then `x.y`.",
            "He said \"count.\"@ Then `x.y`@.",
        ),
        ("(They count.) Is it?", "(They count.)@ Is it?@"),
        (
            "See [[a|birds]]. Or [x](y.z).",
            "See [[a|birds]]@. Or [x](y.z)@.",
        ),
        (
            "They wait... and so on, etc.",
            "They wait... and so on, etc@.",
        ),
        ("They wait...", "They wait...@"),
        (
            "* fragment  \n* item. ^block-1",
            "* fragment@  \n* item@. ^block-1",
        ),
        ("no stop ^id", "no stop@ ^id"),
        ("It follows:\n* x", "It follows@:\n* x@"),
        ("这是第一句。这是。", "这是第一句@。这是@。"),
        (
            "| a | b |\n| --- | --- |\n| One. Two. | [[x|y]] |",
            "| a | b |\n| --- | --- |\n| One. Two@. | [[x|y]]@ |",
        ),
        ("x<sup>2</sup> *a*", "x<sup>2</sup> *a*@"),
        ("At $x.y$. Next", "At $x.y$@. Next@"),
        (
            "Line one.\r\n> Quote two.\r\n",
            "Line one@.\r\n> Quote two@.\r\n",
        ),
    ] {
        assert_eq!(places(body), expected);
    }
}

#[test]
fn nothing_goes_where_it_would_be_swallowed() {
    assert_eq!(
        places("It cost $5 million. And then they paid $10 more."),
        "It cost $5 million. And then they paid $10 more@."
    );
    assert_eq!(
        places("# Heading\n\n> [!info] Title\n"),
        "# Heading\n\n> [!info] Title\n"
    );
    assert_eq!(places("So\n$$\nx\n$$"), "So\n$$\nx\n$$");
    assert_eq!(places("So\n$$ x $$"), "So\n$$ x $$@");
}

#[test]
fn labels_and_lead_ins_are_distinguished() {
    let roles = |body: &str| -> Vec<ClaimRole> {
        Note::parse(body)
            .claims()
            .iter()
            .map(|claim| claim.role)
            .collect()
    };
    assert_eq!(
        roles(
            "**Habits**:\n\n* **Reeds**: preferred in frost.\n* **Rain**\n* It follows:\n* Is it?\n* so\n* [[a|A. B]]"
        ),
        [
            ClaimRole::Label,
            ClaimRole::Statement,
            ClaimRole::Label,
            ClaimRole::LeadIn,
            ClaimRole::Question,
            ClaimRole::Fragment,
            ClaimRole::Link,
        ]
    );
    for (body, role) in [
        ("Seals rest on the sandbank :smile:", ClaimRole::Fragment),
        (
            "Seals rest on the sandbank! :seal::+1:",
            ClaimRole::Statement,
        ),
        ("They wrote: thus:", ClaimRole::LeadIn),
        (":smile:", ClaimRole::Metadata),
    ] {
        assert_eq!(roles(body)[0], role, "{body}");
    }
}

#[test]
fn a_bold_sentence_is_a_label_only_before_its_explanation() {
    let roles = |body: &str| -> Vec<ClaimRole> {
        let note = Note::parse(body);
        note.claims().iter().map(|claim| claim.role).collect()
    };
    let (label, said) = (ClaimRole::Label, ClaimRole::Statement);
    for (body, expected) in [
        (
            "First. **A strong one that was said.** Third.",
            &[said, said, said][..],
        ),
        ("First. **Is it so?**", &[said, ClaimRole::Question]),
        (
            "First. **Two people count. They compare.**",
            &[said, said, said],
        ),
        ("First. **Two people count**. Third.", &[said, said, said]),
        ("* **Two people count a flock.**", &[said]),
        (
            "**Two count a flock. Then the two compare.** @",
            &[said, said],
        ),
        (
            "* **Two people count a flock.** They compare @.",
            &[label, said],
        ),
        (
            "So it is:\n**Two people count a flock.** They compare.",
            &[ClaimRole::LeadIn, label, said],
        ),
        ("* **Reed beds.**\n* **What is a flock?**", &[label, label]),
        ("First. **Habits**\n", &[said, label]),
    ] {
        assert_eq!(roles(&body.replace('@', A)), expected, "{body}");
    }
    assert_eq!(
        places("First. **A strong one.** Third."),
        "First@. **A strong one.**@ Third@."
    );
}

#[test]
fn headings_blocks_and_lines_are_known() {
    let note = Note::parse("One.\n\n# A\n\nTwo.\nThree.\n\n### *B*\n\n- Four.\n\n## C\n\nFive.");
    let heads: Vec<_> = note
        .claims()
        .iter()
        .map(|claim| {
            (
                claim.line,
                claim
                    .heading
                    .map(|index| note.headings()[index].text.clone()),
            )
        })
        .collect();
    let head = |text: &str| Some(text.to_owned());
    assert_eq!(
        heads,
        [
            (1, None),
            (5, head("A")),
            (6, head("A")),
            (10, head("B")),
            (14, head("C"))
        ]
    );
    let parents: Vec<_> = note
        .headings()
        .iter()
        .map(|heading| heading.parent)
        .collect();
    assert_eq!(parents, [None, Some(0), Some(0)]);
    assert_eq!(&note.text()[note.headings()[1].range.clone()], "*B*");
}

#[test]
fn gaps_of_removed_anchors_are_filled() {
    let note = Note::parse("Flocks come,,. They, too.");
    let claim = &note.claims()[0];
    let times = [10, 20, 30].map(Timestamp::from_secs);
    let filled = |times: &[Timestamp]| {
        let splices = claim.insert_anchors(times, |time| AnchorStyle::Logseq.write(time, None));
        note.edited(&splices)
            .unwrap()
            .text()
            .replace("youtube-timestamp ", "")
    };
    assert_eq!(claim.moments(), 3);
    assert_eq!(
        filled(&times),
        "Flocks come {{10}}, {{20}}, {{30}}. They, too."
    );
    assert_eq!(
        filled(&times[..2]),
        "Flocks come, {{10}}, {{20}}. They, too."
    );
    assert_eq!(filled(&[]), note.text());
    assert_eq!(note.claims()[1].moments(), 1);
}

#[test]
fn several_times_are_written_side_by_side() {
    let note = Note::parse("Flocks come.");
    let times = [10, 20].map(Timestamp::from_secs);
    let splices =
        note.claims()[0].insert_anchors(&times, |time| AnchorStyle::Logseq.write(time, None));
    let expected = "Flocks come {{youtube-timestamp 10}}, {{youtube-timestamp 20}}.";
    assert_eq!(note.edited(&splices).unwrap().text(), expected);
}

#[test]
fn an_anchor_goes_before_an_escaped_or_referenced_stop() {
    for (body, wanted) in [
        (r"On the sandbank\.", r"On the sandbank@\."),
        ("On the sandbank&#46;", "On the sandbank@&#46;"),
        (
            "On the sandbank&period; Two.",
            "On the sandbank@&period; Two@.",
        ),
        ("On the sandbank&#x2E;", "On the sandbank@&#x2E;"),
        (r"On the path C:\\.", r"On the path C:\\@."),
        (r"Wait\.\.\.", r"Wait\.\.\.@"),
        ("Wait&hellip;", "Wait&hellip;@"),
        (r"Is it so\?", r"Is it so\?@"),
        ("A hide&#44; we say", "A hide&#44; we say@"),
        ("砂洲で休む&#x3002;", "砂洲で休む@&#x3002;"),
        (r"*On the sandbank*\.", r"*On the sandbank*@\."),
        (r"On the `bank`\.", r"On the `bank`@\."),
    ] {
        assert_eq!(places(body), wanted);
    }
}

#[test]
fn metadata_wants_no_anchor() {
    let wants = |body: &str| {
        let note = Note::parse(body);
        let claims = note.claims();
        let wanting = claims.iter().filter(|claim| claim.wants_anchor());
        wanting.map(|claim| claim.text.clone()).collect::<Vec<_>>()
    };
    for body in [
        "#llm #video",
        "#birds/winter, #2024-count.",
        "Related:: [[x]]",
        "Rated:: 5. It is good.",
        "- **Source**:: Anna said so.",
        "[due:: tomorrow]",
        "(due:: tomorrow)",
        "- [ ] Buy nets.",
        "* [x] Count them. Then go.",
        "1. [/] Half done.",
        "> - [-] Not any more.",
        "`= this.file.name`",
        "`$= dv.current().x`.",
        "```dataview\nLIST. FROM x.\n```",
        "<% tp.file.title %>",
        "<%* if (x) {\n y. Z.\n} %>",
        "%% A comment. Two. %%",
        "<!-- A comment. Two. -->",
        "^[A footnote. Two.]",
        "tags: #birds #tide",
        "**Tags:** #birds, #tide",
        "Aliases: winter counts, roosts",
        "https://example.org/a.html?b=c",
        "<https://example.org>",
        "* www.example.org.",
        "Source: https://example.org",
        "anna@example.org",
        "[https://example.org](https://example.org)",
        "{{ page.title }}",
        "{{ a | default: \"Two. Three.\" }}",
        "{% for bird in birds %}",
        "> {{< youtube abc >}}",
        "{{%\nnotice\n%}}",
        "[toc]",
        "{: .wide }",
        "::: warning Mind the tide",
        "| dusk | 412 |",
        "import Chart from './chart'",
        "![A flock at dusk.](flock.png)",
        "[![A flock](flock.png)](birds.md)",
        "![[flock.png]]",
        ":bird: :bird:",
        "\u{1f986}\u{1f986}",
        "1\u{fe0f}\u{20e3}",
        "`a.b` #code https://example.org",
        "^block-1",
        "> [!note] A title.",
        "$$\nx = 1\n$$",
        "---",
        "{/* A comment.\nTwo count.\n\nThree. */}",
        "{{#if draft}}\nA draft. It\n\n{{#if x}}\nTwo.\n{{/if}}\nis one.\n{{/if}}",
        "\\[\nx = 1. y\n\\]",
        "\\begin{align}\nx &= 1. \\\\\ny &= 2\n\\end{align}",
        "> \\begin{cases}\n> x. Y\n> \\end{cases}",
        "%%\nTo be done. Soon.\n\n# More\n\nOf it.",
        "[[reeds]], [[dusk|At dusk]] · [[tides]]",
        "See also: [[reeds]], [[dusk]]",
        "* [[reeds]] [[dusk]]",
        "[^1]: Lind, A. Counting birds. 1999.",
    ] {
        assert_eq!(wants(body), [""; 0], "{body}");
    }
    for (body, text) in [
        ("Two count #birds.", "Two count #birds."),
        ("The key: two count.", "The key: two count."),
        ("Use std::vec here.", "Use std::vec here."),
        ("- [Anna] counts.", "[Anna] counts."),
        ("We count^[By hand. Twice.] them.", "We count them."),
        ("We count <% x. Y %> them.", "We count them."),
        ("It was 5 <% of 6.", "It was 5 <% of 6."),
        ("#1 is best.", "#1 is best."),
        (
            "We read https://example.org now.",
            "We read https://example.org now.",
        ),
        (
            "It is at: https://example.org they say",
            "It is at: https://example.org they say",
        ),
        (
            "You find all of it here: www.example.org",
            "You find all of it here: www.example.org",
        ),
        ("The {{ name }} roosts.", "The {{ name }} roosts."),
        ("{{c1::Reeds}}", "{{c1::Reeds}}"),
        ("![A flock](a.png) comes.", "A flock comes."),
        ("Tags: rings on legs.", "Tags: rings on legs."),
        ("A | B | C", "A | B | C"),
        ("::: warning Mind the tide\nTwo count.\n:::", "Two count."),
        ("tags: #a\nTwo count.\nhttps://x.org", "Two count."),
        ("{% if x %}\nTwo count.\n{% endif %}", "Two count."),
        ("{/* A comment.\n*/}\n\nTwo count.", "Two count."),
        ("Two {/* A. B\nC. */} count.", "Two count."),
        ("Use `{/*` and `*/}` here.", "Use {/* and */} here."),
        ("{{#if x}}\nA. B\n{{/if}}\n\nTwo count.", "Two count."),
        ("\\[Anna\\] counts.", "[Anna] counts."),
        ("Up by 5 %% a year.", "Up by 5 %% a year."),
        ("[[Two]] [[count]] [[flocks]].", "Two count flocks."),
        ("[[Reeds]] and [[dusk]]", "Reeds and dusk"),
    ] {
        assert_eq!(wants(body), [text], "{body}");
    }
    for body in [
        "Two. %% a\n\nB. %% It is late.",
        "Two. {/* a\n\nB. */} It is late.",
    ] {
        assert_eq!(wants(body), ["Two.", "It is late."], "{body}");
    }
    assert_eq!(
        places("We count^[By hand. Twice.]. Two."),
        "We count^[By hand. Twice.]@. Two@."
    );
}

#[test]
fn the_sentences_of_a_quotation_share_the_anchor_at_its_end() {
    let wanting = |text: &str| {
        let note = Note::parse(text.replace('@', A));
        let claims = note.claims().into_iter();
        let wanting = claims.filter(super::Claim::wants_anchor);
        wanting.map(|claim| claim.text).collect::<Vec<_>>()
    };
    assert_eq!(
        wanting("> Ann: “We count. They do, too. We compare.” @"),
        [""; 0]
    );
    assert_eq!(
        wanting("> One. “Two. Three.” @\n>\n> \"Four. Five.\" @"),
        ["One."]
    );
    assert_eq!(
        wanting("> “We count. They do.”"),
        ["“We count.", "They do.”"]
    );
    assert_eq!(wanting("> “One. Two @. Three.”"), ["“One.", "Three.”"]);
    assert_eq!(wanting("“We count. They do.” @"), ["“We count."]);
}
