//! tree-sitter: from a decoded file to facts. The only place that knows the grammar.
