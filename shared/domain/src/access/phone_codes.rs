//! Codes that are sent to telephones.

use crate::fault::MessageFault;
use crate::values::phone_number::{CodeChannel, PhoneNumber};

/// The port through which codes are sent to telephones.
pub trait PhoneCodeSender: Clone + Send + Sync + 'static {
    /// Hands a code to the telephone service. Returns the id that the service
    /// gives the message.
    fn send_phone_code(
        &self,
        to: &PhoneNumber,
        by: CodeChannel,
        code: &str,
    ) -> impl Future<Output = Result<String, MessageFault>> + Send;
}
