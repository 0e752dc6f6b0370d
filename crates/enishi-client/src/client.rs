//! The façade: what the shell, enishi-cli and the tests hold.
//!
//! Cheap to clone. Every method of a command is in `features`, one file a feature, named like the command.

use crate::{
    account::Account,
    clock, endings,
    error::Error,
    export::expiry,
    features::{photo::Opened, talk::Linking},
    http::{Api, Http, server_url},
    ids, links, mend,
    photos::Absent,
    runner::{Ending, Hooks},
    secrets::{self, Key, SecretsChoice},
    showing::Showing,
    vault::{self, Vault, VaultAccount},
};
use enishi_bridge::{
    app::{Farewell, PlaceKey, Unopened},
    errors::{AppCode, AppError},
    notices::{Notice, Route, Tag},
    settings::{DeviceSettings, KeyStore},
};
use enishi_sync::machine::Input;
use enishi_wire::ids::{AccountId, MemberId};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::sync::{Notify, RwLock, broadcast, mpsc, oneshot};

/// How a client is opened.
#[derive(Debug, Clone)]
pub struct Config {
    /// Folder of this device's files; made if it is not there.
    pub home: PathBuf,
    /// Where keys are.
    pub secrets: SecretsChoice,
    /// What this device calls itself in the list of devices and in the mail with the code.
    pub device_name: String,
    /// `linux`, `macos`, `windows`, `android`, `ios` or `cli`.
    pub platform: &'static str,
    /// Keeps the client off the network.
    pub offline: bool,
    /// Language of the system, BCP 47.
    pub system_language: String,
    /// Which notifications this process shows.
    pub showing: Showing,
}

/// The core of one device.
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub config: Config,
    pub key_store: KeyStore,
    install: String,
    key: Key,
    /// Whether the key is where it is kept; signing out of the last account takes it away.
    key_kept: AtomicBool,
    /// Files live here; below `config.home` except where keys are in memory only.
    home: PathBuf,
    vault: Mutex<Vault>,
    pub accounts: RwLock<BTreeMap<AccountId, Arc<Account>>>,
    pub settings: Mutex<DeviceSettings>,
    state: Mutex<State>,
    hooks: Hooks,
    /// Made when it is first needed.
    http: OnceLock<Http>,
    /// One mending at a time.
    pub mending: tokio::sync::Mutex<()>,
    /// For which week and state of the directory somebody to suggest was last looked for in a place.
    pub looked_for: Mutex<BTreeMap<PlaceKey, (i64, i64)>>,
    /// Pictures that the server did not have.
    pub absent_photos: Absent,
    /// Rung when a file with the own things was written that is to be erased.
    pub exported: Arc<Notify>,
}

/// What is forgotten when the app ends.
#[derive(Default)]
pub(crate) struct State {
    pub route: Option<Route>,
    pub farewells: Vec<Farewell>,
    pub unopened: Vec<Unopened>,
    /// The person is adding another account.
    pub adding: bool,
    /// The picture that was opened for the own photo.
    pub photo: Option<Opened>,
    /// New devices that are being let in, by the place.
    pub links: BTreeMap<PlaceKey, Linking>,
    /// Server that a link named for the sign-in form.
    pub server: Option<String>,
    /// Whose restricted fields this device has shown on which day: that was noted and need not be again.
    pub shown_today: BTreeSet<(PlaceKey, MemberId, i64)>,
}

impl Client {
    /// Opens this device's files and starts to sync every account.
    ///
    /// # Errors
    /// Every code of secrets and databases: the program shows its sentence and may try again.
    pub async fn open(config: Config) -> Result<Self, AppError> {
        Ok(Self::try_open(config).await?)
    }

    async fn try_open(config: Config) -> Result<Self, Error> {
        std::fs::create_dir_all(&config.home)?;
        let install = install_id(&config.home)?;
        let exists = vault::exists(&config.home);
        let found = secrets::device_key(&config.home, &config.secrets, &install, exists).await?;
        let home = match found.store {
            KeyStore::Memory => volatile_home(&config.home)?,
            KeyStore::System | KeyStore::SealedFile => config.home.clone(),
        };
        let vault = vault::load(&home, &found.key)?;
        let settings = load_settings(&config.home);
        let (endings, ended) = mpsc::unbounded_channel();
        let (notices, _) = broadcast::channel(256);
        let inner = Arc::new_cyclic(|weak: &std::sync::Weak<Inner>| {
            let weak = weak.clone();
            let system = config.system_language.clone();
            let language = Arc::new(move || {
                let settings = weak.upgrade().map(|inner| *lock(&inner.settings)).unwrap_or_default();
                (settings, system.clone())
            });
            Inner {
                key_store: found.store,
                install,
                key: found.key,
                key_kept: AtomicBool::new(true),
                home,
                vault: Mutex::new(vault.clone()),
                accounts: RwLock::new(BTreeMap::new()),
                settings: Mutex::new(settings),
                state: Mutex::new(State::default()),
                hooks: Hooks {
                    notices,
                    endings,
                    showing: config.showing,
                    device_name: config.device_name.clone(),
                    language,
                },
                http: OnceLock::new(),
                mending: tokio::sync::Mutex::new(()),
                looked_for: Mutex::default(),
                absent_photos: Absent::default(),
                exported: Arc::default(),
                config,
            }
        });
        let client = Self { inner };
        let mut trouble = None;
        for entry in &vault.accounts {
            // One account's trouble does not keep the others away.
            if let Err(error) = client.open_known_account(entry).await {
                tracing::warn!(%error, "An account could not be opened.");
                client.inner.could_not_open(entry, &error);
                trouble = Some(error);
            }
        }
        if let Some(error) = trouble
            && client.inner.accounts.read().await.is_empty()
        {
            return Err(error);
        }
        tokio::spawn(endings::watch(Arc::downgrade(&client.inner), ended));
        tokio::spawn(mend::watch(Arc::downgrade(&client.inner)));
        client.erase_exports(clock::now());
        tokio::spawn(expiry::watch(Arc::downgrade(&client.inner)));
        Ok(client)
    }

    /// What the core says without being asked.
    pub fn notices(&self) -> broadcast::Receiver<Notice> {
        self.inner.hooks.notices.subscribe()
    }

    /// The app came to the front or the network came back: sync now.
    pub fn resumed(&self) {
        // Nobody opens or closes accounts for long; a miss costs one poll interval.
        if let Ok(accounts) = self.inner.accounts.try_read() {
            for account in accounts.values() {
                account.tell(Input::Resumed);
            }
        }
    }

    /// An `enishi://` link was opened. Links come from anywhere: this only shows a page or fills a form.
    pub fn open_url(&self, url: &str) {
        match links::parse(url) {
            Some(links::Link::Go(route)) => self.go(route),
            Some(links::Link::SignIn(server)) => {
                let mut state = self.inner.state();
                state.server = Some(server);
                state.adding = true;
                drop(state);
                self.inner.changed([Tag::App]);
            }
            None => tracing::info!("A link that means nothing here was ignored."),
        }
    }

    /// A notification was tapped.
    pub fn go(&self, route: Route) {
        self.inner.state().route = Some(route);
        self.inner.say(Notice::RouteWaiting);
    }

    /// Syncs every account and waits until nothing more can be done, and until what the server ended has left
    /// this device. Answers the trouble that stopped the current account, if any.
    pub async fn settle(&self) -> Option<AppCode> {
        let mut problem = self.settle_once().await;
        if problem == Some(AppCode::DatabaseCorrupt) && self.mend().await {
            problem = self.settle_once().await;
        }
        self.endings_handled().await;
        problem
    }

    async fn settle_once(&self) -> Option<AppCode> {
        let accounts: Vec<_> = self.inner.accounts.read().await.values().cloned().collect();
        let current = self.inner.current().map(|place| place.account);
        let mut problem = None;
        for account in accounts {
            let trouble = account.settle().await;
            if current == Some(account.id) {
                problem = trouble;
            }
        }
        problem
    }

    /// Waits until what the server ended so far is off this device.
    async fn endings_handled(&self) {
        let (answer, answered) = oneshot::channel();
        let _closing = self.inner.hooks.endings.send(Ending::Handled(answer));
        let _closing = answered.await;
    }

    /// Ends all syncs and closes all databases. What the server ended meanwhile is erased first: a program that
    /// ends in the middle of it would leave files of an account that is gone.
    pub async fn shutdown(&self) {
        for account in self.inner.accounts.read().await.values() {
            account.stop();
        }
        self.endings_handled().await;
        for account in self.inner.accounts.read().await.values() {
            account.keep_directories().await;
            account.close().await;
        }
        if self.inner.key_store == KeyStore::Memory {
            let _best_effort = std::fs::remove_dir_all(&self.inner.home);
        }
    }

    /// Opens an account that the vault knows.
    pub(crate) async fn open_known_account(&self, entry: &VaultAccount) -> Result<Arc<Account>, Error> {
        self.open_account(entry, self.api(entry)?).await
    }

    /// The way to the server of an account that the vault knows.
    pub(crate) fn api(&self, entry: &VaultAccount) -> Result<Api, Error> {
        Ok(Api::new(self.inner.http()?, server_url(&entry.server)?))
    }

    /// Opens an account whose server was spoken with already.
    pub(crate) async fn open_account(&self, entry: &VaultAccount, api: Api) -> Result<Arc<Account>, Error> {
        let account = self.start_account(entry, api).await?;
        self.inner.accounts.write().await.insert(entry.account, account.clone());
        Ok(account)
    }

    /// Opens an account without putting it among the open ones.
    pub(crate) async fn start_account(&self, entry: &VaultAccount, api: Api) -> Result<Arc<Account>, Error> {
        let inner = &self.inner;
        let hooks = inner.hooks.clone();
        Ok(Arc::new(Account::open(&inner.home, entry, api, hooks, inner.config.offline).await?))
    }

    /// Forgets an account on this device: files, token, key (I29). Works without a network.
    pub(crate) async fn forget_account(&self, id: AccountId) -> Result<(), Error> {
        // The files go first: a full disk may keep the vault from being rewritten, and must not keep them.
        if let Some(account) = self.inner.accounts.write().await.remove(&id) {
            account.close().await;
            account.erase();
        }
        let left = self.inner.change_vault(|vault| {
            vault.accounts.retain(|account| account.account != id);
            if vault.current.is_some_and(|place| place.account == id) {
                vault.current = None;
            }
            vault.accounts.len()
        })?;
        // The version before this one still holds the account's token and key.
        vault::remove_previous(&self.inner.home);
        if left == 0 && self.inner.vault().sign_in.is_none() {
            vault::remove(&self.inner.home);
            self.inner.forget_key().await;
        }
        self.inner.changed(Tag::ALL);
        Ok(())
    }
}

impl Inner {
    pub fn vault(&self) -> MutexGuard<'_, Vault> {
        lock(&self.vault)
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// What requests go through.
    pub fn http(&self) -> Result<Http, Error> {
        if let Some(http) = self.http.get() {
            return Ok(http.clone());
        }
        let http = Http::new()?;
        Ok(self.http.get_or_init(|| http).clone())
    }

    /// Changes the vault in memory and on disk; on a failure both stay as they were.
    pub fn change_vault<T>(&self, change: impl FnOnce(&mut Vault) -> T) -> Result<T, Error> {
        let mut vault = self.vault();
        let mut next = vault.clone();
        let answer = change(&mut next);
        vault::store(&self.home, &self.key, &next)?;
        *vault = next;
        Ok(answer)
    }

    /// The place that is shown, if the person chose one and it is still here.
    pub fn current(&self) -> Option<PlaceKey> {
        self.vault().current
    }

    /// Notes for the pages why an account of the vault is not here.
    pub fn could_not_open(&self, entry: &VaultAccount, error: &Error) {
        self.state().unopened.push(Unopened { email: entry.email.clone(), code: error.code() });
    }

    pub fn say(&self, notice: Notice) {
        let _nobody_listens = self.hooks.notices.send(notice);
    }

    pub fn changed(&self, tags: impl IntoIterator<Item = Tag>) {
        self.say(Notice::Changed { tags: tags.into_iter().collect() });
    }

    /// Stores the settings of the device.
    pub fn put_settings(&self, settings: DeviceSettings) -> Result<(), Error> {
        vault::write_atomically(&self.config.home.join(SETTINGS), &serde_json::to_vec(&settings)?)?;
        *lock(&self.settings) = settings;
        Ok(())
    }

    /// Whether texts of the core are Japanese.
    pub fn japanese(&self) -> bool {
        crate::locale::is_japanese(lock(&self.settings).language, &self.config.system_language)
    }

    /// Forgets the device key when nothing is sealed with it any more.
    async fn forget_key(&self) {
        self.key_kept.store(false, Ordering::SeqCst);
        secrets::forget(&self.config.home, self.key_store, &self.install).await;
    }

    /// Puts the device key back before something is sealed with it again.
    pub async fn keep_key(&self) -> Result<(), Error> {
        if !self.key_kept.load(Ordering::SeqCst) {
            let (home, choice) = (&self.config.home, &self.config.secrets);
            secrets::keep(home, choice, self.key_store, &self.install, &self.key).await?;
            self.key_kept.store(true, Ordering::SeqCst);
        }
        Ok(())
    }
}

const SETTINGS: &str = "settings.json";

fn load_settings(home: &Path) -> DeviceSettings {
    // Settings that cannot be read are the defaults: nothing depends on them.
    std::fs::read(home.join(SETTINGS))
        .ok()
        .and_then(|text| serde_json::from_slice(&text).ok())
        .unwrap_or_default()
}

/// A lock that a panic elsewhere cannot take away: the data is whole after every statement.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Names this home folder in the store of keys; a folder copied to another machine finds no key there.
fn install_id(home: &Path) -> Result<String, Error> {
    let path = home.join("install-id");
    if let Ok(id) = std::fs::read_to_string(&path)
        && !id.trim().is_empty()
    {
        return Ok(id.trim().to_owned());
    }
    let id = ids::random().to_string();
    vault::write_atomically(&path, id.as_bytes())?;
    Ok(id)
}

/// With keys in memory only, nothing of an earlier run can be opened: it is removed.
fn volatile_home(home: &Path) -> Result<PathBuf, Error> {
    let volatile = home.join("volatile");
    let _absent = std::fs::remove_dir_all(&volatile);
    std::fs::create_dir_all(&volatile)?;
    Ok(volatile)
}
