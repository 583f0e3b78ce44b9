//! Dates in YouTube's English texts.

use chrono::NaiveDate;

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// The date in `19 Nov 2020`, `May 21, 2012`, `Premiered 3 Jul 2022`, `Streamed live on Jun 1, 2024`
/// or `2021-03-17T12:00:00-07:00`; `None` for `Premiered 3 hours ago`.
pub(crate) fn day(text: &str) -> Option<NaiveDate> {
    let iso = text.get(..10).unwrap_or_default();
    if let Ok(day) = NaiveDate::parse_from_str(iso, "%Y-%m-%d") {
        return Some(day);
    }
    let words = || text.split(|c: char| !c.is_alphanumeric());
    let month = words().find_map(month)?;
    let day = words().find_map(|word| number(word, 1..=2))?;
    let year = words().find_map(|word| number(word, 4..=4))?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

fn month(word: &str) -> Option<u32> {
    let start = word.get(..3)?.to_ascii_lowercase();
    let index = MONTHS.iter().position(|month| *month == start)?;
    u32::try_from(index + 1).ok()
}

fn number(word: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<u32> {
    if lengths.contains(&word.len()) {
        word.parse().ok()
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_every_wording() {
        for (text, wanted) in [
            ("19 Nov 2020", Some("2020-11-19")),
            ("May 21, 2012", Some("2012-05-21")),
            ("Premiered Jul 3, 2022", Some("2022-07-03")),
            ("Streamed live on 1 June 2024", Some("2024-06-01")),
            ("2021-03-17T12:00:20-07:00", Some("2021-03-17")),
            ("Premiered 3 hours ago", None),
            ("31 Feb 2020", None),
            ("19. März", None),
            ("", None),
        ] {
            assert_eq!(
                day(text).map(|day| day.to_string()).as_deref(),
                wanted,
                "{text}"
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_skipped(text in "\\PC{0,40}") {
            let _ = day(&text);
        }

        #[test]
        fn every_day_is_read_as_it_is_written(days in 0u32..40_000) {
            let wanted = NaiveDate::from_num_days_from_ce_opt(719_000 + days as i32);
            let written = |form| wanted.unwrap().format(form).to_string();
            for form in ["%Y-%m-%d", "%e %b %Y", "Premiered %B %-d, %Y"] {
                proptest::prop_assert_eq!(day(&written(form)), wanted);
            }
        }
    }
}
