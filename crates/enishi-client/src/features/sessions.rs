//! The person's devices. The server knows them, so this needs a network.

use crate::client::Client;
use enishi_bridge::{
    errors::AppError,
    sessions::{Device, DeviceList},
};
use enishi_wire::ids::SessionId;

impl Client {
    /// All devices of the current account.
    ///
    /// # Errors
    /// `offline` and everything of the network.
    pub async fn devices(&self) -> Result<DeviceList, AppError> {
        self.online()?;
        let here = self.here().await?;
        let sessions = here.account.api.sessions().await?;
        let mut items: Vec<Device> = sessions
            .items
            .into_iter()
            .map(|session| Device {
                id: session.id,
                name: session.device_name,
                platform: session.platform,
                created_at: session.created_at,
                last_seen_at: session.last_seen_at,
                current: session.id == here.account.session,
            })
            .collect();
        items.sort_by_key(|device| (!device.current, std::cmp::Reverse(device.last_seen_at)));
        Ok(DeviceList { items })
    }

    /// Signs another device out; signing out this one goes the way of [`Client::sign_out`].
    ///
    /// # Errors
    /// `offline` and everything of the network, `not_found`.
    pub async fn sign_out_device(&self, id: SessionId) -> Result<(), AppError> {
        let here = self.here().await?;
        if id == here.account.session {
            return self.sign_out().await;
        }
        self.online()?;
        here.account.api.end_session(id).await?;
        self.remove_devices_of(id).await;
        self.inner.changed([enishi_bridge::notices::Tag::Settings]);
        Ok(())
    }
}
