//! The description of the API for other programs, generated from the handlers.

use crate::api;
use axum::Json;
use utoipa::{
    Modify, OpenApi,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};

#[derive(OpenApi)]
#[openapi(
    info(title = "Enishi", description = "The API between the Enishi app and an Enishi server. Every request may carry `enishi-protocol: 1`, every answer does."),
    modifiers(&Session),
    paths(
        document,
        api::health::healthz,
        api::welcome::page,
        api::sign_in::request,
        api::sign_in::verify,
        api::sign_in::sign_out,
        api::sign_in::me,
        api::sessions::list,
        api::sessions::end,
        api::sync::pull,
        api::sync::push,
        api::sync::digest,
        api::live::live,
        api::cards::own,
        api::devices::publish,
        api::devices::offer,
        api::devices::claim,
        api::devices::keep_recovery,
        api::attachments::begin,
        api::attachments::keep,
        api::attachments::show,
        api::photos::keep,
        api::photos::show,
    )
)]
struct Api;

struct Session;

impl Modify for Session {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        openapi
            .components
            .get_or_insert_default()
            .add_security_scheme("session", SecurityScheme::Http(bearer));
    }
}

/// This description.
#[utoipa::path(get, path = "/openapi.json", tag = "server", responses((status = 200, description = "This description.")))]
pub async fn document() -> Json<utoipa::openapi::OpenApi> {
    Json(Api::openapi())
}
