pub use stub::*;
mod stub {
    use crate::{db::Database, failure::Failure};
    use enishi_wire::ids::NetworkId;
    use serde::Serialize;
    #[derive(Debug, Clone, Copy, Serialize)] pub enum Reason { A }
    impl Reason { pub fn sentence(self) -> &'static str { "" } }
    #[derive(Debug, Serialize)] pub struct RowReport { pub line: u64, pub reason: Option<Reason> }
    #[derive(Debug, Serialize)] pub struct Report { pub accepted: u64, pub unchanged: u64, pub refused: u64, pub rows: Vec<RowReport>, pub unknown_columns: Vec<String> }
    pub async fn import(_: &Database, _: NetworkId, _: &std::path::Path, _: bool, _: i64) -> Result<Report, Failure> { Err(Failure::not_found()) }
}
