//! The time to pin a sentence at, as it is typed: a time, or the number of a place that `why` lists.

use std::num::NonZeroUsize;
use std::path::Path;
use std::str::FromStr;

use kbnote_align::Place;
use kbnote_core::{ParseTimestampError, Timestamp};
use kbnote_vault::files;

use crate::{Error, ErrorKind, NotePlace, Workspace};

/// The time to pin a sentence at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinTime {
    /// A time.
    At(Timestamp),
    /// The time of a place in the captions, by its number in the list of `kbnote why`: `=2`.
    Place(NonZeroUsize),
}

impl FromStr for PinTime {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let Some(number) = text.strip_prefix('=') else {
            let time = text.parse().map(Self::At);
            return time.map_err(|error: ParseTimestampError| error.to_string());
        };
        let number = number.parse().map(Self::Place);
        number.map_err(|_| {
            format!(
                "`{text}` is not the number of a place; `=2` is the second that `kbnote why` lists"
            )
        })
    }
}

impl Workspace {
    /// The time of a place in the captions that [`Workspace::why`] lists for the only sentence on a line.
    ///
    /// # Errors
    /// If there is not exactly one sentence, or no place has that number.
    pub fn listed_time(
        &self,
        place: &NotePlace,
        number: NonZeroUsize,
        (captions, track): (Option<&Path>, Option<&str>),
    ) -> Result<Timestamp, Error> {
        let report = self.why(place, captions, track)?;
        let mut explained = report.parts.iter().flat_map(|part| &part.claims);
        let (Some(only), None) = (explained.next(), explained.next()) else {
            let note = self.vault.note(files::read(&place.note)?);
            return Err(place.ambiguous(&note, &place.claims(&note)?));
        };
        let places = &only.explanation.places;
        let listed = places.get(number.get() - 1);
        let listed = listed.ok_or_else(|| no_such_place(place, number, places));
        Ok(listed?.time.floor_to_second())
    }
}

fn no_such_place(place: &NotePlace, number: NonZeroUsize, places: &[Place]) -> Error {
    let message = match places.len() {
        0 => "the captions have no place for this sentence".to_owned(),
        1 => format!("`kbnote why` lists only one place for this sentence, not {number}"),
        count => format!("`kbnote why` lists {count} places for this sentence, not {number}"),
    };
    Error::new(ErrorKind::NotFound, "no-place", message).with_next_step(format!(
        "`kbnote why {place}` lists the places; a time is accepted too: \
         `kbnote align --pin {place} 0:42`"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_or_the_number_of_a_place_is_typed() {
        let place = |number| Ok(PinTime::Place(NonZeroUsize::new(number).unwrap()));
        assert_eq!("=2".parse(), place(2));
        assert_eq!("=10".parse(), place(10));
        let time = "1:02".parse().unwrap();
        assert_eq!("1:02".parse(), Ok(PinTime::At(time)));
        for wrong in ["=", "=0", "=x", "=-1", "= 2", "2:x", ""] {
            assert!(wrong.parse::<PinTime>().is_err(), "{wrong}");
        }
    }
}
