//! screener
