//! What a network can do to a request.

use std::time::Duration;

/// A direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// From the device to the server.
    Up,
    /// From the server to the device.
    Down,
}

/// What a captive portal answers to everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// Its login page, status 200, `text/html`.
    Login,
    /// 302 to its login page.
    Redirect,
    /// 511 Network Authentication Required (RFC 6585).
    Required,
    /// 200 and nothing.
    Empty,
}

/// What the network does to a new request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Passes everything on.
    Good,
    /// Closes at once.
    Closed,
    /// What goes this way vanishes and the connection stays: with [`Way::Down`] the server has done what
    /// was asked and nobody hears of it.
    Silent(Way),
    /// Answers every request by itself.
    Portal(Page),
    /// Passes the request on, waits until the server has answered, and loses the answer.
    LosesAnswers,
    /// Passes on only so many bytes of the answer, and never the last one.
    CutsAnswers(usize),
    /// Passes on only so many bytes of the request, and never the last one.
    CutsRequests(usize),
    /// What goes this way drips at so many bytes a second.
    Drips(Way, usize),
    /// Sends the request twice; the second answer is given back.
    Duplicates,
    /// Answers with the last answer that passed on the same path, and does not ask the server. Where there
    /// is none yet, it passes the request on.
    Replays,
    /// Keeps the head of the answer, but its body is a page of somebody else's and its type says so.
    WrongType,
    /// Compresses the answer and loses the end of what it compressed; the framing is right.
    TruncatedGzip,
    /// This end is told that nothing more comes, while the other still works.
    HalfCloses(Way),
    /// The request waits so long before it is passed on.
    Delays(Duration),
    /// Two requests get each other's answers; the first waits for the second.
    Swaps,
}
