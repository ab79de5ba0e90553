//! What a project says it needs: requirements files, `pyproject.toml`, `setup.cfg`, `setup.py`, Pipfile, conda, PEP 723.

/// All manifests of a repository and what they declare.
#[derive(Clone, Debug, Default)]
pub struct Manifests {}
