//! The services behind the ports of a function, in one value. So the handlers
//! have one type parameter, and the bounds are written once.

/// The services of a function. A service that the function does not have is
/// `()`, which implements no port.
#[derive(Clone, Copy, Debug)]
pub struct Ports<Store = (), Identity = (), Mailer = (), Phones = (), Files = ()> {
    /// The table.
    pub store: Store,
    /// The identity provider.
    pub identity: Identity,
    /// The mail service.
    pub mailer: Mailer,
    /// The telephone service.
    pub phones: Phones,
    /// The files of evidence.
    pub files: Files,
}

impl<Store> Ports<Store> {
    /// Gives a function the table and nothing else.
    pub const fn of(store: Store) -> Self {
        Self {
            store,
            identity: (),
            mailer: (),
            phones: (),
            files: (),
        }
    }
}

impl<Store, Identity, Mailer, Phones, Files> Ports<Store, Identity, Mailer, Phones, Files> {
    /// Adds the identity provider.
    pub fn with_identity<I>(self, identity: I) -> Ports<Store, I, Mailer, Phones, Files> {
        Ports {
            store: self.store,
            identity,
            mailer: self.mailer,
            phones: self.phones,
            files: self.files,
        }
    }

    /// Adds the mail service.
    pub fn with_mailer<M>(self, mailer: M) -> Ports<Store, Identity, M, Phones, Files> {
        Ports {
            store: self.store,
            identity: self.identity,
            mailer,
            phones: self.phones,
            files: self.files,
        }
    }

    /// Adds the telephone service.
    pub fn with_phones<P>(self, phones: P) -> Ports<Store, Identity, Mailer, P, Files> {
        Ports {
            store: self.store,
            identity: self.identity,
            mailer: self.mailer,
            phones,
            files: self.files,
        }
    }

    /// Adds the files of evidence.
    pub fn with_files<F>(self, files: F) -> Ports<Store, Identity, Mailer, Phones, F> {
        Ports {
            store: self.store,
            identity: self.identity,
            mailer: self.mailer,
            phones: self.phones,
            files,
        }
    }
}

/// Names the ports that a function, or a part of one, needs.
///
/// With a body it declares a trait that [`Ports`](crate::ports::Ports)
/// implements when its services have the ports that are listed. The trait has a
/// method and an associated type for each service: `store()` and `Store`,
/// `identity()` and `Identity`, `mailer()` and `Mailer`, `phones()` and `Phones`,
/// `files()` and `Files`, in this order; all but the store may be left out.
///
/// ```
/// use domain::access::account::AccountStore;
/// use domain::fault::StoreFault;
/// use domain::values::account_id::AccountId;
/// use domain::correspondence::email::Mailer;
/// use domain::access::session::SessionStore;
/// use jiff::Timestamp;
///
/// domain::ports! {
///     /// The ports of closing an account.
///     pub trait CloseAccountPorts {
///         store: AccountStore + SessionStore;
///         mailer: Mailer;
///     }
/// }
///
/// async fn close<P: CloseAccountPorts>(
///     ports: &P,
///     id: &AccountId,
///     now: Timestamp,
/// ) -> Result<(), StoreFault> {
///     ports.store().delete_account(id, now).await
/// }
/// ```
///
/// Without a body it declares a bundle of ports that every store with all of
/// them implements:
///
/// ```
/// use domain::forms::draft::DraftStore;
/// use domain::access::session::SessionStore;
///
/// domain::ports! {
///     /// Keeps what a visitor typed and who they are.
///     pub trait VisitStore: DraftStore + SessionStore;
/// }
/// ```
#[macro_export]
macro_rules! ports {
    ($(#[$meta:meta])* $vis:vis trait $name:ident: $first:ident $(+ $more:ident)*;) => {
        $(#[$meta])*
        $vis trait $name: $first $(+ $more)* {}

        impl<S: $first $(+ $more)*> $name for S {}
    };

    ($(#[$meta:meta])* $vis:vis trait $name:ident {
        store: $store:ident $(+ $stores:ident)*;
        $(identity: $identity:ident $(+ $identities:ident)*;)?
        $(mailer: $mailer:ident;)?
        $(phones: $phones:ident;)?
        $(files: $files:ident $(+ $more_files:ident)*;)?
    }) => {
        $(#[$meta])*
        $vis trait $name: Clone + Send + Sync + 'static {
            /// The table.
            type Store: $store $(+ $stores)*;

            /// Returns the table.
            fn store(&self) -> &Self::Store;

            $(
                /// The identity provider.
                type Identity: $identity $(+ $identities)*;

                /// Returns the identity provider.
                fn identity(&self) -> &Self::Identity;
            )?

            $(
                /// The mail service.
                type Mailer: $mailer;

                /// Returns the mail service.
                fn mailer(&self) -> &Self::Mailer;
            )?

            $(
                /// The telephone service.
                type Phones: $phones;

                /// Returns the telephone service.
                fn phones(&self) -> &Self::Phones;
            )?

            $(
                /// The files of evidence.
                type Files: $files $(+ $more_files)*;

                /// Returns the files of evidence.
                fn files(&self) -> &Self::Files;
            )?
        }

        impl<S, I, M, P, F> $name for $crate::ports::Ports<S, I, M, P, F>
        where
            Self: Clone + Send + Sync + 'static,
            S: $store $(+ $stores)*,
            $(I: $identity $(+ $identities)*,)?
            $(M: $mailer,)?
            $(P: $phones,)?
            $(F: $files $(+ $more_files)*,)?
        {
            type Store = S;

            fn store(&self) -> &S {
                &self.store
            }

            $(
                $crate::ports!(@type Identity = I: $identity);

                fn identity(&self) -> &I {
                    &self.identity
                }
            )?

            $(
                $crate::ports!(@type Mailer = M: $mailer);

                fn mailer(&self) -> &M {
                    &self.mailer
                }
            )?

            $(
                $crate::ports!(@type Phones = P: $phones);

                fn phones(&self) -> &P {
                    &self.phones
                }
            )?

            $(
                $crate::ports!(@type Files = F: $files);

                fn files(&self) -> &F {
                    &self.files
                }
            )?
        }
    };

    // Declares the type of a listed service. The port is a parameter only so
    // that the line is written if the service is listed.
    (@type $name:ident = $of:ident: $port:ident) => {
        type $name = $of;
    };
}
