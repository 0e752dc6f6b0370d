//! The server as its clients and its operator meet it: over real sockets, on real SQLite and PostgreSQL,
//! with real mail. Every test body that starts a world runs on both databases.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that meets what it does not expect fails; helpers are no less tests than their callers"
)]

mod support;

mod sessions;
mod sign_in;

mod digest;
mod hidden;
mod live;
mod order;
mod permissions;
mod pull;
mod push;
mod two_processes;

mod members;
mod photos;
mod profile;

mod choices;
mod life_events;
mod status;

mod attachments;
mod desk;
mod links;
mod talk;

mod access;
mod erasure;
mod reported_messages;
mod reports;
mod stay;

mod backup;
mod mail;
mod operator;
mod roster;

mod horizon;
mod http;
mod openapi;

mod demo;
