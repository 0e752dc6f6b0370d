//! The program `enishi-server` as its operator runs it.

use serde_json::Value;
use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    pub status: i32,
    pub out: Value,
    pub error: Value,
}

impl Ended {
    pub fn code(&self) -> &str {
        self.error["error"]["code"].as_str().unwrap_or_default()
    }
}

/// A command line in the making.
pub struct Program(pub Command);

impl Program {
    pub fn new(arguments: &[&str], data: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_enishi-server"));
        command.args(arguments).arg("--json").arg("--data").arg(data);
        Self(command)
    }

    pub fn database(mut self, url: &str) -> Self {
        self.0.args(["--database", url]);
        self
    }

    /// Lets the command have so much memory and no more.
    pub fn limit_memory_kb(&mut self, kilobytes: u64) {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("ulimit -v {kilobytes}; exec \"$0\" \"$@\"")]);
        command.arg(self.0.get_program()).args(self.0.get_args());
        self.0 = command;
    }

    /// Runs the command to its end.
    pub fn run(mut self) -> Ended {
        let output = self.0.output().expect("the program runs");
        let json = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes);
            text.lines().rev().find_map(|line| serde_json::from_str(line).ok()).unwrap_or(Value::Null)
        };
        Ended {
            status: output.status.code().unwrap_or(-1),
            out: json(&output.stdout),
            error: json(&output.stderr),
        }
    }

    /// Runs `serve` until the returned value is dropped; gives its address.
    pub fn serve(mut self) -> (Serving, String) {
        let mut child =
            self.0.args(["--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn().expect("the server runs");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        let line: Value = serde_json::from_str(&line).expect("the line that scripts wait for");
        let url = line["listening"].as_str().expect("an address").to_owned();
        (Serving(child), url)
    }
}

/// A running server; killed when dropped.
pub struct Serving(pub Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
