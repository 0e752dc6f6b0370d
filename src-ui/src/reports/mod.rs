//! Reports: the dialog that makes one, the own ones, and the page of those who decide them.

mod chosen;
mod decide;
mod desk;
mod form;
mod mine;
mod offer;
mod words;

pub use desk::ReportsPage;
pub use form::ReportForm;
pub use mine::MyReports;
pub use offer::ReportThing;
