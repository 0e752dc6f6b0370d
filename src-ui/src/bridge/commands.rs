//! Every command of the core as a typed function; the table is in `enishi_bridge::commands`.

use super::{Form, Id, NoArgument, call};
use enishi_bridge::{
    AttachmentId, DeviceId, Entry, EventId, EventPlan, MemberId, MessageId, MutationId, PostId, SessionId,
    access::AccessLog,
    app::{AppView, PlaceKey},
    card::{CardView, CheckCardForm, CheckedCard},
    desk::{DeskForm, DeskLetterForm, DeskList, DeskThread},
    errors::AppError,
    events::{EventDetail, EventList, EventsForm, RsvpForm},
    field_kinds::{FieldKindForm, FieldKinds},
    follows::{FollowForm, FollowList},
    hidden::{HiddenList, HideForm},
    home::HomeView,
    life_events::{LifeEventForm, LifeEventsView, NamingForm, PersonNews},
    members::{Choice, ChoicesForm, DirectoryForm, DirectoryPage, MyPage, SearchForm},
    notices::Route,
    outbox::OutboxView,
    photo::{PhotoDraft, PhotoFile, PhotoForm},
    posts::{LinkForm, PostDetail, PostEditForm, PostForm, PostList, PostsForm},
    profile::{FieldForm, MemberProfile, MyProfile, ViewAs, ViewAsForm},
    reports::{DecideForm, MyReports, ReportForm, ReportList},
    sessions::DeviceList,
    settings::{DeviceSettings, PlaceSettings, SettingsView},
    sign_in::{CodeForm, SignInForm},
    status::{MyStatus, ReactForm, StatusForm, StatusPage, StatusesForm},
    stay::PauseForm,
    storage::{ExportView, StorageView, VerifyView},
    suggestions::{CheckForm, DismissForm, SuggestionsForm},
    talk::{
        AnswerForm, AttachForm, DraftForm, FileCard, Found, LinkView, MuteForm, NameDeviceForm, ReceiptsForm,
        RecoverForm, RecoverySheet, RecoveryState, SafetyView, SavedFile, SendForm, SignForm, TalkDevices,
        TalkSearchForm, ThreadDetail, ThreadForm, ThreadList, TrustForm,
    },
};
use uuid::Uuid;

/// How the app stands.
pub async fn app() -> Result<AppView, AppError> {
    call("app", NoArgument {}).await
}

/// Shows another place.
pub async fn choose_place(form: PlaceKey) -> Result<(), AppError> {
    call("choose_place", Form { form }).await
}

/// Where a tap or a link wants to go; answered once.
pub async fn take_route() -> Result<Option<Route>, AppError> {
    call("take_route", NoArgument {}).await
}

/// Asks the core to synchronise.
pub async fn sync_now() -> Result<(), AppError> {
    call("sync_now", NoArgument {}).await
}

/// Asks for a code by mail.
pub async fn request_code(form: SignInForm) -> Result<(), AppError> {
    call("request_code", Form { form }).await
}

/// Sends the code.
pub async fn verify_code(form: CodeForm) -> Result<(), AppError> {
    call("verify_code", Form { form }).await
}

/// Goes back from signing in.
pub async fn cancel_sign_in() -> Result<(), AppError> {
    call("cancel_sign_in", NoArgument {}).await
}

/// Starts to add another account.
pub async fn begin_sign_in() -> Result<(), AppError> {
    call("begin_sign_in", NoArgument {}).await
}

/// Signs the account of the current place out of this device.
pub async fn sign_out() -> Result<(), AppError> {
    call("sign_out", NoArgument {}).await
}

/// The first page.
pub async fn home() -> Result<HomeView, AppError> {
    call("home", NoArgument {}).await
}

/// Older posts.
pub async fn posts(form: PostsForm) -> Result<PostList, AppError> {
    call("posts", Form { form }).await
}

/// One post.
pub async fn post(id: PostId) -> Result<PostDetail, AppError> {
    call("post", Id { id }).await
}

/// Publishes a post.
pub async fn publish_post(form: PostForm) -> Result<PostId, AppError> {
    call("publish_post", Form { form }).await
}

/// Corrects a post.
pub async fn edit_post(form: PostEditForm) -> Result<MutationId, AppError> {
    call("edit_post", Form { form }).await
}

/// Takes a post back.
pub async fn remove_post(id: PostId) -> Result<(), AppError> {
    call("remove_post", Id { id }).await
}

/// Coming or past events.
pub async fn events(form: EventsForm) -> Result<EventList, AppError> {
    call("events", Form { form }).await
}

/// One event.
pub async fn event(id: EventId) -> Result<EventDetail, AppError> {
    call("event", Id { id }).await
}

/// Publishes an event.
pub async fn publish_event(form: EventPlan) -> Result<EventId, AppError> {
    call("publish_event", Form { form }).await
}

/// Calls an event off.
pub async fn cancel_event(id: EventId) -> Result<(), AppError> {
    call("cancel_event", Id { id }).await
}

/// Answers an invitation.
pub async fn set_rsvp(form: RsvpForm) -> Result<MutationId, AppError> {
    call("set_rsvp", Form { form }).await
}

/// Says that a post or an event was opened.
pub async fn mark_seen(id: Uuid) -> Result<(), AppError> {
    call("mark_seen", Id { id }).await
}

/// A window of the directory.
pub async fn directory(form: DirectoryForm) -> Result<DirectoryPage, AppError> {
    call("directory", Form { form }).await
}

/// The values that the directory can be filtered by.
pub async fn directory_choices(form: ChoicesForm) -> Result<Vec<Choice>, AppError> {
    call("directory_choices", Form { form }).await
}

/// What was looked for last.
pub async fn recent_searches() -> Result<Vec<String>, AppError> {
    call("recent_searches", NoArgument {}).await
}

/// Remembers a search.
pub async fn note_search(form: SearchForm) -> Result<(), AppError> {
    call("note_search", Form { form }).await
}

/// Forgets a search.
pub async fn forget_search(form: SearchForm) -> Result<(), AppError> {
    call("forget_search", Form { form }).await
}

/// Forgets all searches.
pub async fn forget_searches() -> Result<(), AppError> {
    call("forget_searches", NoArgument {}).await
}

/// The own page.
pub async fn my_page() -> Result<MyPage, AppError> {
    call("my_page", NoArgument {}).await
}

/// Confirms or corrects the own entry.
pub async fn set_entry(form: Entry) -> Result<MutationId, AppError> {
    call("set_entry", Form { form }).await
}

/// The own profile.
pub async fn my_profile() -> Result<MyProfile, AppError> {
    call("my_profile", NoArgument {}).await
}

/// One person with what is here of the profile.
pub async fn member_profile(id: MemberId) -> Result<MemberProfile, AppError> {
    call("member_profile", Id { id }).await
}

/// Sets a field of the own profile.
pub async fn set_field(form: FieldForm) -> Result<MutationId, AppError> {
    call("set_field", Form { form }).await
}

/// What somebody else sees of the own profile.
pub async fn view_as(form: ViewAsForm) -> Result<ViewAs, AppError> {
    call("view_as", Form { form }).await
}

/// What has not reached the server.
pub async fn outbox() -> Result<OutboxView, AppError> {
    call("outbox", NoArgument {}).await
}

/// Tries a wish again.
pub async fn retry_outbox(id: MutationId) -> Result<(), AppError> {
    call("retry_outbox", Id { id }).await
}

/// Gives a wish up.
pub async fn discard_outbox(id: MutationId) -> Result<(), AppError> {
    call("discard_outbox", Id { id }).await
}

/// The settings.
pub async fn settings() -> Result<SettingsView, AppError> {
    call("settings", NoArgument {}).await
}

/// Keeps the settings of this device.
pub async fn save_device_settings(form: DeviceSettings) -> Result<(), AppError> {
    call("save_device_settings", Form { form }).await
}

/// Keeps the settings of the current place.
pub async fn save_place_settings(form: PlaceSettings) -> Result<(), AppError> {
    call("save_place_settings", Form { form }).await
}

/// The devices of the account.
pub async fn devices() -> Result<DeviceList, AppError> {
    call("devices", NoArgument {}).await
}

/// Signs another device out.
pub async fn sign_out_device(id: SessionId) -> Result<(), AppError> {
    call("sign_out_device", Id { id }).await
}

/// What is stored on this device.
pub async fn storage() -> Result<StorageView, AppError> {
    call("storage", NoArgument {}).await
}

/// Opens an address in the system's browser.
pub async fn open_link(form: LinkForm) -> Result<(), AppError> {
    call("open_link", Form { form }).await
}

/// Compares what is here with the server.
pub async fn verify() -> Result<VerifyView, AppError> {
    call("verify", NoArgument {}).await
}

/// Hides the reader and another member from each other, or ends that.
pub async fn set_hidden(form: HideForm) -> Result<MutationId, AppError> {
    call("set_hidden", Form { form }).await
}

/// Those whom the reader has hidden.
pub async fn hidden_people() -> Result<HiddenList, AppError> {
    call("hidden_people", NoArgument {}).await
}

/// Reports something to the secretariat.
pub async fn report(form: ReportForm) -> Result<MutationId, AppError> {
    call("report", Form { form }).await
}

/// The own reports.
pub async fn my_reports() -> Result<MyReports, AppError> {
    call("my_reports", NoArgument {}).await
}

/// All reports, for the duty moderation.
pub async fn reports() -> Result<ReportList, AppError> {
    call("reports", NoArgument {}).await
}

/// Decides a report.
pub async fn decide_report(form: DecideForm) -> Result<MutationId, AppError> {
    call("decide_report", Form { form }).await
}

/// Pauses in the current place.
pub async fn pause(form: PauseForm) -> Result<MutationId, AppError> {
    call("pause", Form { form }).await
}

/// Ends the own pause.
pub async fn resume() -> Result<MutationId, AppError> {
    call("resume", NoArgument {}).await
}

/// Leaves the current place.
pub async fn leave() -> Result<MutationId, AppError> {
    call("leave", NoArgument {}).await
}

/// Takes leaving back.
pub async fn stay() -> Result<MutationId, AppError> {
    call("stay", NoArgument {}).await
}

/// The own card.
pub async fn card() -> Result<CardView, AppError> {
    call("card", NoArgument {}).await
}

/// Checks somebody's card.
pub async fn check_card(form: CheckCardForm) -> Result<CheckedCard, AppError> {
    call("check_card", Form { form }).await
}

/// Who of the secretariat was shown restricted fields of the reader.
pub async fn access_log() -> Result<AccessLog, AppError> {
    call("access_log", NoArgument {}).await
}

/// Writes the own things into the folder of downloads.
pub async fn export() -> Result<ExportView, AppError> {
    call("export", NoArgument {}).await
}

/// A page of 近況, newest first.
pub async fn statuses(form: StatusesForm) -> Result<StatusPage, AppError> {
    call("statuses", Form { form }).await
}

/// The own 近況.
pub async fn my_status() -> Result<MyStatus, AppError> {
    call("my_status", NoArgument {}).await
}

/// Says a 近況.
pub async fn set_status(form: StatusForm) -> Result<MutationId, AppError> {
    call("set_status", Form { form }).await
}

/// Takes the own 近況 back.
pub async fn clear_status() -> Result<MutationId, AppError> {
    call("clear_status", NoArgument {}).await
}

/// Reacts to something, or takes that back.
pub async fn react(form: ReactForm) -> Result<MutationId, AppError> {
    call("react", Form { form }).await
}

/// The reactions up to now were seen.
pub async fn saw_reactions() -> Result<(), AppError> {
    call("saw_reactions", NoArgument {}).await
}

/// What is new of a person.
pub async fn person_news(id: MemberId) -> Result<PersonNews, AppError> {
    call("person_news", Id { id }).await
}

/// Follows somebody, or ends that.
pub async fn follow(form: FollowForm) -> Result<MutationId, AppError> {
    call("follow", Form { form }).await
}

/// Whom the reader follows.
pub async fn follows() -> Result<FollowList, AppError> {
    call("follows", NoArgument {}).await
}

/// Own drafts, and who asks to name the reader.
pub async fn life_events() -> Result<LifeEventsView, AppError> {
    call("life_events", NoArgument {}).await
}

/// Shares a life event.
pub async fn share_life_event(form: LifeEventForm) -> Result<PostId, AppError> {
    call("share_life_event", Form { form }).await
}

/// Publishes an own draft without the name.
pub async fn publish_unnamed(id: PostId) -> Result<MutationId, AppError> {
    call("publish_unnamed", Id { id }).await
}

/// Takes an own life event or draft back.
pub async fn remove_life_event(id: PostId) -> Result<MutationId, AppError> {
    call("remove_life_event", Id { id }).await
}

/// Answers whether the own name may be there.
pub async fn answer_naming(form: NamingForm) -> Result<MutationId, AppError> {
    call("answer_naming", Form { form }).await
}

/// Answers the yearly question.
pub async fn answer_check(form: CheckForm) -> Result<MutationId, AppError> {
    call("answer_check", Form { form }).await
}

/// Puts the suggestion away.
pub async fn dismiss_suggestion(form: DismissForm) -> Result<(), AppError> {
    call("dismiss_suggestion", Form { form }).await
}

/// Whether people are to be suggested.
pub async fn suggestions_wanted() -> Result<SuggestionsForm, AppError> {
    call("suggestions_wanted", NoArgument {}).await
}

/// Wants people suggested, or nobody.
pub async fn set_suggestions(form: SuggestionsForm) -> Result<(), AppError> {
    call("set_suggestions", Form { form }).await
}

/// Opens a file as a photo.
pub async fn open_photo(form: PhotoFile) -> Result<PhotoDraft, AppError> {
    call("open_photo", Form { form }).await
}

/// Makes a square of the opened picture the own photo.
pub async fn save_photo(form: PhotoForm) -> Result<MutationId, AppError> {
    call("save_photo", Form { form }).await
}

/// What the network decides about fields of profiles.
pub async fn field_kinds() -> Result<FieldKinds, AppError> {
    call("field_kinds", NoArgument {}).await
}

/// Decides about a field of profiles.
pub async fn set_field_kind(form: FieldKindForm) -> Result<MutationId, AppError> {
    call("set_field_kind", Form { form }).await
}

/// Threads, the last one that moved first.
pub async fn threads() -> Result<ThreadList, AppError> {
    call("threads", NoArgument {}).await
}

/// The end of a thread.
pub async fn thread(form: ThreadForm) -> Result<ThreadDetail, AppError> {
    call("thread", Form { form }).await
}

/// Sends a message.
pub async fn send_message(form: SendForm) -> Result<MessageId, AppError> {
    call("send_message", Form { form }).await
}

/// Tries a message again that could not be sent.
pub async fn resend_message(id: MessageId) -> Result<(), AppError> {
    call("resend_message", Id { id }).await
}

/// Puts a sign at a message, or takes it back.
pub async fn sign_message(form: SignForm) -> Result<MessageId, AppError> {
    call("sign_message", Form { form }).await
}

/// Keeps what is in the composer.
pub async fn keep_draft(form: DraftForm) -> Result<(), AppError> {
    call("keep_draft", Form { form }).await
}

/// Accepts or declines the first message of somebody.
pub async fn answer_request(form: AnswerForm) -> Result<MutationId, AppError> {
    call("answer_request", Form { form }).await
}

/// Takes an own message back.
pub async fn unsend_message(id: MessageId) -> Result<(), AppError> {
    call("unsend_message", Id { id }).await
}

/// What is in a thread counts as read.
pub async fn read_thread(id: MemberId) -> Result<(), AppError> {
    call("read_thread", Id { id }).await
}

/// Looks for words in the messages on this device.
pub async fn search_messages(form: TalkSearchForm) -> Result<Vec<Found>, AppError> {
    call("search_messages", Form { form }).await
}

/// The number that two people compare.
pub async fn safety(id: MemberId) -> Result<SafetyView, AppError> {
    call("safety", Id { id }).await
}

/// Says what the two have found.
pub async fn set_trust(form: TrustForm) -> Result<(), AppError> {
    call("set_trust", Form { form }).await
}

/// Begins messages anew on this device.
pub async fn talk_anew() -> Result<(), AppError> {
    call("talk_anew", NoArgument {}).await
}

/// Whether others are told what was read.
pub async fn receipts() -> Result<ReceiptsForm, AppError> {
    call("receipts", NoArgument {}).await
}

/// Changes that wish.
pub async fn set_receipts(form: ReceiptsForm) -> Result<MutationId, AppError> {
    call("set_receipts", Form { form }).await
}

/// Whether there is a recovery key.
pub async fn recovery() -> Result<RecoveryState, AppError> {
    call("recovery", NoArgument {}).await
}

/// Makes a recovery key, told once.
pub async fn make_recovery_key() -> Result<RecoverySheet, AppError> {
    call("make_recovery_key", NoArgument {}).await
}

/// Takes this device in by the recovery key.
pub async fn recover(form: RecoverForm) -> Result<(), AppError> {
    call("recover", Form { form }).await
}

/// Wants to be told of nothing that comes in a thread, or wants it again.
pub async fn mute_thread(form: MuteForm) -> Result<MutationId, AppError> {
    call("mute_thread", Form { form }).await
}

/// Puts a file into the draft of a thread.
pub async fn attach_file(form: AttachForm) -> Result<FileCard, AppError> {
    call("attach_file", Form { form }).await
}

/// Takes a file out of a draft.
pub async fn detach_file(id: AttachmentId) -> Result<(), AppError> {
    call("detach_file", Id { id }).await
}

/// Puts a photo or file of a message into the folder of downloads.
pub async fn save_file(id: AttachmentId) -> Result<SavedFile, AppError> {
    call("save_file", Id { id }).await
}

/// The own devices that take part in messages.
pub async fn talk_devices() -> Result<TalkDevices, AppError> {
    call("talk_devices", NoArgument {}).await
}

/// Names an own device.
pub async fn name_device(form: NameDeviceForm) -> Result<MutationId, AppError> {
    call("name_device", Form { form }).await
}

/// The person knows a new device of hers.
pub async fn know_device(id: DeviceId) -> Result<(), AppError> {
    call("know_device", Id { id }).await
}

/// Takes another own device off the list.
pub async fn remove_device(id: DeviceId) -> Result<(), AppError> {
    call("remove_device", Id { id }).await
}

/// How far letting a new device in has come.
pub async fn link() -> Result<LinkView, AppError> {
    call("link", NoArgument {}).await
}

/// Asks the other own devices to let this one in.
pub async fn ask_to_link() -> Result<(), AppError> {
    call("ask_to_link", NoArgument {}).await
}

/// Answers a new device that asks.
pub async fn answer_link() -> Result<(), AppError> {
    call("answer_link", NoArgument {}).await
}

/// Lets the new device in: both show the same code.
pub async fn let_in() -> Result<(), AppError> {
    call("let_in", NoArgument {}).await
}

/// Ends letting a new device in.
pub async fn end_link() -> Result<(), AppError> {
    call("end_link", NoArgument {}).await
}

/// The own letters to the secretariat, or those of a member.
pub async fn desk_thread(form: DeskForm) -> Result<DeskThread, AppError> {
    call("desk_thread", Form { form }).await
}

/// Letters to the secretariat (duty `inbox`).
pub async fn desk_letters() -> Result<DeskList, AppError> {
    call("desk_letters", NoArgument {}).await
}

/// Writes to the secretariat, or answers a member for it.
pub async fn write_to_desk(form: DeskLetterForm) -> Result<MutationId, AppError> {
    call("write_to_desk", Form { form }).await
}

/// The own letters are before the person’s eyes.
pub async fn read_desk() -> Result<(), AppError> {
    call("read_desk", NoArgument {}).await
}

/// Whether a key is the one that was made last.
pub async fn test_recovery_key(form: RecoverForm) -> Result<bool, AppError> {
    call("test_recovery_key", Form { form }).await
}

#[cfg(test)]
mod tests {
    use enishi_bridge::commands::{COMMANDS, SHELL_COMMANDS};

    #[test]
    fn every_command_of_the_contract_has_its_function() {
        let source = include_str!("commands.rs");
        for command in COMMANDS.into_iter().chain(SHELL_COMMANDS) {
            assert!(source.contains(&format!("call(\"{command}\"")), "{command}");
        }
    }
}
