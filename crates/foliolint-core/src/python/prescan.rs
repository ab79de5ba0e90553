//! Refuses, before the parser sees them, the inputs it would abort or hang on.
