//! What a snapshot says is in the table once and whole, whatever stops half way,
//! comes twice or is not what it says.

mod given;
mod held;
mod kills;
mod nights;
mod pauses;
mod records;
mod registers;
mod unregistered;
