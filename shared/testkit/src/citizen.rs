//! Citizens with a browser, and the pages that they come from.

use domain::access::session::Session;
use domain::forms::draft::{Answers, DraftReader as _};
use domain::values::account_id::AccountId;
use domain::values::saved_id::SavedId;
use web::RouteTable;
use web::answers::CitizenAnswers;
use web::journey::JourneySpec;
use web::session::citizen::SessionCookie;

use crate::{TestApp, Visitor, with_rights_of};

impl TestApp {
    /// Opens a browser at these routes, finished as they are when deployed.
    #[must_use]
    pub fn browser(&self, routes: RouteTable) -> Visitor {
        Visitor::new(web::finish(routes, &self.site()))
    }

    /// Makes an account, and signs its owner in at these routes.
    ///
    /// # Panics
    /// If the store does not keep the account or the session.
    pub async fn citizen(&self, account: &str, routes: RouteTable) -> Visitor {
        self.keep_account(account).await;
        self.sign_in(account, self.browser(routes), &[]).await
    }

    /// Signs an account in: a new session, in which these forms are open.
    ///
    /// # Panics
    /// If the store does not keep the session.
    pub async fn sign_in(&self, account: &str, browser: Visitor, open: &[(&str, &str)]) -> Visitor {
        let open = open.iter();
        let session = Session {
            open: open
                .map(|(form, id)| ((*form).to_owned(), SavedId((*id).to_owned())))
                .collect(),
            ..self.session(&AccountId(account.to_owned()))
        };
        let cookie = SessionCookie::new(self.site().new_id());
        browser.signed_in(&self.table(), &cookie, &session).await
    }

    /// Makes the routes of the questions of the check of support and of the
    /// estimate of costs, as their functions serve them: for tests of a function
    /// to which people come from there.
    #[must_use]
    pub fn questions(&self) -> RouteTable {
        let of = |function, prefix, form| {
            let spec = JourneySpec {
                prefix,
                form,
                result_path: prefix,
                result_words: "See your result",
                checks_answers: true,
            };
            let store = with_rights_of(function, &self.table());
            web::journey::router(spec, CitizenAnswers::new(self.site(), store))
        };
        let (check, estimate) = (
            journey::forms::check_support(),
            journey::forms::estimate_costs(),
        );
        of("screener", "/check-support", check).merge(of("calculator", "/estimate-costs", estimate))
    }

    /// Reads what a visitor without an account has answered.
    ///
    /// # Panics
    /// If the store does not answer.
    #[expect(clippy::expect_used, reason = "a test fails by panicking")]
    pub async fn draft_of(&self, visitor: &Visitor, form: &str) -> Answers {
        let Some(key) = visitor.draft_key() else {
            return Answers::default();
        };
        let (table, now) = (self.table(), self.site().now());
        let read = table.read_draft(&key, form, now).await;
        read.expect("the store answers")
    }
}
