//! `cargo xtask android-check`: type-checks the whole app for aarch64-linux-android without an Android
//! SDK. Nothing is linked, so the C parts may be compiled by the cross compiler of another libc.

use anyhow::{Context, Result, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const TARGET: &str = "aarch64-linux-android";

/// Runs the check, with rustup's target or, where that cannot be had, with the toolchain `debian`
/// (scripts/setup links it) and the library built from source.
pub fn run() -> Result<()> {
    let root = &crate::run::root()?;
    // Beside the host's builds, so that neither throws the other's out.
    let target_dir = crate::run::target_folder()?.join("android");
    let kotlin = target_dir.join("kotlin");
    fs::create_dir_all(&kotlin)?;
    let headers = cipher_headers(&target_dir.join("openssl"))?;

    let mut cargo = Command::new("cargo");
    // `cargo xtask` runs under the host's toolchain; its variables must not choose the compiler of this build.
    for variable in ["RUSTUP_TOOLCHAIN", "CARGO", "RUSTC", "RUSTC_WRAPPER"] {
        cargo.env_remove(variable);
    }
    if rustup_has_target() {
        cargo.arg("check");
    } else {
        cargo.args(["+debian", "check", "-Zbuild-std=std,panic_abort"]).env("RUSTC_BOOTSTRAP", "1");
    }
    let status = cargo
        .args(["--target", TARGET, "--package", "enishi", "--lib", "--locked"])
        .current_dir(root)
        .env("CARGO_TARGET_DIR", &target_dir)
        .env("CC_aarch64_linux_android", "aarch64-linux-gnu-gcc")
        .env("CXX_aarch64_linux_android", "aarch64-linux-gnu-g++")
        .env("AR_aarch64_linux_android", "aarch64-linux-gnu-ar")
        .env("RANLIB_aarch64_linux_android", "aarch64-linux-gnu-ranlib")
        .env("CFLAGS_aarch64_linux_android", "-D_GNU_SOURCE")
        // The cipher library is compiled by its own makefiles, which want a real NDK; headers do for a check.
        .env("OPENSSL_NO_VENDOR", "1")
        .env("OPENSSL_STATIC", "0")
        .env("OPENSSL_LIB_DIR", &headers)
        .env("OPENSSL_INCLUDE_DIR", &headers)
        .env("ANDROID_HOME", &target_dir)
        .env("NDK_HOME", &target_dir)
        .env("WRY_ANDROID_PACKAGE", "org.enishi.app")
        .env("WRY_ANDROID_LIBRARY", "enishi_app")
        .env("WRY_ANDROID_KOTLIN_FILES_OUT_DIR", &kotlin)
        .env("TAURI_ANDROID_PACKAGE_UNESCAPED", "org.enishi.app")
        .status()
        .context("cargo did not start")?;
    ensure!(status.success(), "the app does not compile for {TARGET}");
    Ok(())
}

/// Puts the host's headers of the cipher library into one folder: Debian keeps those that differ from one
/// kind of machine to another apart, where the cross compiler does not look.
fn cipher_headers(folder: &Path) -> Result<PathBuf> {
    let into = folder.join("openssl");
    fs::create_dir_all(&into)?;
    let mut copied = 0;
    for parent in ["", "x86_64-linux-gnu", "aarch64-linux-gnu"] {
        let Ok(headers) = fs::read_dir(Path::new("/usr/include").join(parent).join("openssl")) else {
            continue;
        };
        for header in headers {
            let header = header?;
            fs::copy(header.path(), into.join(header.file_name()))?;
            copied += 1;
        }
    }
    ensure!(copied > 0, "the headers of OpenSSL are missing: scripts/setup --ci installs them (libssl-dev)");
    Ok(folder.to_owned())
}

/// Whether rustup's own toolchain can check for the target.
fn rustup_has_target() -> bool {
    Command::new("rustup")
        .args(["target", "list", "--installed"])
        .output()
        .is_ok_and(|output| String::from_utf8_lossy(&output.stdout).lines().any(|line| line.trim() == TARGET))
}
