use kbnote_note::*;
use std::collections::{BTreeMap, BTreeSet};
fn walk(p: &std::path::Path, v: &mut Vec<std::path::PathBuf>) {
    for e in std::fs::read_dir(p).unwrap() {
        let e = e.unwrap().path();
        if e.is_dir() { walk(&e, v) } else { v.push(e) }
    }
}
#[test]
fn places() {
    let dir = std::env::var("GOLD").unwrap_or("/work/shared/bench/align/gold".into());
    let mut v = vec![];
    walk(dir.as_ref(), &mut v);
    v.sort();
    let dump = std::env::var("DUMP").unwrap_or_default();
    let (mut gold_n, mut pred_n, mut hit) = (0, 0, 0);
    let mut roles: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut missk: BTreeMap<String, usize> = BTreeMap::new();
    let mut lines = 0;
    for f in v {
        let n = Note::parse(std::fs::read(&f).unwrap());
        let std_ = |a: &&Anchor| {
            a.form == AnchorForm::Html
                && n.text()[a.range.clone()].starts_with("<a class=\"yt-timestamp\" data-t=\"")
        };
        let rem: Vec<Splice> = n
            .anchors()
            .iter()
            .filter(std_)
            .map(|a| a.remove(n.text()))
            .collect();
        let mut gold = BTreeSet::new();
        let mut removed = 0;
        for s in &rem {
            gold.insert(s.range.start - removed);
            removed += s.range.len();
        }
        let b = n.edited(&rem).unwrap();
        let claims = b.claims();
        let pred: BTreeMap<usize, &Claim> = claims
            .iter()
            .filter(|c| !c.is_anchored())
            .filter(|c| dump != "want" || c.wants_anchor())
            .filter_map(|c| c.place.map(|p| (p, c)))
            .collect();
        gold_n += gold.len();
        pred_n += pred.len();
        let t = b.text();
        let cut = |a: usize, z: usize| {
            let mut a = a;
            while !t.is_char_boundary(a) {
                a -= 1
            }
            let mut z = z.min(t.len());
            while !t.is_char_boundary(z) {
                z += 1
            }
            t[a..z].replace('\n', "⏎")
        };
        for (p, c) in &pred {
            let h = gold.contains(p);
            hit += h as usize;
            let k = format!("{:?} {:?}", c.role, b.blocks()[c.block].kind);
            let e = roles.entry(k.clone()).or_default();
            e.0 += 1;
            e.1 += h as usize;
            if !h && dump == "extra" && lines < 4000 {
                lines += 1;
                println!(
                    "X {k} |{}§{}|",
                    cut(p.saturating_sub(110), *p),
                    cut(*p, *p + 60)
                );
            }
        }
        for g in &gold {
            if !pred.contains_key(g) {
                let kind = b
                    .blocks()
                    .iter()
                    .rfind(|x| x.range.start <= *g)
                    .map(|x| format!("{:?}", x.kind))
                    .unwrap_or_default();
                let next: String = t[*g..].chars().take(1).collect();
                let k = format!("{kind} {next:?}");
                *missk.entry(k.clone()).or_default() += 1;
                if dump == "miss" {
                    println!(
                        "M {k} |{}§{}|",
                        cut(g.saturating_sub(110), *g),
                        cut(*g, *g + 60)
                    );
                }
            }
        }
    }
    println!(
        "gold {gold_n} pred {pred_n} hit {hit} recall {:.2} precision {:.2}",
        100. * hit as f64 / gold_n as f64,
        100. * hit as f64 / pred_n as f64
    );
    for (k, (n, h)) in roles {
        println!("{k}: {n} {:.1}%", 100. * h as f64 / n as f64);
    }
    let mut m: Vec<_> = missk.into_iter().collect();
    m.sort_by_key(|x| std::cmp::Reverse(x.1));
    println!("{:?}", &m[..m.len().min(40)]);
}
