//! The files of assets/demo as they are read; what each holds is told in the README beside them.

use super::{calendar::Weekday, status::Sayings};
use crate::failure::Failure;
use enishi_wire::{
    events::EventKind,
    members::Duty,
    networks::NetworkKind,
    posts::{Audience, PostKind},
    profile::{FieldAudience, FieldKey, FieldValue},
};
use serde::{Deserialize, de::DeserializeOwned};
use std::{collections::BTreeMap, path::Path};

/// All files but the roster, which the roster import reads.
pub struct Files {
    pub people: People,
    pub profiles: BTreeMap<String, Fields>,
    pub posts: Posts,
    pub events: Events,
    pub sayings: Sayings,
}

/// `people.json`.
#[derive(Deserialize)]
pub struct People {
    pub network: Network,
    pub scene: Scene,
    pub people: Vec<Person>,
}

#[derive(Deserialize)]
pub struct Network {
    pub name: String,
    pub kind: NetworkKind,
    pub charter: String,
}

#[derive(Deserialize)]
pub struct Scene {
    pub secretariat: String,
    pub member: String,
    pub invited: String,
}

#[derive(Deserialize)]
pub struct Person {
    pub email: String,
    pub confirmed: bool,
    #[serde(default)]
    pub headline: String,
    #[serde(default)]
    pub duties: Vec<Duty>,
}

/// `profiles.json`.
#[derive(Deserialize)]
struct Profiles {
    profiles: Vec<Profile>,
}

#[derive(Deserialize)]
struct Profile {
    email: String,
    fields: Fields,
}

/// The fields of a person.
pub type Fields = BTreeMap<FieldKey, Field>;

#[derive(Deserialize)]
pub struct Field {
    pub audience: FieldAudience,
    #[serde(flatten)]
    pub value: FieldValue,
}

/// `posts.json`, oldest first once it is read.
#[derive(Deserialize)]
pub struct Posts {
    pub posts: Vec<WrittenPost>,
}

#[derive(Deserialize)]
pub struct WrittenPost {
    pub kind: PostKind,
    pub days_ago: i64,
    pub at: String,
    pub audience: Audience,
    pub by: String,
    pub title: String,
    pub text: Vec<String>,
}

/// `events.json`, in the order of their announcement once it is read.
#[derive(Deserialize)]
pub struct Events {
    pub events: Vec<PlannedEvent>,
}

#[derive(Deserialize)]
pub struct PlannedEvent {
    pub key: String,
    pub kind: EventKind,
    pub days_from_now: i64,
    pub weekday: Option<Weekday>,
    pub starts: String,
    pub ends: String,
    pub published_days_ago: i64,
    pub answer_days_before: i64,
    pub called_off_days_ago: Option<i64>,
    pub capacity: Option<u32>,
    pub audience: Audience,
    pub by: String,
    pub title: String,
    pub place: String,
    pub parts: Vec<Part>,
    pub text: Vec<String>,
    pub answers_per_thousand: Shares,
}

#[derive(Deserialize)]
pub struct Part {
    pub at: String,
    pub title: String,
    #[serde(default)]
    pub speaker: String,
}

#[derive(Deserialize)]
pub struct Shares {
    pub yes: i64,
    pub maybe: i64,
    pub no: i64,
}

impl Files {
    /// Reads the files of a folder.
    pub fn read(folder: &Path) -> Result<Self, Failure> {
        let mut posts: Posts = read(&folder.join("posts.json"))?;
        posts.posts.sort_by_key(|post| -post.days_ago);
        let mut events: Events = read(&folder.join("events.json"))?;
        events.events.sort_by_key(|event| -event.published_days_ago);
        let profiles: Profiles = read(&folder.join("profiles.json"))?;
        let profiles = profiles.profiles.into_iter().map(|profile| (profile.email, profile.fields)).collect();
        let mut sayings: Sayings = read(&folder.join("status.json"))?;
        sayings.statuses.sort_by_key(|saying| -saying.days_ago);
        Ok(Self { people: read(&folder.join("people.json"))?, profiles, posts, events, sayings })
    }

    /// The network is older than everything in it.
    pub fn founded_days_ago(&self) -> i64 {
        let posts = self.posts.posts.iter().map(|post| post.days_ago);
        let events = self.events.events.iter().map(|event| event.published_days_ago);
        posts.chain(events).max().unwrap_or_default() + 7
    }
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    let bad = |why: String| {
        Failure::operator("bad_demo_files", format!("{} cannot be used: {why}", path.display()))
    };
    let bytes = std::fs::read(path).map_err(|error| bad(error.to_string()))?;
    serde_json::from_slice(&bytes).map_err(|error| bad(error.to_string()))
}

/// Minutes since midnight of a time such as `18:30`.
pub fn minutes(time: &str) -> Result<i64, Failure> {
    let read = || {
        let (hours, minutes) = time.split_once(':')?;
        Some(hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?)
    };
    read().ok_or_else(|| Failure::operator("bad_demo_files", "A time is written as 18:30."))
}
