//! Events: the list by month, one event with its answer buttons, and the secretariat's form.

mod agenda;
mod answers;
mod card;
mod composer;
mod list;
mod months;
mod page;
mod parts_form;
mod plan;
mod rsvp;
mod words;

pub use card::EventLink;
pub use composer::EventComposer;
pub use list::{EventsPage, NoEventChosen};
pub use page::EventPage;
