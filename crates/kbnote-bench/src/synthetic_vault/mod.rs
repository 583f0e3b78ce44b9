//! A made-up vault of any size, to measure on: the same files for the same [`VaultPlan`], on every
//! machine.
//!
//! Its words are those of the project's own notes and transcripts. Its notes have the sizes, links,
//! anchors and oddities that the dialect's description counts, in about the same shares.

mod note;
mod plan;
mod random;
mod words;

use std::fs;
use std::io;
use std::path::Path;

use self::note::{channel_index, note};
use self::plan::LinkTarget;
pub use self::plan::VaultPlan;
use self::random::Random;
use self::words::Words;

/// Writes the notes of a vault below `folder`, which is made.
///
/// # Errors
/// If a file cannot be written.
pub fn write(plan: &VaultPlan, folder: &Path) -> io::Result<()> {
    let words = Words::of_the_project();
    let mut random = Random::new(1);
    let channels: Vec<String> = (0..plan.channels)
        .map(|number| format!("{}{number}", words.pick(&mut random)))
        .collect();
    for channel in &channels {
        fs::create_dir_all(folder.join(channel))?;
    }
    let count = plan.notes.saturating_sub(plan.channels);
    let notes = named(&words, &mut random, plan, count);
    for (number, named) in notes.iter().enumerate() {
        // Each note has its own randomness, so that one more note does not change the others.
        let mut random = Random::new(number as u64 + 2);
        let text = note(
            &words,
            &mut random,
            plan,
            &channels[named.channel],
            named,
            &notes,
        );
        let path = folder.join(&channels[named.channel]);
        fs::write(path.join(format!("{}.md", named.slug)), text)?;
    }
    for (number, channel) in channels.iter().enumerate() {
        let own = notes.iter().filter(|note| note.channel == number);
        let text = channel_index(channel, own);
        fs::write(folder.join(channel).join(format!("{channel}.md")), text)?;
    }
    Ok(())
}

fn named(words: &Words, random: &mut Random, plan: &VaultPlan, count: usize) -> Vec<LinkTarget> {
    let mut video = String::new();
    let mut channel = 0;
    (0..count)
        .map(|number| {
            // About two and a half notes a video.
            if number == 0 || random.chance(40) {
                video = random.video_id();
                channel = random.below(plan.channels);
            }
            let title = words.title(random, number);
            LinkTarget {
                channel,
                slug: kbnote_note::Slug::from_title(&title).to_string(),
                title,
                video: video.clone(),
            }
        })
        .collect()
}
