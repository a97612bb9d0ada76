//! The list of partners over the API.

use network::partners;
use platform::{Answer, Call, Nothing, Operation, Role};

use super::service::{self, Line, PartnersQuery};

pub(super) fn operations() -> Vec<Operation> {
    let list = Operation::get("/api/v1/partners", "partners.list", "Partners").roles(Role::ALL).run(
        |cx, tx, call: &Call<Nothing, PartnersQuery, Nothing>| {
            Box::pin(async move {
                let mut page = service::list(cx, tx, &call.query).await?;
                let bare = page.items.iter().map(|line| line.shown.partner.clone()).collect();
                let certified = partners::with_certificates(tx, cx.program(), bare).await?;
                let lines = page.items.into_iter().zip(certified);
                page.items = lines.map(|(line, partner)| Line::with(line, partner)).collect();
                Ok(Answer::ok(page))
            })
        },
    );
    vec![list]
}
