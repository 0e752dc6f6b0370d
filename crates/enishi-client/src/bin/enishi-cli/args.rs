//! The command line.

use crate::{
    desk, devices,
    field::Field,
    life_events::LifeEvents,
    profile::Profile,
    status::{Follow, React, Status},
    talk,
    trust::{Member, Membership, Moderation, Report},
};
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use enishi_bridge::members::{Filter, FilterBy};
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
    /// How the sync stands; with a subcommand, 近況: what one says of now in one mark and 40 characters.
    Status {
        /// What to do.
        #[command(subcommand)]
        command: Option<Status>,
    },
    /// React to a 近況 or a life event; only its author sees that.
    React(React),
    /// Follow people, who never learn of it.
    Follow {
        /// What to do.
        #[command(subcommand)]
        command: Follow,
    },
    /// Life events: marriage, birth, a move.
    LifeEvent {
        /// What to do.
        #[command(subcommand)]
        command: LifeEvents,
    },
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
    /// The own card, or with a text whether it is a card of this network.
    Card {
        /// The text of somebody's card, as its QR code holds it.
        text: Option<String>,
    },
    /// A member and me: hidden from each other, or not.
    Member {
        /// What to do.
        #[command(subcommand)]
        command: Member,
    },
    /// Report a member, a post or an event to the secretariat; without arguments, the own reports.
    Report(Report),
    /// Reports of all, for the duty moderation.
    Moderation {
        /// What to do.
        #[command(subcommand)]
        command: Moderation,
    },
    /// The own membership: pausing, leaving, and who was shown restricted fields.
    Membership {
        /// What to do.
        #[command(subcommand)]
        command: Membership,
    },
    /// The own profile, or that of a member.
    Profile(Profile),
    /// What the network decides about fields of profiles (duty roster).
    Field(Field),
    /// With whom one writes, the last one that moved first. Only the two people's devices can read messages.
    Threads,
    /// Messages with a member; they count as read.
    Read(talk::Read),
    /// Write to a member. The first message is a request: a second one goes only after an answer.
    Send(talk::Send),
    /// Accept or decline the first message of somebody.
    Request(talk::Request),
    /// Be told of nothing that comes in a thread, or be told again.
    Mute {
        /// The member's id.
        member: String,
        /// Be told again.
        #[arg(long)]
        end: bool,
    },
    /// Letters to the secretariat, which its people can read.
    Desk {
        /// What to do.
        #[command(subcommand)]
        command: desk::Desk,
    },
    /// The own devices that take part in messages, and letting a new one in.
    TalkDevices {
        /// What to do; without it, they are listed.
        #[command(subcommand)]
        command: Option<devices::Devices>,
    },
    /// Put a photo or file of a message into a folder.
    Save(talk::Save),
    /// Take an own message back, within an hour. That there was one stays visible.
    Unsend {
        /// The message's id.
        message: String,
    },
    /// The number that two people compare, to be sure that nobody is between them.
    Safety(talk::Safety),
    /// Make a recovery key, or use one: a new device then reads old messages and stands beside the others.
    Recovery {
        /// What to do; without it, whether there is one.
        #[command(subcommand)]
        command: Option<talk::Recovery>,
    },
    /// Begin messages anew on this device, when no other device is left: old messages stay closed.
    TalkAnew,
    /// Compare what is here with the server, and repair what differs.
    Verify,
    /// Write the own things into a ZIP. It is erased a day later.
    Export {
        /// The file, or a folder that gets a new one.
        #[arg(value_name = "FILE")]
        to: PathBuf,
        /// Leave the file where it is.
        #[arg(long)]
        keep: bool,
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

/// `directory`.
#[derive(Debug, Subcommand)]
pub enum Directory {
    /// People that match all words.
    Search {
        /// Names in kanji, kana or Latin letters, companies, departments, skills …
        text: String,
        /// Only some of them.
        #[command(flatten)]
        filters: Filters,
    },
    /// Everybody, in order of reading.
    List {
        /// Only some of them.
        #[command(flatten)]
        filters: Filters,
    },
    /// The values to filter by, with how many people each leaves.
    Choices {
        /// joined_year, department, place, purpose, skill, can_help, looking_for or prefecture.
        by: String,
        /// Only among some.
        #[command(flatten)]
        filters: Filters,
    },
}

/// Filters of the directory; all of them must be passed.
#[derive(Debug, Default, ClapArgs)]
pub struct Filters {
    /// Only who joined in this year.
    #[arg(long, value_name = "YEAR")]
    pub joined: Option<i32>,
    /// Only who was in this department.
    #[arg(long)]
    pub department: Option<String>,
    /// Only who was at this place.
    #[arg(long)]
    pub place: Option<String>,
    /// Only who is here for this: business, friendship, come_back, help.
    #[arg(long)]
    pub purpose: Option<String>,
    /// Only who can do this.
    #[arg(long, value_name = "TAG")]
    pub skill: Option<String>,
    /// Only whom one may ask about this.
    #[arg(long, value_name = "TAG")]
    pub can_help: Option<String>,
    /// Only who looks for this.
    #[arg(long, value_name = "TAG")]
    pub looking_for: Option<String>,
    /// Only who lives in this prefecture, 1 to 47.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u8).range(1..=47))]
    pub prefecture: Option<u8>,
    /// Only who was at the same place at the same time as the reader, the longest first.
    #[arg(long)]
    pub together: bool,
}

impl Filters {
    /// As the core takes them.
    pub fn all(self) -> Vec<Filter> {
        let values = [
            (FilterBy::JoinedYear, self.joined.map(|year| year.to_string())),
            (FilterBy::Department, self.department),
            (FilterBy::Place, self.place),
            (FilterBy::Purpose, self.purpose),
            (FilterBy::Skill, self.skill),
            (FilterBy::CanHelp, self.can_help),
            (FilterBy::LookingFor, self.looking_for),
            (FilterBy::Prefecture, self.prefecture.map(|number| number.to_string())),
        ];
        let filters = values.into_iter().filter_map(|(by, value)| by.filter(&value?));
        filters.chain(self.together.then_some(Filter::Together)).collect()
    }
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
