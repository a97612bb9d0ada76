#![doc = include_str!("README.md")]

mod step;
mod store;
mod web;

use db::Tx;
use kit::paging::whole;
use kit::{
    Instant,
    id::{Product as Kind, ProductId, ProgramId},
};
use platform::{Answer, Call, Capability, Cx, Fail, NewEvent, Nothing, Operation, Role, events, listing};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

db::record! {
    /// Something that the vendor sells.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct Product {
        /// Its id.
        pub id: ProductId,
        /// A short code, unique in the program.
        pub code: String,
        /// Its name.
        pub name: String,
        /// Only partners with a valid certificate are offered its leads.
        pub needs_certificate: bool,
        /// Since when no new leads are taken for it.
        pub retired_at: Option<Instant>,
        /// Grows with every change; the `ETag`.
        pub version: i64,
    }
}

/// A product, as it is given.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProduct {
    /// A short code, unique in the program.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Only partners with a valid certificate are offered its leads.
    #[serde(default)]
    pub needs_certificate: bool,
}

/// What may change in a product.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductChange {
    /// A new name.
    pub name: Option<String>,
    /// Whether a certificate is needed.
    pub needs_certificate: Option<bool>,
    /// True retires it, false brings it back.
    pub retired: Option<bool>,
}

#[derive(Deserialize, JsonSchema)]
struct ById {
    product: ProductId,
}

/// Adds a product.
pub async fn add(cx: &Cx, tx: &mut Tx, new: &NewProduct) -> Result<Product, Fail> {
    let (code, name) = (crate::text_field("code", &new.code, 60)?, crate::text_field("name", &new.name, 200)?);
    if store::by_code(tx, cx.program(), &code).await?.is_some() {
        return Err(Fail::field("code", crate::texts::stands_already));
    }
    let needs_certificate = new.needs_certificate;
    let product = Product { id: cx.new_id(), code, name, needs_certificate, retired_at: None, version: 1 };
    store::insert(tx, cx.program(), &product).await?;
    crate::versions::rules_changed(cx, tx).await?;
    events::record(cx, tx, NewEvent::new::<Kind>("product.added", product.id)).await?;
    Ok(product)
}

/// Changes a product.
pub async fn change(cx: &Cx, tx: &mut Tx, before: &Product, change: &ProductChange) -> Result<Product, Fail> {
    let name = change.name.as_deref().map(|name| crate::text_field("name", name, 200)).transpose()?;
    let retired_at = match change.retired {
        Some(true) => before.retired_at.or(Some(cx.now)),
        Some(false) => None,
        None => before.retired_at,
    };
    let after = Product {
        name: name.unwrap_or_else(|| before.name.clone()),
        needs_certificate: change.needs_certificate.unwrap_or(before.needs_certificate),
        retired_at,
        version: before.version + 1,
        ..before.clone()
    };
    if !store::update(tx, cx.program(), &after).await? {
        return Err(Fail::Stale);
    }
    crate::versions::rules_changed(cx, tx).await?;
    events::record(cx, tx, NewEvent::new::<Kind>("product.changed", after.id)).await?;
    Ok(after)
}

/// One product.
pub async fn get(tx: &mut Tx, program: ProgramId, id: ProductId) -> Result<Product, Fail> {
    store::get(tx, program, id).await?.ok_or(Fail::NotFound)
}

/// All products of a program, by name.
pub async fn list(tx: &mut Tx, program: ProgramId) -> Result<Vec<Product>, Fail> {
    Ok(store::list(tx, program).await?)
}

/// What such a list may be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProductsBy {
    /// By name.
    Name,
    /// By code.
    Code,
}

impl whole::By for ProductsBy {
    const KEYS: &'static [(Self, &'static str)] = &[(Self::Name, "name"), (Self::Code, "code")];
}

impl whole::Row for Product {
    type By = ProductsBy;
    const USUAL: whole::Sort<ProductsBy> = whole::Sort::rising(ProductsBy::Name);
    fn key(&self, by: ProductsBy) -> whole::Key {
        match by {
            ProductsBy::Name => self.name.as_str().into(),
            ProductsBy::Code => self.code.as_str().into(),
        }
    }
    fn id(&self) -> String {
        self.id.to_string()
    }
    fn words(&self) -> String {
        format!("{} {}", self.name, self.code)
    }
}

/// What products add to the server.
pub fn capability() -> Capability {
    const CHANGERS: &[Role] = &[Role::Admin, Role::Director];
    let list_all = Operation::get("/api/v1/products", "products.list", "Products")
        .roles(crate::territories::EVERYBODY)
        .run(|cx, tx, call: &Call<Nothing, whole::Listed<ProductsBy>, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(listing::page(list(tx, cx.program()).await?, &call.query)?)) })
        });
    let one = Operation::get("/api/v1/products/{product}", "products.get", "A product")
        .roles(crate::territories::EVERYBODY)
        .run(|cx, tx, call: &Call<ById, Nothing, Nothing>| {
            Box::pin(async move {
                let product = get(tx, cx.program(), call.path.product).await?;
                let version = product.version;
                Ok(Answer::ok(product).version(version))
            })
        });
    let new = Operation::post("/api/v1/products", "products.add", "Add a product").roles(CHANGERS).creates().run(
        |cx, tx, call: &Call<Nothing, Nothing, NewProduct>| {
            Box::pin(async move { Ok(Answer::created(add(cx, tx, &call.body).await?).version(1)) })
        },
    );
    let changed = Operation::patch("/api/v1/products/{product}", "products.change", "Change or retire a product")
        .roles(CHANGERS)
        .run(|cx, tx, call: &Call<ById, Nothing, ProductChange>| {
            Box::pin(async move {
                let before = get(tx, cx.program(), call.path.product).await?;
                let after = change(cx, tx, &before, &call.body).await?;
                Ok(Answer::ok(after.clone()).version(after.version))
            })
        });
    Capability {
        name: "products",
        operations: [vec![list_all, one, new, changed], web::operations()].concat(),
        places: web::places(),
        steps: vec![step::STEP],
        statements: vec![store::STATEMENTS],
        ..Default::default()
    }
}
