//! Messages, and the devices that take part in them.

use super::Answer;
use crate::{core::Core, downloads};
use enishi_bridge::{
    AttachmentId, DeviceId, MemberId, MessageId, MutationId,
    talk::{
        AnswerForm, AttachForm, DraftForm, FileCard, Found, LinkView, MuteForm, NameDeviceForm, ReceiptsForm,
        RecoverForm, RecoverySheet, RecoveryState, SafetyView, SavedFile, SendForm, SignForm, TalkDevices,
        TalkSearchForm, ThreadDetail, ThreadForm, ThreadList, TrustForm,
    },
};
use tauri::{AppHandle, State, command};

#[command]
pub async fn threads(core: State<'_, Core>) -> Answer<ThreadList> {
    core.client().await?.threads().await
}

#[command]
pub async fn thread(core: State<'_, Core>, form: ThreadForm) -> Answer<ThreadDetail> {
    core.client().await?.thread(form).await
}

#[command]
pub async fn send_message(core: State<'_, Core>, form: SendForm) -> Answer<MessageId> {
    core.client().await?.send_message(form).await
}

#[command]
pub async fn attach_file(core: State<'_, Core>, form: AttachForm) -> Answer<FileCard> {
    core.client().await?.attach(form).await
}

#[command]
pub async fn detach_file(core: State<'_, Core>, id: AttachmentId) -> Answer<()> {
    core.client().await?.detach(id).await
}

#[command]
pub async fn resend_message(core: State<'_, Core>, id: MessageId) -> Answer<()> {
    core.client().await?.resend(id).await
}

#[command]
pub async fn sign_message(core: State<'_, Core>, form: SignForm) -> Answer<MessageId> {
    core.client().await?.sign_message(form).await
}

#[command]
pub async fn keep_draft(core: State<'_, Core>, form: DraftForm) -> Answer<()> {
    core.client().await?.keep_draft(form).await
}

#[command]
pub async fn answer_request(core: State<'_, Core>, form: AnswerForm) -> Answer<MutationId> {
    core.client().await?.answer_request(form).await
}

#[command]
pub async fn unsend_message(core: State<'_, Core>, id: MessageId) -> Answer<()> {
    core.client().await?.unsend(id).await
}

#[command]
pub async fn read_thread(core: State<'_, Core>, id: MemberId) -> Answer<()> {
    core.client().await?.read_thread(id).await
}

#[command]
pub async fn mute_thread(core: State<'_, Core>, form: MuteForm) -> Answer<MutationId> {
    core.client().await?.mute_thread(form).await
}

#[command]
pub async fn search_messages(core: State<'_, Core>, form: TalkSearchForm) -> Answer<Vec<Found>> {
    core.client().await?.talk_search(form).await
}

#[command]
pub async fn safety(core: State<'_, Core>, id: MemberId) -> Answer<SafetyView> {
    core.client().await?.safety(id).await
}

#[command]
pub async fn set_trust(core: State<'_, Core>, form: TrustForm) -> Answer<()> {
    core.client().await?.set_trust(form).await
}

#[command]
pub async fn talk_anew(core: State<'_, Core>) -> Answer<()> {
    core.client().await?.talk_anew().await
}

#[command]
pub async fn talk_devices(core: State<'_, Core>) -> Answer<TalkDevices> {
    core.client().await?.talk_devices().await
}

#[command]
pub async fn name_device(core: State<'_, Core>, form: NameDeviceForm) -> Answer<MutationId> {
    core.client().await?.name_device(form).await
}

#[command]
pub async fn know_device(core: State<'_, Core>, id: DeviceId) -> Answer<()> {
    core.client().await?.know_device(id).await
}

#[command]
pub async fn remove_device(core: State<'_, Core>, id: DeviceId) -> Answer<()> {
    core.client().await?.remove_device(id).await
}

#[command]
pub async fn link(core: State<'_, Core>) -> Answer<LinkView> {
    core.client().await?.link().await
}

#[command]
pub async fn ask_to_link(core: State<'_, Core>) -> Answer<()> {
    core.client().await?.ask_to_link().await
}

#[command]
pub async fn answer_link(core: State<'_, Core>) -> Answer<()> {
    core.client().await?.answer_link().await
}

#[command]
pub async fn let_in(core: State<'_, Core>) -> Answer<()> {
    core.client().await?.let_in().await
}

#[command]
pub async fn end_link(core: State<'_, Core>) -> Answer<()> {
    core.client().await?.end_link().await
}

#[command]
pub async fn receipts(core: State<'_, Core>) -> Answer<ReceiptsForm> {
    core.client().await?.receipts().await
}

#[command]
pub async fn set_receipts(core: State<'_, Core>, form: ReceiptsForm) -> Answer<MutationId> {
    core.client().await?.set_receipts(form).await
}

#[command]
pub async fn recovery(core: State<'_, Core>) -> Answer<RecoveryState> {
    core.client().await?.recovery().await
}

#[command]
pub async fn make_recovery_key(core: State<'_, Core>) -> Answer<RecoverySheet> {
    core.client().await?.make_recovery_key().await
}

#[command]
pub async fn recover(core: State<'_, Core>, form: RecoverForm) -> Answer<()> {
    core.client().await?.recover(form).await
}

#[command]
pub async fn test_recovery_key(core: State<'_, Core>, form: RecoverForm) -> Answer<bool> {
    core.client().await?.test_recovery_key(form).await
}

#[command]
pub async fn save_file(app: AppHandle, core: State<'_, Core>, id: AttachmentId) -> Answer<SavedFile> {
    core.client().await?.save_file(id, &downloads::folder(&app)?).await
}
