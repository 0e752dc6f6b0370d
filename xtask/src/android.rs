//! To be laid in the next commits.

pub fn run() -> anyhow::Result<()> {
    anyhow::bail!("not yet laid")
}
