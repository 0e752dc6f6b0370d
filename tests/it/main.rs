//! Whole-system tests without a window: the real server, real clients, a bad network between them.
//!
//! `road` walks the four points of the product's main job; the others are named for what can go wrong.

#![expect(clippy::indexing_slicing, reason = "JSON values are indexed, which answers null and never panics")]

use enishi_tests::world;

mod invitation;
mod threads;

mod road;

mod attachments;
mod bad_answers;
mod bad_clocks;
mod bad_codes;
mod bad_disks;
mod bad_files;
mod bad_keys;
mod bad_lines;
mod bad_network;
mod canaries;
mod card;
mod desk;
mod devices;
mod export;
mod lies;
mod notifications;
mod photos;
mod places;
mod profile;
mod recovery;
mod repair;
mod revocation;
mod status;
mod talk;
mod trust;
mod walks;
mod words;
