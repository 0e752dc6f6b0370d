//! Shows what the core decided to notify of, and brings a tap to its item: the notification carries its
//! route, and the handler is registered before anything is shown, so that a tap that starts the app on a
//! phone is not lost.

use crate::{core::Core, window};
use enishi_bridge::notices::{Notification, Route};
use tauri::{AppHandle, Manager, async_runtime, plugin::PermissionState};
use tauri_plugin_notification::{ActionPerformed, NotificationExt};

/// The name of the route in what a notification carries.
const ROUTE: &str = "route";

/// Registers what a tap does. To be called in setup, before the first notification is shown.
pub fn listen(app: &AppHandle) -> tauri_plugin_notification::Result<()> {
    let handle = app.clone();
    app.notification().on_action(move |performed| {
        if let Some(route) = tapped(performed) {
            handle.state::<Core>().go(route);
            window::show(&handle);
        }
    })
}

/// Shows a notification of the core; a newer one of the same item replaces the older one.
pub fn show(app: &AppHandle, notification: Notification) {
    let app = app.clone();
    async_runtime::spawn_blocking(move || {
        if let Err(reason) = try_show(&app, &notification) {
            tracing::warn!(%reason, "a notification could not be shown");
        }
    });
}

fn try_show(app: &AppHandle, notification: &Notification) -> tauri_plugin_notification::Result<()> {
    let notifier = app.notification();
    if !allowed(app)? {
        return Ok(());
    }
    notifier.remove_active(vec![notification.id])?;
    let mut shown =
        notifier.builder().id(notification.id).title(&notification.title).extra(ROUTE, notification.route);
    if !notification.body.is_empty() {
        shown = shown.body(&notification.body);
    }
    shown.show()
}

/// Phones ask the person; the first notification is the moment at which the question makes sense.
fn allowed(app: &AppHandle) -> tauri_plugin_notification::Result<bool> {
    let notifier = app.notification();
    Ok(notifier.permission_state()? == PermissionState::Granted
        || notifier.request_permission()? == PermissionState::Granted)
}

fn tapped(performed: &ActionPerformed) -> Option<Route> {
    let notification = performed.notification().filter(|_| performed.action_id() == "tap")?;
    let route = notification.extra().get(ROUTE)?;
    serde_json::from_value(route.clone()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use enishi_bridge::notices::Page;
    use serde_json::json;

    fn performed(action: &str) -> ActionPerformed {
        let route = Route { place: None, page: Page::Outbox };
        serde_json::from_value(json!({
            "actionId": action,
            "inputValue": null,
            "notification": { "id": 7, "title": "t", "extra": { ROUTE: route } },
        }))
        .unwrap()
    }

    #[test]
    fn a_tap_leads_to_the_route_the_notification_carries() {
        assert_eq!(tapped(&performed("tap")).map(|route| route.page), Some(Page::Outbox));
    }

    #[test]
    fn closing_a_notification_leads_nowhere() {
        assert_eq!(tapped(&performed("dismiss")), None);
    }
}
