//! What whole-system tests are made of: the real server, `enishi-cli`, and the real app in a real window
//! on a desktop of its own.
//!
//! Read in this order: [`programs`] finds the built binaries, [`server`] and [`cli`] run two of them
//! ([`postgres`] is the server's other database), [`device`] is a core that runs on and can be killed,
//! [`proxy`] is the bad network between them, [`disk`] a disk that fills up, [`dice`] decides what happens,
//! [`world`] is a small network with people; [`killloop`] ends programs at random moments and counts what is lost;
//! [`walk`] is people doing anything while anything goes wrong;
//! [`desktop`] is a screen with a session bus and a notification daemon, [`window`] is the app on it, and
//! [`scenes`] are the things people do, shared by the real-window test and by `scripts/demo --headless`.

#![expect(clippy::indexing_slicing, reason = "JSON values are indexed, which answers null and never panics")]

pub mod cli;
pub mod device;
pub mod dice;
pub mod disk;
pub mod mail;
pub mod postgres;
pub mod process;
pub mod programs;
pub mod proxy;
pub mod server;
pub mod too_old;
pub mod wait;

pub mod killloop;
pub mod walk;
pub mod world;

pub mod desktop;
pub mod window;

pub mod report;
pub mod scenes;
