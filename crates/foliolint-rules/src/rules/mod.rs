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
mod web;

/// Every rule, sorted by code.
pub static ALL: &[&Rule] = &[
    &portfolio::portfolio_without_tests::RULE,
    &portfolio::portfolio_without_deployment::RULE,
    &portfolio::portfolio_with_secrets::RULE,
    &testing::no_tests::RULE,
    &testing::assertion_free_test::RULE,
    &testing::tests_not_in_ci::RULE,
    &debugging::print_debugging::RULE,
    &debugging::leftover_debugger::RULE,
    &debugging::swallowed_exception::RULE,
    &dependencies::no_dependency_manifest::RULE,
    &dependencies::undeclared_dependency::RULE,
    &dependencies::unpinned_dependency::RULE,
    &dependencies::mixed_dev_dependencies::RULE,
    &dependencies::unreadable_manifest::RULE,
    &dependencies::committed_virtualenv::RULE,
    &secrets::committed_env_file::RULE,
    &secrets::env_file_in_history::RULE,
    &secrets::hardcoded_secret::RULE,
    &secrets::missing_env_example::RULE,
    &secrets::env_file_not_ignored::RULE,
    &secrets::committed_key_file::RULE,
    &structure::single_file_project::RULE,
    &structure::mixed_concerns::RULE,
    &structure::committed_artifact::RULE,
    &structure::unparseable_file::RULE,
    &typing::untyped_code::RULE,
    &typing::untyped_function::RULE,
    &deployment::no_deployment_evidence::RULE,
    &deployment::debug_enabled::RULE,
    &deployment::missing_migrations::RULE,
    &deployment::no_ci::RULE,
    &deployment::permissive_settings::RULE,
    &web::slow_work_in_request::RULE,
    &web::blocking_call_in_async::RULE,
    &web::request_without_timeout::RULE,
    &web::task_without_retry::RULE,
    &web::thread_in_request::RULE,
    &web::query_in_loop::RULE,
    &web::sql_from_strings::RULE,
    &web::eager_comprehension::RULE,
    &web::threads_for_cpu_work::RULE,
    &web::unindexed_lookup::RULE,
    &repository::no_readme::RULE,
    &repository::no_setup_instructions::RULE,
    &repository::no_license::RULE,
    &repository::bulk_upload_history::RULE,
];
