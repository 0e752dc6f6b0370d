//! Messages, and the devices that take part in them.

use super::Answer;
use crate::bridge::{Form, Id, NoArgument, call};
use enishi_bridge::{
    AttachmentId, DeviceId, MemberId, MessageId, MutationId,
    talk::{
        AnswerForm, AttachForm, DraftForm, FileCard, Found, LinkView, MuteForm, NameDeviceForm, ReceiptsForm,
        RecoverForm, RecoverySheet, RecoveryState, SafetyView, SavedFile, SendForm, SignForm, TalkDevices,
        TalkSearchForm, ThreadDetail, ThreadForm, ThreadList, TrustForm,
    },
};

/// Threads, the last one that moved first.
pub async fn threads() -> Answer<ThreadList> {
    call("threads", NoArgument {}).await
}

/// The end of a thread.
pub async fn thread(form: ThreadForm) -> Answer<ThreadDetail> {
    call("thread", Form { form }).await
}

/// Sends a message.
pub async fn send_message(form: SendForm) -> Answer<MessageId> {
    call("send_message", Form { form }).await
}

/// Puts a file into the draft of a thread.
pub async fn attach_file(form: AttachForm) -> Answer<FileCard> {
    call("attach_file", Form { form }).await
}

/// Takes a file out of a draft.
pub async fn detach_file(id: AttachmentId) -> Answer<()> {
    call("detach_file", Id { id }).await
}

/// Tries a message again that could not be sent.
pub async fn resend_message(id: MessageId) -> Answer<()> {
    call("resend_message", Id { id }).await
}

/// Puts a sign at a message, or takes it back.
pub async fn sign_message(form: SignForm) -> Answer<MessageId> {
    call("sign_message", Form { form }).await
}

/// Keeps what is in the composer.
pub async fn keep_draft(form: DraftForm) -> Answer<()> {
    call("keep_draft", Form { form }).await
}

/// Accepts or declines the first message of somebody.
pub async fn answer_request(form: AnswerForm) -> Answer<MutationId> {
    call("answer_request", Form { form }).await
}

/// Takes an own message back.
pub async fn unsend_message(id: MessageId) -> Answer<()> {
    call("unsend_message", Id { id }).await
}

/// What is in a thread counts as read.
pub async fn read_thread(id: MemberId) -> Answer<()> {
    call("read_thread", Id { id }).await
}

/// Wants to be told of nothing that comes in a thread, or wants it again.
pub async fn mute_thread(form: MuteForm) -> Answer<MutationId> {
    call("mute_thread", Form { form }).await
}

/// Looks for words in the messages on this device.
pub async fn search_messages(form: TalkSearchForm) -> Answer<Vec<Found>> {
    call("search_messages", Form { form }).await
}

/// The number that two people compare.
pub async fn safety(id: MemberId) -> Answer<SafetyView> {
    call("safety", Id { id }).await
}

/// Says what the two have found.
pub async fn set_trust(form: TrustForm) -> Answer<()> {
    call("set_trust", Form { form }).await
}

/// Begins messages anew on this device.
pub async fn talk_anew() -> Answer<()> {
    call("talk_anew", NoArgument {}).await
}

/// The own devices that take part in messages.
pub async fn talk_devices() -> Answer<TalkDevices> {
    call("talk_devices", NoArgument {}).await
}

/// Names an own device.
pub async fn name_device(form: NameDeviceForm) -> Answer<MutationId> {
    call("name_device", Form { form }).await
}

/// The person knows a new device of hers.
pub async fn know_device(id: DeviceId) -> Answer<()> {
    call("know_device", Id { id }).await
}

/// Takes another own device off the list.
pub async fn remove_device(id: DeviceId) -> Answer<()> {
    call("remove_device", Id { id }).await
}

/// How far letting a new device in has come.
pub async fn link() -> Answer<LinkView> {
    call("link", NoArgument {}).await
}

/// Asks the other own devices to let this one in.
pub async fn ask_to_link() -> Answer<()> {
    call("ask_to_link", NoArgument {}).await
}

/// Answers a new device that asks.
pub async fn answer_link() -> Answer<()> {
    call("answer_link", NoArgument {}).await
}

/// Lets the new device in: both show the same code.
pub async fn let_in() -> Answer<()> {
    call("let_in", NoArgument {}).await
}

/// Ends letting a new device in.
pub async fn end_link() -> Answer<()> {
    call("end_link", NoArgument {}).await
}

/// Whether others are told what was read.
pub async fn receipts() -> Answer<ReceiptsForm> {
    call("receipts", NoArgument {}).await
}

/// Changes that wish.
pub async fn set_receipts(form: ReceiptsForm) -> Answer<MutationId> {
    call("set_receipts", Form { form }).await
}

/// Whether there is a recovery key.
pub async fn recovery() -> Answer<RecoveryState> {
    call("recovery", NoArgument {}).await
}

/// Makes a recovery key, told once.
pub async fn make_recovery_key() -> Answer<RecoverySheet> {
    call("make_recovery_key", NoArgument {}).await
}

/// Takes this device in by the recovery key.
pub async fn recover(form: RecoverForm) -> Answer<()> {
    call("recover", Form { form }).await
}

/// Whether a key is the one that was made last.
pub async fn test_recovery_key(form: RecoverForm) -> Answer<bool> {
    call("test_recovery_key", Form { form }).await
}

/// Puts a photo or file of a message into the folder of downloads.
pub async fn save_file(id: AttachmentId) -> Answer<SavedFile> {
    call("save_file", Id { id }).await
}
