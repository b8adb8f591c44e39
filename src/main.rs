//! Runs the command line and returns its exit status.

use std::process::ExitCode;

fn main() -> ExitCode {
    ml_connector::net::install_crypto_provider();
    ExitCode::from(ml_connector::cli::run(std::env::args_os()).code())
}
