//! Reports and decisions.

use super::Answer;
use crate::bridge::{Form, NoArgument, call};
use enishi_bridge::{
    MutationId,
    reports::{DecideForm, MyReports, ReportForm, ReportList},
};

/// Reports something to the secretariat.
pub async fn report(form: ReportForm) -> Answer<MutationId> {
    call("report", Form { form }).await
}

/// The own reports.
pub async fn my_reports() -> Answer<MyReports> {
    call("my_reports", NoArgument {}).await
}

/// All reports, for the duty moderation.
pub async fn reports() -> Answer<ReportList> {
    call("reports", NoArgument {}).await
}

/// Decides a report.
pub async fn decide_report(form: DecideForm) -> Answer<MutationId> {
    call("decide_report", Form { form }).await
}
