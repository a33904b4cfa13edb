//! make-document
