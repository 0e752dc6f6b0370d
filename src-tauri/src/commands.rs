//! What the webview may call, one line each: take the argument, ask the core, answer. The names are those
//! of [`enishi_bridge::commands`]; a test keeps this file, the manifest and the capabilities equal to it.

use crate::{core::Core, downloads, links};
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
use tauri::{AppHandle, State, Wry, command, generate_handler, ipc::Invoke};
use uuid::Uuid;

type Answer<T> = Result<T, AppError>;

/// Every command, for the builder.
pub fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    generate_handler![
        app,
        choose_place,
        take_route,
        sync_now,
        request_code,
        verify_code,
        cancel_sign_in,
        begin_sign_in,
        sign_out,
        home,
        posts,
        post,
        publish_post,
        edit_post,
        remove_post,
        events,
        event,
        publish_event,
        cancel_event,
        set_rsvp,
        mark_seen,
        directory,
        directory_choices,
        recent_searches,
        note_search,
        forget_search,
        forget_searches,
        my_page,
        set_entry,
        my_profile,
        member_profile,
        set_field,
        view_as,
        statuses,
        my_status,
        set_status,
        clear_status,
        react,
        saw_reactions,
        person_news,
        follow,
        follows,
        life_events,
        share_life_event,
        publish_unnamed,
        remove_life_event,
        answer_naming,
        answer_check,
        dismiss_suggestion,
        suggestions_wanted,
        set_suggestions,
        outbox,
        retry_outbox,
        discard_outbox,
        settings,
        save_device_settings,
        save_place_settings,
        devices,
        sign_out_device,
        storage,
        verify,
        set_hidden,
        hidden_people,
        report,
        my_reports,
        reports,
        decide_report,
        pause,
        resume,
        leave,
        stay,
        access_log,
        card,
        check_card,
        export,
        open_link,
        save_file,
        open_photo,
        save_photo,
        field_kinds,
        set_field_kind,
        threads,
        thread,
        send_message,
        attach_file,
        detach_file,
        resend_message,
        sign_message,
        keep_draft,
        answer_request,
        unsend_message,
        read_thread,
        mute_thread,
        search_messages,
        safety,
        set_trust,
        talk_anew,
        talk_devices,
        name_device,
        know_device,
        remove_device,
        link,
        ask_to_link,
        answer_link,
        let_in,
        end_link,
        desk_thread,
        desk_letters,
        write_to_desk,
        read_desk,
        receipts,
        set_receipts,
        recovery,
        make_recovery_key,
        recover,
        test_recovery_key
    ]
}

#[command]
async fn app(core: State<'_, Core>) -> Answer<AppView> {
    core.client().await?.app().await
}

#[command]
async fn choose_place(core: State<'_, Core>, form: PlaceKey) -> Answer<()> {
    core.client().await?.choose_place(form).await
}

#[command]
async fn take_route(core: State<'_, Core>) -> Answer<Option<Route>> {
    core.client().await?.take_route().await
}

#[command]
async fn sync_now(core: State<'_, Core>) -> Answer<()> {
    core.client().await?.sync_now().await
}

#[command]
async fn request_code(core: State<'_, Core>, form: SignInForm) -> Answer<()> {
    core.client().await?.request_code(form).await
}

#[command]
async fn verify_code(core: State<'_, Core>, form: CodeForm) -> Answer<()> {
    core.client().await?.verify_code(form).await
}

#[command]
async fn cancel_sign_in(core: State<'_, Core>) -> Answer<()> {
    core.client().await?.cancel_sign_in().await
}

#[command]
async fn begin_sign_in(core: State<'_, Core>) -> Answer<()> {
    core.client().await?.begin_sign_in().await
}

#[command]
async fn sign_out(core: State<'_, Core>) -> Answer<()> {
    core.client().await?.sign_out().await
}

#[command]
async fn home(core: State<'_, Core>) -> Answer<HomeView> {
    core.client().await?.home().await
}

#[command]
async fn posts(core: State<'_, Core>, form: PostsForm) -> Answer<PostList> {
    core.client().await?.posts(form).await
}

#[command]
async fn post(core: State<'_, Core>, id: PostId) -> Answer<PostDetail> {
    core.client().await?.post(id).await
}

#[command]
async fn publish_post(core: State<'_, Core>, form: PostForm) -> Answer<PostId> {
    core.client().await?.publish_post(form).await
}

#[command]
async fn edit_post(core: State<'_, Core>, form: PostEditForm) -> Answer<MutationId> {
    core.client().await?.edit_post(form).await
}

#[command]
async fn remove_post(core: State<'_, Core>, id: PostId) -> Answer<()> {
    core.client().await?.remove_post(id).await
}

#[command]
async fn events(core: State<'_, Core>, form: EventsForm) -> Answer<EventList> {
    core.client().await?.events(form).await
}

#[command]
async fn event(core: State<'_, Core>, id: EventId) -> Answer<EventDetail> {
    core.client().await?.event(id).await
}

#[command]
async fn publish_event(core: State<'_, Core>, form: EventPlan) -> Answer<EventId> {
    core.client().await?.publish_event(form).await
}

#[command]
async fn cancel_event(core: State<'_, Core>, id: EventId) -> Answer<()> {
    core.client().await?.cancel_event(id).await
}

#[command]
async fn set_rsvp(core: State<'_, Core>, form: RsvpForm) -> Answer<MutationId> {
    core.client().await?.set_rsvp(form).await
}

#[command]
async fn mark_seen(core: State<'_, Core>, id: Uuid) -> Answer<()> {
    core.client().await?.mark_seen(id).await
}

#[command]
async fn directory(core: State<'_, Core>, form: DirectoryForm) -> Answer<DirectoryPage> {
    core.client().await?.directory(form).await
}

#[command]
async fn directory_choices(core: State<'_, Core>, form: ChoicesForm) -> Answer<Vec<Choice>> {
    core.client().await?.directory_choices(form).await
}

#[command]
async fn recent_searches(core: State<'_, Core>) -> Answer<Vec<String>> {
    core.client().await?.recent_searches().await
}

#[command]
async fn note_search(core: State<'_, Core>, form: SearchForm) -> Answer<()> {
    core.client().await?.note_search(form).await
}

#[command]
async fn forget_search(core: State<'_, Core>, form: SearchForm) -> Answer<()> {
    core.client().await?.forget_search(form).await
}

#[command]
async fn forget_searches(core: State<'_, Core>) -> Answer<()> {
    core.client().await?.forget_searches().await
}

#[command]
async fn my_page(core: State<'_, Core>) -> Answer<MyPage> {
    core.client().await?.my_page().await
}

#[command]
async fn set_entry(core: State<'_, Core>, form: Entry) -> Answer<MutationId> {
    core.client().await?.set_entry(form).await
}

#[command]
async fn my_profile(core: State<'_, Core>) -> Answer<MyProfile> {
    core.client().await?.my_profile().await
}

#[command]
async fn member_profile(core: State<'_, Core>, id: MemberId) -> Answer<MemberProfile> {
    core.client().await?.member_profile(id).await
}

#[command]
async fn set_field(core: State<'_, Core>, form: FieldForm) -> Answer<MutationId> {
    core.client().await?.set_field(form).await
}

#[command]
async fn view_as(core: State<'_, Core>, form: ViewAsForm) -> Answer<ViewAs> {
    core.client().await?.view_as(form).await
}

#[command]
async fn outbox(core: State<'_, Core>) -> Answer<OutboxView> {
    core.client().await?.outbox().await
}

#[command]
async fn retry_outbox(core: State<'_, Core>, id: MutationId) -> Answer<()> {
    core.client().await?.retry_outbox(id).await
}

#[command]
async fn discard_outbox(core: State<'_, Core>, id: MutationId) -> Answer<()> {
    core.client().await?.discard_outbox(id).await
}

#[command]
async fn settings(core: State<'_, Core>) -> Answer<SettingsView> {
    core.client().await?.settings().await
}

#[command]
async fn save_device_settings(core: State<'_, Core>, form: DeviceSettings) -> Answer<()> {
    core.client().await?.save_device_settings(form).await
}

#[command]
async fn save_place_settings(core: State<'_, Core>, form: PlaceSettings) -> Answer<()> {
    core.client().await?.save_place_settings(form).await
}

#[command]
async fn devices(core: State<'_, Core>) -> Answer<DeviceList> {
    core.client().await?.devices().await
}

#[command]
async fn sign_out_device(core: State<'_, Core>, id: SessionId) -> Answer<()> {
    core.client().await?.sign_out_device(id).await
}

#[command]
async fn storage(core: State<'_, Core>) -> Answer<StorageView> {
    core.client().await?.storage().await
}

#[command]
async fn verify(core: State<'_, Core>) -> Answer<VerifyView> {
    core.client().await?.verify().await
}

#[command]
async fn statuses(core: State<'_, Core>, form: StatusesForm) -> Answer<StatusPage> {
    core.client().await?.statuses(form).await
}

#[command]
async fn my_status(core: State<'_, Core>) -> Answer<MyStatus> {
    core.client().await?.my_status().await
}

#[command]
async fn set_status(core: State<'_, Core>, form: StatusForm) -> Answer<MutationId> {
    core.client().await?.set_status(form).await
}

#[command]
async fn clear_status(core: State<'_, Core>) -> Answer<MutationId> {
    core.client().await?.clear_status().await
}

#[command]
async fn react(core: State<'_, Core>, form: ReactForm) -> Answer<MutationId> {
    core.client().await?.react(form).await
}

#[command]
async fn saw_reactions(core: State<'_, Core>) -> Answer<()> {
    core.client().await?.saw_reactions().await
}

#[command]
async fn person_news(core: State<'_, Core>, id: MemberId) -> Answer<PersonNews> {
    core.client().await?.person_news(id).await
}

#[command]
async fn follow(core: State<'_, Core>, form: FollowForm) -> Answer<MutationId> {
    core.client().await?.follow(form).await
}

#[command]
async fn follows(core: State<'_, Core>) -> Answer<FollowList> {
    core.client().await?.follows().await
}

#[command]
async fn life_events(core: State<'_, Core>) -> Answer<LifeEventsView> {
    core.client().await?.life_events().await
}

#[command]
async fn share_life_event(core: State<'_, Core>, form: LifeEventForm) -> Answer<PostId> {
    core.client().await?.share_life_event(form).await
}

#[command]
async fn publish_unnamed(core: State<'_, Core>, id: PostId) -> Answer<MutationId> {
    core.client().await?.publish_unnamed(id).await
}

#[command]
async fn remove_life_event(core: State<'_, Core>, id: PostId) -> Answer<MutationId> {
    core.client().await?.remove_life_event(id).await
}

#[command]
async fn answer_naming(core: State<'_, Core>, form: NamingForm) -> Answer<MutationId> {
    core.client().await?.answer_naming(form).await
}

#[command]
async fn answer_check(core: State<'_, Core>, form: CheckForm) -> Answer<MutationId> {
    core.client().await?.answer_check(form).await
}

#[command]
async fn dismiss_suggestion(core: State<'_, Core>, form: DismissForm) -> Answer<()> {
    core.client().await?.dismiss_suggestion(form).await
}

#[command]
async fn suggestions_wanted(core: State<'_, Core>) -> Answer<SuggestionsForm> {
    core.client().await?.suggestions_wanted().await
}

#[command]
async fn set_suggestions(core: State<'_, Core>, form: SuggestionsForm) -> Answer<()> {
    core.client().await?.set_suggestions(form).await
}

#[command]
async fn set_hidden(core: State<'_, Core>, form: HideForm) -> Answer<MutationId> {
    core.client().await?.set_hidden(form).await
}

#[command]
async fn hidden_people(core: State<'_, Core>) -> Answer<HiddenList> {
    core.client().await?.hidden_people().await
}

#[command]
async fn report(core: State<'_, Core>, form: ReportForm) -> Answer<MutationId> {
    core.client().await?.report(form).await
}

#[command]
async fn my_reports(core: State<'_, Core>) -> Answer<MyReports> {
    core.client().await?.my_reports().await
}

#[command]
async fn reports(core: State<'_, Core>) -> Answer<ReportList> {
    core.client().await?.reports().await
}

#[command]
async fn decide_report(core: State<'_, Core>, form: DecideForm) -> Answer<MutationId> {
    core.client().await?.decide_report(form).await
}

#[command]
async fn pause(core: State<'_, Core>, form: PauseForm) -> Answer<MutationId> {
    core.client().await?.pause(form).await
}

#[command]
async fn resume(core: State<'_, Core>) -> Answer<MutationId> {
    core.client().await?.resume().await
}

#[command]
async fn leave(core: State<'_, Core>) -> Answer<MutationId> {
    core.client().await?.leave().await
}

#[command]
async fn stay(core: State<'_, Core>) -> Answer<MutationId> {
    core.client().await?.stay().await
}

#[command]
async fn card(core: State<'_, Core>) -> Answer<CardView> {
    core.client().await?.card().await
}

#[command]
async fn check_card(core: State<'_, Core>, form: CheckCardForm) -> Answer<CheckedCard> {
    core.client().await?.check_card(form).await
}

#[command]
async fn access_log(core: State<'_, Core>) -> Answer<AccessLog> {
    core.client().await?.access_log().await
}

#[command]
async fn export(app: AppHandle, core: State<'_, Core>) -> Answer<ExportView> {
    core.client().await?.export(&downloads::folder(&app)?, enishi_client::Lifetime::OneDay).await
}

#[command]
async fn save_file(app: AppHandle, core: State<'_, Core>, id: AttachmentId) -> Answer<SavedFile> {
    core.client().await?.save_file(id, &downloads::folder(&app)?).await
}

#[command]
async fn open_link(app: AppHandle, form: LinkForm) -> Answer<()> {
    links::open(&app, &form)
}

#[command]
async fn open_photo(core: State<'_, Core>, form: PhotoFile) -> Answer<PhotoDraft> {
    core.client().await?.open_photo(form).await
}

#[command]
async fn save_photo(core: State<'_, Core>, form: PhotoForm) -> Answer<MutationId> {
    core.client().await?.save_photo(form).await
}

#[command]
async fn field_kinds(core: State<'_, Core>) -> Answer<FieldKinds> {
    core.client().await?.field_kinds().await
}

#[command]
async fn set_field_kind(core: State<'_, Core>, form: FieldKindForm) -> Answer<MutationId> {
    core.client().await?.set_field_kind(form).await
}

#[command]
async fn threads(core: State<'_, Core>) -> Answer<ThreadList> {
    core.client().await?.threads().await
}

#[command]
async fn thread(core: State<'_, Core>, form: ThreadForm) -> Answer<ThreadDetail> {
    core.client().await?.thread(form).await
}

#[command]
async fn send_message(core: State<'_, Core>, form: SendForm) -> Answer<MessageId> {
    core.client().await?.send_message(form).await
}

#[command]
async fn resend_message(core: State<'_, Core>, id: MessageId) -> Answer<()> {
    core.client().await?.resend(id).await
}

#[command]
async fn sign_message(core: State<'_, Core>, form: SignForm) -> Answer<MessageId> {
    core.client().await?.sign_message(form).await
}

#[command]
async fn keep_draft(core: State<'_, Core>, form: DraftForm) -> Answer<()> {
    core.client().await?.keep_draft(form).await
}

#[command]
async fn answer_request(core: State<'_, Core>, form: AnswerForm) -> Answer<MutationId> {
    core.client().await?.answer_request(form).await
}

#[command]
async fn unsend_message(core: State<'_, Core>, id: MessageId) -> Answer<()> {
    core.client().await?.unsend(id).await
}

#[command]
async fn read_thread(core: State<'_, Core>, id: MemberId) -> Answer<()> {
    core.client().await?.read_thread(id).await
}

#[command]
async fn search_messages(core: State<'_, Core>, form: TalkSearchForm) -> Answer<Vec<Found>> {
    core.client().await?.talk_search(form).await
}

#[command]
async fn safety(core: State<'_, Core>, id: MemberId) -> Answer<SafetyView> {
    core.client().await?.safety(id).await
}

#[command]
async fn set_trust(core: State<'_, Core>, form: TrustForm) -> Answer<()> {
    core.client().await?.set_trust(form).await
}

#[command]
async fn talk_anew(core: State<'_, Core>) -> Answer<()> {
    core.client().await?.talk_anew().await
}

#[command]
async fn receipts(core: State<'_, Core>) -> Answer<ReceiptsForm> {
    core.client().await?.receipts().await
}

#[command]
async fn set_receipts(core: State<'_, Core>, form: ReceiptsForm) -> Answer<MutationId> {
    core.client().await?.set_receipts(form).await
}

#[command]
async fn recovery(core: State<'_, Core>) -> Answer<RecoveryState> {
    core.client().await?.recovery().await
}

#[command]
async fn make_recovery_key(core: State<'_, Core>) -> Answer<RecoverySheet> {
    core.client().await?.make_recovery_key().await
}

#[command]
async fn recover(core: State<'_, Core>, form: RecoverForm) -> Answer<()> {
    core.client().await?.recover(form).await
}

#[command]
async fn mute_thread(core: State<'_, Core>, form: MuteForm) -> Answer<MutationId> {
    core.client().await?.mute_thread(form).await
}

#[command]
async fn attach_file(core: State<'_, Core>, form: AttachForm) -> Answer<FileCard> {
    core.client().await?.attach(form).await
}

#[command]
async fn detach_file(core: State<'_, Core>, id: AttachmentId) -> Answer<()> {
    core.client().await?.detach(id).await
}

#[command]
async fn talk_devices(core: State<'_, Core>) -> Answer<TalkDevices> {
    core.client().await?.talk_devices().await
}

#[command]
async fn name_device(core: State<'_, Core>, form: NameDeviceForm) -> Answer<MutationId> {
    core.client().await?.name_device(form).await
}

#[command]
async fn know_device(core: State<'_, Core>, id: DeviceId) -> Answer<()> {
    core.client().await?.know_device(id).await
}

#[command]
async fn remove_device(core: State<'_, Core>, id: DeviceId) -> Answer<()> {
    core.client().await?.remove_device(id).await
}

#[command]
async fn link(core: State<'_, Core>) -> Answer<LinkView> {
    core.client().await?.link().await
}

#[command]
async fn ask_to_link(core: State<'_, Core>) -> Answer<()> {
    core.client().await?.ask_to_link().await
}

#[command]
async fn answer_link(core: State<'_, Core>) -> Answer<()> {
    core.client().await?.answer_link().await
}

#[command]
async fn let_in(core: State<'_, Core>) -> Answer<()> {
    core.client().await?.let_in().await
}

#[command]
async fn end_link(core: State<'_, Core>) -> Answer<()> {
    core.client().await?.end_link().await
}

#[command]
async fn desk_thread(core: State<'_, Core>, form: DeskForm) -> Answer<DeskThread> {
    core.client().await?.desk_thread(form).await
}

#[command]
async fn desk_letters(core: State<'_, Core>) -> Answer<DeskList> {
    core.client().await?.desk_letters().await
}

#[command]
async fn write_to_desk(core: State<'_, Core>, form: DeskLetterForm) -> Answer<MutationId> {
    core.client().await?.write_to_desk(form).await
}

#[command]
async fn read_desk(core: State<'_, Core>) -> Answer<()> {
    core.client().await?.read_desk().await
}

#[command]
async fn test_recovery_key(core: State<'_, Core>, form: RecoverForm) -> Answer<bool> {
    core.client().await?.test_recovery_key(form).await
}

#[cfg(test)]
mod tests {
    use enishi_bridge::commands::{COMMANDS, SHELL_COMMANDS};
    use std::collections::BTreeSet;

    const SOURCE: &str = include_str!("commands.rs");
    const CAPABILITIES: [&str; 2] =
        [include_str!("../capabilities/main-desktop.json"), include_str!("../capabilities/main-mobile.json")];

    fn declared() -> BTreeSet<String> {
        COMMANDS.iter().chain(&SHELL_COMMANDS).map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn every_declared_command_is_written_and_no_other() {
        let written: BTreeSet<String> = SOURCE
            .split("#[command]\nasync fn ")
            .skip(1)
            .filter_map(|rest| rest.split_once('(').map(|(name, _)| name.to_owned()))
            .collect();
        assert_eq!(written, declared());
    }

    #[test]
    fn every_declared_command_is_registered_and_no_other() {
        let list = SOURCE.split_once("generate_handler![\n").unwrap().1.split_once(']').unwrap().0;
        let registered: BTreeSet<String> = list.split(',').map(|name| name.trim().to_owned()).collect();
        assert_eq!(registered, declared());
    }

    #[test]
    fn every_capability_allows_the_declared_commands_and_listening_and_nothing_else() {
        let mut expected: BTreeSet<String> =
            declared().iter().map(|name| format!("allow-{}", name.replace('_', "-"))).collect();
        expected.extend(["core:event:allow-listen".to_owned(), "core:event:allow-unlisten".to_owned()]);
        for text in CAPABILITIES {
            let capability: serde_json::Value = serde_json::from_str(text).unwrap();
            let allowed: BTreeSet<String> =
                serde_json::from_value(capability["permissions"].clone()).unwrap();
            assert_eq!(allowed, expected);
            assert_eq!(capability["windows"], serde_json::json!(["main"]));
            assert!(capability.get("remote").is_none(), "no remote page may call anything");
        }
    }
}
