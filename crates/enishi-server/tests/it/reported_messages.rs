//! Messages in a report: what was sent through this server is believed, and nothing else.

use crate::{
    on_both,
    support::World,
    talk::{Person, code, phone, sealed, two},
};
use enishi_seal::{
    franking,
    letter::{Content, Letter},
    list::Head,
    secret::Secret,
};
use enishi_wire::{
    blob::Blob,
    ids::MemberId,
    members::Duty,
    mutations::Action,
    reports::{ProvedMessage, ReportReason, ReportRow, Subject},
    talk::{MessageRow, SealedMessage},
};

const CANARY: &str = "kanariya90aa";

fn secret() -> Secret {
    Secret::new([8; 32])
}

/// Sends a message whose letter is known to the test, and gives what proves it.
async fn sent(from: &Person, to: &Person, devices: (u128, u128), text: &str) -> ProvedMessage {
    let message = enishi_server::ids::new_id();
    let letter = Letter {
        network: from.network.0,
        message,
        from: from.id.0,
        device: phone(devices.0).0,
        to: to.id.0,
        count: 1,
        written_at: 1,
        my_list: Head { n: 1, hash: [0; 32] },
        your_list: Head { n: 1, hash: [0; 32] },
        content: Content::Text { text: text.to_owned(), reply_to: None, attachments: Vec::new() },
    }
    .encode();
    let commitment = franking::commit(&secret(), &letter).expect("a commitment");
    let message_of = SealedMessage {
        commitment: Blob(commitment.to_vec()),
        ..sealed(phone(devices.0), &[phone(devices.1)])
    };
    let wish = enishi_wire::mutations::Mutation {
        id: enishi_wire::ids::MutationId(message),
        network: from.network,
        made_at: 1,
        action: Action::SendMessage { to: to.id, message: message_of },
    };
    assert_eq!(code(&from.device.push(&wish).await), "applied");
    let row = to.everything().await.row::<MessageRow>(message).expect("it arrived");
    ProvedMessage {
        letter: Blob(letter),
        key: Blob(secret().expose().to_vec()),
        sent_at: row.sent_at,
        mark: row.mark,
    }
}

fn report(of: MemberId, messages: Vec<ProvedMessage>) -> Action {
    Action::Report {
        subject: Subject::Messages { member: of },
        reason: ReportReason::Harassment,
        text: "つきまといです".to_owned(),
        named: false,
        messages,
    }
}

on_both! {
    async fn chosen_messages_reach_the_duty_with_the_proof_that_they_were_sent(world: &World) {
        let (hanako, taro) = two(world).await;
        let desk = world.desk(hanako.network, "moderator@example.jp", &[Duty::Moderation]).await;
        let bad = sent(&hanako, &taro, (1, 2), CANARY).await;
        let answer = sent(&taro, &hanako, (2, 1), "やめてください").await;
        let fate = taro.wish(report(hanako.id, vec![bad.clone(), answer])).await;
        assert_eq!(code(&fate), "applied");
        let held = desk.everything(hanako.network).await;
        let rows: Vec<&serde_json::Value> = held.rows.values().filter(|row| row.kind == "report").filter_map(|row| row.body.as_ref()).collect();
        let row: ReportRow = serde_json::from_value(rows[0].clone()).expect("a report");
        let said: Vec<(Option<MemberId>, &str)> = row.messages.iter().map(|message| (message.from, message.text.as_str())).collect();
        assert_eq!(said, [(Some(hanako.id), CANARY), (None, "やめてください")], "who reports is not named by an own line");
        let everything = format!("{:?}", rows[0]);
        assert!(!everything.contains(&taro.id.to_string()), "{everything}");
        assert_eq!((row.about, row.label.as_str()), (Some(hanako.id), "山田 花子"));
        assert!(!format!("{:?}", hanako.everything().await.rows).contains(CANARY), "who is reported learns nothing");

        // Once more with another one: both are there, each once.
        let more = sent(&hanako, &taro, (1, 2), "まだ続く").await;
        assert_eq!(code(&taro.wish(report(hanako.id, vec![more, bad])).await), "applied");
        let held = desk.everything(hanako.network).await;
        let reports: Vec<ReportRow> = held.rows.values().filter(|row| row.kind == "report").filter_map(|row| row.body.clone()).map(|body| serde_json::from_value(body).expect("a report")).collect();
        assert_eq!((reports.len(), reports[0].messages.len()), (1, 3));
    }

    async fn what_was_not_sent_like_this_is_refused(world: &World) {
        let (hanako, taro) = two(world).await;
        let third = Person::with_phone(world, hanako.network, "jiro@example.jp", 3).await;
        let good = sent(&hanako, &taro, (1, 2), "こんにちは").await;
        let of = |message: ProvedMessage| report(hanako.id, vec![message]);
        let other_words = {
            let mut letter = Letter::decode(&good.letter.0).expect("a letter");
            letter.content = Content::Text { text: "ひどい言葉".to_owned(), reply_to: None, attachments: Vec::new() };
            Blob(letter.encode())
        };
        for forged in [
            ProvedMessage { letter: other_words, ..good.clone() },
            ProvedMessage { key: Blob(vec![9; 32]), ..good.clone() },
            ProvedMessage { key: Blob(Vec::new()), ..good.clone() },
            ProvedMessage { sent_at: good.sent_at + 1, ..good.clone() },
            ProvedMessage { mark: Blob(vec![0; 32]), ..good.clone() },
            ProvedMessage { letter: Blob(b"no letter".to_vec()), ..good.clone() },
        ] {
            assert_eq!(code(&taro.wish(of(forged)).await), "invalid");
        }
        assert_eq!(code(&third.wish(of(good.clone())).await), "invalid", "between other people");
        assert_eq!(code(&taro.wish(report(third.id, vec![good.clone()])).await), "invalid", "about somebody else");
        assert_eq!(code(&hanako.wish(report(taro.id, vec![good.clone()])).await), "invalid", "none of the reported person");
        assert_eq!(code(&taro.wish(report(hanako.id, Vec::new())).await), "invalid");
        assert_eq!(code(&taro.wish(report(hanako.id, vec![good.clone(); 21])).await), "invalid");
        let elsewhere = Action::Report {
            subject: Subject::Member { member: hanako.id },
            reason: ReportReason::Spam,
            text: String::new(),
            named: false,
            messages: vec![good.clone()],
        };
        assert_eq!(code(&taro.wish(elsewhere).await), "invalid");
        assert_eq!(code(&taro.wish(of(good)).await), "applied");
    }

    async fn about_one_who_reads_reports_only_the_operator_has_the_words(world: &World) {
        let (hanako, taro) = two(world).await;
        world.grant(hanako.network, "hanako@example.jp", &[Duty::Moderation]).await;
        let desk = world.desk(hanako.network, "moderator@example.jp", &[Duty::Moderation]).await;
        let bad = sent(&hanako, &taro, (1, 2), CANARY).await;
        assert_eq!(code(&taro.wish(report(hanako.id, vec![bad])).await), "applied");
        for device in [&desk, &hanako.device] {
            assert!(!format!("{:?}", device.everything(hanako.network).await.rows).contains(CANARY));
        }
        let app = world.app().await;
        let all = enishi_server::domain::reports::for_operator(&app.database, hanako.network).await.expect("reports");
        assert_eq!(all[0].messages[0].text, CANARY);
    }
}
