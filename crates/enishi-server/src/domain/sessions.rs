//! Sessions: opaque tokens, checked on every request; ended by sign-out, by another device, or by time.

use crate::{
    app::App,
    clock::DAY,
    db::{
        Conn, accounts, members, networks, sessions,
        sessions::{SessionRecord, Token},
    },
    failure::Failure,
    ids::sha256,
};
use enishi_wire::{
    errors::ApiCode,
    ids::{AccountId, SessionId},
    members::MemberState,
    sessions::{Session, Sessions},
    sign_in::{Me, Place},
};

const IDLE: i64 = 60 * DAY;
const ABSOLUTE: i64 = 365 * DAY;
/// How exactly "last seen" is kept; a write for every request would be too many.
const MINUTE: i64 = 60_000;

/// Who asks: a live session.
#[derive(Debug, Clone, Copy)]
pub struct Caller {
    /// The device.
    pub session: SessionId,
    /// Whose it is.
    pub account: AccountId,
}

/// Ended by the person, here or on another device: this device forgets the account.
fn ended() -> Failure {
    Failure::refused(ApiCode::Unauthenticated, "The session was ended.")
}

/// Whoever comes without a session, or with one that is too old or that this database has never heard of,
/// keeps what waits in the outbox and signs in again. So neither a long time in a drawer nor a server that was
/// restored from an older backup, nor a proxy that swallows a header, empties a device.
pub fn expired() -> Failure {
    Failure::refused(ApiCode::SessionExpired, "Sign in again.")
}

/// When a session ends unless it is used before.
pub fn end_of(session: &SessionRecord) -> i64 {
    session.last_seen_at.saturating_add(IDLE).min(session.created_at.saturating_add(ABSOLUTE))
}

fn is_alive(session: &SessionRecord, now: i64) -> bool {
    now < end_of(session)
}

/// The caller that a token belongs to.
pub async fn authenticate(app: &App, token: &str) -> Result<Caller, Failure> {
    let now = app.clock.now();
    let mut snapshot = app.database.snapshot().await?;
    let session = match sessions::of_token(&mut snapshot, &sha256(token)).await? {
        Token::Of(session) if is_alive(&session, now) => session,
        Token::Of(_) | Token::Unknown => return Err(expired()),
        Token::Ended => return Err(ended()),
    };
    snapshot.rollback().await?;
    if now.saturating_sub(session.last_seen_at) >= MINUTE {
        // A full disk must not keep anybody from reading.
        if let Err(failure) = touch(app, session.id, now).await {
            tracing::warn!(%failure, "The last use of a session was not noted.");
        }
    }
    Ok(Caller { session: session.id, account: session.account })
}

async fn touch(app: &App, id: SessionId, now: i64) -> Result<(), Failure> {
    let mut write = app.database.write().await?;
    sessions::touch(write.conn(), id, now).await?;
    write.commit().await
}

/// The account and its networks. Networks that it left or was removed from are not among them.
pub async fn me(conn: &mut Conn, account: AccountId) -> Result<Me, Failure> {
    let email = accounts::email(conn, account).await?.ok_or_else(expired)?;
    let mut places = Vec::new();
    for member in members::places(conn, account).await? {
        if matches!(member.state, MemberState::Left | MemberState::Removed | MemberState::Unknown) {
            continue;
        }
        if let Some(network) = networks::find(conn, member.network).await? {
            places.push(Place {
                network: network.id,
                member: member.id,
                name: network.row.name,
                kind: network.row.kind,
                charter: network.row.charter,
                state: member.state,
            });
        }
    }
    Ok(Me { account, email, places })
}

/// The devices of an account, the asking one first.
pub async fn list(app: &App, caller: Caller) -> Result<Sessions, Failure> {
    let now = app.clock.now();
    let mut snapshot = app.database.snapshot().await?;
    let mut items: Vec<Session> = sessions::of_account(&mut snapshot, caller.account)
        .await?
        .into_iter()
        .filter(|session| is_alive(session, now))
        .map(|session| Session {
            current: session.id == caller.session,
            id: session.id,
            device_name: session.device_name,
            platform: session.platform,
            created_at: session.created_at,
            last_seen_at: session.last_seen_at - session.last_seen_at.rem_euclid(MINUTE),
        })
        .collect();
    items.sort_by_key(|session| !session.current);
    Ok(Sessions { items })
}

/// Ends a session of the caller's account.
pub async fn end(app: &App, caller: Caller, id: SessionId) -> Result<(), Failure> {
    let mut write = app.database.write().await?;
    let ended = sessions::end(write.conn(), caller.account, id, app.clock.now()).await?;
    write.recheck(caller.account);
    write.commit().await?;
    if ended { Ok(()) } else { Err(Failure::not_found()) }
}
