//! How often a code may be asked for and tried, and rows be compared, counted in the database so that a restart forgives nothing.

use crate::{
    db::{Conn, limits},
    failure::Failure,
};
use enishi_wire::{
    errors::{ApiCode, ApiError},
    ids::SessionId,
};
use std::net::IpAddr;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Limits of sign-in.
#[derive(Debug, Clone, Copy)]
pub struct SignInLimits {
    /// Requests for one address in an hour.
    pub per_address_hour: i64,
    /// Requests for one address in a day.
    pub per_address_day: i64,
    /// Requests from one IPv4 /24 or IPv6 /56 in an hour.
    pub per_site_of_clients_hour: i64,
    /// Requests to this server in an hour.
    pub per_server_hour: i64,
    /// Checks of codes from one IP in an hour.
    pub checks_per_client_hour: i64,
}

impl SignInLimits {
    /// What a server in the world runs with.
    pub const STRICT: Self = Self {
        per_address_hour: 5,
        per_address_day: 10,
        per_site_of_clients_hour: 30,
        per_server_hour: 1_000,
        checks_per_client_hour: 60,
    };

    /// For load tests, where one machine plays everybody.
    pub const RELAXED: Self = Self {
        per_address_hour: 10_000,
        per_address_day: 100_000,
        per_site_of_clients_hour: 1_000_000,
        per_server_hour: 1_000_000,
        checks_per_client_hour: 1_000_000,
    };

    /// Counts a request for a code. The address comes as a keyed hash. The caller undoes the counting when
    /// it is refused.
    pub async fn count_request(
        &self,
        conn: &mut Conn,
        address: &str,
        client: IpAddr,
        now: i64,
    ) -> Result<(), Failure> {
        // Always in this order, so that two requests never wait for each other.
        let checks = [
            (format!("code-hour:{address}"), HOUR, self.per_address_hour),
            (format!("code-day:{address}"), DAY, self.per_address_day),
            (format!("code-from:{}", neighbourhood(client)), HOUR, self.per_site_of_clients_hour),
            ("code-all".to_owned(), HOUR, self.per_server_hour),
        ];
        for (bucket, window, limit) in checks {
            count(conn, &bucket, window, limit, now).await?;
        }
        Ok(())
    }

    /// Counts a check of a code.
    pub async fn count_check(&self, conn: &mut Conn, client: IpAddr, now: i64) -> Result<(), Failure> {
        count(conn, &format!("check-from:{}", whole(client)), HOUR, self.checks_per_client_hour, now).await
    }
}

/// Comparisons of rows for one device in a minute: each reads every row of its scopes.
const DIGESTS_A_MINUTE: i64 = 4;

/// Counts a comparison of rows.
pub async fn count_digest(conn: &mut Conn, session: SessionId, now: i64) -> Result<(), Failure> {
    count(conn, &format!("digest:{session}"), MINUTE, DIGESTS_A_MINUTE, now).await
}

async fn count(conn: &mut Conn, bucket: &str, window: i64, limit: i64, now: i64) -> Result<(), Failure> {
    let (count, started_at) = limits::count(conn, bucket, window, now).await?;
    if count <= limit {
        return Ok(());
    }
    if bucket == "code-all" {
        tracing::warn!("The limit of sign-in codes for the whole server is reached.");
    }
    let wait = started_at.saturating_add(window).saturating_sub(now).max(1_000);
    Err(Failure::Refused(ApiError {
        code: ApiCode::TooManyRequests,
        message: "Too many requests; wait a while.".to_owned(),
        field: None,
        retry_after_ms: u64::try_from(wait).ok(),
    }))
}

fn whole(client: IpAddr) -> IpAddr {
    client.to_canonical()
}

/// The part of an address that one household or office shares.
fn neighbourhood(client: IpAddr) -> String {
    match whole(client) {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{:x}::/56", d & 0xff00)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_of_one_network_share_a_budget_however_their_address_is_written() {
        let place = |text: &str| neighbourhood(text.parse().expect("an address"));
        assert_eq!(place("192.0.2.1"), place("192.0.2.254"));
        assert_eq!(place("192.0.2.1"), place("::ffff:192.0.2.9"));
        assert_ne!(place("192.0.2.1"), place("192.0.3.1"));
        assert_eq!(place("2001:db8:1:2200::1"), place("2001:db8:1:22ff::2"));
        assert_ne!(place("2001:db8:1:2200::1"), place("2001:db8:1:2300::1"));
    }
}
