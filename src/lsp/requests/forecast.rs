//! What the next run may take, in a sentence: before a start, and with the figures of all runs.

use crate::workflow::metrics::{Forecast, Summary};

/// For a person.
pub fn text(summary: &Summary, next: bool) -> String {
    let forecast = match &summary.forecast {
        Some(forecast) => sentence(forecast),
        None => "No run has completed here yet, so nothing can be said of the next one.".to_owned(),
    };
    if next {
        return forecast;
    }
    let completed = summary.completion_rate.map_or_else(String::new, |rate| {
        format!(", {:.0} % of those that are over completed", rate * 100.0)
    });
    let words = summary
        .interventions_per_run
        .map_or_else(String::new, |words| format!(", {words:.1} decisions a run"));
    let runs = match summary.runs {
        1 => "1 run".to_owned(),
        several => format!("{several} runs"),
    };
    format!("{runs}{completed}{words}.\n{forecast}")
}

/// `Likely 4 min to 9 min, 0.10 to 0.40 USD, without waiting for you (from 3 completed runs here).`
pub fn sentence(forecast: &Forecast) -> String {
    let (from, to) = forecast.working_ms;
    let cost = forecast.cost_usd.map_or_else(String::new, |(from, to)| {
        format!(", {from:.2} to {to:.2} USD")
    });
    let runs = match forecast.runs {
        1 => "1 completed run".to_owned(),
        several => format!("{several} completed runs"),
    };
    format!(
        "Likely {} to {}{cost}, without waiting for you (from {runs} here).",
        span(from),
        span(to)
    )
}

fn span(ms: i64) -> String {
    match ms / 1000 {
        ..=0 => "under 1 s".to_owned(),
        seconds @ 1..=99 => format!("{seconds} s"),
        seconds @ 100..=5999 => format!("{} min", (seconds + 30) / 60),
        seconds => format!("{:.1} h", seconds as f64 / 3600.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_short() {
        let want = [
            (0, "under 1 s"),
            (8_400, "8 s"),
            (150_000, "3 min"),
            (9_000_000, "2.5 h"),
        ];
        for (ms, text) in want {
            assert_eq!(span(ms), text);
        }
        let forecast = Forecast {
            runs: 3,
            working_ms: (60_000, 240_000),
            cost_usd: Some((0.1, 0.42)),
        };
        assert_eq!(
            sentence(&forecast),
            "Likely 60 s to 4 min, 0.10 to 0.42 USD, without waiting for you (from 3 completed runs here)."
        );
    }
}
