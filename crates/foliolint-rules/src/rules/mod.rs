//! The rules, one file each, in a folder for each area.

use crate::rule::Rule;

mod debugging;
mod dependencies;
mod deployment;
mod portfolio;
mod repository;
mod secrets;
mod structure;
mod testing;
mod typing;

/// Every rule, sorted by code.
pub static ALL: &[&Rule] = &[
    &portfolio::portfolio_without_tests::RULE,
    &testing::no_tests::RULE,
    &debugging::print_debugging::RULE,
    &debugging::leftover_debugger::RULE,
    &debugging::swallowed_exception::RULE,
    &dependencies::no_dependency_manifest::RULE,
    &dependencies::committed_virtualenv::RULE,
    &secrets::committed_env_file::RULE,
    &secrets::env_file_in_history::RULE,
    &secrets::hardcoded_secret::RULE,
    &secrets::missing_env_example::RULE,
    &secrets::env_file_not_ignored::RULE,
    &secrets::committed_key_file::RULE,
    &structure::single_file_project::RULE,
    &structure::committed_artifact::RULE,
    &typing::untyped_code::RULE,
    &deployment::no_deployment_evidence::RULE,
    &deployment::debug_enabled::RULE,
    &deployment::no_ci::RULE,
    &repository::no_readme::RULE,
    &repository::no_license::RULE,
    &repository::bulk_upload_history::RULE,
];
