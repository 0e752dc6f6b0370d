//! What the webview may call, one line each: take the argument, ask the core, answer. The names are those
//! of [`enishi_bridge::commands`]; a test keeps this file, the manifest and the capabilities equal to it.

use crate::{core::Core, downloads, links};
use enishi_bridge::{
    Entry, EventId, EventPlan, MemberId, MutationId, PostId, SessionId,
    app::{AppView, PlaceKey},
    errors::AppError,
    events::{EventDetail, EventList, EventsForm, RsvpForm},
    home::HomeView,
    members::{DirectoryForm, DirectoryPage, MyPage},
    notices::Route,
    outbox::OutboxView,
    posts::{LinkForm, PostDetail, PostEditForm, PostForm, PostList, PostsForm},
    profile::{FieldForm, MemberProfile, MyProfile, ViewAs, ViewAsForm},
    sessions::DeviceList,
    settings::{DeviceSettings, PlaceSettings, SettingsView},
    sign_in::{CodeForm, SignInForm},
    storage::{ExportView, StorageView, VerifyView},
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
        my_page,
        set_entry,
        my_profile,
        member_profile,
        set_field,
        view_as,
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
        export,
        open_link
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
async fn export(app: AppHandle, core: State<'_, Core>) -> Answer<ExportView> {
    core.client().await?.export(&downloads::folder(&app)?).await
}

#[command]
async fn open_link(app: AppHandle, form: LinkForm) -> Answer<()> {
    links::open(&app, &form)
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
