//! A program may end at any moment, also while threads of SQLite work: a command that is refused ends at once, and an
//! app may be closed in the middle of a sync.

use super::{Db, KEY};
use crate::db::facts;
use std::{
    env,
    process::{Command, exit},
};
use tokio::sync::mpsc;

/// Names the folder in which this test, started once more as a program of its own, works until it ends.
const FOLDER: &str = "ENISHI_TEST_ENDS_IN";
/// Databases that are at work when the program ends.
const BUSY: usize = 4;

#[test]
fn a_program_may_end_while_its_databases_are_at_work() {
    if let Ok(folder) = env::var(FOLDER) {
        end_at_work(&folder);
    }
    let again = env::current_exe().unwrap();
    for _ in 0..10 {
        let folder = tempfile::tempdir().unwrap();
        let ended = Command::new(&again)
            .args(["--exact", "db::tests::end::a_program_may_end_while_its_databases_are_at_work"])
            .env(FOLDER, folder.path())
            .output()
            .unwrap();
        assert_eq!(ended.status.code(), Some(0), "{:?}", ended.status);
        // A test of another name would run nothing and end well.
        assert!(folder.path().join(format!("{}.db", BUSY - 1)).exists(), "it was at work");
    }
}

/// Ends the process as `main` does, when every database has been written to and goes on being written to.
fn end_at_work(folder: &str) -> ! {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (tell, mut told) = mpsc::channel(BUSY);
        for busy in 0..BUSY {
            let db = Db::open(&std::path::Path::new(folder).join(format!("{busy}.db")), KEY).await.unwrap();
            let tell = tell.clone();
            tokio::spawn(async move {
                for round in 0_u32.. {
                    let mut tx = db.begin().await.unwrap();
                    for fact in 0..200 {
                        facts::put(&mut tx, &format!("{round} {fact}"), "縁".repeat(100).as_str())
                            .await
                            .unwrap();
                    }
                    tx.commit().await.unwrap();
                    let _closing = tell.try_send(());
                }
            });
        }
        for _ in 0..BUSY * 2 {
            told.recv().await.unwrap();
        }
    });
    exit(0)
}
