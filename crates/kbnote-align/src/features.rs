//! What is known of a claim and a place at which it may have been said, as numbers.

use crate::coverage::{AHEAD, Coverage};
use crate::index::{SegmentIndex, TrackIndex};
use crate::query::Query;

/// How many numbers there are.
pub const COUNT: usize = OVERLAP.len() + CONTEXT.len() + ORDER.len() + PLACE.len();

/// The names of the numbers, in order.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    OVERLAP.into_iter().chain(CONTEXT).chain(ORDER).chain(PLACE)
}

/// A text's coverage of the track, with its greatest values.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) query: Query,
    pub(crate) coverage: Coverage,
    /// The greatest value of each window ahead.
    peaks: [f32; AHEAD.len()],
}

impl Reading {
    pub(crate) fn new(query: Query, coverage: Coverage) -> Self {
        let peaks = std::array::from_fn(|window| {
            coverage.ahead[window].iter().copied().fold(0.0, f32::max)
        });
        Self {
            query,
            coverage,
            peaks,
        }
    }

    /// The share of the text that is said in a window ahead.
    fn ahead(&self, window: usize, at: SegmentIndex) -> f32 {
        self.coverage.ahead[window][at] / self.query.weight.max(1.0)
    }

    /// The share of the text that is said in a window behind.
    fn behind(&self, window: usize, at: SegmentIndex) -> f32 {
        self.coverage.behind[window][at] / self.query.weight.max(1.0)
    }

    fn below_peak(&self, window: usize, at: SegmentIndex) -> f32 {
        self.peaks[window] - self.coverage.ahead[window][at]
    }

    /// What is said in a window that begins `step` segments further; 0 outside of the track.
    fn at(&self, window: usize, at: SegmentIndex, step: isize) -> f32 {
        at.checked_add_signed(step)
            .and_then(|place| self.coverage.ahead[window].get(place))
            .copied()
            .unwrap_or(0.0)
    }
}

/// A claim among its neighbours: all that its features are made of.
pub(crate) struct Scene<'a> {
    pub(crate) index: &'a TrackIndex,
    pub(crate) own: &'a Reading,
    /// The sentences before and after it, if any, and its heading.
    pub(crate) previous: Option<&'a Reading>,
    pub(crate) next: Option<&'a Reading>,
    pub(crate) heading: Option<&'a Reading>,
    pub(crate) same_block: bool,
    /// The sentence before it in the same block asks for no moment.
    pub(crate) previous_bare: bool,
    pub(crate) next_same_block: bool,
    /// The place of the claim in its note, from 0 to 1.
    pub(crate) place: f32,
    /// From the first pass: how well each segment fits by its words alone.
    pub(crate) fit: &'a [f32],
}

/// The numbers of one place.
pub(crate) fn features(scene: &Scene<'_>, at: SegmentIndex) -> [f32; COUNT] {
    let mut all = [0.0; COUNT];
    let mut rest = all.as_mut_slice();
    for group in [
        overlap(scene, at).as_slice(),
        context(scene, at).as_slice(),
        order(scene, at).as_slice(),
        place(scene, at).as_slice(),
    ] {
        let (head, tail) = rest.split_at_mut(group.len());
        head.copy_from_slice(group);
        rest = tail;
    }
    all
}

const OVERLAP: [&str; 39] = [
    "share_0",
    "share_1",
    "share_2",
    "share_3",
    "share_4",
    "said_0",
    "said_1",
    "said_2",
    "said_3",
    "said_4",
    "below_peak_0",
    "below_peak_1",
    "below_peak_2",
    "below_peak_3",
    "below_peak_4",
    "behind_0",
    "behind_1",
    "behind_2",
    "next_1",
    "next_2",
    "next_3",
    "before_1",
    "before_2",
    "before_3",
    "loss_1",
    "loss_2",
    "loss_3",
    "loss_4",
    "gain_1",
    "gain_2",
    "gain_3",
    "gain_4",
    "loss2_2",
    "loss2_3",
    "gain2_2",
    "gain2_3",
    "weight",
    "said",
    "precision",
];

fn overlap(scene: &Scene<'_>, at: SegmentIndex) -> [f32; OVERLAP.len()] {
    let own = scene.own;
    let a = |window| own.ahead(window, at);
    let s = |window, step| own.at(window, at, step);
    let p = |window| own.below_peak(window, at);
    let loss = |window, step| s(window, 0) - s(window, step);
    [
        a(0),
        a(1),
        a(2),
        a(3),
        a(4),
        s(0, 0),
        s(1, 0),
        s(2, 0),
        s(3, 0),
        s(4, 0),
        p(0),
        p(1),
        p(2),
        p(3),
        p(4),
        own.behind(0, at),
        own.behind(1, at),
        own.behind(2, at),
        s(0, 1),
        s(0, 2),
        s(0, 3),
        s(0, -1),
        s(0, -2),
        s(0, -3),
        loss(1, 1),
        loss(2, 1),
        loss(3, 1),
        loss(4, 1),
        loss(1, -1),
        loss(2, -1),
        loss(3, -1),
        loss(4, -1),
        loss(2, 2),
        loss(3, 2),
        loss(2, -2),
        loss(3, -2),
        own.query.weight,
        own.query.said / own.query.weight.max(1.0),
        s(0, 0) / scene.index.segment_weight[at].max(1.0),
    ]
}

const CONTEXT: [&str; 21] = [
    "previous_1",
    "previous_3",
    "previous_4",
    "previous_below_peak",
    "previous_behind_0",
    "previous_behind_1",
    "previous_behind_2",
    "following_1",
    "following_3",
    "following_4",
    "following_below_peak",
    "following_behind_1",
    "following_behind_2",
    "heading_2",
    "heading_4",
    "heading_below_peak",
    "heading_behind_1",
    "heading_behind_2",
    "same_block",
    "previous_bare",
    "next_same_block",
];

fn context(scene: &Scene<'_>, at: SegmentIndex) -> [f32; CONTEXT.len()] {
    let ahead = |of: Option<&Reading>, window| of.map_or(0.0, |r| r.ahead(window, at));
    let behind = |of: Option<&Reading>, window| of.map_or(0.0, |r| r.behind(window, at));
    let below = |of: Option<&Reading>| of.map_or(0.0, |r| r.below_peak(3, at));
    let (p, n, h) = (scene.previous, scene.next, scene.heading);
    [
        ahead(p, 1),
        ahead(p, 3),
        ahead(p, 4),
        below(p),
        behind(p, 0),
        behind(p, 1),
        behind(p, 2),
        ahead(n, 1),
        ahead(n, 3),
        ahead(n, 4),
        below(n),
        behind(n, 1),
        behind(n, 2),
        ahead(h, 2),
        ahead(h, 4),
        below(h),
        behind(h, 1),
        behind(h, 2),
        f32::from(scene.same_block),
        f32::from(scene.previous_bare),
        f32::from(scene.next_same_block),
    ]
}

const ORDER: [&str; 9] = [
    "pairs_own",
    "pairs_wide",
    "longest_run",
    "first_match",
    "first_rare",
    "rarest",
    "center",
    "fresh",
    "fresh_share",
];

/// How far the order of words is looked at, and how far back something counts as said already.
const ORDER_MILLIS: i64 = 12_000;
const FRESH_MILLIS: i64 = 20_000;

/// Beyond any place in the words ahead.
const FAR: f32 = 40.0;

/// What is said in the order of the claim, where it begins, and what of it is new.
fn order(scene: &Scene<'_>, at: SegmentIndex) -> [f32; ORDER.len()] {
    let (index, query) = (scene.index, &scene.own.query);
    let start = index.starts[at];
    let end = index
        .starts
        .partition_point(|&s| s <= start + ORDER_MILLIS)
        .max(at + 1);
    let (from, own_end) = (index.first_token[at], index.first_token[at + 1]);
    let hits = query.hits_in(index, from, index.first_token[end]);
    let back = index.starts.partition_point(|&s| s < start - FRESH_MILLIS);
    let earlier = query.hits_in(index, index.first_token[back], from);

    let (mut pairs_own, mut pairs_wide, mut run, mut longest) = (0.0, 0.0, 0.0, 0.0f32);
    let (mut first_match, mut first_rare, mut rarest) = (FAR, FAR, 0.0f32);
    let (mut center, mut matched, mut fresh) = (0.0, 0.0, 0.0);
    for (n, &hit) in hits.iter().enumerate() {
        let rarity = query.term(hit).rarity;
        #[allow(clippy::cast_precision_loss)]
        let distance = (hit.token - from) as f32;
        rarest = rarest.max(rarity);
        if rarity > 1.0 {
            first_match = f32::min(first_match, distance);
        }
        if rarity > 3.0 {
            first_rare = f32::min(first_rare, distance);
        }
        let is_new = !hits[..n].iter().any(|h| h.term == hit.term);
        if is_new {
            matched += rarity;
            center += rarity * distance;
            if hit.token < own_end && !earlier.iter().any(|h| h.term == hit.term) {
                fresh += rarity;
            }
        }
        let near = hits[..n]
            .iter()
            .rev()
            .take_while(|h| hit.token - h.token <= 2);
        let before = near.into_iter().find(|h| query.in_order(h.term, hit.term));
        if let Some(&before) = before {
            let gain = (rarity * query.term(before).rarity).sqrt();
            pairs_wide += gain;
            if hit.token < own_end {
                pairs_own += gain;
            }
            run += rarity;
        } else {
            run = rarity;
        }
        longest = longest.max(run);
    }
    [
        pairs_own,
        pairs_wide,
        longest,
        first_match,
        first_rare,
        rarest,
        if matched > 0.0 { center / matched } else { FAR },
        fresh,
        fresh / query.weight.max(1.0),
    ]
}

const PLACE: [&str; 9] = [
    "marked",
    "opens",
    "next_opens",
    "gap",
    "duration",
    "tokens",
    "when",
    "apart",
    "fit",
];

#[allow(clippy::cast_precision_loss)]
fn place(scene: &Scene<'_>, at: SegmentIndex) -> [f32; PLACE.len()] {
    let index = scene.index;
    let segment = &index.segments[at];
    let before = at.checked_sub(1).map(|b| &index.segments[b]);
    let gap = before
        .map_or(3000, |b| segment.start - b.end)
        .clamp(-1000, 3000);
    let span = (index.starts[index.len() - 1] - index.starts[0]).max(1) as f32;
    let when = (segment.start - index.starts[0]) as f32 / span;
    [
        index.marked,
        f32::from(segment.opens_sentence),
        f32::from(index.segments.get(at + 1).is_some_and(|s| s.opens_sentence)),
        gap as f32 / 1000.0,
        (segment.end - segment.start).clamp(0, 20_000) as f32 / 1000.0,
        (index.first_token[at + 1] - index.first_token[at]) as f32,
        when,
        when - scene.place,
        scene.fit[at],
    ]
}
