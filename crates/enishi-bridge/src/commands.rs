//! The commands that the webview may call, by name. build.rs of the shell declares exactly these, the
//! shell's handler registers exactly these, and a test compares the two.
//!
//! A command takes at most one argument, named `form` or `id`, and answers a type of this crate or an
//! [`crate::errors::AppError`]:
//!
//! | command | argument | answer |
//! |---|---|---|
//! | `app` | – | [`crate::app::AppView`] |
//! | `choose_place` | form: [`crate::app::PlaceKey`] | – |
//! | `take_route` | – | `Option<`[`crate::notices::Route`]`>`: where a tap or a link wants to go, once |
//! | `sync_now` | – | – (its progress arrives as notices) |
//! | `request_code` | form: [`crate::sign_in::SignInForm`] | – |
//! | `verify_code` | form: [`crate::sign_in::CodeForm`] | – |
//! | `cancel_sign_in` | – | – |
//! | `begin_sign_in` | – | – (another account: phase becomes `signed_out` until done or cancelled) |
//! | `sign_out` | – | – (the account of the current place; this device forgets everything of it) |
//! | `home` | – | [`crate::home::HomeView`] |
//! | `posts` | form: [`crate::posts::PostsForm`] | [`crate::posts::PostList`] |
//! | `post` | id | [`crate::posts::PostDetail`] |
//! | `publish_post` | form: [`crate::posts::PostForm`] | `PostId` |
//! | `edit_post` | form: [`crate::posts::PostEditForm`] | `MutationId` |
//! | `remove_post` | id | – |
//! | `events` | form: [`crate::events::EventsForm`] | [`crate::events::EventList`] |
//! | `event` | id | [`crate::events::EventDetail`] |
//! | `publish_event` | form: `EventPlan` | `EventId` |
//! | `cancel_event` | id | – |
//! | `set_rsvp` | form: [`crate::events::RsvpForm`] | `MutationId` |
//! | `mark_seen` | id: UUID of a post or event | – |
//! | `directory` | form: [`crate::members::DirectoryForm`] | [`crate::members::DirectoryPage`] |
//! | `my_page` | – | [`crate::members::MyPage`] |
//! | `set_entry` | form: `Entry` | `MutationId` |
//! | `my_profile` | – | [`crate::profile::MyProfile`] |
//! | `member_profile` | id | [`crate::profile::MemberProfile`] |
//! | `set_field` | form: [`crate::profile::FieldForm`] | `MutationId` |
//! | `view_as` | form: [`crate::profile::ViewAsForm`] | [`crate::profile::ViewAs`] |
//! | `outbox` | – | [`crate::outbox::OutboxView`] |
//! | `retry_outbox` | id: `MutationId` | – |
//! | `discard_outbox` | id: `MutationId` | – |
//! | `settings` | – | [`crate::settings::SettingsView`] |
//! | `save_device_settings` | form: [`crate::settings::DeviceSettings`] | – |
//! | `save_place_settings` | form: [`crate::settings::PlaceSettings`] | – |
//! | `devices` | – | [`crate::sessions::DeviceList`] |
//! | `sign_out_device` | id: `SessionId` | – |
//! | `storage` | – | [`crate::storage::StorageView`] |
//! | `verify` | – | [`crate::storage::VerifyView`]: compares with the server; needs a network |
//! | `export` | – | [`crate::storage::ExportView`]: the own things, in the folder of downloads |
//! | `open_link` | form: [`crate::posts::LinkForm`] | – (https only, in the system's browser) |

/// All command names, in the order of the table above.
pub const COMMANDS: [&str; 38] = [
    "app",
    "choose_place",
    "take_route",
    "sync_now",
    "request_code",
    "verify_code",
    "cancel_sign_in",
    "begin_sign_in",
    "sign_out",
    "home",
    "posts",
    "post",
    "publish_post",
    "edit_post",
    "remove_post",
    "events",
    "event",
    "publish_event",
    "cancel_event",
    "set_rsvp",
    "mark_seen",
    "directory",
    "my_page",
    "set_entry",
    "my_profile",
    "member_profile",
    "set_field",
    "view_as",
    "outbox",
    "retry_outbox",
    "discard_outbox",
    "settings",
    "save_device_settings",
    "save_place_settings",
    "devices",
    "sign_out_device",
    "storage",
    "verify",
];

/// Commands that the shell answers itself, or with what only it knows: the folder of downloads.
pub const SHELL_COMMANDS: [&str; 2] = ["export", "open_link"];

/// Name of the Tauri event that carries a [`crate::notices::Notice`].
pub const NOTICE_EVENT: &str = "enishi-notice";
