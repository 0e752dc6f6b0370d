//! Reports and decisions.

use super::Answer;
use crate::core::Core;
use enishi_bridge::{
    MutationId,
    reports::{DecideForm, MyReports, ReportForm, ReportList},
};
use tauri::{State, command};

#[command]
pub async fn report(core: State<'_, Core>, form: ReportForm) -> Answer<MutationId> {
    core.client().await?.report(form).await
}

#[command]
pub async fn my_reports(core: State<'_, Core>) -> Answer<MyReports> {
    core.client().await?.my_reports().await
}

#[command]
pub async fn reports(core: State<'_, Core>) -> Answer<ReportList> {
    core.client().await?.reports().await
}

#[command]
pub async fn decide_report(core: State<'_, Core>, form: DecideForm) -> Answer<MutationId> {
    core.client().await?.decide_report(form).await
}
