//! The lease on people: a device that has not heard from its server for two weeks locks the directory until it has
//! (I28). What was removed on the server would otherwise stay readable for ever on a device that is kept offline.

/// How long people stay readable without contact, ms.
pub const LEASE: i64 = 14 * 24 * 3_600_000;

/// Whether the lease has run out: `contact` is the last answer of the server and `seen` the highest clock noted since
/// then, both by this device's clock. Turning the clock back does not help, and a wrong clock at the time of a
/// contact harms only until the next one.
pub fn has_ended(contact: Option<i64>, seen: Option<i64>, now: i64) -> bool {
    let now = seen.map_or(now, |seen| seen.max(now));
    // Without any contact there is nothing to lock yet.
    contact.is_some_and(|contact| now.saturating_sub(contact) > LEASE)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * 3_600_000;

    #[test]
    fn after_fifteen_days_without_contact_people_are_locked_and_not_before_fourteen() {
        assert!(!has_ended(Some(0), None, 14 * DAY));
        assert!(has_ended(Some(0), None, 15 * DAY));
        assert!(!has_ended(None, Some(99 * DAY), 99 * DAY), "nothing came yet");
    }

    #[test]
    fn turning_the_clock_back_unlocks_nothing() {
        assert!(has_ended(Some(0), Some(15 * DAY), DAY));
        assert!(has_ended(Some(0), Some(15 * DAY), -3_650 * DAY));
    }

    #[test]
    fn a_contact_heals_at_once_whatever_the_clock_says() {
        // Ten years ahead at the last contact and right again now: the contact noted its own time.
        assert!(!has_ended(Some(3_650 * DAY), Some(3_650 * DAY), 0));
        assert!(!has_ended(Some(5), Some(5), 5));
    }
}
