//! Does what the sync machine decides: one task an account.
//!
//! Effects run beside each other as tasks of their own and come back as inputs; the machine alone knows
//! what is in flight. Ending the runner ends them; a transaction that is cut rolls back.

use crate::{
    clock,
    db::{self, Db},
    error::Error,
    http::Api,
    ids,
    journal::Journal,
    live, outcomes,
    paging::PageSize,
    places::{self, Asking, Beside},
    pull, push,
    showing::{self, Showing},
    talk,
    troubles::{self, Asked, Troubles},
};
use enishi_bridge::{
    errors::AppCode,
    notices::{Notice, Tag},
    settings::DeviceSettings,
};
use enishi_sync::{
    backoff::Backoff,
    machine::{Effect, Failure, Input, Line, Machine},
    queue::Queued,
};
use enishi_wire::ids::{AccountId, NetworkId};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};
use tokio::{
    sync::{broadcast, mpsc, oneshot, watch},
    task::{AbortHandle, JoinSet},
};

/// What the runner tells the rest of the core.
#[derive(Clone)]
pub struct Hooks {
    /// To the UI and the shell.
    pub notices: broadcast::Sender<Notice>,
    /// To the client: an account or a network has ended.
    pub endings: mpsc::UnboundedSender<Ending>,
    /// Which notifications this process shows.
    pub showing: Showing,
    /// What this device calls itself.
    pub device_name: String,
    /// Language of notifications.
    pub language: Arc<dyn Fn() -> (DeviceSettings, String) + Send + Sync>,
}

/// Something that ended by the server's word.
#[derive(Debug)]
pub enum Ending {
    /// The session: the account leaves this device.
    Session(AccountId),
    /// A membership: the network leaves this device.
    Membership(AccountId, NetworkId),
    /// Nothing ended: answer when all that was said before is off this device.
    Handled(oneshot::Sender<()>),
}

/// What the runner hears.
pub enum Message {
    /// Something for the machine.
    Input(Input),
    /// Answer when nothing more can be done, with the trouble that stopped it.
    Settle(oneshot::Sender<Option<AppCode>>),
    /// A request failed for this reason; `None` when one was answered.
    Trouble(Asked, Option<AppCode>),
    /// Photos and files of a network wait to be sent.
    SendFiles(NetworkId),
    /// No more of them are sent now; whether some were.
    FilesSent(NetworkId, bool),
    /// So many rows came with a page of a first sync; `None` when it is complete.
    FirstSync(Option<u32>),
    /// The server was asked for the account's networks; why there was no answer.
    Refreshed(Option<AppCode>),
}

/// How the sync stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The line.
    pub line: Line,
    /// The last trouble, while it lasts.
    pub problem: Option<AppCode>,
    /// Rows of a first sync so far, while it runs.
    pub first_sync_rows: Option<u32>,
}

impl Default for Status {
    fn default() -> Self {
        Self { line: Line::Connecting, problem: None, first_sync_rows: None }
    }
}

/// What the runner works with.
#[derive(Clone)]
pub struct Work {
    pub account: AccountId,
    pub db: Db,
    pub api: Api,
    pub journal: Journal,
    pub places: Beside,
    pub hooks: Hooks,
    pub told: mpsc::UnboundedSender<Message>,
    pub publish: watch::Sender<Status>,
    pub page_size: Arc<Mutex<PageSize>>,
}

impl Work {
    /// How large the next page shall be; remembered while the app runs.
    pub fn page_size(&self) -> MutexGuard<'_, PageSize> {
        crate::client::lock(&self.page_size)
    }
}

/// Runs until it is aborted.
pub async fn run(work: Work, mut received: mpsc::UnboundedReceiver<Message>, offline: bool) {
    let mut machine = Machine::new(ids::seed());
    let mut tasks = JoinSet::new();
    let mut live: Option<AbortHandle> = None;
    let mut waiting: Vec<oneshot::Sender<Option<AppCode>>> = Vec::new();
    let mut sending: BTreeSet<NetworkId> = BTreeSet::new();
    let start = begin(&work).await;
    let mut noted = clock::monotonic();
    note_clock(&work, 0).await;
    machine.handle(start, clock::monotonic());
    if offline {
        work.publish.send_modify(|status| {
            *status = Status { line: Line::Offline, problem: Some(AppCode::Offline), ..status.clone() }
        });
    } else {
        tasks.spawn(places::refresh(work.clone()));
    }
    let mut troubles = Troubles::default();
    let mut asking = Asking { open: !offline, at: clock::monotonic(), problem: None };
    loop {
        let now = clock::monotonic();
        if !offline {
            while let Some(effect) = machine.poll_effect(now) {
                match effect {
                    Effect::OpenLive => {
                        // The stream that stood before may not know the newest network.
                        if let Some(old) = live.take() {
                            old.abort();
                        }
                        let told = work.told.clone();
                        let tell = move |input| drop(told.send(Message::Input(input)));
                        live = Some(tasks.spawn(live::run(work.api.clone(), tell)));
                    }
                    // Said here and not in a task: who waits below must find it said.
                    Effect::EndSession => end(&work, Ending::Session(work.account)),
                    Effect::Forget(network) => end(&work, Ending::Membership(work.account, network)),
                    effect => drop(tasks.spawn(execute(work.clone(), effect))),
                }
            }
            // Without any network nothing is pulled, and nothing else would say what is wrong.
            let unasked = asking.problem.filter(|_| !machine.has_networks());
            publish(&work, machine.line(), troubles.problem(machine.has_wishes()).or(unasked));
        }
        if offline || (machine.is_idle(now) && sending.is_empty() && !asking.open) {
            let problem = if offline { Some(AppCode::Offline) } else { work.publish.borrow().problem };
            for answer in waiting.drain(..) {
                let _gone = answer.send(problem);
            }
        }
        if now - noted >= HOUR {
            note_clock(&work, now - noted).await;
            noted = now;
        }
        let due = showing::show_due(&work).await;
        let timeout = if offline { None } else { machine.poll_timeout(now) };
        let wait = [timeout.map(|at| at.saturating_sub(now)), due].into_iter().flatten().min();
        let wait = wait
            .map_or(Duration::from_secs(3_600), |ms| Duration::from_millis(u64::try_from(ms).unwrap_or(0)));
        tokio::select! {
            message = received.recv() => match message {
                Some(Message::Input(input)) => {
                    // The person may have joined a network on another device meanwhile.
                    if input == Input::Resumed && !offline && asking.due(now) {
                        (asking.open, asking.at) = (true, now);
                        tasks.spawn(places::refresh(work.clone()));
                    }
                    machine.handle(input, clock::monotonic());
                }
                Some(Message::Settle(answer)) => waiting.push(answer),
                Some(Message::Trouble(asked, problem)) => troubles.note(asked, problem),
                Some(Message::SendFiles(network)) => {
                    if !offline && sending.insert(network) {
                        let work = work.clone();
                        tasks.spawn(async move {
                            let sent = talk::files::send(&work, network).await;
                            let _ended = work.told.send(Message::FilesSent(network, sent));
                        });
                    }
                }
                Some(Message::FilesSent(network, sent)) => {
                    sending.remove(&network);
                    if sent {
                        // The messages that waited for them are sealed with the next sync.
                        machine.handle(Input::Poked(network, i64::MAX), clock::monotonic());
                    }
                }
                Some(Message::FirstSync(rows)) => {
                    work.publish.send_modify(|status| status.first_sync_rows = rows.map(|rows| status.first_sync_rows.unwrap_or(0) + rows));
                    changed(&work, [Tag::App]);
                }
                Some(Message::Refreshed(problem)) => (asking.open, asking.problem) = (false, problem),
                None => return,
            },
            Some(_done) = tasks.join_next() => {}
            () = tokio::time::sleep(wait) => machine.handle(Input::Tick, clock::monotonic()),
        }
    }
}

/// How exactly the passing of time is noted, ms.
const HOUR: i64 = 3_600_000;

/// Notes the wall clock and how much time has passed, for the lease on people; not at every start of a command.
async fn note_clock(work: &Work, passed: i64) {
    let note = async {
        let now = clock::now();
        let known = work.db.number(db::facts::CLOCK).await?;
        if passed > 0 || known.is_none_or(|known| now - known >= HOUR) {
            let mut tx = work.db.begin().await?;
            db::facts::advance_clock(&mut tx, now, passed).await?;
            tx.commit().await?;
        }
        Ok::<(), Error>(())
    };
    if let Err(error) = note.await {
        tracing::warn!(%error, "The clock could not be noted.");
    }
}

/// What the machine starts with; a busy database is waited for.
async fn begin(work: &Work) -> Input {
    let mut backoff = Backoff::new(ids::seed());
    loop {
        match start(work).await {
            Ok(input) => return input,
            Err(error) => {
                tracing::warn!(%error, "The sync of an account could not start yet.");
                tokio::time::sleep(Duration::from_millis(backoff.fail())).await;
            }
        }
    }
}

async fn start(work: &Work) -> Result<Input, Error> {
    let networks = work.db.places().await?.into_iter().map(|place| place.about.network).collect();
    let queued = work.db.outbox().await?.into_iter().map(|pending| Queued {
        parked: matches!(pending.state, enishi_sync::overlay::PendingState::Failed(_)),
        ..Queued::new(&pending.mutation)
    });
    Ok(Input::Started { networks, queued: queued.collect() })
}

async fn execute(work: Work, effect: Effect) {
    match effect {
        Effect::Pull(network) => {
            let input = match pull::run(&work, network).await {
                Ok(input) => answered(&work, Asked::Pull, input),
                Err(error) => Input::PullFailed(network, failed(&work, Asked::Pull, &error)),
            };
            tell(&work, input);
        }
        Effect::Push(ids) => {
            let input = match push::run(&work, &ids).await {
                Ok(input) => answered(&work, Asked::Push, input),
                Err(error) => {
                    let failure = match failed(&work, Asked::Push, &error) {
                        // A push never ends a membership; the server refuses each wish by itself.
                        Failure::Gone => Failure::Fault,
                        failure => failure,
                    };
                    push::put_back(&work, &ids).await;
                    Input::PushFailed(ids, failure)
                }
            };
            tell(&work, input);
        }
        Effect::Park(ids) => {
            if let Err(error) = outcomes::park(&work.db, &ids).await {
                tracing::error!(%error, "A wish could not be set aside.");
            }
            changed(&work, [Tag::Outbox, Tag::Events, Tag::Posts, Tag::Me, Tag::App]);
        }
        // The loop itself does these.
        Effect::EndSession | Effect::Forget(_) | Effect::OpenLive => {}
    }
}

/// Tells the machine what goes before everything else. One that it knows from elsewhere loses its place there.
pub fn go_first(work: &Work, queued: Vec<Queued>) {
    for queued in &queued {
        tell(work, Input::Discarded(queued.id));
    }
    tell(work, Input::Again(queued));
}

fn answered(work: &Work, asked: Asked, input: Input) -> Input {
    let _closing = work.told.send(Message::Trouble(asked, None));
    input
}

fn failed(work: &Work, asked: Asked, error: &Error) -> Failure {
    tracing::debug!(%error, "A request to the server failed.");
    error.report_damage();
    let _closing = work.told.send(Message::Trouble(asked, Some(error.code())));
    troubles::failure(error)
}

fn publish(work: &Work, line: Line, problem: Option<AppCode>) {
    let turned = work.publish.send_if_modified(|status| {
        let turned = status.line != line || status.problem != problem;
        status.line = line;
        status.problem = problem;
        turned
    });
    if turned {
        changed(work, [Tag::App]);
    }
}

fn end(work: &Work, ending: Ending) {
    let _closing = work.hooks.endings.send(ending);
}

/// Tells the machine what happened.
pub fn tell(work: &Work, input: Input) {
    let _closing = work.told.send(Message::Input(input));
}

pub fn changed(work: &Work, tags: impl IntoIterator<Item = Tag>) {
    let tags: Vec<Tag> = tags.into_iter().collect();
    if !tags.is_empty() {
        let _nobody_listens = work.hooks.notices.send(Notice::Changed { tags });
    }
}
