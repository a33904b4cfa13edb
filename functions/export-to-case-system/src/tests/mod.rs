//! Every submission ends in exactly one set of files with the same bytes,
//! whatever stops half way, comes twice or comes out of order.

mod acknowledgements;
mod applications;
mod events;
mod faults;
mod kept_registers;
mod kills;
mod late;
mod records;
mod registers;
mod stream;
