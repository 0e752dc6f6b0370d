//! `killloop server|client [--cycles N] [--database sqlite|postgres] [--seed S] [--kill-after FROM..TO]`: ends
//! with one line of figures, or with what was lost. `cargo xtask killloop` builds the programs first.

use anyhow::{Context, Result, bail};
use enishi_tests::killloop::{Plan, client, server};
use std::io::Write as _;

const USAGE: &str =
    "killloop server|client [--cycles N] [--database sqlite|postgres] [--seed S] [--kill-after FROM..TO]

  --cycles      how many times it is killed (100)
  --database    of the server (sqlite)
  --seed        what decides all chance (1)
  --kill-after  ms after the start (50..400)";

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let what = arguments.next().context(USAGE)?;
    let mut plan = Plan { cycles: 100, seed: 1, kill_after: (50, 400), database: "sqlite".to_owned() };
    while let Some(name) = arguments.next() {
        let value = arguments.next().context(USAGE)?;
        match name.as_str() {
            "--cycles" => plan.cycles = value.parse()?,
            "--database" => plan.database = value,
            "--seed" => plan.seed = value.parse()?,
            "--kill-after" => {
                let (from, to) = value.split_once("..").context(USAGE)?;
                plan.kill_after = (from.parse()?, to.parse()?);
            }
            _ => bail!("{USAGE}"),
        }
    }
    let figures = match what.as_str() {
        "server" => server(plan).await?,
        "client" => client(plan).await?,
        _ => bail!("{USAGE}"),
    };
    writeln!(std::io::stdout(), "{figures}")?;
    Ok(())
}
