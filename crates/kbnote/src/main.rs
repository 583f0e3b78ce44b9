//! The command line of kbnote.

fn main() {}
