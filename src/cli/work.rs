//! The options of every command that goes through files: how many threads, what is said meanwhile.

use super::Color;
use super::talk::{Progress, Talk};
use super::values::whole;
use clap::Args;
use std::path::PathBuf;

/// How the work is done.
#[derive(Args, Debug)]
pub struct WorkArgs {
    /// Threads at work, 16 at most, 4 where a report or statistics are made [default: one for each core]
    #[arg(short, long, value_name = "N", value_parser = whole::<usize>, allow_negative_numbers = true)]
    jobs: Option<usize>,

    /// Show a bar on stderr even where it is no terminal
    #[arg(long, overrides_with = "no_progress")]
    progress: bool,

    /// Show no bar
    #[arg(long)]
    no_progress: bool,

    /// Say nothing on stderr but errors
    #[arg(short, long)]
    quiet: bool,
}

impl WorkArgs {
    /// The threads wanted; 0 for one for each core.
    pub fn jobs(&self) -> usize {
        self.jobs.unwrap_or(0)
    }

    /// What speaks of these files meanwhile; a bar would be `in_the_way` where the records go to the screen.
    pub fn talk(&self, files: &[PathBuf], in_the_way: bool, color: Color) -> Talk {
        let progress = match (self.progress, self.no_progress || in_the_way) {
            (true, _) => Progress::Shown,
            (_, true) => Progress::Hidden,
            (_, false) => Progress::Auto,
        };
        Talk::new(files, progress, self.quiet, color)
    }
}
