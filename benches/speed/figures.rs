//! The sheet of figures: each beside its target, with the ratio of the two.

use std::time::{Duration, Instant};

/// What is printed, line by line, as it is measured.
pub struct Sheet {
    begun: Instant,
    beyond: usize,
}

impl Sheet {
    /// Prints the head.
    pub fn begin() -> Self {
        println!(
            "{:<58} {:>12} {:>12} {:>7}",
            "what", "measured", "target", "ratio"
        );
        Self {
            begun: Instant::now(),
            beyond: 0,
        }
    }

    /// A figure that must not be above its target.
    pub fn at_most(&mut self, what: &str, measured: f64, target: f64, unit: &str) {
        let ratio = measured / target;
        self.beyond += usize::from(ratio > 1.0);
        let (measured, target) = (shown(measured, unit), shown(target, unit));
        println!("{what:<58} {measured:>12} {target:>12} {ratio:>7.2}");
    }

    /// A processor time or a size of memory, where the system tells it.
    pub fn at_most_if_told(&mut self, what: &str, measured: Option<f64>, target: f64, unit: &str) {
        match measured {
            Some(measured) => self.at_most(what, measured, target, unit),
            None => println!("{what:<58} {:>12} {:>12}", "not told", shown(target, unit)),
        }
    }

    /// A figure without a target.
    pub fn told(&self, what: &str, measured: f64, unit: &str) {
        println!("{what:<58} {:>12}", shown(measured, unit));
    }

    /// Prints the foot.
    pub fn end(self) {
        println!(
            "\n{} beyond their targets; {} s in all",
            self.beyond,
            self.begun.elapsed().as_secs()
        );
    }
}

fn shown(figure: f64, unit: &str) -> String {
    if figure.fract() == 0.0 && figure.abs() < 1e9 {
        format!("{figure:.0} {unit}")
    } else {
        format!("{figure:.2} {unit}")
    }
}

/// Milliseconds.
pub fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
