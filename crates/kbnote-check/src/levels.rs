//! How bad each rule's findings are, by the settings of a vault.

use std::collections::BTreeMap;

use crate::{Finding, Rule, Severity, rules};

/// The severities that differ from those the rules have by themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels(BTreeMap<&'static str, Option<Severity>>);

/// A code or name that no rule has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRule(pub String);

impl std::fmt::Display for UnknownRule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "rule `{}` not found", self.0)
    }
}

impl std::error::Error for UnknownRule {}

impl Levels {
    /// Gives the rule of this code or name a severity; none switches it off.
    ///
    /// ```
    /// # use kbnote_check::{Levels, Severity, rules};
    /// let mut levels = Levels::default();
    /// levels.set("bare-stamp", None)?;
    /// levels.set("KB404", Some(Severity::Warning))?;
    /// assert_eq!(levels.of(rules::find("KB209").unwrap()), None);
    /// # Ok::<(), kbnote_check::UnknownRule>(())
    /// ```
    ///
    /// # Errors
    /// If no rule has that code or name.
    pub fn set(&mut self, rule: &str, severity: Option<Severity>) -> Result<(), UnknownRule> {
        let rule = rules::find(rule).ok_or_else(|| UnknownRule(rule.to_owned()))?;
        self.0.insert(rule.code, severity);
        Ok(())
    }

    /// The severity of a rule's findings; none if it is switched off.
    #[must_use]
    pub fn of(&self, rule: &Rule) -> Option<Severity> {
        self.0
            .get(rule.code)
            .copied()
            .unwrap_or(Some(rule.severity))
    }

    /// The finding with its severity; none if its rule is switched off.
    pub(crate) fn applied(&self, mut finding: Finding) -> Option<Finding> {
        finding.severity = self.of(finding.rule)?;
        Some(finding)
    }
}
