//! How often a code may be asked for and tried, and rows be compared, counted in the database so that a restart forgives nothing.

use crate::{
    clock::DAY,
    db::{Conn, limits},
    failure::Failure,
};
use enishi_wire::{
    errors::{ApiCode, ApiError},
    ids::{MemberId, SessionId},
};
use std::net::IpAddr;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

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

/// Reports of one member in a day.
const REPORTS_A_DAY: i64 = 10;

/// Counts a report.
pub async fn count_report(conn: &mut Conn, member: MemberId, now: i64) -> Result<(), Failure> {
    count(conn, &format!("report:{member}"), DAY, REPORTS_A_DAY, now).await
}

/// Pictures that a member may send in an hour; a device sends each once.
const PHOTOS_AN_HOUR: i64 = 30;

/// Counts a picture that is sent.
pub async fn count_photo(conn: &mut Conn, member: MemberId, now: i64) -> Result<(), Failure> {
    count(conn, &format!("photo:{member}"), HOUR, PHOTOS_AN_HOUR, now).await
}

/// Attachments that a member may begin in an hour.
const ATTACHMENTS_AN_HOUR: i64 = 100;

/// Counts an attachment that is begun.
pub async fn count_attachment(conn: &mut Conn, member: MemberId, now: i64) -> Result<(), Failure> {
    count(conn, &format!("attachments:{member}"), HOUR, ATTACHMENTS_AN_HOUR, now).await
}

/// Letters of one member to the secretariat in a day.
const DESK_LETTERS_A_DAY: i64 = 50;

/// Counts a letter to the secretariat.
pub async fn count_desk_letter(conn: &mut Conn, member: MemberId, now: i64) -> Result<(), Failure> {
    count(conn, &format!("desk-letters:{member}"), DAY, DESK_LETTERS_A_DAY, now).await
}

/// Lists and offers of keys of one member in an hour.
const DEVICES_AN_HOUR: i64 = 60;

/// Counts a list or an offer of keys.
pub async fn count_devices(conn: &mut Conn, member: MemberId, now: i64) -> Result<(), Failure> {
    count(conn, &format!("devices:{member}"), HOUR, DEVICES_AN_HOUR, now).await
}

/// Sealed entries for a recovery that one member may send in an hour, in requests.
const RECOVERY_AN_HOUR: i64 = 300;

/// Counts a request that keeps entries for a recovery.
pub async fn count_recovery(conn: &mut Conn, member: MemberId, now: i64) -> Result<(), Failure> {
    count(conn, &format!("recovery:{member}"), HOUR, RECOVERY_AN_HOUR, now).await
}

/// How often one member may ask for keys in an hour: a device asks again for everybody whose message waits.
const CLAIMS_AN_HOUR: i64 = 600;

/// Counts a question for keys.
pub async fn count_claim(conn: &mut Conn, member: MemberId, now: i64) -> Result<(), Failure> {
    count(conn, &format!("claims:{member}"), HOUR, CLAIMS_AN_HOUR, now).await
}

/// Questions of one member for the keys of another in a minute that are answered with one-time keys.
const CLAIMS_OF_ONE_A_MINUTE: i64 = 10;

/// Counts a question for the keys of one member, and tells whether there have been so many that it looks like draining.
pub async fn is_draining(conn: &mut Conn, member: MemberId, of: MemberId, now: i64) -> Result<bool, Failure> {
    let (count, _) = limits::count(conn, &format!("claims-of:{of}:{member}"), MINUTE, now).await?;
    Ok(count > CLAIMS_OF_ONE_A_MINUTE)
}

/// First messages of one member to people who do not know her yet, in a day.
const FIRST_MESSAGES_A_DAY: i64 = 20;

/// Counts a first message.
pub async fn count_first_message(conn: &mut Conn, member: MemberId, now: i64) -> Result<(), Failure> {
    count(conn, &format!("first-messages:{member}"), DAY, FIRST_MESSAGES_A_DAY, now).await
}

/// Messages of one member in an hour.
const MESSAGES_AN_HOUR: i64 = 1_000;

/// Counts a message.
pub async fn count_message(conn: &mut Conn, member: MemberId, now: i64) -> Result<(), Failure> {
    count(conn, &format!("messages:{member}"), HOUR, MESSAGES_AN_HOUR, now).await
}

/// Repairs of one member in an hour: many after a device came back from a copy of itself.
const REPAIRS_AN_HOUR: i64 = 1_000;

/// Counts what a device says to another about messages that did not open.
pub async fn count_repair(conn: &mut Conn, member: MemberId, now: i64) -> Result<(), Failure> {
    count(conn, &format!("repairs:{member}"), HOUR, REPAIRS_AN_HOUR, now).await
}

/// Repairs of one member for somebody who has not answered, in a day: there is one message to repair.
const REPAIRS_UNANSWERED_A_DAY: i64 = 20;

/// Counts a repair for somebody who has not answered.
pub async fn count_repair_of(
    conn: &mut Conn,
    (member, of): (MemberId, MemberId),
    now: i64,
) -> Result<(), Failure> {
    count(conn, &format!("repairs-of:{of}:{member}"), DAY, REPAIRS_UNANSWERED_A_DAY, now).await
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
