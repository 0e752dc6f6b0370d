//! Every route and the status of its answer for each caller.

use crate::support::{Device, World, device::http};
use enishi_wire::{ids::NetworkId, sync::PullRequest};
use serde_json::json;
use std::collections::BTreeMap;

/// The columns are those of `CALLERS`. `stranger` is active in another network only.
#[rustfmt::skip]
pub const ROUTES: &[(&str, &str, [u16; 8])] = &[
    ("get",    "/healthz",                                                        [200, 200, 200, 200, 200, 200, 200, 200]),
    ("get",    "/openapi.json",                                                   [200, 200, 200, 200, 200, 200, 200, 200]),
    ("get",    "/welcome/{network}",                                              [200, 200, 200, 200, 200, 200, 200, 200]),
    ("post",   "/v1/sign-in/request",                                             [202, 202, 202, 202, 202, 202, 202, 202]),
    ("post",   "/v1/sign-in/verify",                                              [422, 422, 422, 422, 422, 422, 422, 422]),
    ("get",    "/v1/me",                                                          [401, 200, 200, 200, 200, 200, 200, 200]),
    ("get",    "/v1/sessions",                                                    [401, 200, 200, 200, 200, 200, 200, 200]),
    ("delete", "/v1/sessions/{id}",                                               [401, 404, 404, 404, 404, 404, 404, 404]),
    ("post",   "/v1/sync/pull",                                                   [401, 404, 200, 200, 200, 200, 403, 403]),
    ("post",   "/v1/sync/push",                                                   [401, 200, 200, 200, 200, 200, 200, 200]),
    ("post",   "/v1/sync/digest",                                                 [401, 404, 200, 200, 200, 200, 403, 403]),
    ("get",    "/v1/networks/{network}/card",                                     [401, 404, 403, 403, 200, 200, 403, 403]),
    ("put",    "/v1/networks/{network}/attachments/{attachment}",                 [401, 404, 403, 403, 200, 200, 403, 403]),
    ("put",    "/v1/networks/{network}/attachments/{attachment}/{part}",          [401, 404, 403, 403, 404, 404, 403, 403]),
    ("get",    "/v1/networks/{network}/attachments/{attachment}/{part}",          [401, 404, 403, 403, 404, 404, 403, 403]),
    ("put",    "/v1/networks/{network}/photos/{photo}",                           [401, 404, 403, 403, 422, 422, 403, 403]),
    ("get",    "/v1/networks/{network}/members/{member}/photos/{photo}/{size}",   [401, 404, 404, 404, 404, 404, 403, 403]),
    ("put",    "/v1/networks/{network}/devices",                                  [401, 404, 403, 403, 204, 204, 403, 403]),
    ("put",    "/v1/networks/{network}/devices/{device}/keys",                    [401, 404, 403, 403, 404, 404, 403, 403]),
    ("put",    "/v1/networks/{network}/recovery",                                 [401, 404, 403, 403, 204, 204, 403, 403]),
    ("post",   "/v1/networks/{network}/members/{member}/keys",                    [401, 404, 403, 403, 404, 404, 403, 403]),
    ("get",    "/v1/sync/live",                                                   [401, 200, 200, 200, 200, 200, 200, 200]),
    ("post",   "/v1/sign-out",                                                    [401, 204, 204, 204, 204, 204, 204, 204]),
];

/// How a route answers a caller.
pub async fn status(
    world: &World,
    device: Option<&Device>,
    method: &str,
    path: &str,
    network: NetworkId,
) -> u16 {
    let path = path
        .replace("{network}", &network.to_string())
        .replace("{photo}", &"0".repeat(64))
        .replace("{size}", "small")
        .replace("{attachment}", &enishi_server::ids::secret_id().to_string())
        .replace("{part}", "0")
        .replace("{member}", &enishi_server::ids::secret_id().to_string())
        .replace("{device}", &enishi_server::ids::secret_id().to_string())
        .replace("{id}", &enishi_server::ids::secret_id().to_string());
    let url = world.url(&path).await;
    let request = match method {
        "get" => http().get(url),
        "put" => http().put(url),
        "delete" => http().delete(url),
        _ => http().post(url),
    };
    let body = match path.as_str() {
        "/v1/sync/pull" => Some(json!(PullRequest {
            network,
            epoch: None,
            cursors: BTreeMap::new(),
            opened: BTreeMap::new(),
            rows: None
        })),
        "/v1/sync/digest" => Some(json!({ "network": network, "epoch": "x", "scopes": {} })),
        "/v1/sync/push" => Some(json!({ "mutations": [] })),
        "/v1/sign-in/request" => {
            Some(json!({ "email": "a@example.jp", "login_secret_hash": "0".repeat(64) }))
        }
        "/v1/sign-in/verify" => {
            Some(json!({ "challenge": network, "login_secret": "0".repeat(64), "code": "2222-2222" }))
        }
        path if path.contains("/attachments/") && !path.ends_with("/0") => Some(json!({ "bytes": 9 })),
        path if path.ends_with("/devices") => Some(json!({ "chain": [] })),
        path if path.ends_with("/keys") || path.ends_with("/recovery") => Some(json!({})),
        _ => None,
    };
    let request = match device {
        Some(device) => request.bearer_auth(&device.token),
        None => request,
    };
    let request = match body {
        Some(body) => request.json(&body),
        None => request,
    };
    // Only the head: the live stream has no end.
    request.send().await.expect("an answer").status().as_u16()
}
