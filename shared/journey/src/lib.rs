//! Forms as data: questions, order, routing, what may be visited, answers.

pub mod form;
