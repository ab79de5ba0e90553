//! What a portfolio of Python repositories contains: all reading lives here, and nothing judges.
//!
//! Paths become [`discover::Checkout`]s, a checkout becomes a [`repo::Repo`]: its files with their roles,
//! the facts of its Python code, its manifests, its configuration. Reading never fails: it returns what it
//! got, and one [`problem::Problem`] for each thing it did not get.

pub mod calls;
pub mod deployment;
pub mod discover;
pub mod docs;
pub mod entries;
pub mod env;
pub mod file;
pub mod git;
pub mod imports;
pub mod inventory;
pub mod kind;
pub mod limits;
pub mod manifest;
pub mod models;
pub mod problem;
pub mod purpose;
pub mod python;
pub mod repo;
pub mod secrets;
pub mod source;
pub mod text;
