//! What the benches share: figures and how they are printed, a community to work on, and the clock.

pub mod community;

use serde_json::json;
use std::{
    borrow::Cow,
    time::{Duration, Instant},
};

/// One measured figure.
pub struct Figure {
    pub name: Cow<'static, str>,
    pub value: f64,
    pub unit: &'static str,
    /// What the machine cannot go below, or what is compared with, measured in the same run.
    pub floor: f64,
    pub ratio: f64,
    pub target: &'static str,
    pub met: bool,
}

impl Figure {
    /// Prints the figure: a JSON line with `--json`, a sentence without.
    pub fn print(&self) {
        let Self { name, value, unit, floor, ratio, target, met } = self;
        if std::env::args().any(|argument| argument == "--json") {
            let round = |number: f64| (number * 1_000.0).round() / 1_000.0;
            let line = json!({
                "name": name, "value": round(*value), "unit": unit, "floor": round(*floor),
                "ratio": round(*ratio), "target": target, "met": met,
            });
            println!("{line}");
        } else {
            let word = if *met { "met" } else { "MISSED" };
            println!("{name}: {value:.3} {unit}; floor {floor:.3}, ratio {ratio:.2}; {target}: {word}");
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
pub fn clock() -> Instant {
    Instant::now()
}

/// The value of an option such as `--changes 1000`.
pub fn option(name: &str) -> Option<String> {
    std::env::args().skip_while(|argument| argument != name).nth(1)
}

/// The number at that part of the sorted list: 0.5 is the median.
pub fn quantile(numbers: &mut [f64], part: f64) -> f64 {
    numbers.sort_by(f64::total_cmp);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index, below the length")]
    let at = ((numbers.len() - 1) as f64 * part).round() as usize;
    numbers[at]
}

pub fn median(numbers: &mut [f64]) -> f64 {
    quantile(numbers, 0.5)
}

pub fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

/// The server's key, as `serve` reads it once.
pub fn key() -> &'static enishi_server::key::ServerKey {
    static KEY: std::sync::OnceLock<enishi_server::key::ServerKey> = std::sync::OnceLock::new();
    let made = || enishi_server::key::ServerKey::open(tempfile::tempdir().expect("a folder").path());
    KEY.get_or_init(|| made().expect("a key"))
}
