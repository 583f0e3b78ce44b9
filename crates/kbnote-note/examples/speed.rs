use kbnote_note::*;
fn walk(p: &std::path::Path, v: &mut Vec<Vec<u8>>) {
    for e in std::fs::read_dir(p).unwrap() {
        let e = e.unwrap().path();
        if e.is_dir() {
            walk(&e, v)
        } else if e.extension().is_some_and(|x| x == "md") {
            v.push(std::fs::read(e).unwrap())
        }
    }
}
fn main() {
    {
        let mut v = vec![];
        walk(std::env::args().nth(1).unwrap().as_ref(), &mut v);
        let t = std::time::Instant::now();
        let mut k = 0;
        for b in &v {
            let s = std::str::from_utf8(b).unwrap();
            k += pulldown_cmark::Parser::new_ext(s, pulldown_cmark::Options::ENABLE_TABLES)
                .into_offset_iter()
                .count();
        }
        println!("pulldown alone {:?} {k}", t.elapsed());
    }
    for dir in std::env::args().skip(1) {
        let mut v = vec![];
        walk(dir.as_ref(), &mut v);
        let size: usize = v.iter().map(Vec::len).sum();
        for _ in 0..4 {
            let c = v.clone();
            let t = std::time::Instant::now();
            let notes: Vec<Note> = c.into_iter().map(Note::parse).collect();
            let t0 = t.elapsed();
            let n: usize = notes.iter().map(|n| n.blocks().len()).sum();
            let t1 = t.elapsed();
            let k: usize = notes.iter().map(|n| n.claims().len()).sum();
            let t2 = t.elapsed();
            println!(
                "{dir}: {} notes {size} bytes: parse {t0:?} structure {:?} claims {:?} total {t2:?} ({n} blocks {k} claims)",
                notes.len(),
                t1 - t0,
                t2 - t1
            );
        }
    }
}
