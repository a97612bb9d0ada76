//! How deals are found: by the client, as the partner of the deal calls it, and by what they are about.

use db::{Tx, Work};
use kit::{Uuid, id::DealId};
use network::{partners, products};
use platform::{
    Cx, Fail, Role, View,
    search::{Hit, Searchable, Words},
};

use super::{
    Deal, service, store,
    web::{labels, texts},
};

pub(super) const DEALS: Searchable = Searchable {
    kind: "deal",
    readers: Role::ALL,
    title: texts::deals,
    icon: "briefcase",
    events: &["deal.opened", "deal.registered"],
    through: &[],
    write,
    show,
};

async fn found(cx: &Cx, tx: &mut Tx, id: Uuid) -> Result<Deal, Fail> {
    service::get(cx, tx, DealId::from_uuid(id)).await
}

fn write<'t>(cx: &'t Cx, tx: &'t mut Tx, id: Uuid) -> Work<'t, Vec<Words>, Fail> {
    Box::pin(async move {
        let deal = found(cx, tx, id).await?;
        let client = leads::intake::client(cx, tx, deal.client).await?;
        let named = store::client::named(tx, cx.program(), deal.id).await?;
        let called = named.as_deref().unwrap_or(&client.name);
        let partner = partners::get(cx, tx, View::All, deal.partner).await?.name;
        let title = deal.title.as_str();
        let of_vendor = [Some(title), Some(called), Some(&client.name), client.tax_id.as_deref(), Some(&partner)];
        Ok(vec![Words::of(None, of_vendor), Words::of(Some(deal.partner), [Some(title), Some(called)])])
    })
}

fn show<'t>(cx: &'t Cx, tx: &'t mut Tx, id: Uuid) -> Work<'t, Option<Hit>, Fail> {
    Box::pin(async move {
        let deal = found(cx, tx, id).await?;
        let of_vendor = cx.caller.view() == View::All;
        let product = products::get_in(cx, tx, deal.product).await?.name;
        let mut text = vec![labels::state(cx.lang, deal.state), product];
        if of_vendor {
            text.insert(0, leads::intake::client(cx, tx, deal.client).await?.name);
            text.push(partners::get(cx, tx, View::All, deal.partner).await?.name);
        }
        let path = if of_vendor { format!("/deals/{}", deal.id) } else { format!("/my/deals/{}", deal.id) };
        Ok(Some(Hit { title: deal.title, text: text.join(" · "), path }))
    })
}
