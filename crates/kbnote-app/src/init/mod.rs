//! Turns a folder into a vault.

mod conventions;
mod detect;
mod report;
mod scaffold;

pub use conventions::Conventions;
pub use detect::DetectedVault;
pub use report::{InitDocument, InitFile, InitReport, InitRequest, init};
pub use scaffold::{EXAMPLE_LINE, ScaffoldStatus, example_note};
