//! The places of the person: former companies, towns and schools, on one or several servers.

mod page;

pub use page::PlacesPage;
