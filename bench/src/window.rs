//! The directory in the real window: how long until it is on the screen, until a keystroke is, and whether every frame
//! is painted while somebody scrolls. Frames are those of the webview itself, on an X server without a graphics card.

use crate::{
    figure::{Figure, median, share},
    world::World,
};
use anyhow::{Context, Result, ensure};
use enishi_tests::{
    desktop::Desktop,
    window::{LAPTOP, PHONE, Window},
};
use serde_json::{Value, json};
use std::path::PathBuf;

/// How often the directory is opened.
const OPENINGS: usize = 15;
/// What is typed, letter by letter.
const TYPED: [&str; 6] = ["さとう", "watanabe", "大阪支社", "結城谷製作所", "溶接", "けんた"];
/// How often all of it is typed; the first time does not count.
const ROUNDS: usize = 13;
/// How often rows get other words. An even number: everybody has the own ones again. A script has 30 s.
const SWAPS: usize = 150;
/// What must be on the screen within a frame, ms.
const FRAME: f64 = 1_000.0 / 60.0;
/// From a keystroke to the painted list, ms.
const KEYSTROKE: f64 = 16.0;
/// How much longer opening may take with a hundred times as many members.
const RATIO: f64 = 1.1;

/// Calls back when what the page looks like now was painted: a frame paints right after its callbacks, so a timer that one
/// of them sets runs then. (A message through a channel would, too, and takes more than a millisecond in WebKitGTK.)
const PAINTED: &str = "const painted = (then) => requestAnimationFrame(() => setTimeout(then, 0));";

/// Opens the directory and waits until its first row was painted; answers the time, ms.
const OPEN: &str = "const done = arguments[arguments.length - 1];
    const began = performance.now();
    document.querySelector('[data-test=nav-directory]').click();
    const look = () => document.querySelector('[data-test=member-row]')
        ? painted(() => done(performance.now() - began)) : requestAnimationFrame(look);
    look();";

/// Types one letter more and waits until the list has changed and was painted; answers when both were, or null when
/// nothing changed within a quarter of a second.
const TYPE: &str = "const done = arguments[arguments.length - 1];
    const field = document.querySelector('[data-test=directory-search]');
    const list = document.querySelector('.pane-list');
    const give_up = setTimeout(() => { watch.disconnect(); done(null) }, 250);
    const watch = new MutationObserver((changes) => {
        const inside = ({ target }) => (target.closest ? target : target.parentElement)?.closest('.rows-window, .empty');
        if (!changes.some(inside)) return;
        watch.disconnect(); clearTimeout(give_up);
        const changed = performance.now() - began;
        painted(() => done({ changed, painted: performance.now() - began }));
    });
    field.value = arguments[0];
    const began = performance.now();
    watch.observe(list, { childList: true, characterData: true, subtree: true });
    field.dispatchEvent(new Event('input', { bubbles: true }));";

/// Asks the core for something small so often, one after the other; answers how long each took.
const ASK: &str = "const [count, done] = [arguments[0], arguments[arguments.length - 1]];
    const times = [];
    const ask = async () => {
        for (let left = count; left > 0; left -= 1) {
            const began = performance.now();
            await window.__TAURI_INTERNALS__.invoke('recent_searches', {});
            times.push(performance.now() - began);
        }
        done(times);
    };
    ask();";

/// Gives the words of each row to the one on the other side, as somebody who types does, but with nothing asked and no
/// program run: what the webview itself takes. Answers how long each took until it was painted. In between the webview comes
/// to rest: shortly after a frame the next one waits for its turn, a sixtieth of a second later.
const SWAP: &str = "const [count, done] = [arguments[0], arguments[arguments.length - 1]];
    const rows = [...document.querySelectorAll('[data-test=member-row]')].map((row) => {
        const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT); const words = [];
        while (walker.nextNode()) words.push(walker.currentNode);
        return words;
    });
    const times = [];
    const swap = () => {
        const began = performance.now();
        const before = rows.map((words) => words.map((word) => word.data));
        rows.forEach((words, row) => words.forEach((word, place) => {
            word.data = before[rows.length - 1 - row][place] ?? '';
        }));
        painted(() => {
            times.push(performance.now() - began);
            if (times.length < count) setTimeout(swap, 100); else done(times);
        });
    };
    swap();";

/// Scrolls by so many pixels a frame; answers the time between frames, and how many of them showed no row in the middle
/// or at the lower edge.
const SCROLL: &str =
    "const [step, count, done] = [arguments[0], arguments[1], arguments[arguments.length - 1]];
    const rows = document.querySelector('.rows');
    const box = rows.getBoundingClientRect();
    rows.scrollTop = 0;
    const times = []; let blank = 0; let before = performance.now();
    const frame = () => {
        const now = performance.now(); times.push(now - before); before = now;
        const empty = [box.height / 2, box.height - 6].some((down) =>
            !document.elementFromPoint(box.left + box.width / 3, box.top + down)?.closest('.member-row'));
        if (empty) blank += 1;
        if (times.length > count) return done({ times: times.slice(1), blank });
        rows.scrollTop += step;
        requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);";

/// Measures with so many members, and opening with a hundredth of them.
pub async fn run(members: u32) -> Result<Vec<Figure>> {
    let few_open = median(&in_window(members / 100, openings).await?);
    let many = in_window(members, Measured::of).await?;
    let many_open = median(&many.opening);
    let within = |times: &[f64]| {
        let painted = times.iter().filter(|time| **time <= FRAME * 1.5).count();
        100.0 * f64::from(u32::try_from(painted).unwrap_or(0))
            / f64::from(u32::try_from(times.len()).unwrap_or(1))
    };
    Ok(vec![
        Figure::within(&format!("window_{members}_opening"), many_open, "ms", few_open, RATIO),
        Figure::at_most(
            &format!("window_{members}_keystroke_p99"),
            share(&many.strokes, 99),
            "ms",
            KEYSTROKE,
        ),
        Figure::told("window_keystroke_median", median(&many.strokes), "ms"),
        Figure::told("window_keystroke_changed_p99", share(&many.changes, 99), "ms"),
        Figure::told("window_keystroke_changed_median", median(&many.changes), "ms"),
        Figure::told("window_ask_median", median(&many.asks), "ms"),
        Figure::told("window_words_alone_p99", share(&many.words, 99), "ms"),
        Figure::told("window_words_alone_median", median(&many.words), "ms"),
        Figure::told("window_frame_at_rest_p99", share(&many.rest, 99), "ms"),
        Figure::told("window_scroll_frame_p99", share(&many.slow.0, 99), "ms"),
        Figure::told("window_scroll_frames_in_time", within(&many.slow.0), "%"),
        Figure::at_most("window_scroll_frames_without_a_row", many.slow.1, "frames", 0.0),
        Figure::told("window_fast_scroll_frame_p99", share(&many.fast.0, 99), "ms"),
        Figure::told("window_fast_scroll_frames_without_a_row", many.fast.1, "frames"),
    ])
}

/// What one window did.
struct Measured {
    opening: Vec<f64>,
    /// From a keystroke until the list was painted.
    strokes: Vec<f64>,
    /// Until it had changed.
    changes: Vec<f64>,
    /// A question to the core and back.
    asks: Vec<f64>,
    /// Other words in the rows, without a question, until they were painted.
    words: Vec<f64>,
    /// Frames while nothing happens.
    rest: Vec<f64>,
    /// Frames while somebody scrolls as with a finger, and how many had no row.
    slow: (Vec<f64>, f64),
    /// The same a few screens a second.
    fast: (Vec<f64>, f64),
}

/// Opens a window on so many members, without a server, and measures in it.
async fn in_window<T>(members: u32, measure: impl AsyncFnOnce(&Window) -> Result<T>) -> Result<T> {
    let mut world = World::with_profiles(members).await?;
    let home = world.folder.path().join("device");
    let client = world.device(&home).await?;
    ensure!(client.settle().await.is_none(), "the first sync had trouble");
    client.shutdown().await;
    world.server.stop().await?;
    let desktop = Desktop::start(&world.folder.path().join("desktop"), "ja_JP.UTF-8").await?;
    let window = Window::open(&desktop, &home, &[]).await?;
    window.sees("nav-directory").await?;
    let measured = measure(&window).await;
    window.close().await?;
    measured
}

/// How long the directory takes to open, ms.
async fn openings(window: &Window) -> Result<Vec<f64>> {
    let mut opening = Vec::new();
    for _ in 0..OPENINGS {
        window.click("nav-home").await?;
        window.no_longer_sees("member-row").await?;
        let took = window.script_that_calls_back(&[PAINTED, OPEN].concat(), vec![]).await?;
        opening.push(took.as_f64().context("the directory did not open")?);
    }
    // The first one reads the directory; what counts is every other one.
    opening.remove(0);
    Ok(opening)
}

impl Measured {
    async fn of(window: &Window) -> Result<Self> {
        let opening = openings(window).await?;
        let (mut strokes, mut changes) = (Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            for typed in TYPED {
                for end in (1..=typed.chars().count()).chain([0]) {
                    let text: String = typed.chars().take(end).collect();
                    let took =
                        window.script_that_calls_back(&[PAINTED, TYPE].concat(), vec![json!(text)]).await?;
                    if round > 0 {
                        strokes.extend(took.get("painted").and_then(Value::as_f64));
                        changes.extend(took.get("changed").and_then(Value::as_f64));
                    }
                }
            }
        }
        ensure!(strokes.len() > 100, "only {} keystrokes changed the list", strokes.len());
        let asks = times(&window.script_that_calls_back(ASK, vec![json!(40)]).await?)?;
        let words =
            times(&window.script_that_calls_back(&[PAINTED, SWAP].concat(), vec![json!(SWAPS)]).await?)?;
        pictures(window).await?;
        let rest = scroll(window, 0, 120).await?.0;
        let slow = scroll(window, 24, 600).await?;
        let fast = scroll(window, 400, 300).await?;
        Ok(Self { opening, strokes, changes, asks, words, rest, slow, fast })
    }
}

/// Pictures of the list where the rail leads, if somebody wants them.
async fn pictures(window: &Window) -> Result<()> {
    let Some(folder) = std::env::var_os("ENISHI_PICTURES").map(PathBuf::from) else {
        return Ok(());
    };
    let count = window.script("return document.querySelector('.count').textContent", vec![]).await?;
    let count: String = count.as_str().unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
    for (name, size) in [("phone", PHONE), ("laptop", LAPTOP)] {
        window.resize(size).await?;
        window.picture(&folder.join(format!("directory-{count}-{name}.png"))).await?;
        let letter = "document.querySelectorAll('[data-test=directory-rail] button')[4].click()";
        window.script(letter, vec![]).await?;
        window.picture(&folder.join(format!("directory-{count}-rail-{name}.png"))).await?;
    }
    Ok(())
}

fn times(answer: &Value) -> Result<Vec<f64>> {
    Ok(answer.as_array().context("no times")?.iter().filter_map(Value::as_f64).collect())
}

async fn scroll(window: &Window, step: u32, frames: u32) -> Result<(Vec<f64>, f64)> {
    let answer = window.script_that_calls_back(SCROLL, vec![json!(step), json!(frames)]).await?;
    let times = answer.get("times").and_then(Value::as_array).context("no frames")?;
    let blank = answer.get("blank").and_then(Value::as_f64).context("no frames")?;
    Ok((times.iter().filter_map(Value::as_f64).collect(), blank))
}
