//! To be laid in the next commits.

pub fn run(_args: &[String]) -> anyhow::Result<()> {
    anyhow::bail!("not yet laid")
}
