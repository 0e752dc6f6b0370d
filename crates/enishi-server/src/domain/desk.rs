//! Letters to the secretariat and its answers: plain rows of the member and of the desk `inbox`.

use super::{
    limits,
    scopes::{require_active, require_duty},
    text,
};
use crate::{
    db::{
        hidden::are_apart,
        members::{self, Member},
        write::Turn,
    },
    failure::Failure,
};
use enishi_wire::{
    desk::DeskLetterRow,
    errors::ApiCode,
    ids::MemberId,
    limits::MESSAGE,
    members::{Duty, MemberState},
    scopes::Scope,
};
use uuid::Uuid;

/// Writes a letter: of a member to the secretariat, or of who holds the duty `inbox` to a member.
pub async fn write(
    turn: &mut Turn,
    sender: &Member,
    id: Uuid,
    to: Option<MemberId>,
    words: &str,
) -> Result<(), Failure> {
    require_active(sender)?;
    let words = text::paragraphs(words, MESSAGE).map_err(|bad| bad.of("text"))?;
    if words.is_empty() {
        return Err(Failure::invalid("text", "A letter needs words."));
    }
    let (network, now) = (turn.network, turn.now);
    let (member, by) = match to {
        None => {
            limits::count_desk_letter(turn.conn(), sender.id, now).await?;
            let reads = members::others_with_duty(turn.conn(), network, sender.id, Duty::Inbox).await? > 0
                || sender.duties.contains(&Duty::Inbox);
            if !reads {
                return Err(Failure::refused(ApiCode::NobodyReads, "Nobody reads letters at present."));
            }
            (sender.id, None)
        }
        Some(to) => {
            require_duty(sender, Duty::Inbox)?;
            let member = members::find(turn.conn(), network, to).await?.ok_or_else(Failure::not_found)?;
            let there = matches!(member.state, MemberState::Active | MemberState::Paused);
            if !there || are_apart(turn.conn(), network, sender.id, to).await? {
                return Err(Failure::not_found());
            }
            (to, Some(sender.id))
        }
    };
    let row = DeskLetterRow { member, by, text: words, sent_at: now };
    turn.put(Scope::Me(member), id, Some(member), &row).await?;
    turn.put(Scope::Desk(Duty::Inbox), id, Some(member), &row).await
}
