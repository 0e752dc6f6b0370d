//! What lies between the sockets and the routes: deadlines, limits, headers that every answer has.

pub mod around;
pub mod listen;
