//! `cargo xtask ui [--release]`: builds the webview's program into dist/, with nothing downloaded in a
//! development build: cargo for wasm32, wasm-bindgen as a library (so its version is the lock file's),
//! lightningcss as a library, and for `--release` wasm-opt from npm if npm is there.

use anyhow::{Context, Result, bail, ensure};
use lightningcss::{
    bundler::{Bundler, FileProvider},
    stylesheet::{MinifyOptions, ParserOptions, PrinterOptions},
    targets::{Browsers, Targets},
};
use std::{
    env, fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use wasm_bindgen_cli_support::Bindgen;

const TARGET: &str = "wasm32-unknown-unknown";

/// The features of WebAssembly that the compiler uses. `--all-features` instead would write a module that
/// WebKitGTK refuses without a word.
const WASM_FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Builds dist/ at the root of the repository.
pub fn run(args: &[String]) -> Result<()> {
    let release = match args {
        [] => false,
        [flag] if flag == "--release" => true,
        _ => bail!("usage: cargo xtask ui [--release]"),
    };
    let root = &crate::run::root()?;
    let dist = root.join("dist");
    let program = compile(root, release)?;
    // Everything is made beside dist/ first: a failed build leaves the last good one in place.
    let fresh = root.join("dist.new");
    if fresh.exists() {
        fs::remove_dir_all(&fresh)?;
    }
    fs::create_dir_all(&fresh)?;
    bind(&program, &fresh, release)?;
    if release {
        optimise(&fresh.join("enishi_ui_bg.wasm"))?;
    }
    fs::write(fresh.join("app.css"), style(&root.join("src-ui/styles/app.css"))?)?;
    for file in ["index.html", "boot.js"] {
        fs::copy(root.join("src-ui").join(file), fresh.join(file))
            .with_context(|| format!("src-ui/{file}"))?;
    }
    fs::copy(root.join("assets/icons/enishi.svg"), fresh.join("enishi.svg"))?;
    if dist.exists() {
        fs::remove_dir_all(&dist)?;
    }
    fs::rename(&fresh, &dist)?;
    let size = fs::metadata(dist.join("enishi_ui_bg.wasm"))?.len();
    say(&format!("dist/ is built; the program has {} KiB", size / 1024));
    Ok(())
}

/// Compiles for wasm32 and returns the path of the program.
fn compile(root: &Path, release: bool) -> Result<PathBuf> {
    // Beside the host's builds, so that neither throws the other's out.
    let target_dir =
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from).join("wasm");
    let profile = if release { "wasm" } else { "dev" };
    let mut cargo = Command::new("cargo");
    if !rustup_has_target() {
        say(
            "rustup has no wasm32 target here: building with the toolchain `debian` (scripts/setup links it)",
        );
        cargo.arg("+debian").env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld-19");
    }
    // `cargo xtask` runs under the host's toolchain; its variables must not choose the compiler of this build.
    for variable in ["RUSTUP_TOOLCHAIN", "CARGO", "RUSTC", "RUSTC_WRAPPER"] {
        cargo.env_remove(variable);
    }
    let status = cargo
        .args(["build", "--package", "enishi-ui", "--target", TARGET, "--profile", profile])
        // Views as boxed types: compiles several times faster and the program is smaller.
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", "--cfg erase_components")
        .env("CARGO_TARGET_DIR", &target_dir)
        .current_dir(root)
        .status()
        .context("cargo did not start")?;
    ensure!(
        status.success(),
        "the UI did not compile; if the target is missing: rustup target add {TARGET}, or ./scripts/setup"
    );
    let folder = if release { "wasm" } else { "debug" };
    Ok(target_dir.join(TARGET).join(folder).join("enishi-ui.wasm"))
}

/// Whether the rustup toolchain can build for wasm32. Without rustup plain cargo is tried.
fn rustup_has_target() -> bool {
    let Ok(output) = Command::new("rustup").args(["target", "list", "--installed"]).output() else {
        return true;
    };
    String::from_utf8_lossy(&output.stdout).lines().any(|line| line.trim() == TARGET)
}

/// Writes the JavaScript side of wasm-bindgen and the program with its imports.
fn bind(program: &Path, into: &Path, release: bool) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(program).out_name("enishi_ui").typescript(false).web(true)?;
    if release {
        bindgen.remove_name_section(true).remove_producers_section(true);
    } else {
        bindgen.keep_debug(false);
    }
    bindgen.generate(into)
}

/// Bundles and minifies the style sheets, lowered to what the oldest supported webviews know.
fn style(entry: &Path) -> Result<String> {
    // Versions as lightningcss wants them: major, minor and patch in one byte each.
    const SAFARI_16_4: u32 = (16 << 16) | (4 << 8);
    const CHROME_111: u32 = 111 << 16;
    let targets = Targets::from(Browsers {
        safari: Some(SAFARI_16_4),
        ios_saf: Some(SAFARI_16_4),
        chrome: Some(CHROME_111),
        android: Some(CHROME_111),
        ..Browsers::default()
    });
    let provider = FileProvider::new();
    let mut bundler = Bundler::new(&provider, None, ParserOptions::default());
    let mut sheet = bundler.bundle(entry).map_err(|error| anyhow::anyhow!("styles: {error:?}"))?;
    sheet
        .minify(MinifyOptions { targets, ..MinifyOptions::default() })
        .map_err(|error| anyhow::anyhow!("styles: {error:?}"))?;
    let printed = sheet
        .to_css(PrinterOptions { minify: true, targets, ..PrinterOptions::default() })
        .map_err(|error| anyhow::anyhow!("styles: {error:?}"))?;
    Ok(printed.code)
}

/// Shrinks the program with wasm-opt of npm's binaryen (Debian's is too old for what the compiler writes).
fn optimise(program: &Path) -> Result<()> {
    let available = Command::new(npx()).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !available.is_ok_and(|status| status.success()) {
        say("wasm-opt was skipped: there is no npm here; the program works and is about a third larger");
        return Ok(());
    }
    let small = program.with_extension("small");
    let status = Command::new(npx())
        .args(["--yes", "--package", "binaryen@132.0.0", "wasm-opt", "-Oz"])
        .args(WASM_FEATURES)
        .arg(program)
        .arg("-o")
        .arg(&small)
        .status()?;
    if !status.success() {
        say(
            "wasm-opt was skipped: npm could not run binaryen; the program works and is about a third larger",
        );
        return Ok(());
    }
    fs::rename(small, program)?;
    Ok(())
}

fn npx() -> &'static str {
    if cfg!(windows) { "npx.cmd" } else { "npx" }
}

/// One line for the person at the terminal.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "xtask ui: {line}");
}
