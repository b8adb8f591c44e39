//! A bar on a terminal; elsewhere one line when the step is done.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Terminal;

/// The progress of one step; says how it ended when it is dropped.
#[derive(Debug)]
pub struct Progress {
    what: String,
    bar: ProgressBar,
    terminal: Terminal,
}

impl Terminal {
    /// A progress bar, or a steady line when stderr is no terminal.
    pub fn progress(&self, what: &str, total: u64) -> Progress {
        Progress::new(what, total, self)
    }
}

impl Progress {
    fn new(what: &str, total: u64, terminal: &Terminal) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::hidden());
        if terminal.bars {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len} {eta}") {
                bar.set_style(style.progress_chars("=> "));
            }
            bar.set_message(what.to_owned());
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        Self {
            what: what.to_owned(),
            bar,
            terminal: terminal.clone(),
        }
    }

    /// More is done.
    pub fn advance(&self, by: u64) {
        self.bar.inc(by);
    }

    /// How much is done.
    pub fn done(&self) -> u64 {
        self.bar.position()
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        let done = self.bar.position();
        self.bar.finish_and_clear();
        let words = format!("{}: {done}", self.what);
        match (done, self.terminal.bars) {
            (0, _) => {}
            (_, false) => self.terminal.step(words),
            (_, true) => self.terminal.log("step", None, &words),
        }
    }
}
