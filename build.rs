//! The git commit in `--version`, and on Windows the program's version resource and manifest.

use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let version = env!("CARGO_PKG_VERSION");
    println!("cargo::rustc-env=ML_CONNECTOR_VERSION={version}{}", commit());
    if std::env::var_os("CARGO_CFG_TARGET_OS").is_some_and(|system| system == "windows") {
        resource();
    }
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
