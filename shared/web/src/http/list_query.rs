//! The place in a list that an address names.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::values::list_page::{ListCursor, ListPage};

use crate::govuk::{Pagination, PaginationLink};
use crate::http::failure::Failure;

/// The query of the address of a list: `?after=` and a place in it, and maybe
/// the name of one of several lists on the page.
#[derive(Clone, Debug, Default)]
pub struct ListQuery {
    /// The place after which the page begins; none for the first page.
    pub after: Option<ListCursor>,
    /// The list, if the address names one: `?list=acknowledged`.
    pub list: Option<String>,
}

impl ListQuery {
    /// Makes the links to the first and the next page of a list; none if the
    /// list is one page. Going back from a page is the browser's.
    #[must_use]
    pub fn pagination<T>(&self, address: &str, page: &ListPage<T>) -> Option<Pagination> {
        let (start, and) = match &self.list {
            Some(list) => (format!("{address}?list={list}"), '&'),
            None => (address.to_owned(), '?'),
        };
        let mut links = Pagination::default();
        if self.after.is_some() {
            links.previous = PaginationLink {
                href: start.clone().into(),
                text: "First page".into(),
                ..PaginationLink::default()
            };
        }
        if let Some(next) = &page.next {
            links.next = PaginationLink {
                href: format!("{start}{and}after={next}").into(),
                ..PaginationLink::default()
            };
        }
        (self.after.is_some() || page.next.is_some()).then_some(links)
    }
}

/// Answers [`Failure::NOT_FOUND`] for a text that is no place in a list, as for
/// a page that is not there.
impl<S: Sync> FromRequestParts<S> for ListQuery {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let mut query = Self::default();
        for part in parts.uri.query().unwrap_or_default().split('&') {
            match part.split_once('=') {
                Some(("after", after)) => {
                    let after = ListCursor::parse(&after.replace("%3A", ":").replace("%7E", "~"));
                    query.after = Some(after.map_err(|_| Failure::NOT_FOUND)?);
                }
                Some(("list", list)) if list.bytes().all(|byte| byte.is_ascii_lowercase()) => {
                    query.list = Some(list.to_owned());
                }
                _ => {}
            }
        }
        Ok(query)
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    async fn read(address: &str) -> Result<ListQuery, Failure> {
        let request = Request::builder().uri(address).body(()).unwrap();
        ListQuery::from_request_parts(&mut request.into_parts().0, &()).await
    }

    #[tokio::test]
    async fn the_link_to_the_next_page_leads_to_the_place_that_it_names() {
        let page = ListPage {
            items: vec![()],
            unreadable: 0,
            next: Some(ListCursor::of_key("2026-04-06T09:00:00.000Z#K7F")),
        };
        for address in ["/list", "/list?list=acknowledged"] {
            let first = read(address).await.unwrap();
            let links = first.pagination("/list", &page).unwrap();
            assert!(links.previous.href.is_empty());
            let next = read(&links.next.href.to_string()).await.unwrap();
            assert_eq!((next.after, &next.list), (page.next.clone(), &first.list));
        }
        let whole = ListPage { next: None, ..page };
        let only = ListQuery::default().pagination("/list", &whole);
        assert!(only.is_none());
    }

    #[tokio::test]
    async fn what_is_no_place_in_a_list_is_not_found() {
        for address in ["/list?after=", "/list?after=%3Cb%3E"] {
            assert!(read(address).await.is_err(), "{address}");
        }
        let long = format!("/list?after={}", "a".repeat(2_000));
        assert!(read(&long).await.is_err());
    }
}
