//! Every command of the core as a typed function; the table is in `enishi_bridge::commands`.

use super::{Form, Id, NoArgument, call};
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

/// Writes the own things into the folder of downloads.
pub async fn export() -> Result<ExportView, AppError> {
    call("export", NoArgument {}).await
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
