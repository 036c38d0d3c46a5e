//! Rules that do not do what they seem: examples that fail, forms that never match.

use super::diagnostic::Diagnostic;
