//! What the edge and whoever stands behind it share.

use std::sync::Mutex;

use super::company::Company;
use super::settings::Settings;
use crate::sandbox::SandboxClock;

#[derive(Debug)]
pub(super) struct State {
    pub(super) company: Mutex<Company>,
    pub(super) settings: Mutex<Settings>,
    pub(super) clock: SandboxClock,
}
