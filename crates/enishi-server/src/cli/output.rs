//! What the operator's terminal and the operator's scripts read.

use crate::failure::Failure;
use serde::Serialize;
use serde_json::json;
use std::{
    io::{self, Write},
    process::ExitCode,
};

/// Whether programs or people read.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    /// Programs read.
    pub json: bool,
}

impl Output {
    /// Writes the result: one line of JSON, or the sentence. A closed pipe is the reader's wish.
    pub fn say(self, value: &impl Serialize, sentence: &str) {
        let mut out = io::BufWriter::new(io::stdout().lock());
        if self.json {
            let _ = serde_json::to_writer(&mut out, value);
        } else {
            let _ = out.write_all(sentence.as_bytes());
        }
        let _ = out.write_all(b"\n");
        let _ = out.flush();
    }

    /// Ends the program: a failure goes to stderr as JSON, and as a sentence where people read.
    pub fn finish(self, outcome: Result<(), Failure>) -> ExitCode {
        let Err(failure) = outcome else {
            return ExitCode::SUCCESS;
        };
        let code = match &failure {
            Failure::Refused(error) => serde_json::to_value(error.code).unwrap_or_default(),
            Failure::Operator { code, .. } => json!(code),
            Failure::Database(condition) => json!(condition.code()),
            Failure::Fault(_) => json!("internal"),
        };
        let error = json!({ "error": { "code": code, "message": failure.to_string() } });
        let _ = writeln!(io::stderr().lock(), "{error}");
        ExitCode::from(1)
    }

    /// Ends the program after a wrong command line, or after `--help` and `--version`.
    pub fn usage(self, error: &clap::Error) -> ExitCode {
        if !error.use_stderr() {
            let _ = write!(io::stdout().lock(), "{error}");
            return ExitCode::SUCCESS;
        }
        let text = error.to_string();
        if self.json {
            let error = json!({ "error": { "code": "usage", "message": text.trim() } });
            let _ = writeln!(io::stderr().lock(), "{error}");
        } else {
            let _ = write!(io::stderr().lock(), "{text}");
        }
        ExitCode::from(2)
    }
}
