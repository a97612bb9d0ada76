//! The pages of products.

use askama::Template;
use db::Tx;
use kit::{Instant, id::ProductId};
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Group, Page, Place, Tone, Ui},
};
use serde::Deserialize;

use super::{NewProduct, Product, ProductChange};

/// What the pages say.
pub mod texts {
    platform::texts! {
        pub products() { "Продукты", "Products" }
        pub new() { "Новый продукт", "New product" }
        pub add() { "Добавить", "Add" }
        pub added() { "Продукт добавлен", "The product is added" }
        pub saved() { "Сохранено", "Saved" }
        pub save() { "Сохранить", "Save" }
        pub name() { "Название", "Name" }
        pub name_ru() { "Название по-русски", "Name in Russian" }
        pub name_en() { "Название по-английски", "Name in English" }
        pub name_hint() { "Если пусто, покажем название на другом языке.", "Where it is empty, the other language's name is shown." }
        pub code() { "Код", "Code" }
        pub code_hint() { "Короткий и постоянный: по нему продукт называют формы и импорт.", "Short and lasting: forms and imports name the product by it." }
        pub needs() { "Нужен сертификат", "A certificate is needed" }
        pub needs_hint() { "Лиды по продукту увидят только партнёры с действующим сертификатом.", "Only partners with a valid certificate are offered its leads." }
        pub free() { "Без сертификата", "Without a certificate" }
        pub state() { "Состояние", "State" }
        pub sold() { "Продаётся", "On sale" }
        pub retired() { "Снят с продажи", "Retired" }
        pub retire() { "Снять с продажи", "Retire it" }
        pub retire_hint() { "Новых лидов не будет, начатые доведут до конца.", "No new leads are taken; those begun are worked to their end." }
        pub none() { "Продуктов пока нет", "No products yet" }
        pub none_text() { "Лид всегда о чём-то: добавьте то, что продаёт сеть.", "A lead is always about something: add what the network sells." }
    }
}

const CHANGERS: &[Role] = &[Role::Admin, Role::Director];

#[derive(Deserialize)]
struct ById {
    product: ProductId,
}

#[derive(Deserialize)]
struct Change {
    #[serde(default)]
    name_ru: String,
    #[serde(default)]
    name_en: String,
    #[serde(default)]
    needs_certificate: bool,
    #[serde(default)]
    retired: bool,
}

impl Change {
    fn of_product(&self) -> Result<ProductChange, Fail> {
        let (ru, en) = (self.name_ru.trim(), self.name_en.trim());
        // Where one language has a name, the other one borrows it.
        let name = if ru.is_empty() { en } else { ru };
        if name.is_empty() {
            return Err(Fail::field("name_ru", crate::texts::empty));
        }
        Ok(ProductChange {
            name: Some(name.to_owned()),
            name_ru: Some(ru.to_owned()),
            name_en: Some(en.to_owned()),
            needs_certificate: Some(self.needs_certificate),
            retired: Some(self.retired),
        })
    }
}

#[derive(Template)]
#[template(path = "products/pages/list.html")]
struct ListPage<'a> {
    ui: &'a Ui,
    products: Vec<Product>,
    form: Form,
}

#[derive(Template)]
#[template(path = "products/pages/one.html")]
struct OnePage<'a> {
    ui: &'a Ui,
    product: Product,
    form: Form,
}

pub(super) fn places() -> Vec<Place> {
    vec![Place {
        path: "/settings/products",
        roles: CHANGERS,
        icon: "box",
        text: texts::products,
        group: Group::Under("/settings"),
        order: 40,
        count: None,
    }]
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/settings/products", "products.page", "Products: the page")
            .roles(CHANGERS)
            .page(|cx, tx, call: &Call| Box::pin(list(cx, tx, &call.meta, Form::default()))),
        Operation::post("/settings/products", "products.page_add", "Add a product by the page").roles(CHANGERS).form(
            |cx, tx, call: &Call<Nothing, Nothing, NewProduct>| {
                Box::pin(async move {
                    super::add(cx, tx, &call.body).await.map_err(at_a_language)?;
                    Ok(web::done("/settings/products", &texts::added(cx.lang)))
                })
            },
            |cx, tx, call: &Call, form| Box::pin(list(cx, tx, &call.meta, form)),
        ),
        Operation::get("/settings/products/{product}", "products.page_one", "A product: the page")
            .roles(CHANGERS)
            .page(|cx, tx, call: &Call<ById>| Box::pin(one(cx, tx, &call.meta, call.path.product, Form::default()))),
        Operation::post("/settings/products/{product}", "products.page_change", "Change a product by the page")
            .roles(CHANGERS)
            .form(
                |cx, tx, call: &Call<ById, Nothing, Change>| {
                    Box::pin(async move {
                        let before = super::get(tx, cx.program(), call.path.product).await?;
                        call.meta.based_on(before.version)?;
                        let change = call.body.of_product()?;
                        super::change(cx, tx, &before, &change).await?;
                        Ok(web::done("/settings/products", &texts::saved(cx.lang)))
                    })
                },
                |cx, tx, call: &Call<ById>, form| Box::pin(one(cx, tx, &call.meta, call.path.product, form)),
            ),
    ]
}

/// The form has no field of the common name.
fn at_a_language(fail: Fail) -> Fail {
    match fail {
        Fail::Invalid(mut faults) => {
            faults
                .iter_mut()
                .filter(|fault| fault.field == "name")
                .for_each(|fault| fault.field = "name_ru".to_owned());
            Fail::Invalid(faults)
        }
        other => other,
    }
}

async fn list(cx: &Cx, tx: &mut Tx, meta: &Meta, form: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let products = super::list_in(cx, tx).await?;
    let form = ui.filled(form, "/settings/products", &[]);
    let head = Page::new(texts::products(ui.lang)).action("#new", "plus", &texts::new(ui.lang));
    Ok(web::page(&ui, head, &ListPage { ui: &ui, products, form }))
}

async fn one(cx: &Cx, tx: &mut Tx, meta: &Meta, id: ProductId, form: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let product = super::get(tx, cx.program(), id).await?;
    let yes = |at: Option<Instant>| at.is_some().to_string();
    let values = [
        // A product that has one name for both languages shows it in the language of the program's admins.
        (
            "name_ru",
            product
                .name_ru
                .clone()
                .or_else(|| (product.name_en.is_none()).then(|| product.name.clone()))
                .unwrap_or_default(),
        ),
        ("name_en", product.name_en.clone().unwrap_or_default()),
        ("needs_certificate", product.needs_certificate.to_string()),
        ("retired", yes(product.retired_at)),
    ];
    let form = ui.editing(form, &format!("/settings/products/{id}"), product.version, &values);
    let head = Page::new(product.said(ui.lang)).crumb("/settings/products", texts::products(ui.lang)).narrow();
    Ok(web::page(&ui, head, &OnePage { ui: &ui, product, form }))
}
