//! The command line.

use crate::profile::Profile;
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// The app of Enishi without a window.
#[derive(Debug, Parser)]
#[command(name = "enishi-cli", version, about, disable_help_subcommand = true)]
pub struct Args {
    /// Folder of this device's files.
    #[arg(long, env = "ENISHI_HOME", global = true, value_name = "DIR")]
    pub home: Option<PathBuf>,
    /// JSON on stdout.
    #[arg(long, global = true)]
    pub json: bool,
    /// Keep off the network.
    #[arg(long, global = true)]
    pub offline: bool,
    /// Where keys are: the system's store, or a file sealed with ENISHI_PASSPHRASE.
    #[arg(long, global = true, env = "ENISHI_SECRETS", value_enum, default_value_t = Secrets::System)]
    pub secrets: Secrets,
    /// Language of sentences: ja or en. The default is that of the system.
    #[arg(long, global = true, value_name = "LANG")]
    pub lang: Option<String>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Where keys are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Secrets {
    /// The store of the operating system.
    System,
    /// A file sealed with the passphrase in ENISHI_PASSPHRASE.
    File,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Ask for a sign-in code (--server, --email), then send it (--code).
    SignIn(SignIn),
    /// Sign out and forget everything of the account on this device.
    SignOut,
    /// Confirm the own entry; only then is one listed. Later: correct it.
    Confirm(Confirm),
    /// Send what waits and fetch what is new.
    Sync,
    /// How the sync stands.
    Status,
    /// Posts, newest first.
    Feed,
    /// Events that come, next first.
    Events {
        /// Past events, latest first.
        #[arg(long)]
        past: bool,
    },
    /// Answer an invitation.
    Rsvp {
        /// The event's id.
        event: String,
        /// The answer.
        #[arg(value_enum)]
        answer: Answer,
    },
    /// The directory.
    Directory {
        /// What of it.
        #[command(subcommand)]
        command: Directory,
    },
    /// What waits to be sent, and what could not be sent.
    Outbox {
        /// What to do with one of them.
        #[command(subcommand)]
        command: Option<Outbox>,
    },
    /// Publish a post (duty posts), or with --edit correct one.
    Post(Post),
    /// Publish an event (duty events).
    Event(Event),
    /// The answers to an event (duty events).
    Answers {
        /// The event's id.
        event: String,
    },
    /// One line for each notification that the app would show, until interrupted.
    Watch {
        /// Stop after so many seconds.
        #[arg(long, value_name = "SECONDS")]
        seconds: Option<u64>,
    },
    /// A member and me: hidden from each other, or not.
    Member {
        /// What to do.
        #[command(subcommand)]
        command: Member,
    },
    /// The own profile, or that of a member.
    Profile(Profile),
    /// Compare what is here with the server, and repair what differs.
    Verify,
    /// Write the own things into a file.
    Export {
        /// The file, or a folder that gets a new one.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
    /// Devices on which the account is signed in.
    Devices {
        /// Sign this one out: it forgets everything of the account at its next contact.
        #[arg(long, value_name = "ID")]
        sign_out: Option<String>,
    },
}

/// `sign-in`.
#[derive(Debug, ClapArgs)]
pub struct SignIn {
    /// Address of the server.
    #[arg(
        long,
        value_name = "URL",
        requires = "email",
        required_unless_present = "code",
        conflicts_with = "code"
    )]
    pub server: Option<String>,
    /// The mail address.
    #[arg(long, value_name = "ADDRESS", requires = "server")]
    pub email: Option<String>,
    /// The mailed code.
    #[arg(long, value_name = "CODE")]
    pub code: Option<String>,
}

/// `confirm`: what is not given stays as it is.
#[derive(Debug, ClapArgs)]
pub struct Confirm {
    /// 姓.
    #[arg(long)]
    pub family_name: Option<String>,
    /// 名.
    #[arg(long)]
    pub given_name: Option<String>,
    /// Reading of the family name.
    #[arg(long)]
    pub family_kana: Option<String>,
    /// Reading of the given name.
    #[arg(long)]
    pub given_kana: Option<String>,
    /// 旧姓; an empty one is not listed.
    #[arg(long)]
    pub former_name: Option<String>,
    /// Department.
    #[arg(long)]
    pub department: Option<String>,
    /// One line about now.
    #[arg(long)]
    pub headline: Option<String>,
}

/// `member`.
#[derive(Debug, Subcommand)]
pub enum Member {
    /// Hide us from each other, everywhere.
    Hide {
        /// The member's id.
        member: String,
    },
    /// End that.
    Show {
        /// The member's id.
        member: String,
    },
}

/// `directory`.
#[derive(Debug, Subcommand)]
pub enum Directory {
    /// People that match all words.
    Search {
        /// Kanji, kana, Latin letters, department.
        text: String,
        /// Only who joined in this year.
        #[arg(long, value_name = "YEAR")]
        joined: Option<i32>,
    },
    /// Everybody, in order of reading.
    List {
        /// Only who joined in this year.
        #[arg(long, value_name = "YEAR")]
        joined: Option<i32>,
    },
}

/// `outbox`.
#[derive(Debug, Subcommand)]
pub enum Outbox {
    /// Try one again.
    Retry {
        /// Its id.
        id: String,
    },
    /// Take one back.
    Discard {
        /// Its id.
        id: String,
    },
}

/// `post`.
#[derive(Debug, ClapArgs)]
pub struct Post {
    /// One line.
    #[arg(long)]
    pub title: String,
    /// Plain text.
    #[arg(long)]
    pub text: String,
    /// The post to correct; its kind stays.
    #[arg(long, value_name = "ID", conflicts_with = "kind")]
    pub edit: Option<String>,
    /// Its kind.
    #[arg(long, value_enum, default_value_t = PostKind::WhatsNew)]
    pub kind: PostKind,
    /// Who it is for.
    #[arg(long, value_enum, default_value_t = Audience::Everyone)]
    pub audience: Audience,
}

/// `event`.
#[derive(Debug, ClapArgs)]
pub struct Event {
    /// One line.
    #[arg(long)]
    pub title: String,
    /// Its kind.
    #[arg(long, value_enum)]
    pub kind: EventKind,
    /// Start, RFC 3339.
    #[arg(long, value_name = "RFC3339")]
    pub starts: String,
    /// End, RFC 3339.
    #[arg(long, value_name = "RFC3339")]
    pub ends: String,
    /// Plain text.
    #[arg(long, default_value = "")]
    pub text: String,
    /// Where.
    #[arg(long, default_value = "")]
    pub place: String,
    /// How many may come.
    #[arg(long)]
    pub capacity: Option<u32>,
    /// Until when answers are taken, RFC 3339.
    #[arg(long, value_name = "RFC3339")]
    pub answer_by: Option<String>,
    /// Who it is for.
    #[arg(long, value_enum, default_value_t = Audience::Everyone)]
    pub audience: Audience,
}

/// An answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Answer {
    /// 参加.
    Yes,
    /// 未定.
    Maybe,
    /// 不参加.
    No,
}

/// Kind of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum PostKind {
    /// What is new.
    WhatsNew,
    /// Newsletter.
    Newsletter,
    /// A story.
    Story,
    /// A life event.
    LifeEvent,
}

/// Kind of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EventKind {
    /// A get-together.
    Reunion,
    /// Pitches.
    Pitch,
    /// Any other.
    Other,
}

/// Who it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Audience {
    /// Every active member.
    Everyone,
    /// Alumni only.
    Alumni,
    /// Staff only.
    Staff,
}

/// The same words in the bridge's types.
macro_rules! into_bridge {
    ($from:ident, $($variant:ident),+) => {
        impl From<$from> for enishi_bridge::$from {
            fn from(word: $from) -> Self {
                match word {
                    $($from::$variant => Self::$variant),+
                }
            }
        }
    };
}
into_bridge!(Answer, Yes, Maybe, No);
into_bridge!(PostKind, WhatsNew, Newsletter, Story, LifeEvent);
into_bridge!(EventKind, Reunion, Pitch, Other);
into_bridge!(Audience, Everyone, Alumni, Staff);
