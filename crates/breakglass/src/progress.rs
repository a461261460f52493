//! The progress bar of long reads: on a terminal only, never in a pipe.

use std::io::IsTerminal;

use breakglass_graph::live::Progress;
use indicatif::{ProgressBar, ProgressStyle};

/// A bar on standard error, or nothing.
pub struct Bar(ProgressBar);

impl Bar {
    /// A bar, unless nobody looks or quiet is asked for.
    pub fn new(is_quiet: bool) -> Self {
        if is_quiet || !std::io::stderr().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::new(0);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {bar:30} {pos}/{len} {wide_msg}") {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}

impl Progress for Bar {
    fn planned(&self, total: usize) {
        self.0.set_length(total as u64);
    }

    fn done(&self, what: &str) {
        self.0.inc(1);
        self.0.set_message(what.to_owned());
    }
}
