//! The review as a machine: keys go in, screens and decisions come out. It knows no terminal.

use super::card::Card;
use crate::ui::count;
use kbnote_app::{Decision, Decisions};
use kbnote_engine::regenerate::ChangeKind;

/// What a person does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    Key(char),
    /// The editor was left with this text.
    Edited(String),
    /// The editor failed, or its text was empty.
    NotEdited(String),
    /// Ctrl-C, or the terminal is gone.
    Interrupt,
}

/// What is to be done after an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Show the screen and wait.
    Show,
    /// Let the person edit this text.
    Edit(String),
    End(End),
}

/// How a review ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// What was decided is to be written.
    Write,
    Quit,
    Interrupted,
}

/// What is on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Screen {
    Card,
    Help,
    Confirm,
}

/// What became of a change in this session.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Choice {
    Open,
    Skipped,
    Decided(Decision),
}

/// A review under way.
pub(super) struct Session {
    cards: Vec<Card>,
    choices: Vec<Choice>,
    at: usize,
    screen: Screen,
    /// For each step that can be taken back: the card it was taken at, and what was chosen before.
    history: Vec<(usize, Vec<(usize, Choice)>)>,
    /// What is to be said with the next screen.
    notice: Option<String>,
}

impl Session {
    /// Begins a review, or goes on with one that was quit.
    pub(super) fn new(cards: Vec<Card>, kept: &Decisions) -> Self {
        let mut session = Self {
            choices: vec![Choice::Open; cards.len()],
            at: 0,
            screen: Screen::Card,
            history: Vec::new(),
            notice: None,
            cards,
        };
        for index in 0..session.cards.len() {
            let card = &session.cards[index];
            let names = [card.note.as_str(), card.shown.as_str()];
            if let Some(decision) = kept.by_name(names, &card.id) {
                session.history.push((index, vec![(index, Choice::Open)]));
                session.choices[index] = Choice::Decided(decision.clone());
            }
        }
        let decided = session.decided();
        if decided > 0 {
            session.notice = Some(format!(
                "resumed: {} from before (u takes the last one back)",
                count(decided, "decision")
            ));
        }
        session.go_on(0);
        session
    }

    pub(super) fn screen(&self) -> Screen {
        self.screen
    }

    /// The change that is asked for, and its number from 1.
    pub(super) fn card(&self) -> (&Card, usize) {
        let at = self.at.min(self.cards.len() - 1);
        (&self.cards[at], at + 1)
    }

    /// How many changes there are.
    pub(super) fn len(&self) -> usize {
        self.cards.len()
    }

    /// What is to be said with this screen, once.
    pub(super) fn take_notice(&mut self) -> Option<String> {
        self.notice.take()
    }

    /// How many changes are decided.
    pub(super) fn decided(&self) -> usize {
        let decided = |choice: &&Choice| matches!(choice, Choice::Decided(_));
        self.choices.iter().filter(decided).count()
    }

    /// How many were accepted, edited, rejected and left.
    pub(super) fn counts(&self) -> [usize; 4] {
        let mut counts = [0; 4];
        for choice in &self.choices {
            counts[match choice {
                Choice::Decided(Decision::Accept) => 0,
                Choice::Decided(Decision::Edit(_)) => 1,
                Choice::Decided(Decision::Reject) => 2,
                Choice::Open | Choice::Skipped => 3,
            }] += 1;
        }
        counts
    }

    /// All that was decided.
    pub(super) fn decisions(&self) -> Decisions {
        let mut decisions = Decisions::default();
        self.put_into(&mut decisions);
        decisions
    }

    /// Puts what is decided, and what is open again, into the decisions that are kept.
    pub(super) fn put_into(&self, kept: &mut Decisions) {
        for (card, choice) in self.cards.iter().zip(&self.choices) {
            let decision = match choice {
                Choice::Decided(decision) => Some(decision.clone()),
                _ => None,
            };
            kept.set(&card.note, card.id.clone(), decision);
        }
    }

    /// Takes in what a person does.
    pub(super) fn on(&mut self, event: Event) -> Step {
        match (event, self.screen) {
            (Event::Interrupt, _) => Step::End(End::Interrupted),
            (Event::NotEdited(why), _) => self.say(why),
            (Event::Edited(text), _) => self.edited(text),
            (Event::Key(_), Screen::Help) => {
                self.screen = Screen::Card;
                Step::Show
            }
            (Event::Key(key), Screen::Confirm) => self.at_the_end(key),
            (Event::Key(key), Screen::Card) => self.at_a_card(key),
        }
    }

    fn at_a_card(&mut self, key: char) -> Step {
        let kind = self.cards[self.at].kind;
        match key {
            'a' | 'y' | '+' => self.decide(Decision::Accept),
            'r' | 'n' | '-' => self.decide(Decision::Reject),
            's' | ' ' => self.choose(vec![self.at], &Choice::Skipped),
            'A' => self.choose(self.open_of(kind, true), &Choice::Decided(Decision::Accept)),
            'R' => self.choose(
                self.open_of(kind, false),
                &Choice::Decided(Decision::Reject),
            ),
            'e' => Step::Edit(self.cards[self.at].proposal.clone()),
            'u' | 'z' => self.undo(),
            'q' => Step::End(End::Quit),
            '?' | 'h' => {
                self.screen = Screen::Help;
                Step::Show
            }
            _ => self.say("that key does nothing here; ? lists the keys".to_owned()),
        }
    }

    fn at_the_end(&mut self, key: char) -> Step {
        match key {
            'y' | 'w' => Step::End(End::Write),
            'u' | 'z' => self.undo(),
            'q' => Step::End(End::Quit),
            _ => self.say("y writes, u goes back, q quits".to_owned()),
        }
    }

    fn say(&mut self, notice: String) -> Step {
        self.notice = Some(notice);
        Step::Show
    }

    fn edited(&mut self, text: String) -> Step {
        let is_as_proposed = text == self.cards[self.at].proposal;
        self.decide(if is_as_proposed {
            Decision::Accept
        } else {
            Decision::Edit(text)
        })
    }

    fn decide(&mut self, decision: Decision) -> Step {
        self.choose(vec![self.at], &Choice::Decided(decision))
    }

    /// The changes of a kind that are still open, from this one on. With `careful` only those
    /// that do not go against the author's own, but for this one.
    fn open_of(&self, kind: ChangeKind, careful: bool) -> Vec<usize> {
        let is_meant = |&index: &usize| {
            let card = &self.cards[index];
            let is_open = self.choices[index] == Choice::Open;
            let is_safe = !careful || !card.conflict || index == self.at;
            card.kind == kind && is_open && is_safe
        };
        (self.at..self.cards.len()).filter(is_meant).collect()
    }

    fn choose(&mut self, indexes: Vec<usize>, choice: &Choice) -> Step {
        let mut before = Vec::new();
        for index in indexes {
            let old = std::mem::replace(&mut self.choices[index], choice.clone());
            before.push((index, old));
        }
        if before.len() > 1 {
            self.notice = Some(format!("{} decided at once", count(before.len(), "change")));
        }
        self.history.push((self.at, before));
        self.go_on(self.at);
        Step::Show
    }

    fn undo(&mut self) -> Step {
        let Some((at, before)) = self.history.pop() else {
            return self.say("nothing to undo".to_owned());
        };
        for (index, choice) in before {
            self.choices[index] = choice;
        }
        self.at = at;
        self.screen = Screen::Card;
        self.say("undone".to_owned())
    }

    /// Goes to the next open change, or to the end.
    fn go_on(&mut self, from: usize) {
        let next = (from..self.cards.len()).find(|&index| self.choices[index] == Choice::Open);
        match next {
            Some(next) => self.at = next,
            None => self.screen = Screen::Confirm,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(id: &str, kind: ChangeKind, conflict: bool) -> Card {
        Card {
            note: "a.md".into(),
            shown: "a.md".into(),
            id: id.into(),
            kind,
            line: 1,
            conflict,
            proposal: format!("proposal {id}"),
            before: Vec::new(),
            after: Vec::new(),
            reasons: Vec::new(),
        }
    }

    fn session() -> Session {
        use ChangeKind::{Anchors, Links};
        let kinds = [Anchors, Links, Anchors, Anchors];
        let cards = (0..4).map(|i| card(&i.to_string(), kinds[i], i == 3));
        Session::new(cards.collect(), &Decisions::default())
    }

    fn after(keys: &str) -> Session {
        let mut session = session();
        for key in keys.chars() {
            session.on(Event::Key(key));
        }
        session
    }

    #[test]
    fn each_change_is_offered_and_the_end_confirmed() {
        let mut session = after("aarr");
        assert_eq!(session.screen(), Screen::Confirm);
        assert_eq!(session.counts(), [2, 0, 2, 0]);
        assert_eq!(session.on(Event::Key('x')), Step::Show);
        assert_eq!(session.on(Event::Key('y')), Step::End(End::Write));
    }

    #[test]
    fn accepting_a_kind_skips_conflicts_and_earlier_decisions() {
        let session = after("A");
        assert_eq!(session.counts(), [2, 0, 0, 2]);
        assert_eq!(session.card().0.id, "1");
        assert_eq!(after("rR").counts(), [0, 0, 2, 2]);
        assert_eq!(after("+-").counts(), [1, 0, 1, 2], "the keys of the page");
    }

    #[test]
    fn each_step_is_undone_as_one() {
        let mut session = after("As");
        session.on(Event::Key('z'));
        assert_eq!(session.card().0.id, "1");
        session.on(Event::Key('u'));
        assert_eq!((session.card().1, session.counts()), (1, [0, 0, 0, 4]));
        session.on(Event::Key('u'));
        assert_eq!(session.take_notice().as_deref(), Some("nothing to undo"));
        assert_eq!(after("aaaau").card().1, 4);
    }

    #[test]
    fn an_edit_is_accepted_unless_it_changes_nothing() {
        let mut session = session();
        assert_eq!(session.on(Event::Key('e')), Step::Edit("proposal 0".into()));
        session.on(Event::Edited("proposal 0".into()));
        session.on(Event::Edited("mine".into()));
        session.on(Event::NotEdited("the editor failed".into()));
        assert_eq!(session.counts(), [1, 1, 0, 2]);
        assert_eq!(session.take_notice().as_deref(), Some("the editor failed"));
    }

    #[test]
    fn a_review_goes_on_where_it_was_quit() {
        let mut first = after("ar");
        assert_eq!(first.on(Event::Key('q')), Step::End(End::Quit));
        let mut kept = Decisions::default();
        first.put_into(&mut kept);
        let cards = (0..4).map(|i| card(&i.to_string(), ChangeKind::Anchors, false));
        let mut resumed = Session::new(cards.collect(), &kept);
        assert_eq!(resumed.card().1, 3);
        assert!(
            resumed
                .take_notice()
                .is_some_and(|told| told.contains("2 decisions"))
        );
        resumed.on(Event::Key('u'));
        assert_eq!((resumed.card().1, resumed.decided()), (2, 1));
    }

    #[test]
    fn help_goes_with_any_key() {
        let mut session = after("?");
        assert_eq!(session.screen(), Screen::Help);
        session.on(Event::Key('a'));
        assert_eq!((session.screen(), session.decided()), (Screen::Card, 0));
        assert_eq!(session.on(Event::Interrupt), Step::End(End::Interrupted));
    }
}
