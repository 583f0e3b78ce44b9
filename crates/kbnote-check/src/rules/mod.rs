//! All rules, by what they are about.

pub(crate) mod anchors;
pub(crate) mod front_matter;
pub(crate) mod indexes;
pub(crate) mod links;
mod meant_value;
mod named_recording;
pub(crate) mod notes;
pub(crate) mod words;

use crate::Rule;

/// All rules, in order of their codes.
pub static ALL: [&Rule; 44] = [
    &front_matter::MISSING,
    &front_matter::MALFORMED,
    &front_matter::NO_TITLE,
    &front_matter::NO_VIDEO,
    &front_matter::UNKNOWN_VIDEO,
    &anchors::times::PAST_END,
    &anchors::times::UNIT_SLIP,
    &anchors::form::FORM,
    &anchors::labels::DIFFERS,
    &anchors::labels::LABEL_FORM,
    &anchors::places::DEAD,
    &anchors::places::MISPLACED,
    &anchors::money::MONEY,
    &anchors::bare::BARE,
    &anchors::runs::DUPLICATE,
    &anchors::captions::CONTRADICTED,
    &anchors::recordings::OTHER_RECORDING,
    &anchors::recordings::UNKNOWN_RECORDING,
    &anchors::clickable::NO_ADDRESS,
    &links::targets::BROKEN,
    &links::targets::AMBIGUOUS,
    &links::targets::RENDERERS_DISAGREE,
    &links::targets::TITLE_AS_TARGET,
    &links::targets::CASE_DIFFERS,
    &links::targets::SELF_LINK,
    &links::IN_CODE,
    &links::display::DISPLAY,
    &links::display::TABLE_BAR,
    &links::scheme::ADDRESS,
    &notes::names::SLUG_DIFFERS,
    &notes::names::DUPLICATE_NAME,
    &notes::names::CASE_COLLISION,
    &notes::ORPHAN,
    &notes::fenced::FENCED,
    &notes::from_line::NO_INDEX,
    &notes::from_line::GLUED,
    &notes::transcript::NO_TRANSCRIPT,
    &notes::conflicts::UNSETTLED,
    &notes::NOT_UTF8,
    &indexes::STALE,
    &words::MISQUOTED,
    &words::QUOTATION_MARKS,
    &words::NUMBER,
    &words::NAME,
];

/// The rule of this code or name, in letters of either case.
///
/// ```
/// # use kbnote_check::rules;
/// assert_eq!(rules::find("kb301"), rules::find("broken-link"));
/// assert_eq!(rules::find("KB999"), None);
/// ```
#[must_use]
pub fn find(code_or_name: &str) -> Option<&'static Rule> {
    let is_it = |rule: &&&Rule| {
        rule.code.eq_ignore_ascii_case(code_or_name) || rule.name.eq_ignore_ascii_case(code_or_name)
    };
    ALL.iter().find(is_it).copied()
}
