//! The git commit in `--version`, packed addresses on Linux, and on Windows the program's version resource and manifest.

use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let version = env!("CARGO_PKG_VERSION");
    println!("cargo::rustc-env=ML_CONNECTOR_VERSION={version}{}", commit());
    if std::env::var_os("CARGO_CFG_TARGET_OS").is_some_and(|system| system == "windows") {
        resource();
    }
    if takes_packed_addresses() {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

/// Whether the places that get an address when the program starts can be listed as bits: a sixtieth of the bytes, which
/// are otherwise 1.5 MB of the file and of memory. glibc reads that from 2.36 on, and an older one refuses the program; so
/// only where it is built for the system that builds it. Linkers of that age all know it.
fn takes_packed_addresses() -> bool {
    let target = std::env::var_os("TARGET");
    target
        .as_deref()
        .is_some_and(|target| target == "x86_64-unknown-linux-gnu")
        && std::env::var_os("HOST") == target
        && glibc().is_some_and(|version| version >= (2, 36))
}

/// The C library of this system, where it is glibc.
fn glibc() -> Option<(u32, u32)> {
    let output = Command::new("getconf").arg("GNU_LIBC_VERSION").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut numbers = text.trim().strip_prefix("glibc ")?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// ` (0123456789ab)` of the commit that is built, or nothing where there is no git or no repository.
fn commit() -> String {
    if Path::new(".git").exists() {
        for name in ["HEAD", "logs/HEAD"] {
            if let Some(path) =
                git(&["rev-parse", "--git-path", name]).filter(|path| Path::new(path).exists())
            {
                println!("cargo::rerun-if-changed={path}");
            }
        }
        if let Some(commit) = git(&["rev-parse", "--short=12", "HEAD"]) {
            return format!(" ({commit})");
        }
    }
    String::new()
}

fn git(words: &[&str]) -> Option<String> {
    let output = Command::new("git").args(words).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !text.is_empty()).then_some(text)
}

/// The version that Explorer shows, and the manifest: paths beyond 260 characters, UTF-8 as the code page.
fn resource() {
    println!("cargo::rerun-if-changed=src/windows.manifest");
    let mut resource = winresource::WindowsResource::new();
    resource
        .set("ProductName", "ml-connector")
        .set("FileDescription", "Amazon Seller Central to Sage 300")
        .set("LegalCopyright", "Apache License 2.0")
        .set_manifest_file("src/windows.manifest");
    if let Err(error) = resource.compile() {
        println!(
            "cargo::error=the version resource could not be made (windres of mingw, or rc.exe): {error}"
        );
    }
}
