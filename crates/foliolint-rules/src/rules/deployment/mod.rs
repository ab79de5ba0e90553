//! The rules of this area.

pub(crate) mod debug_enabled;
pub(crate) mod missing_migrations;
pub(crate) mod no_ci;
pub(crate) mod no_deployment_evidence;
pub(crate) mod permissive_settings;
