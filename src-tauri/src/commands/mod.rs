//! What the webview may call, one line each: take the argument, ask the core, answer. A file a feature, as in
//! [`enishi_bridge`], whose list of [`enishi_bridge::commands`] has the names; tests keep these files, the manifest and the
//! capabilities equal to it.

mod access;
mod app;
mod card;
mod desk;
mod events;
mod field_kinds;
mod follows;
mod hidden;
mod home;
mod life_events;
mod members;
mod outbox;
mod photo;
mod posts;
mod profile;
mod reports;
mod sessions;
mod settings;
mod sign_in;
mod status;
mod stay;
mod storage;
mod suggestions;
mod talk;

use enishi_bridge::errors::AppError;
use tauri::{Wry, generate_handler, ipc::Invoke};

type Answer<T> = Result<T, AppError>;

/// Every command, for the builder.
pub fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    generate_handler![
        app::app,
        app::choose_place,
        app::take_route,
        app::sync_now,
        sign_in::request_code,
        sign_in::verify_code,
        sign_in::cancel_sign_in,
        sign_in::begin_sign_in,
        sign_in::sign_out,
        home::home,
        posts::posts,
        posts::post,
        posts::publish_post,
        posts::edit_post,
        posts::remove_post,
        events::events,
        events::event,
        events::publish_event,
        events::cancel_event,
        events::set_rsvp,
        posts::mark_seen,
        members::directory,
        members::directory_choices,
        members::recent_searches,
        members::note_search,
        members::forget_search,
        members::forget_searches,
        members::my_page,
        members::set_entry,
        profile::my_profile,
        profile::member_profile,
        profile::set_field,
        profile::view_as,
        status::statuses,
        status::my_status,
        status::set_status,
        status::clear_status,
        status::react,
        status::saw_reactions,
        life_events::person_news,
        follows::follow,
        follows::follows,
        life_events::life_events,
        life_events::share_life_event,
        life_events::publish_unnamed,
        life_events::remove_life_event,
        life_events::answer_naming,
        suggestions::answer_check,
        suggestions::dismiss_suggestion,
        suggestions::suggestions_wanted,
        suggestions::set_suggestions,
        outbox::outbox,
        outbox::retry_outbox,
        outbox::discard_outbox,
        settings::settings,
        settings::save_device_settings,
        settings::save_place_settings,
        sessions::devices,
        sessions::sign_out_device,
        storage::storage,
        photo::open_photo,
        photo::save_photo,
        field_kinds::field_kinds,
        field_kinds::set_field_kind,
        talk::threads,
        talk::thread,
        talk::send_message,
        talk::attach_file,
        talk::detach_file,
        talk::resend_message,
        talk::sign_message,
        talk::keep_draft,
        talk::answer_request,
        talk::unsend_message,
        talk::read_thread,
        talk::mute_thread,
        talk::search_messages,
        talk::safety,
        talk::set_trust,
        talk::talk_anew,
        talk::talk_devices,
        talk::name_device,
        talk::know_device,
        talk::remove_device,
        talk::link,
        talk::ask_to_link,
        talk::answer_link,
        talk::let_in,
        talk::end_link,
        desk::desk_thread,
        desk::desk_letters,
        desk::write_to_desk,
        desk::read_desk,
        talk::receipts,
        talk::set_receipts,
        talk::recovery,
        talk::make_recovery_key,
        talk::recover,
        talk::test_recovery_key,
        storage::verify,
        hidden::set_hidden,
        hidden::hidden_people,
        reports::report,
        reports::my_reports,
        reports::reports,
        reports::decide_report,
        stay::pause,
        stay::resume,
        stay::leave,
        stay::stay,
        access::access_log,
        card::card,
        card::check_card,
        storage::export,
        talk::save_file,
        posts::open_link
    ]
}

#[cfg(test)]
mod tests;
