//! What a run showed: numbered pictures and `report.json`.

use crate::{desktop::Desktop, window::Window};
use anyhow::{Context, Result};
use serde::Serialize;
use std::{
    fs,
    future::Future,
    io::Write as _,
    path::{Path, PathBuf},
};
use tokio::time::Instant;

/// One step and how it went.
#[derive(Debug, Serialize)]
pub struct Step {
    /// What was done.
    pub step: String,
    /// Whether it went as it should.
    pub passed: bool,
    /// How long it took.
    pub seconds: f64,
    /// The pictures taken at its end, by file name.
    pub pictures: Vec<String>,
    /// Why it failed, or what was measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A run: steps so far, and where its pictures go.
pub struct Report {
    folder: PathBuf,
    started: Instant,
    steps: Vec<Step>,
}

impl Report {
    /// A new run with its pictures in `folder`; those of an earlier run go.
    pub fn new(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder)?;
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "png" || extension == "json") {
                fs::remove_file(path)?;
            }
        }
        Ok(Self { folder: folder.to_owned(), started: Instant::now(), steps: Vec::new() })
    }

    /// Does a step and notes how it went.
    pub async fn step<T>(&mut self, name: &str, work: impl Future<Output = Result<T>>) -> Result<T> {
        let started = Instant::now();
        let result = work.await;
        let step = Step {
            step: name.to_owned(),
            passed: result.is_ok(),
            seconds: seconds_since(started),
            pictures: Vec::new(),
            note: result.as_ref().err().map(|reason| format!("{reason:#}")),
        };
        say(&format!("{} {name} ({:.1} s)", if step.passed { "ok  " } else { "FAIL" }, step.seconds))?;
        if let Some(note) = &step.note {
            say(&format!("     {note}"))?;
        }
        self.steps.push(step);
        result
    }

    /// Adds a picture of a window to the last step.
    pub async fn picture(&mut self, window: &Window, name: &str) -> Result<()> {
        let file = self.next_picture(name);
        window.picture(&self.folder.join(file)).await
    }

    /// Adds a picture of a whole screen to the last step.
    pub async fn screen(&mut self, desktop: &Desktop, name: &str) -> Result<()> {
        let file = self.next_picture(name);
        desktop.screen().picture(&self.folder.join(file), None).await
    }

    /// Adds what was measured to the last step.
    pub fn note(&mut self, note: String) {
        if let Some(step) = self.steps.last_mut() {
            step.note = Some(note);
        }
    }

    /// Writes `report.json` and answers how many steps passed and failed.
    pub fn finish(&self) -> Result<(usize, usize)> {
        let passed = self.steps.iter().filter(|step| step.passed).count();
        let failed = self.steps.len() - passed;
        let report = serde_json::json!({
            "passed": failed == 0 && passed > 0,
            "seconds": seconds_since(self.started),
            "steps": self.steps,
        });
        fs::write(self.folder.join("report.json"), serde_json::to_vec_pretty(&report)?)?;
        Ok((passed, failed))
    }

    fn next_picture(&mut self, name: &str) -> String {
        let number = self.steps.iter().map(|step| step.pictures.len()).sum::<usize>() + 1;
        let file = format!("{number:02}-{name}.png");
        if let Some(step) = self.steps.last_mut() {
            step.pictures.push(file.clone());
        }
        file
    }
}

/// Prints a line for whoever watches the run.
pub fn say(line: &str) -> Result<()> {
    writeln!(std::io::stdout().lock(), "{line}").context("nobody listens")
}

fn seconds_since(start: Instant) -> f64 {
    (start.elapsed().as_secs_f64() * 100.0).round() / 100.0
}
