//! Tests on git folders made by gix, and on ones that must not be opened.
