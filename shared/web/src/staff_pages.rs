//! The addresses of the pages with which staff sign in and out.

/// The address at which they sign in.
pub const SIGN_IN: &str = "/professionals/sign-in";

/// The address at which they register a telephone at the first sign-in.
pub const PHONE_PAGE: &str = "/professionals/sign-in/phone";

/// The address at which they type a code that was sent to their telephone.
pub const CODE_PAGE: &str = "/professionals/sign-in/code";

/// The address at which they type a code of their authenticator app.
pub const APP_PAGE: &str = "/professionals/sign-in/app";

/// The address at which they see what they sign in with.
pub const ACCOUNT_PAGE: &str = "/professionals/account";

/// The address at which they sign out.
pub const SIGN_OUT: &str = "/professionals/sign-out";

/// The address to which a page posts that they are still there.
pub const STAY: &str = "/professionals/stay";
