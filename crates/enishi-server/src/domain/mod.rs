//! The rules, with who may do what in the first lines of each. Nothing here knows HTTP or SQL.

pub mod email;
pub mod text;

pub mod life;
pub mod members;
pub mod memberships;
pub mod networks;
pub mod scopes;
pub mod stay;
mod sweep;

pub mod invitations;
pub mod roster;

pub mod limits;
pub mod links;
pub mod sessions;
pub mod sign_in;

pub mod access;
pub mod cards;
pub mod events;
pub mod field_kinds;
pub mod hidden;
pub mod marks;
pub mod photos;
pub mod posts;
pub mod profile;
pub mod reported_messages;
pub mod reports;

pub mod choices;
pub mod follows;
pub mod life_events;
pub mod naming;
pub mod reactions;
pub mod status;
pub mod suggestions;

pub mod desk;
pub mod devices;
pub mod recovery;
pub mod talk;

pub mod digest;
pub mod horizon;
pub mod page;
pub mod pull;
pub mod push;

pub mod attachments;
pub mod backup;
pub mod check;
pub mod erasure;
