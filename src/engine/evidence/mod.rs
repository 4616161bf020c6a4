//! Reads what the project's own tools report: test counts and line coverage.
//!
//! An agent's word never gets here; the text is output of commands that we ran, or report files that
//! those commands wrote. Counts never decide alone: the exit code does, and a reader that finds
//! counts which contradict themselves says so in `doubts` instead of choosing one. Everything here is
//! pure and bounded; running commands is the business of `engine::gate`.

mod coverage;
mod junit;
mod names;
mod output;

pub use coverage::{cobertura, lcov, printed as printed_coverage};
pub use junit::junit;
pub use names::names;
pub use output::{counts, counts_of, readable};

use crate::workflow::evidence::TestCounts;

/// What a test runner reported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Counts over all runners that were recognised.
    pub counts: TestCounts,
    /// Which runners: `cargo`, `pytest`, …
    pub runners: Vec<&'static str>,
    /// Reports that contradict themselves, one sentence each.
    pub doubts: Vec<String>,
}

impl Reading {
    /// Takes in what another report said.
    pub fn merge(&mut self, other: Reading) {
        self.add(other.counts);
        for runner in other.runners {
            if !self.runners.contains(&runner) {
                self.runners.push(runner);
            }
        }
        self.doubts.extend(other.doubts);
    }

    fn add(&mut self, other: TestCounts) {
        self.counts.passed = self.counts.passed.saturating_add(other.passed);
        self.counts.failed = self.counts.failed.saturating_add(other.failed);
        self.counts.skipped = self.counts.skipped.saturating_add(other.skipped);
    }
}

/// Lines that a test run covered, of those that it could have covered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// Lines that ran at least once.
    pub covered: u64,
    /// Lines that the tool knows.
    pub all: u64,
}

impl Lines {
    /// 0 to 100; none where the report knows no line at all.
    pub fn percent(self) -> Option<f64> {
        (self.all > 0).then(|| {
            let percent = self.covered.min(self.all) as f64 * 100.0 / self.all as f64;
            (percent * 100.0).round() / 100.0
        })
    }
}
