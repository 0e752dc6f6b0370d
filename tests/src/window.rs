//! The real app in its real window, driven by the WebDriver that belongs to the system's webview. Things
//! on the page are found by their `data-test` names.

use crate::{
    cli::PASSPHRASE,
    desktop::{Desktop, Screen},
    process::{self, Process},
    programs::{faketime, program},
    wait,
};
use anyhow::{Context, Result, bail};
use fantoccini::{Client, ClientBuilder, Locator, elements::Element};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::{fs, net::TcpListener, path::Path, time::Duration};
use tokio::{net::TcpStream, process::Command};

/// The size of a phone, in CSS pixels.
pub const PHONE: (u32, u32) = (390, 844);
/// The size of a laptop's window.
pub const LAPTOP: (u32, u32) = (1280, 800);

/// The app's window.
pub struct Window {
    page: Client,
    app: u32,
    driver: Process,
    screen: Screen,
}

impl Window {
    /// Starts the app on a desktop, with its things in `home` and its keys in a sealed file. `arguments`
    /// are what the system would pass, such as a link.
    pub async fn open(desktop: &Desktop, home: &Path, arguments: &[&str]) -> Result<Self> {
        Self::open_at(desktop, home, arguments, None).await
    }

    /// The same on a computer whose clock is off by what the file `clock` says (the form of faketime).
    pub async fn open_at(
        desktop: &Desktop,
        home: &Path,
        arguments: &[&str],
        clock: Option<&Path>,
    ) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut command = Command::new("WebKitWebDriver");
        command
            .arg(format!("--port={port}"))
            .envs(desktop.environment())
            .env("ENISHI_HOME", home)
            .env("ENISHI_SECRETS", "file")
            .env("ENISHI_PASSPHRASE", PASSPHRASE)
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            // The X server of the tests has no graphics card.
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("LIBGL_ALWAYS_SOFTWARE", "1");
        if let Some(clock) = clock {
            faketime(&mut command, clock)?;
        }
        let driver = Process::start("window", &mut command, desktop.folder())?;
        let app = program("enishi")?;
        let options = json!({ "binary": app, "args": arguments });
        let capabilities = serde_json::Map::from_iter([("webkitgtk:browserOptions".to_owned(), options)]);
        wait::until("the WebDriver", async || Ok(TcpStream::connect(("127.0.0.1", port)).await.ok())).await?;
        let page = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .context("the app did not start")?;
        let app = child_of(driver.id()?)?;
        let window = Self { page, app, driver, screen: desktop.screen() };
        window.resize(LAPTOP).await?;
        Ok(window)
    }

    /// Ends the app at once, as a crash or a flat battery would.
    pub async fn kill(self) -> Result<()> {
        process::signal("KILL", self.app).await?;
        self.driver.stop().await
    }

    /// Ends the app as a person does who has had enough for today.
    pub async fn close(self) -> Result<()> {
        self.page.close().await.context("the window did not close")?;
        // An app that is still putting things away would take the next start for a second one of itself.
        wait::until("the app to end", async || Ok(has_ended(self.app).then_some(()))).await?;
        self.driver.stop().await
    }

    /// Gives the window another size.
    pub async fn resize(&self, (width, height): (u32, u32)) -> Result<()> {
        self.page.set_window_size(width, height).await?;
        wait::until("the window's new size", async || {
            let size = self.script("return [window.innerWidth, window.innerHeight]", vec![]).await?;
            Ok((size == json!([width, height])).then_some(()))
        })
        .await
    }

    /// Waits until something is on the page.
    pub async fn sees(&self, hook: &str) -> Result<Element> {
        self.find(&format!("[data-test='{hook}']")).await
    }

    /// Waits until something is on the page and looks like `condition`, a CSS selector that goes on
    /// after the hook's.
    pub async fn sees_as(&self, hook: &str, condition: &str) -> Result<Element> {
        self.find(&format!("[data-test='{hook}']{condition}")).await
    }

    /// Waits until something is gone from the page, or was never there.
    pub async fn no_longer_sees(&self, hook: &str) -> Result<()> {
        let selector = format!("[data-test='{hook}']");
        wait::until(&format!("{selector} to go"), async || {
            Ok(self.page.find_all(Locator::Css(&selector)).await?.is_empty().then_some(()))
        })
        .await
    }

    /// Waits until something with this text is on the page, and answers its `data-id`.
    pub async fn sees_text(&self, hook: &str, text: &str) -> Result<String> {
        let script = "for (const found of document.querySelectorAll(`[data-test='${arguments[0]}']`))
              if (found.textContent.includes(arguments[1])) return found.dataset.id ?? '';
            return null";
        wait::until(&format!("{hook} with the text {text}"), async || {
            let found = self.script(script, vec![json!(hook), json!(text)]).await?;
            Ok(found.as_str().map(str::to_owned))
        })
        .await
    }

    /// Waits until the page is in a language.
    pub async fn find_language(&self, language: &str) -> Result<()> {
        self.find(&format!("html[lang|='{language}']")).await.map(|_| ())
    }

    /// How many of something are on the page now.
    pub async fn count(&self, hook: &str) -> Result<usize> {
        Ok(self.page.find_all(Locator::Css(&format!("[data-test='{hook}']"))).await?.len())
    }

    /// Clicks something, as soon as it is there and can be clicked.
    pub async fn click(&self, hook: &str) -> Result<()> {
        self.click_selector(&format!("[data-test='{hook}']")).await
    }

    /// Clicks the one that shows an item.
    pub async fn click_item(&self, hook: &str, id: &str) -> Result<()> {
        self.click_selector(&format!("[data-test='{hook}'][data-id='{id}']")).await
    }

    /// Clicks what is inside something and has no name of its own, by CSS selector.
    pub async fn click_within(&self, hook: &str, selector: &str) -> Result<()> {
        self.click_selector(&format!("[data-test='{hook}'] {selector}")).await
    }

    /// Types into a field.
    pub async fn fill(&self, hook: &str, text: &str) -> Result<()> {
        let field = self.sees(hook).await?;
        field.clear().await?;
        // A driver presses no key for a line break; Enter is one (WebDriver 17.4.2).
        field.send_keys(&text.replace('\n', "\u{e007}")).await?;
        let typed = field.prop("value").await?.unwrap_or_default();
        if typed != text {
            bail!("{hook} shows {typed:?} after {text:?} was typed");
        }
        Ok(())
    }

    /// Sets a field whose picker belongs to the system (dates, times, lists), and says so to the page.
    pub async fn set(&self, hook: &str, value: &str) -> Result<()> {
        self.sees(hook).await?;
        let script = "const field = document.querySelector(`[data-test='${arguments[0]}']`);
            field.value = arguments[1];
            field.dispatchEvent(new Event('input', { bubbles: true }));
            field.dispatchEvent(new Event('change', { bubbles: true }));
            return field.value";
        let set = self.script(script, vec![json!(hook), json!(value)]).await?;
        if set != json!(value) {
            bail!("{hook} shows {set} after {value:?} was chosen");
        }
        Ok(())
    }

    /// Runs a script on the page and answers what it returns.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        self.page.execute(script, arguments).await.context("a script on the page failed")
    }

    /// Runs a script that answers by calling its last argument.
    pub async fn script_that_calls_back(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        self.page.execute_async(script, arguments).await.context("a script on the page failed")
    }

    /// Takes a picture of the window, once nothing on its page is loading and it has been drawn. It is cut
    /// out of the screen: the driver's own picture waits for ever for a page that is not drawn anew.
    pub async fn picture(&self, path: &Path) -> Result<()> {
        self.settled().await?;
        let (left, top) = self.page.get_window_position().await?;
        let (width, height) = self.page.get_window_size().await?;
        self.screen.picture(path, Some(&format!("{width}x{height}+{left}+{top}"))).await
    }

    /// Waits until nothing on the page is loading or moving, and what is there has been drawn.
    pub async fn settled(&self) -> Result<()> {
        let limit = Duration::from_secs(20);
        wait::until_within(limit, "the page to have loaded", async || {
            let script =
                "return document.readyState === 'complete' && !document.querySelector('[aria-busy=true]')
                && document.getAnimations().every((moving) => moving.playState !== 'running')";
            Ok((self.script(script, vec![]).await? == json!(true)).then_some(()))
        })
        .await?;
        let drawn =
            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done(true)))";
        self.script_that_calls_back(drawn, vec![]).await?;
        Ok(())
    }

    async fn find(&self, selector: &str) -> Result<Element> {
        wait::until(&format!("{selector} on the page"), async || {
            Ok(self.page.find_all(Locator::Css(selector)).await?.into_iter().next())
        })
        .await
    }

    async fn click_selector(&self, selector: &str) -> Result<()> {
        // Found again at each try: a page that is drawn anew between finding and clicking has another one.
        wait::until(&format!("{selector} to be clicked"), async || {
            let Some(found) = self.page.find_all(Locator::Css(selector)).await?.into_iter().next() else {
                return Ok(None);
            };
            let clicked = found.click().await.ok();
            if clicked.is_none() {
                // Below the edge of something that scrolls by itself: a person would scroll there.
                let scroll = "document.querySelector(arguments[0])?.scrollIntoView({ block: 'center' })";
                self.script(scroll, vec![json!(selector)]).await?;
            }
            Ok(clicked)
        })
        .await
    }
}

/// The app, which is the driver's only child.
fn child_of(parent: u32) -> Result<u32> {
    let children = fs::read_to_string(format!("/proc/{parent}/task/{parent}/children"))?;
    children.split_whitespace().next().context("the driver started no app")?.parse().context("not a number")
}

/// Whether a process is gone, or waits only for its parent to notice.
fn has_ended(id: u32) -> bool {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    !status.lines().any(|line| line.starts_with("State:") && !line.contains('Z'))
}
