//! Settings: of this device, and of one place on it.

use serde::{Deserialize, Serialize};

/// Language of the app.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// As the system: Japanese if it is Japanese, else English.
    #[default]
    System,
    /// 日本語.
    Ja,
    /// English.
    En,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Size of the text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextSize {
    /// 小: 14 px body.
    Small,
    /// 標準: 16 px body.
    #[default]
    Standard,
    /// 大: 20 px body.
    Large,
    /// 特大: 24 px body.
    ExtraLarge,
}

/// Settings of this device.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceSettings {
    /// Language.
    #[serde(default)]
    pub language: Language,
    /// Light or dark.
    #[serde(default)]
    pub theme: Theme,
    /// Size of the text.
    #[serde(default)]
    pub text_size: TextSize,
    /// Enter alone sends a message, and Shift with Enter makes a line. Off: Enter makes a line, and Ctrl or ⌘ with
    /// Enter sends.
    #[serde(default)]
    pub enter_sends: bool,
}

/// Hours in which nothing is shown; what comes in them is shown afterwards, if still unseen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietHours {
    /// Begin, minutes after local midnight, 0 to 1439.
    pub from: u16,
    /// End, minutes after local midnight; before `from` means the next day; equal means never quiet.
    pub to: u16,
}

/// Settings of one place on this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceSettings {
    /// Notify of `whats_new` posts.
    pub whats_new: bool,
    /// Notify of newsletters, stories and life events.
    pub other_posts: bool,
    /// Notify of reunions and other events.
    pub events: bool,
    /// Notify of pitch events.
    pub pitches: bool,
    /// Quiet hours; `None` for none.
    pub quiet: Option<QuietHours>,
    /// Show only that there is something new, not what (for a locked screen).
    pub hide_content: bool,
    /// Notify of the 近況 and life events of people whom the person follows.
    #[serde(default)]
    pub followed: bool,
    /// Show on home that somebody reacted.
    #[serde(default = "yes")]
    pub reactions: bool,
    /// Notify of messages.
    #[serde(default = "yes")]
    pub messages: bool,
    /// Say in the notification of a message who writes what. Off: it says only that there is one.
    #[serde(default)]
    pub message_text: bool,
    /// Notify of nothing until then, ms UTC by this device's clock.
    #[serde(default)]
    pub muted_until: Option<i64>,
}

const fn yes() -> bool {
    true
}

impl Default for PlaceSettings {
    /// News, events and messages, quiet from 21:00 to 8:00, titles shown, words of messages not.
    fn default() -> Self {
        Self {
            whats_new: true,
            other_posts: false,
            events: true,
            pitches: true,
            quiet: Some(QuietHours { from: 21 * 60, to: 8 * 60 }),
            hide_content: false,
            followed: false,
            reactions: true,
            messages: true,
            message_text: false,
            muted_until: None,
        }
    }
}

/// Where the keys of this device are: the visible fallback ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyStore {
    /// In the store of the operating system.
    System,
    /// In a file sealed with a passphrase.
    SealedFile,
    /// In memory only: sign in again after a restart.
    Memory,
}

/// The settings page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsView {
    /// Of this device.
    pub device: DeviceSettings,
    /// Of the current place; `None` while signed out.
    pub place: Option<PlaceSettings>,
    /// Where the keys are.
    pub key_store: KeyStore,
}
