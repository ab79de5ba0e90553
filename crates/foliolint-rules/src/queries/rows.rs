//! What the value of an expression is, as far as databases are concerned.

use foliolint_core::models::{Model, Orm};

/// Where rows come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Origin {
    /// A query.
    Query,
    /// A pandas `DataFrame`.
    Frame,
    /// A request, a form, an uploaded file.
    Submitted,
}

/// Which relations came along with the rows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Loaded {
    /// These, as `select_related` spells them; of two steps with `__`.
    These(Vec<String>),
    /// All of them, or nobody knows.
    Unknown,
}

/// Whether reading a relation again asks the database again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Held {
    /// It does.
    No,
    /// That depends on code elsewhere.
    Perhaps,
    /// The rows are in memory.
    Yes,
}

/// Rows, or one of them.
#[derive(Clone, Debug)]
pub(crate) struct Rows<'a> {
    /// Where they come from.
    pub(crate) origin: Origin,
    /// The model that they are of.
    pub(crate) model: Option<&'a Model>,
    /// The mapper that they are objects of; `None` for plain tuples and dictionaries.
    pub(crate) orm: Option<Orm>,
    pub(super) loaded: Loaded,
    pub(super) held: Held,
    /// Whether they were asked for in the function that uses them.
    pub(crate) near: bool,
    /// Whether a slice makes them a handful.
    pub(crate) few: bool,
}

impl<'a> Rows<'a> {
    pub(super) const fn new(origin: Origin) -> Self {
        Self {
            origin,
            model: None,
            orm: None,
            loaded: Loaded::Unknown,
            held: Held::Yes,
            near: true,
            few: false,
        }
    }

    /// What a query for objects of a mapper gives; it has not run yet.
    pub(super) fn query(orm: Orm, model: Option<&'a Model>) -> Self {
        Self {
            model,
            orm: Some(orm),
            loaded: Loaded::These(Vec::new()),
            held: Held::No,
            ..Self::new(Origin::Query)
        }
    }

    pub(super) fn held(self) -> Self {
        Self {
            held: Held::Yes,
            ..self
        }
    }

    /// Whether some relation came along, or may have: then whoever wrote the query thought of them.
    pub(crate) fn has_relations(&self) -> bool {
        self.loaded != Loaded::These(Vec::new())
    }

    /// Rows without relations: tuples, dictionaries, numbers made of rows.
    pub(super) fn plain(self) -> Self {
        Self {
            near: self.near,
            few: self.few,
            ..Self::new(self.origin)
        }
    }

    /// The same, seen from another function.
    pub(super) fn far(self) -> Self {
        Self {
            near: false,
            ..self
        }
    }

    pub(super) fn with_unknown_relations(self) -> Self {
        Self {
            loaded: Loaded::Unknown,
            ..self
        }
    }
}

/// What a value is.
#[derive(Clone, Debug)]
pub(crate) enum Shape<'a> {
    /// The class of a model.
    Class(Orm, Option<&'a Model>),
    /// Several rows, or a query for them.
    Rows(Rows<'a>),
    /// One row.
    Row(Rows<'a>),
    /// `select(Model)`: to be executed.
    Statement(Rows<'a>),
    /// A session, connection, cursor, database.
    Handle,
    /// A request.
    Request,
}

impl<'a> Shape<'a> {
    pub(super) fn far(self) -> Self {
        match self {
            Self::Rows(rows) => Self::Rows(rows.far()),
            Self::Row(row) => Self::Row(row.far()),
            Self::Statement(rows) => Self::Statement(rows.far()),
            other => other,
        }
    }
}

/// That a call asks a database.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Ask {
    /// Whether it changes what is stored.
    pub(crate) writes: bool,
    /// Whether the query runs only when its result is looked at.
    pub(crate) lazy: bool,
    /// It ends a transaction (`commit`), which may be meant for each record.
    pub(crate) commits: bool,
    /// Whether what it asks for may be in memory already.
    pub(crate) doubtful: bool,
}

impl Ask {
    pub(crate) const READ: Self = Self {
        writes: false,
        lazy: false,
        commits: false,
        doubtful: false,
    };
    pub(super) const LAZY: Self = Self {
        lazy: true,
        ..Self::READ
    };
    pub(super) const WRITE: Self = Self {
        writes: true,
        ..Self::READ
    };
    pub(super) const COMMIT: Self = Self {
        commits: true,
        ..Self::WRITE
    };
}
