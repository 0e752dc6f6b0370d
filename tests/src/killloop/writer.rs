//! A person who writes without a pause, straight to the server's API: what was answered is acknowledged, what
//! was not may have arrived, and is sent again with the same id when the server is back.

use crate::{dice::Dice, mail::Mailbox};
use anyhow::{Context, Result, ensure};
use enishi_client::{
    Wish,
    http::{Api, Http, server_url},
};
use enishi_wire::{
    events::Answer,
    ids::{EventId, MutationId},
    mutations::{Action, Mutation},
    posts::{Audience, PostKind},
    sign_in::{CodeAnswer, CodeRequest, Place},
    sync::PushResult,
};
use serde_json::Map;
use std::collections::{BTreeMap, BTreeSet};

/// A login secret and its SHA-256; it protects made-up people only.
const SECRET: &str = "0000000000000000000000000000000000000000000000000000000000000000";
const SECRET_HASH: &str = "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925";

/// What a writer writes.
#[derive(Debug, Clone, Copy)]
pub enum Pen {
    /// Posts, several in a push.
    Posts,
    /// Answers to one event, each replacing the one before.
    Answers(EventId),
}

/// A person who writes.
pub struct Writer {
    /// The server, with her session.
    pub api: Api,
    /// Who writes where.
    pub place: Place,
    dice: Dice,
    pen: Pen,
    made: u64,
    name: String,
    /// Sent, and the server died before it answered.
    pub unknown: Vec<Mutation>,
    /// Ids of everything that was answered.
    pub acknowledged: BTreeSet<MutationId>,
    /// The last answer that was acknowledged.
    pub answer: Option<Answer>,
}

/// Signs in by mailed code; answers the API with the session, and who that is in the only network.
pub async fn signed_in(server: &str, address: &str, letters: &mut Mailbox) -> Result<(Api, Place)> {
    let api = Api::new(Http::new()?, server_url(server)?);
    let request = CodeRequest {
        email: address.to_owned(),
        login_secret_hash: SECRET_HASH.to_owned(),
        locale: "ja".to_owned(),
        device_name: "killloop".to_owned(),
    };
    let challenge = api.request_code(&request).await?.challenge;
    let code = letters.next_for(address).await?.code()?;
    let answer = CodeAnswer {
        challenge,
        login_secret: SECRET.to_owned(),
        code,
        device_name: "killloop".to_owned(),
        platform: "cli".to_owned(),
    };
    let started = api.verify_code(&answer).await?;
    let place = started.me.places.first().cloned().context("a network")?;
    Ok((api.with_token(started.token.into()), place))
}

impl Writer {
    /// A writer with dice of its own.
    pub fn new(name: &str, (api, place): &(Api, Place), seed: u64, pen: Pen) -> Self {
        Self {
            api: api.clone(),
            place: place.clone(),
            dice: Dice::new(seed),
            pen,
            made: 0,
            name: name.to_owned(),
            unknown: Vec::new(),
            acknowledged: BTreeSet::new(),
            answer: None,
        }
    }

    /// Sends what has an unknown end again, then writes on until the server is gone.
    pub async fn write(mut self) -> Result<Self> {
        let mut wishes = std::mem::take(&mut self.unknown);
        loop {
            if wishes.is_empty() {
                wishes = self.wishes()?;
            }
            if !self.push(&wishes).await? {
                self.unknown = wishes;
                return Ok(self);
            }
            wishes.clear();
        }
    }

    /// Sends what has an unknown end again; the server must take it.
    pub async fn finish(&mut self) -> Result<()> {
        let wishes = std::mem::take(&mut self.unknown);
        if !wishes.is_empty() {
            ensure!(self.push(&wishes).await?, "the server is back and does not answer");
        }
        Ok(())
    }

    /// Whether the push was answered. Everything that is written here must be applied.
    async fn push(&mut self, wishes: &[Mutation]) -> Result<bool> {
        let written: Vec<Wish> =
            wishes.iter().map(|wish| Wish::new(wish.clone(), Map::new())).collect::<Result<_, _>>()?;
        let Ok(reply) = self.api.push(&written, &BTreeMap::new()).await else {
            return Ok(false);
        };
        ensure!(reply.outcomes.len() == wishes.len(), "as many answers as wishes");
        for (wish, outcome) in wishes.iter().zip(reply.outcomes) {
            ensure!(wish.id == outcome.id, "answers in order");
            ensure!(
                matches!(outcome.result, PushResult::Applied { .. }),
                "{wish:?} was not applied: {outcome:?}"
            );
            self.acknowledged.insert(wish.id);
            if let Action::SetRsvp { answer, .. } = &wish.action {
                self.answer = Some(*answer);
            }
        }
        Ok(true)
    }

    fn wishes(&mut self) -> Result<Vec<Mutation>> {
        let count = if matches!(self.pen, Pen::Posts) { self.dice.between(1, 4) } else { 1 };
        (0..count).map(|_| self.wish()).collect()
    }

    fn wish(&mut self) -> Result<Mutation> {
        self.made += 1;
        let action = match self.pen {
            Pen::Posts => Action::CreatePost {
                post_kind: PostKind::WhatsNew,
                title: format!("{} {}", self.name, self.made),
                text: "本文。".repeat(30),
                audience: Audience::Everyone,
            },
            Pen::Answers(event) => {
                let answers = [Answer::Yes, Answer::Maybe, Answer::No];
                Action::SetRsvp { event, answer: *self.dice.one_of(&answers).context("an answer")? }
            }
        };
        Ok(Mutation { id: self.id()?, network: self.place.network, made_at: 0, action })
    }

    /// A UUID of version 7 whose every bit is chance.
    fn id(&mut self) -> Result<MutationId> {
        let (high, low) = (self.dice.any(), self.dice.any());
        let text = format!(
            "{:08x}-{:04x}-7{:03x}-8{:03x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xfff,
            low >> 52,
            low & 0xffff_ffff_ffff
        );
        Ok(text.parse()?)
    }
}
