//! What is wrong between this device and the server: what the sync machine and the person are told of it.

use crate::error::Error;
use enishi_bridge::errors::AppCode;
use enishi_sync::machine::Failure;
use enishi_wire::errors::ApiCode;

/// What a request was for.
#[derive(Debug, Clone, Copy)]
pub enum Asked {
    /// News.
    Pull,
    /// Wishes.
    Push,
}

/// The last trouble of each kind of request, while it lasts: an answered pull says nothing of a wish that waits.
#[derive(Debug, Default)]
pub struct Troubles {
    pull: Option<AppCode>,
    push: Option<AppCode>,
}

impl Troubles {
    /// A request of this kind failed for this reason; `None`: it was answered.
    pub const fn note(&mut self, asked: Asked, problem: Option<AppCode>) {
        match asked {
            Asked::Pull => self.pull = problem,
            Asked::Push => self.push = problem,
        }
    }

    /// What the person is told; without a wish that waits, nothing of pushes.
    pub fn problem(&self, wishes_wait: bool) -> Option<AppCode> {
        self.pull.or(self.push.filter(|_| wishes_wait))
    }
}

/// What a failure is to the machine.
pub fn failure(error: &Error) -> Failure {
    match error {
        Error::Refused(refused) => match refused.code {
            ApiCode::Unauthenticated => Failure::SignedOut,
            ApiCode::SessionExpired => Failure::Expired,
            ApiCode::NotPermitted => Failure::Gone,
            ApiCode::TooManyRequests => Failure::Busy(refused.retry_after_ms.unwrap_or(60_000)),
            ApiCode::TooOld => Failure::TooOld,
            ApiCode::Unavailable => Failure::Passing,
            _ => Failure::Fault,
        },
        Error::Code(
            AppCode::ServerUnreachable
            | AppCode::ServerSlow
            | AppCode::NotAnEnishiServer
            | AppCode::BadCertificate
            | AppCode::Offline,
        ) => Failure::Network,
        // Trouble on this side (a full disk, a busy database) is no wish's fault: the banner names it.
        _ => Failure::Passing,
    }
}
