//! Whole-system tests without a window: the real server, real clients, a faulty network between them.
