//! Mail: what people read, what the mail server is told, and what happens when it does not answer.

use crate::{
    on_both,
    support::{Program, World, smtp::SmtpServer, world::HOUR},
};
use enishi_server::{
    db::mail,
    domain::invitations,
    mail::{post_office::PostOffice, worker},
};

/// The plain text of a letter.
fn plain(letter: &str) -> String {
    let part = letter.split("Content-Type: text/plain").nth(1).expect("a plain part");
    let part = part.split("\n\n").skip(1).collect::<Vec<_>>().join("\n\n");
    let part = part.split("\n--").next().unwrap_or_default();
    let mut bytes = Vec::new();
    for line in part.replace("=\n", "").lines() {
        let mut rest = line;
        while let Some((before, after)) = rest.split_once('=') {
            bytes.extend_from_slice(before.as_bytes());
            bytes.extend(hex::decode(&after[..2]).expect("quoted-printable"));
            rest = &after[2..];
        }
        bytes.extend_from_slice(rest.as_bytes());
        bytes.push(b'\n');
    }
    String::from_utf8(bytes).expect("UTF-8")
}

on_both! {
    async fn an_invitation_says_what_will_happen_and_where_to_begin(world: &World) {
        let network = world.network().await;
        world.invite(network, "hanako@example.jp").await;
        let letter = world.letter("hanako@example.jp", "invitation").await.replace("\r\n", "\n");
        assert!(letter.contains("Subject: =?utf-8?b?"), "a Japanese subject is encoded");
        let text = plain(&letter);
        for part in ["山田 花子 様", "縁商事アルムナイ", "離れても、つながりを続ける。", "名簿には載りません", "https://enishi.example.jp"] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(text.contains(&format!("https://enishi.example.jp/welcome/{network}\n")), "{text}");
        assert!(!text.contains("hanako@example.jp"), "no address in a text that is forwarded");
    }

    async fn a_code_mail_names_the_device_that_asked_and_shows_the_code_alone_on_a_line(world: &World) {
        let network = world.network().await;
        world.invite(network, "hanako@example.jp").await;
        world.ask("hanako@example.jp").await;
        let text = plain(&world.letter("hanako@example.jp", "sign-in-code").await.replace("\r\n", "\n"));
        assert!(text.contains("「花子の電話」"), "{text}");
        let code = text.lines().find(|line| line.len() == 9).expect("the code");
        assert!(code.chars().all(|c| "23456789ABCDEFGHJKMNPQRSTUVWXYZ-".contains(c)), "{code}");
    }

    async fn who_was_invited_is_not_mailed_again_unless_asked_for(world: &World) {
        let network = world.network().await;
        world.import(network, "氏名,メール\n山田 花子,hanako@example.jp\n田中 太郎,taro@example.jp\n").await;
        let database = world.database().await;
        assert_eq!(invitations::invite_all(&database, network, false, world.now()).await.expect("invited"), 2);
        assert_eq!(invitations::invite_all(&database, network, false, world.now()).await.expect("invited"), 0);
        assert!(!invitations::invite_one(&database, network, "taro@example.jp", false, world.now()).await.expect("invited"));
        assert!(invitations::invite_one(&database, network, "taro@example.jp", true, world.now()).await.expect("invited"));
        world.mail_is_quiet().await;
        assert_eq!(world.letters().len(), 3);
        let hanako = world.sign_in("hanako@example.jp").await;
        let entry = enishi_wire::members::Entry { family_name: "山田".to_owned(), ..Default::default() };
        hanako.wish(network, enishi_wire::mutations::Action::SetEntry { entry }).await;
        assert_eq!(invitations::invite_all(&database, network, true, world.now()).await.expect("invited"), 1, "who confirmed is not invited");
    }

    async fn a_real_mail_server_is_told_the_letter_and_nothing_that_a_name_smuggles(world: &World) {
        let smtp = SmtpServer::start().await;
        let network = world.network().await;
        let database = world.database().await;
        world.import(network, "氏名,メール\n\"山田\r\nBcc: evil@example.com\",hanako@example.jp\n").await;
        let office = PostOffice::smtp(&format!("smtp://{}", smtp.address)).expect("an office");
        // The world's own worker would write a file: it is stopped, and the letter goes by this office.
        let app = world.app().await;
        world.stop_worker().await;
        invitations::invite_one(&database, network, "hanako@example.jp", false, world.now()).await.expect("invited");
        let from = "縁 <enishi@example.jp>".parse().expect("a sender");
        assert_eq!(worker::send_due(&app, &office, &from).await.expect("sent"), 1);
        let delivered = smtp.wait_for(1).await;
        assert_eq!(delivered[0].to, ["RCPT TO:<hanako@example.jp>"]);
        assert!(delivered[0].from.starts_with("MAIL FROM:<enishi@example.jp>"));
        let head = delivered[0].bytes.split("\n\n").next().expect("a head");
        assert!(!head.to_lowercase().contains("bcc:") && !head.contains("evil"), "{head}");
        assert!(head.contains("Enishi-Kind: invitation"));
        assert_eq!(worker::send_due(&app, &office, &from).await.expect("nothing"), 0, "sent once");
    }

    async fn a_mail_server_that_does_not_answer_is_asked_again_later(world: &World) {
        let network = world.network().await;
        let database = world.database().await;
        world.import(network, "氏名,メール\n山田,hanako@example.jp\n").await;
        let app = world.app().await;
        world.stop_worker().await;
        invitations::invite_one(&database, network, "hanako@example.jp", false, world.now()).await.expect("invited");
        let nobody = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
        let from = "enishi@example.jp".parse().expect("a sender");
        let closed = PostOffice::smtp(&format!("smtp://{nobody}")).expect("an office");
        assert_eq!(worker::send_due(&app, &closed, &from).await.expect("tried"), 1);
        assert_eq!(worker::send_due(&app, &closed, &from).await.expect("waits"), 0);
        world.pass(HOUR);
        let due = mail::due(&mut database.snapshot().await.expect("a snapshot"), world.now(), 10).await.expect("a list");
        assert_eq!((due.len(), due[0].attempts), (1, 1));
        let smtp = SmtpServer::start().await;
        let office = PostOffice::smtp(&format!("smtp://{}", smtp.address)).expect("an office");
        assert_eq!(worker::send_due(&app, &office, &from).await.expect("sent"), 1);
        assert_eq!(smtp.wait_for(1).await.len(), 1);
    }

    async fn invitations_of_the_command_line_are_sent_by_the_running_server(world: &World) {
        let network = world.network().await;
        world.import(network, "氏名,メール\n山田,hanako@example.jp\n").await;
        let (data, url, id) = (world.data(), world.database_url.clone(), network.to_string());
        let ended = tokio::task::spawn_blocking(move || Program::new(&["invite", "--all", "--network", &id], &data).database(&url).run());
        let ended = ended.await.expect("it ran");
        assert_eq!((ended.status, ended.out["invited"].as_u64()), (0, Some(1)), "{ended:?}");
        // The program's clock is that of the machine, which is ahead of ours.
        world.pass(100 * 365 * 24 * HOUR);
        world.letter("hanako@example.jp", "invitation").await;
    }
}
