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
//! | `directory_choices` | form: [`crate::members::ChoicesForm`] | list of [`crate::members::Choice`] |
//! | `recent_searches` | – | list of texts, newest first |
//! | `note_search` | form: [`crate::members::SearchForm`] | – |
//! | `forget_search` | form: [`crate::members::SearchForm`] | – |
//! | `forget_searches` | – | – |
//! | `my_page` | – | [`crate::members::MyPage`] |
//! | `set_entry` | form: `Entry` | `MutationId` |
//! | `my_profile` | – | [`crate::profile::MyProfile`] |
//! | `member_profile` | id | [`crate::profile::MemberProfile`] |
//! | `set_field` | form: [`crate::profile::FieldForm`] | `MutationId` |
//! | `view_as` | form: [`crate::profile::ViewAsForm`] | [`crate::profile::ViewAs`] |
//! | `statuses` | form: [`crate::status::StatusesForm`] | [`crate::status::StatusPage`] |
//! | `my_status` | – | [`crate::status::MyStatus`] |
//! | `set_status` | form: [`crate::status::StatusForm`] | `MutationId` |
//! | `clear_status` | – | `MutationId` |
//! | `react` | form: [`crate::status::ReactForm`] | `MutationId` |
//! | `saw_reactions` | – | – |
//! | `person_news` | id | [`crate::life_events::PersonNews`] |
//! | `follow` | form: [`crate::follows::FollowForm`] | `MutationId` |
//! | `follows` | – | [`crate::follows::FollowList`] |
//! | `life_events` | – | [`crate::life_events::LifeEventsView`] |
//! | `share_life_event` | form: [`crate::life_events::LifeEventForm`] | `PostId` |
//! | `publish_unnamed` | id | `MutationId` |
//! | `remove_life_event` | id | `MutationId` |
//! | `answer_naming` | form: [`crate::life_events::NamingForm`] | `MutationId` |
//! | `answer_check` | form: [`crate::suggestions::CheckForm`] | `MutationId` |
//! | `dismiss_suggestion` | form: [`crate::suggestions::DismissForm`] | – |
//! | `suggestions_wanted` | – | [`crate::suggestions::SuggestionsForm`] |
//! | `set_suggestions` | form: [`crate::suggestions::SuggestionsForm`] | – |
//! | `outbox` | – | [`crate::outbox::OutboxView`] |
//! | `retry_outbox` | id: `MutationId` | – |
//! | `discard_outbox` | id: `MutationId` | – |
//! | `settings` | – | [`crate::settings::SettingsView`] |
//! | `save_device_settings` | form: [`crate::settings::DeviceSettings`] | – |
//! | `save_place_settings` | form: [`crate::settings::PlaceSettings`] | – |
//! | `devices` | – | [`crate::sessions::DeviceList`] |
//! | `sign_out_device` | id: `SessionId` | – |
//! | `storage` | – | [`crate::storage::StorageView`] |
//! | `open_photo` | form: [`crate::photo::PhotoFile`] | [`crate::photo::PhotoDraft`] |
//! | `save_photo` | form: [`crate::photo::PhotoForm`] | `MutationId` |
//! | `field_kinds` | – | [`crate::field_kinds::FieldKinds`] |
//! | `set_field_kind` | form: [`crate::field_kinds::FieldKindForm`] | `MutationId` |
//! | `threads` | – | [`crate::talk::ThreadList`] |
//! | `thread` | form: [`crate::talk::ThreadForm`] | [`crate::talk::ThreadDetail`] |
//! | `send_message` | form: [`crate::talk::SendForm`] | `MessageId` |
//! | `attach_file` | form: [`crate::talk::AttachForm`] | [`crate::talk::FileCard`] |
//! | `detach_file` | id: `AttachmentId` | – |
//! | `resend_message` | id: `MessageId` | – |
//! | `sign_message` | form: [`crate::talk::SignForm`] | `MessageId` |
//! | `keep_draft` | form: [`crate::talk::DraftForm`] | – |
//! | `answer_request` | form: [`crate::talk::AnswerForm`] | `MutationId` |
//! | `unsend_message` | id: `MessageId` | – |
//! | `read_thread` | id: `MemberId` | – |
//! | `mute_thread` | form: [`crate::talk::MuteForm`] | `MutationId` |
//! | `search_messages` | form: [`crate::talk::TalkSearchForm`] | list of [`crate::talk::Found`] |
//! | `safety` | id: `MemberId` | [`crate::talk::SafetyView`] |
//! | `set_trust` | form: [`crate::talk::TrustForm`] | – |
//! | `talk_anew` | – | – |
//! | `talk_devices` | – | [`crate::talk::TalkDevices`] |
//! | `name_device` | form: [`crate::talk::NameDeviceForm`] | `MutationId` |
//! | `know_device` | id: `DeviceId` | – |
//! | `remove_device` | id: `DeviceId` | – |
//! | `link` | – | [`crate::talk::LinkView`] |
//! | `ask_to_link` | – | – |
//! | `answer_link` | – | – |
//! | `let_in` | – | – |
//! | `end_link` | – | – |
//! | `desk_thread` | form: [`crate::desk::DeskForm`] | [`crate::desk::DeskThread`] |
//! | `desk_letters` | – | [`crate::desk::DeskList`] |
//! | `write_to_desk` | form: [`crate::desk::DeskLetterForm`] | `MutationId` |
//! | `read_desk` | – | – |
//! | `receipts` | – | [`crate::talk::ReceiptsForm`] |
//! | `set_receipts` | form: [`crate::talk::ReceiptsForm`] | `MutationId` |
//! | `recovery` | – | [`crate::talk::RecoveryState`] |
//! | `make_recovery_key` | – | [`crate::talk::RecoverySheet`] |
//! | `recover` | form: [`crate::talk::RecoverForm`] | – |
//! | `test_recovery_key` | form: [`crate::talk::RecoverForm`] | `bool` |
//! | `verify` | – | [`crate::storage::VerifyView`]: compares with the server; needs a network |
//! | `set_hidden` | form: [`crate::hidden::HideForm`] | `MutationId` |
//! | `hidden_people` | – | [`crate::hidden::HiddenList`] |
//! | `report` | form: [`crate::reports::ReportForm`] | `MutationId` |
//! | `my_reports` | – | [`crate::reports::MyReports`] |
//! | `reports` | – | [`crate::reports::ReportList`] (duty `moderation`) |
//! | `decide_report` | form: [`crate::reports::DecideForm`] | `MutationId` |
//! | `pause` | form: [`crate::stay::PauseForm`] | `MutationId` |
//! | `resume` | – | `MutationId` |
//! | `leave` | – | `MutationId` |
//! | `stay` | – | `MutationId`: takes leaving back |
//! | `access_log` | – | [`crate::access::AccessLog`] |
//! | `card` | – | [`crate::card::CardView`]: the own card, from the server where it answers, else the last one |
//! | `check_card` | form: [`crate::card::CheckCardForm`] | [`crate::card::CheckedCard`]; works without a network |
//! | `export` | – | [`crate::storage::ExportView`]: the own things as a ZIP, for a day in the folder of downloads |
//! | `save_file` | id: `AttachmentId` | [`crate::talk::SavedFile`]: a photo or file of a message, in the folder of downloads |
//! | `open_link` | form: [`crate::posts::LinkForm`] | – (https only, in the system's browser) |

/// All command names, in the order of the table above.
pub const COMMANDS: [&str; 113] = [
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
    "directory_choices",
    "recent_searches",
    "note_search",
    "forget_search",
    "forget_searches",
    "my_page",
    "set_entry",
    "my_profile",
    "member_profile",
    "set_field",
    "view_as",
    "statuses",
    "my_status",
    "set_status",
    "clear_status",
    "react",
    "saw_reactions",
    "person_news",
    "follow",
    "follows",
    "life_events",
    "share_life_event",
    "publish_unnamed",
    "remove_life_event",
    "answer_naming",
    "answer_check",
    "dismiss_suggestion",
    "suggestions_wanted",
    "set_suggestions",
    "outbox",
    "retry_outbox",
    "discard_outbox",
    "settings",
    "save_device_settings",
    "save_place_settings",
    "devices",
    "sign_out_device",
    "storage",
    "threads",
    "thread",
    "send_message",
    "attach_file",
    "detach_file",
    "resend_message",
    "sign_message",
    "keep_draft",
    "answer_request",
    "unsend_message",
    "read_thread",
    "mute_thread",
    "search_messages",
    "safety",
    "set_trust",
    "talk_anew",
    "talk_devices",
    "name_device",
    "know_device",
    "remove_device",
    "link",
    "ask_to_link",
    "answer_link",
    "let_in",
    "end_link",
    "desk_thread",
    "desk_letters",
    "write_to_desk",
    "read_desk",
    "receipts",
    "set_receipts",
    "recovery",
    "make_recovery_key",
    "recover",
    "test_recovery_key",
    "verify",
    "set_hidden",
    "hidden_people",
    "report",
    "my_reports",
    "reports",
    "decide_report",
    "pause",
    "resume",
    "leave",
    "stay",
    "access_log",
    "card",
    "check_card",
    "open_photo",
    "save_photo",
    "field_kinds",
    "set_field_kind",
];

/// Commands that the shell answers itself, or with what only it knows: the folder of downloads.
pub const SHELL_COMMANDS: [&str; 3] = ["export", "save_file", "open_link"];

/// Name of the Tauri event that carries a [`crate::notices::Notice`].
pub const NOTICE_EVENT: &str = "enishi-notice";
