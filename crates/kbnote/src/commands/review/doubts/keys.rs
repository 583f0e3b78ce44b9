//! The keys that a person presses, or another program writes.

use std::io::{self, IsTerminal, Read};

use console::{Key, Term};

/// Where keys come from.
pub(super) enum Keys {
    Terminal(Term),
    /// Standard input, a key a character.
    Pipe,
}

/// What was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pressed {
    Key(char),
    /// Nothing more comes.
    End,
    /// Ctrl-C.
    Interrupt,
}

impl Keys {
    pub(super) fn new() -> Self {
        if io::stdin().is_terminal() && io::stdout().is_terminal() {
            Self::Terminal(Term::stdout())
        } else {
            Self::Pipe
        }
    }

    /// The terminal that can be cleared, if it is one.
    pub(super) fn terminal(&self) -> Option<&Term> {
        match self {
            Self::Terminal(terminal) => Some(terminal),
            Self::Pipe => None,
        }
    }

    /// Waits for a key.
    pub(super) fn key(&self) -> Pressed {
        match self {
            Self::Terminal(terminal) => match terminal.read_key_raw() {
                Ok(Key::Char(key)) => Pressed::Key(key),
                Ok(Key::Enter) => Pressed::Key('\n'),
                Ok(Key::CtrlC) | Err(_) => Pressed::Interrupt,
                Ok(_) => Pressed::Key('\0'),
            },
            Self::Pipe => self.character().map_or(Pressed::End, Pressed::Key),
        }
    }

    /// Reads the rest of a line, as it is typed.
    pub(super) fn line(&self) -> Option<String> {
        match self {
            Self::Terminal(terminal) => terminal.read_line().ok(),
            Self::Pipe => {
                let mut line = String::new();
                loop {
                    match self.character() {
                        Some('\n') => return Some(line),
                        Some(c) => line.push(c),
                        None => return (!line.is_empty()).then_some(line),
                    }
                }
            }
        }
    }

    /// The next character of standard input. Keys are ASCII; anything else is a key without a meaning.
    fn character(&self) -> Option<char> {
        let mut byte = [0];
        match io::stdin().lock().read(&mut byte) {
            Ok(1) => Some(char::from(byte[0])),
            _ => None,
        }
    }
}
