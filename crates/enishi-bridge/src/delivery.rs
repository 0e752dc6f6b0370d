//! The honest state of something the person did.

use crate::errors::AppCode;
use serde::{Deserialize, Serialize};

/// Where a wish of the person stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Delivery {
    /// 送信待ち: safe on this device, not yet sent.
    Waiting,
    /// 送信中: on its way; whether it arrived is not known yet.
    Sending,
    /// 送信済み: the server has it.
    Delivered,
    /// 送れませんでした: it will not be sent unless the person acts.
    Failed {
        /// Why.
        code: AppCode,
    },
}

impl Delivery {
    /// The word in JSON of enishi-cli and the key `delivery-…`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Delivered => "delivered",
            Self::Failed { .. } => "failed",
        }
    }
}
