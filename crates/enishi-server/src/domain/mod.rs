//! The rules, with who may do what in the first lines of each. Nothing here knows HTTP or SQL.

pub mod email;
pub mod text;

pub mod members;
pub mod memberships;
pub mod networks;
pub mod scopes;

pub mod invitations;
pub mod roster;

pub mod limits;
pub mod sessions;
pub mod sign_in;

pub mod events;
pub mod hidden;
pub mod marks;
pub mod posts;
pub mod profile;

pub mod digest;
pub mod horizon;
pub mod page;
pub mod pull;
pub mod push;

pub mod backup;
pub mod check;
