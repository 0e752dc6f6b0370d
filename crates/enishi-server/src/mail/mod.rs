//! Mail: letters wait in a queue of the database and a worker sends them.

pub mod letters;
pub mod post_office;
pub mod worker;
