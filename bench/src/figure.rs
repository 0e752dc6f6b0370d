//! A measured figure, the way it is reported: one JSON line, or a line for people.

use serde::Serialize;
use std::{
    io::{self, Write as _},
    time::Duration,
};

/// One figure with the floor of the same run.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    /// What was measured.
    pub name: String,
    /// The median.
    pub value: f64,
    /// Its unit.
    pub unit: &'static str,
    /// What the same work costs at least, in the same unit and run; `None` where there is no such thing.
    pub floor: Option<f64>,
    /// `value / floor`.
    pub ratio: Option<f64>,
    /// What must be reached, in words.
    pub target: String,
    /// Whether it was.
    pub met: bool,
}

impl Figure {
    /// A figure whose ratio to the floor must not exceed `most`.
    pub fn within(name: &str, value: f64, unit: &'static str, floor: f64, most: f64) -> Self {
        let ratio = value / floor;
        Self {
            name: name.to_owned(),
            value,
            unit,
            floor: Some(floor),
            ratio: Some(ratio),
            target: format!("ratio <= {most}"),
            met: ratio <= most,
        }
    }

    /// A figure that must not exceed `most`.
    pub fn at_most(name: &str, value: f64, unit: &'static str, most: f64) -> Self {
        let target = format!("<= {most} {unit}");
        Self { name: name.to_owned(), value, unit, floor: None, ratio: None, target, met: value <= most }
    }

    /// A figure that is only reported.
    pub fn told(name: &str, value: f64, unit: &'static str) -> Self {
        let target = "reported".to_owned();
        Self { name: name.to_owned(), value, unit, floor: None, ratio: None, target, met: true }
    }

    /// Writes it to standard output.
    pub fn say(&self, json: bool) -> io::Result<()> {
        let mut out = io::stdout().lock();
        if json {
            serde_json::to_writer(&mut out, self)?;
            return writeln!(out);
        }
        let floor = self.floor.map(|floor| format!(", floor {floor:.2} {}", self.unit)).unwrap_or_default();
        let ratio = self.ratio.map(|ratio| format!(", ratio {ratio:.2}")).unwrap_or_default();
        let met = if self.met { "met" } else { "MISSED" };
        writeln!(
            out,
            "{}: {:.2} {}{floor}{ratio} (target {}: {met})",
            self.name, self.value, self.unit, self.target
        )
    }
}

/// Milliseconds with fractions.
pub fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// The middle of the values; 0 of none.
pub fn median(values: &[f64]) -> f64 {
    share(values, 50)
}

/// The value that so many percent of the values do not exceed; 0 of none.
pub fn share(values: &[f64], percent: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = (sorted.len().saturating_sub(1) * percent).div_ceil(100);
    sorted.get(at).copied().unwrap_or_default()
}
