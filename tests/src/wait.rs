//! Waiting for a condition, never for a time to pass.

use anyhow::{Result, bail};
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout_at};

/// How long a person would wait before thinking that it hangs; slow machines are allowed for.
pub const PATIENCE: Duration = Duration::from_secs(40);

/// Asks until there is an answer, and fails after [`PATIENCE`] with the name of what did not come.
pub async fn until<T>(what: &str, ask: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    until_within(PATIENCE, what, ask).await
}

/// Asks until there is an answer, and fails after `limit`.
pub async fn until_within<T>(
    limit: Duration,
    what: &str,
    mut ask: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let mut ticks = interval(Duration::from_millis(25));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let deadline = Instant::now() + limit;
    loop {
        ticks.tick().await;
        if Instant::now() >= deadline {
            bail!("waited {} seconds in vain: {what}", limit.as_secs());
        }
        match timeout_at(deadline, ask()).await {
            Ok(answer) => {
                if let Some(answer) = answer? {
                    return Ok(answer);
                }
            }
            // Asking itself took too long: what is asked hangs.
            Err(_) => bail!("waited {} seconds in vain: {what}", limit.as_secs()),
        }
    }
}
