//! Sign-in by a mailed code.
//!
//! A request costs the same and answers the same for every address: it notes a challenge, and a worker
//! decides later whether a code will open it. A try is counted and committed before anything is compared.

use super::{email, sessions, text};
use crate::{
    app::App,
    db::{
        accounts,
        mail::{self, Letter},
        members,
        sessions::SessionRecord,
        sign_in::{self, Challenge},
    },
    failure::Failure,
    ids,
};
use enishi_wire::{
    errors::ApiCode,
    ids::{AccountId, ChallengeId, SessionId},
    limits,
    sign_in::{CodeAnswer, CodeRequest, CodeRequested, SessionStarted},
};
use std::net::IpAddr;
use subtle::ConstantTimeEq;
use unicode_normalization::UnicodeNormalization;

/// How long a code lives.
pub const CODE_LIFE: i64 = 10 * 60_000;

/// Asks for a code.
pub async fn request(app: &App, request: &CodeRequest, client: IpAddr) -> Result<CodeRequested, Failure> {
    let now = app.clock.now();
    let email = email::canonical(&request.email)
        .ok_or_else(|| Failure::invalid("email", "This is not an email address that can be used."))?;
    let login_secret_hash = hex_256(&request.login_secret_hash, "login_secret_hash")?;
    let challenge = Challenge {
        id: ChallengeId(ids::secret_id()),
        login_secret_hash,
        locale: if request.locale == "en" { "en" } else { "ja" }.to_owned(),
        device_name: harmless(
            &text::line(&request.device_name, limits::NAME).map_err(|bad| bad.of("device_name"))?,
        ),
        asked_at: now,
        expires_at: now + CODE_LIFE,
        email,
    };
    let address = app.key.fingerprint(&challenge.email);
    let mut write = app.database.write().await?;
    if let Err(refusal) = app.limits.count_request(write.conn(), &address, client, now).await {
        write.roll_back().await;
        return Err(refusal);
    }
    sign_in::replace_older(write.conn(), &challenge, now).await?;
    sign_in::insert(write.conn(), &challenge).await?;
    write.commit().await?;
    app.work.notify_one();
    Ok(CodeRequested { challenge: challenge.id, expires_in_ms: u64::try_from(CODE_LIFE).unwrap_or_default() })
}

/// Decides the waiting requests: a known address gets a letter. Run by the worker.
pub async fn decide_waiting(app: &App) -> Result<(), Failure> {
    let mut snapshot = app.database.snapshot().await?;
    let waiting = sign_in::undecided(&mut snapshot, 200).await?;
    snapshot.rollback().await?;
    for challenge in waiting {
        let now = app.clock.now();
        let mut write = app.database.write().await?;
        let known = members::may_sign_in(write.conn(), &challenge.email).await?;
        let mac = known.then(|| app.key.mac_of_code(challenge.id, &app.key.code(challenge.id)));
        if sign_in::decide(write.conn(), challenge.id, mac.as_deref(), now).await? && known {
            let letter = Letter {
                id: ids::new_id(),
                network: None,
                kind: "sign-in-code".to_owned(),
                about: challenge.id.0,
                recipient: challenge.email,
                locale: challenge.locale,
                attempts: 0,
            };
            mail::enqueue(write.conn(), &letter, now).await?;
        }
        write.commit().await?;
    }
    Ok(())
}

/// Trades a code for a session.
pub async fn verify(app: &App, answer: &CodeAnswer, client: IpAddr) -> Result<SessionStarted, Failure> {
    let now = app.clock.now();
    let secret = hex_256(&answer.login_secret, "login_secret")?;
    let device_name = text::line(&answer.device_name, limits::NAME).map_err(|bad| bad.of("device_name"))?;
    let platform = text::line(&answer.platform, limits::NAME).map_err(|bad| bad.of("platform"))?;
    let challenge = open(app, answer, &secret, client, now).await?;

    let mut write = app.database.write().await?;
    if !sign_in::use_up(write.conn(), challenge.id, now).await? {
        write.roll_back().await;
        return Err(Failure::refused(ApiCode::CodeUsed, "The code has been used."));
    }
    // The membership may have ended while the mail was on its way.
    if !members::may_sign_in(write.conn(), &challenge.email).await? {
        write.roll_back().await;
        return Err(Failure::refused(ApiCode::CodeWrong, "The code does not match."));
    }
    let account = accounts::ensure(write.conn(), AccountId(ids::secret_id()), &challenge.email, now).await?;
    members::claim(write.conn(), &challenge.email, account).await?;
    write.recheck(account);
    let token = ids::secret();
    let session = SessionRecord {
        id: SessionId(ids::secret_id()),
        account,
        device_name,
        platform,
        created_at: now,
        last_seen_at: now,
    };
    crate::db::sessions::insert(write.conn(), &session, &ids::sha256(&token)).await?;
    let me = sessions::me(write.conn(), account).await?;
    write.commit().await?;
    tracing::info!(session.id = %session.id, "A device signed in.");
    Ok(SessionStarted { token, session: session.id, me })
}

/// Counts the try, commits that, and only then compares.
async fn open(
    app: &App,
    answer: &CodeAnswer,
    secret: &str,
    client: IpAddr,
    now: i64,
) -> Result<Challenge, Failure> {
    let mut write = app.database.write().await?;
    if let Err(refusal) = app.limits.count_check(write.conn(), client, now).await {
        write.roll_back().await;
        return Err(refusal);
    }
    let counted = sign_in::count_try(write.conn(), answer.challenge, now).await?;
    let fate = if counted.is_none() { sign_in::fate(write.conn(), answer.challenge).await? } else { None };
    write.commit().await?;
    let Some((challenge, mac)) = counted else {
        return Err(match fate {
            Some(fate) if fate.used => Failure::refused(ApiCode::CodeUsed, "The code has been used."),
            Some(fate) if !fate.replaced && fate.expires_at > now => {
                Failure::refused(ApiCode::CodeExhausted, "Too many tries; ask for a new code.")
            }
            _ => Failure::refused(ApiCode::CodeExpired, "The code has expired; ask for a new one."),
        });
    };
    let same_device =
        equal(&ids::sha256(hex::decode(secret).unwrap_or_default()), &challenge.login_secret_hash);
    let offered = app.key.mac_of_code(challenge.id, &normal_code(&answer.code));
    // A challenge that no code opens is compared all the same, with something that never matches.
    let right_code = equal(&offered, mac.as_deref().unwrap_or(&"0".repeat(64)));
    if !same_device {
        return Err(Failure::refused(ApiCode::CodeOtherDevice, "The code was asked for by another device."));
    }
    if !right_code {
        return Err(Failure::refused(ApiCode::CodeWrong, "The code does not match."));
    }
    Ok(challenge)
}

/// A device's name as a letter may carry it: anybody can ask for a letter, so it must not be able to hold an
/// address, a link, or marks that turn the direction of the text.
fn harmless(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric() || " -_()（）'’".contains(*c)).take(40).collect()
}

fn equal(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

/// A typed code in the form in which it was made: full-width characters folded, upper case, no spaces and hyphens.
fn normal_code(typed: &str) -> String {
    typed
        .chars()
        .take(64)
        .nfkc()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

fn hex_256(text: &str, field: &str) -> Result<String, Failure> {
    let good = text.len() == 64 && text.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'));
    if good {
        Ok(text.to_owned())
    } else {
        Err(Failure::invalid(field, "64 lower-case hex digits are needed."))
    }
}

#[cfg(test)]
mod tests {
    use super::{harmless, normal_code};

    #[test]
    fn a_device_cannot_smuggle_a_link_into_the_letter() {
        assert_eq!(harmless("至急 https://evil.example で確認"), "至急 httpsevilexample で確認");
        assert_eq!(harmless("\u{202E}花子のiPhone (2)"), "花子のiPhone (2)");
    }

    #[test]
    fn a_code_may_be_typed_in_any_width_and_case() {
        for typed in ["ABCD-EFGH", "abcd efgh", " ＡＢＣＤ－ＥＦＧＨ ", "abcdefgh", "ａｂｃｄ　ｅｆｇｈ"]
        {
            assert_eq!(normal_code(typed), "ABCDEFGH", "{typed}");
        }
    }
}
