//! Addresses that only take a form: whoever opens one, by a reload after a refusal or from the history, is led to the
//! page on which the form stands.

use std::collections::{BTreeMap, BTreeSet};

use axum::{Router, extract::Request, http::Method, routing::get};

use super::reply::Reply;
use crate::Operation;

/// Where the form of each address without a page of its own stands: the page that the operation names, else the one
/// with the longest path that begins its path.
pub(super) fn pages(operations: &[Operation]) -> BTreeMap<&'static str, &'static str> {
    let pages: BTreeSet<&'static str> =
        operations.iter().filter(|o| o.page && o.method == Method::GET).map(|o| o.path).collect();
    let forms = operations.iter().filter(|o| o.page && o.method != Method::GET && !pages.contains(o.path));
    let page = |form: &Operation| {
        let begins = |page: &&&'static str| {
            form.path.strip_prefix(**page).is_some_and(|rest| rest.starts_with('/') || page.ends_with('/'))
        };
        let nearest = || pages.iter().filter(begins).max_by_key(|page| page.len()).copied();
        form.stands_at.or_else(nearest).unwrap_or("/")
    };
    forms.map(|form| (form.path, page(form))).collect()
}

/// The routes that lead back.
pub(super) fn routes(mut router: Router, operations: &[Operation]) -> Router {
    for (form, page) in pages(operations) {
        router = router.route(form, get(move |request: Request| async move { to(page, &request).into_response() }));
    }
    router
}

/// The address of the page: its parameters stand at the same places in the address of the form.
fn to(page: &str, request: &Request) -> Reply {
    let given: Vec<&str> = request.uri().path().split('/').collect();
    let part = |(at, part): (usize, &str)| match part.starts_with('{') {
        true => given.get(at).copied().unwrap_or_default().to_owned(),
        false => part.to_owned(),
    };
    let path = page.split('/').enumerate().map(part).collect::<Vec<_>>().join("/");
    let query = request.uri().query().map_or_else(String::new, |query| format!("?{query}"));
    Reply::see(format!("{path}{query}"))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;
    use crate::{Call, Fail, Nothing};

    fn page(method: &Method, path: &'static str) -> Operation {
        let draft =
            if *method == Method::GET { Operation::get(path, "a.b", "") } else { Operation::post(path, "a.c", "") };
        draft.public().page(|_, _, _: &Call<Nothing>| Box::pin(async { Err(Fail::NotFound) }))
    }

    #[test]
    fn the_address_of_a_form_leads_to_the_nearest_page_with_its_parameters() {
        let (get, post) = (Method::GET, Method::POST);
        let all = [
            page(&get, "/"),
            page(&get, "/offers"),
            page(&get, "/offers/{offer}"),
            page(&post, "/offers/{offer}/decline"),
            page(&get, "/edit"),
            page(&post, "/edit"),
            page(&post, "/preview").stands_at("/edit"),
            page(&post, "/offerstory"),
        ];
        let found = pages(&all);
        let wanted = [("/offers/{offer}/decline", "/offers/{offer}"), ("/offerstory", "/"), ("/preview", "/edit")];
        assert_eq!(found, BTreeMap::from(wanted));
        let request = Request::get("/offers/offer_7/decline?lang=en").body(Body::empty()).unwrap();
        assert_eq!(to("/offers/{offer}", &request).location.as_deref(), Some("/offers/offer_7?lang=en"));
    }
}
