//! The grammar's node kinds and fields that the walk tells apart, as a table by kind id.

use super::super::facts::ValueKind;
use std::sync::LazyLock;
use tree_sitter::{Language, Node};

/// The node kinds that matter here; everything else is [`K::Other`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum K {
    AliasedImport,
    ArgumentList,
    AsPattern,
    Assert,
    Assignment,
    Attribute,
    AugmentedAssignment,
    Await,
    Binary,
    Block,
    Boolean,
    Break,
    Call,
    Case,
    Class,
    Comment,
    Compare,
    Comprehension,
    ConcatenatedString,
    Conditional,
    Continue,
    Decorated,
    Decorator,
    DefaultParameter,
    Delete,
    Dict,
    DictSplat,
    DictSplatPattern,
    DottedName,
    Elif,
    Ellipsis,
    Else,
    Except,
    Exec,
    ExpressionList,
    ExpressionStatement,
    False,
    For,
    ForIn,
    Function,
    FutureImport,
    Generator,
    Global,
    Identifier,
    If,
    IfClause,
    Import,
    ImportFrom,
    Interpolation,
    Keyword,
    Lambda,
    List,
    ListSplat,
    ListSplatPattern,
    Match,
    Named,
    None,
    Not,
    Number,
    Pair,
    Parameters,
    Parenthesized,
    Pass,
    PatternList,
    Print,
    Raise,
    Return,
    Set,
    String,
    StringContent,
    StringEnd,
    StringStart,
    Subscript,
    True,
    Try,
    Tuple,
    TypedDefaultParameter,
    TypedParameter,
    TypeAlias,
    Unary,
    While,
    Wildcard,
    With,
    WithItem,
    Yield,
    Other,
}

fn kind(name: &str) -> K {
    match name {
        "aliased_import" => K::AliasedImport,
        "argument_list" => K::ArgumentList,
        "as_pattern" => K::AsPattern,
        "assert_statement" => K::Assert,
        "assignment" => K::Assignment,
        "attribute" => K::Attribute,
        "augmented_assignment" => K::AugmentedAssignment,
        "await" => K::Await,
        "binary_operator" => K::Binary,
        "block" => K::Block,
        "boolean_operator" => K::Boolean,
        "break_statement" => K::Break,
        "call" => K::Call,
        "case_clause" => K::Case,
        "class_definition" => K::Class,
        "comment" => K::Comment,
        "comparison_operator" => K::Compare,
        "list_comprehension" | "set_comprehension" | "dictionary_comprehension" => K::Comprehension,
        "concatenated_string" => K::ConcatenatedString,
        "conditional_expression" => K::Conditional,
        "continue_statement" => K::Continue,
        "decorated_definition" => K::Decorated,
        "decorator" => K::Decorator,
        "default_parameter" => K::DefaultParameter,
        "delete_statement" => K::Delete,
        "dictionary" => K::Dict,
        "dictionary_splat" => K::DictSplat,
        "dictionary_splat_pattern" => K::DictSplatPattern,
        "dotted_name" => K::DottedName,
        "elif_clause" => K::Elif,
        "ellipsis" => K::Ellipsis,
        "else_clause" => K::Else,
        "except_clause" | "except_group_clause" => K::Except,
        "exec_statement" => K::Exec,
        "expression_list" => K::ExpressionList,
        "expression_statement" => K::ExpressionStatement,
        "false" => K::False,
        "for_statement" => K::For,
        "for_in_clause" => K::ForIn,
        "function_definition" => K::Function,
        "future_import_statement" => K::FutureImport,
        "generator_expression" => K::Generator,
        "global_statement" | "nonlocal_statement" => K::Global,
        "identifier" => K::Identifier,
        "if_statement" => K::If,
        "if_clause" => K::IfClause,
        "import_statement" => K::Import,
        "import_from_statement" => K::ImportFrom,
        "interpolation" => K::Interpolation,
        "keyword_argument" => K::Keyword,
        "lambda" => K::Lambda,
        "list" => K::List,
        "list_splat" | "parenthesized_list_splat" => K::ListSplat,
        "list_splat_pattern" => K::ListSplatPattern,
        "match_statement" => K::Match,
        "named_expression" => K::Named,
        "none" => K::None,
        "not_operator" => K::Not,
        "integer" | "float" => K::Number,
        "pair" => K::Pair,
        "parameters" => K::Parameters,
        "parenthesized_expression" => K::Parenthesized,
        "pass_statement" => K::Pass,
        "pattern_list" | "tuple_pattern" | "list_pattern" => K::PatternList,
        "print_statement" => K::Print,
        "raise_statement" => K::Raise,
        "return_statement" => K::Return,
        "set" => K::Set,
        "string" => K::String,
        "string_content" => K::StringContent,
        "string_end" => K::StringEnd,
        "string_start" => K::StringStart,
        "subscript" => K::Subscript,
        "true" => K::True,
        "try_statement" => K::Try,
        "tuple" => K::Tuple,
        "typed_default_parameter" => K::TypedDefaultParameter,
        "typed_parameter" => K::TypedParameter,
        "type_alias_statement" => K::TypeAlias,
        "unary_operator" => K::Unary,
        "while_statement" => K::While,
        "wildcard_import" => K::Wildcard,
        "with_statement" => K::With,
        "with_item" => K::WithItem,
        "yield" => K::Yield,
        _ => K::Other,
    }
}

/// Field ids of the grammar.
#[derive(Debug)]
pub(super) struct Fields {
    pub(super) alias: u16,
    pub(super) arguments: u16,
    pub(super) body: u16,
    pub(super) condition: u16,
    pub(super) consequence: u16,
    pub(super) expression: u16,
    pub(super) function: u16,
    pub(super) key: u16,
    pub(super) left: u16,
    pub(super) module_name: u16,
    pub(super) name: u16,
    pub(super) object: u16,
    pub(super) operator: u16,
    pub(super) parameters: u16,
    pub(super) return_type: u16,
    pub(super) right: u16,
    pub(super) subscript: u16,
    pub(super) superclasses: u16,
    pub(super) r#type: u16,
    pub(super) value: u16,
}

/// The grammar, its kinds by id, its fields.
#[derive(Debug)]
pub(super) struct Grammar {
    pub(super) language: Language,
    kinds: Vec<K>,
    pub(super) field: Fields,
    /// The token `<>`, which only Python 2 has.
    pub(super) unequal: u16,
}

/// The one grammar.
pub(super) static GRAMMAR: LazyLock<Grammar> = LazyLock::new(|| {
    let language: Language = tree_sitter_python::LANGUAGE.into();
    let count = u16::try_from(language.node_kind_count()).unwrap_or(u16::MAX);
    let named = |id| {
        if language.node_kind_is_named(id) {
            language.node_kind_for_id(id).map_or(K::Other, kind)
        } else {
            K::Other
        }
    };
    let kinds = (0..count).map(named).collect();
    let id = |name: &str| {
        language
            .field_id_for_name(name)
            .map_or(0, std::num::NonZeroU16::get)
    };
    let field = Fields {
        alias: id("alias"),
        arguments: id("arguments"),
        body: id("body"),
        condition: id("condition"),
        consequence: id("consequence"),
        expression: id("expression"),
        function: id("function"),
        key: id("key"),
        left: id("left"),
        module_name: id("module_name"),
        name: id("name"),
        object: id("object"),
        operator: id("operator"),
        parameters: id("parameters"),
        return_type: id("return_type"),
        right: id("right"),
        subscript: id("subscript"),
        superclasses: id("superclasses"),
        r#type: id("type"),
        value: id("value"),
    };
    let unequal = language.id_for_node_kind("<>", false);
    Grammar {
        language,
        kinds,
        field,
        unequal,
    }
});

impl Grammar {
    /// The kind of a node.
    pub(super) fn kind(&self, node: Node<'_>) -> K {
        if node.is_error() {
            K::Other
        } else {
            self.kinds
                .get(node.kind_id() as usize)
                .copied()
                .unwrap_or(K::Other)
        }
    }
}

impl K {
    /// Whether it is a statement that does something: no import, no `pass`.
    pub(super) const fn is_statement(self) -> bool {
        matches!(
            self,
            Self::ExpressionStatement
                | Self::Return
                | Self::Raise
                | Self::Assert
                | Self::Delete
                | Self::If
                | Self::For
                | Self::While
                | Self::Try
                | Self::With
                | Self::Match
                | Self::Function
                | Self::Class
                | Self::Print
                | Self::Exec
                | Self::Break
                | Self::Continue
                | Self::TypeAlias
        )
    }

    /// The shape of an expression of this kind.
    pub(super) const fn value_kind(self) -> ValueKind {
        match self {
            Self::Identifier => ValueKind::Name,
            Self::Attribute => ValueKind::Attribute,
            Self::Subscript => ValueKind::Subscript,
            Self::Call => ValueKind::Call,
            Self::String | Self::ConcatenatedString => ValueKind::String,
            Self::Number => ValueKind::Number,
            Self::True => ValueKind::True,
            Self::False => ValueKind::False,
            Self::None => ValueKind::None,
            Self::Ellipsis => ValueKind::Ellipsis,
            Self::List => ValueKind::List,
            Self::Tuple | Self::ExpressionList | Self::PatternList => ValueKind::Tuple,
            Self::Dict => ValueKind::Dict,
            Self::Set => ValueKind::Set,
            Self::Comprehension => ValueKind::Comprehension,
            Self::Generator => ValueKind::Generator,
            Self::Lambda => ValueKind::Lambda,
            Self::Await => ValueKind::Await,
            Self::Unary => ValueKind::Unary,
            Self::Binary => ValueKind::Binary,
            Self::Boolean => ValueKind::Boolean,
            Self::Compare => ValueKind::Compare,
            Self::Not => ValueKind::Not,
            Self::Conditional => ValueKind::Conditional,
            Self::ListSplat | Self::DictSplat | Self::ListSplatPattern | Self::DictSplatPattern => {
                ValueKind::Starred
            }
            Self::Named => ValueKind::Walrus,
            Self::Yield => ValueKind::Yield,
            _ => ValueKind::Other,
        }
    }
}
