//! The Enishi server: one binary with an embedded database, or with PostgreSQL.
//!
//! Layers: [`api`] (thin handlers) calls [`domain`] (the rules, with who may do what beside them), which
//! calls [`db`] (SQL). A feature has the same file name in each. Suggested reading order: [`router`], one
//! feature such as `events` through the layers, [`db::write`] (how everything is written), [`live`].

pub mod router;

pub mod api;
pub mod db;
pub mod domain;

pub mod app;
pub mod failure;
pub mod live;
pub mod metrics;
pub mod openapi;

pub mod http;
pub mod mail;
pub mod words;

pub mod cli;
pub mod demo;
pub mod serve;

pub mod clock;
pub mod ids;
pub mod key;
