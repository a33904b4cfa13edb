//! Enums whose values have names, each said once.

/// Declares an enum without fields, the list of its values and their names, in
/// one place: a value that is not in the list, or has no name, does not
/// compile.
///
/// A name stands for the value where the value is stored, sent or typed. Stored
/// data has the name, so the name stays when the variant is renamed.
///
/// With `serde` before the enum, the value is its name in JSON too.
///
/// ```
/// domain::named_enum! {
///     /// What somebody wants to drink.
///     pub enum Drink {
///         /// Black, without sugar.
///         Tea = "tea",
///         /// With milk.
///         WhiteCoffee = "white-coffee",
///     }
/// }
///
/// assert_eq!(Drink::WhiteCoffee.name(), "white-coffee");
/// assert_eq!(Drink::named("tea"), Some(Drink::Tea));
/// assert_eq!(Drink::named("Tea"), None);
/// assert_eq!(Drink::ALL, [Drink::Tea, Drink::WhiteCoffee]);
/// ```
///
/// ```compile_fail
/// domain::named_enum! {
///     /// What somebody wants to drink.
///     pub enum Drink {
///         /// Black, without sugar.
///         Tea = "tea",
///         /// With milk.
///         WhiteCoffee,
///     }
/// }
/// ```
#[macro_export]
macro_rules! named_enum {
    (
        serde
        $(#[$about:meta])*
        $vis:vis enum $kind:ident { $( $(#[$doc:meta])* $variant:ident = $name:literal, )+ }
    ) => {
        $crate::listed_enum! {
            $(#[$about])*
            #[derive(serde::Serialize, serde::Deserialize)]
            $vis enum $kind { $( $(#[$doc])* #[serde(rename = $name)] $variant, )+ }
        }
        $crate::named_enum! { names $kind { $( $variant = $name, )+ } }
    };
    (
        $(#[$about:meta])*
        $vis:vis enum $kind:ident { $( $(#[$doc:meta])* $variant:ident = $name:literal, )+ }
    ) => {
        $crate::listed_enum! {
            $(#[$about])*
            $vis enum $kind { $( $(#[$doc])* $variant, )+ }
        }
        $crate::named_enum! { names $kind { $( $variant = $name, )+ } }
    };
    ( names $kind:ident { $( $variant:ident = $name:literal, )+ } ) => {
        impl $kind {
            /// Returns the name of the value where it is stored, sent or typed.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $( Self::$variant => $name, )+ }
            }

            /// Returns the value with that name.
            #[must_use]
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|value| value.name() == name)
            }
        }
    };
}

/// Declares an enum without fields together with the list of its values, `ALL`,
/// which no value can be left out of.
///
/// ```
/// domain::listed_enum! {
///     /// A season.
///     pub enum Season {
///         /// Warm.
///         Summer,
///         /// Cold.
///         Winter,
///     }
/// }
///
/// assert_eq!(Season::ALL, [Season::Summer, Season::Winter]);
/// ```
#[macro_export]
macro_rules! listed_enum {
    (
        $(#[$about:meta])*
        $vis:vis enum $kind:ident { $( $(#[$doc:meta])* $variant:ident, )+ }
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        $vis enum $kind { $( $(#[$doc])* $variant, )+ }

        impl $kind {
            /// All values, in the order in which they are listed.
            pub const ALL: [Self; [$( stringify!($variant) ),+].len()] = [$( Self::$variant, )+];
        }
    };
}

#[cfg(test)]
mod tests {
    use serde::Serialize;
    use serde_json::json;

    use crate::access::sign_in::PurposeKind;
    use crate::access::staff_user::Role;
    use crate::application::evidence::content::Refusal;
    use crate::application::evidence::{FileState, FileType};
    use crate::application::{Addressee, ApplicationKind};
    use crate::values::money::Frequency;

    fn in_json<T: Copy + Serialize>(all: &[T], name: fn(T) -> &'static str) {
        for value in all {
            assert_eq!(serde_json::to_value(value).unwrap(), json!(name(*value)));
        }
    }

    #[test]
    fn a_value_is_its_name_in_json() {
        in_json(&ApplicationKind::ALL, ApplicationKind::name);
        in_json(&FileType::ALL, FileType::name);
        in_json(&FileState::ALL, FileState::name);
        in_json(&Refusal::ALL, Refusal::name);
        in_json(&Frequency::ALL, Frequency::name);
    }

    #[test]
    fn every_value_is_found_by_its_name_and_nothing_else_is() {
        for role in Role::ALL {
            assert_eq!(Role::named(role.name()), Some(role));
        }
        for to in Addressee::ALL {
            assert_eq!(Addressee::named(to.name()), Some(to));
        }
        for kind in PurposeKind::ALL {
            assert_eq!(PurposeKind::named(kind.name()), Some(kind));
        }
        assert_eq!(FileState::named("Clean"), None);
        assert_eq!(FileState::named(""), None);
    }
}
