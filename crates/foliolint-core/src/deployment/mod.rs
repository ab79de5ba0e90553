//! Where and how a project runs: CI configuration, containers, platform files, start commands.

/// What a repository shows of its CI and its deployment.
#[derive(Clone, Debug, Default)]
pub struct Deployment {}
