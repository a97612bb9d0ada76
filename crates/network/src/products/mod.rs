#![doc = include_str!("README.md")]

mod step;
mod store;
mod web;

use db::Tx;
use kit::paging::whole;
use kit::{
    Instant, Lang,
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
        /// Its name: in the caller's language where it is shown, else the one that stands for both.
        pub name: String,
        /// Its name in Russian, if it has one of its own.
        pub name_ru: Option<String>,
        /// Its name in English, if it has one of its own.
        pub name_en: Option<String>,
        /// Only partners with a valid certificate are offered its leads.
        pub needs_certificate: bool,
        /// Since when no new leads are taken for it.
        pub retired_at: Option<Instant>,
        /// Grows with every change; the `ETag`.
        pub version: i64,
    }
}

impl Product {
    /// Its name in one language; the other one where there is none.
    pub fn said(&self, lang: Lang) -> &str {
        let own = match lang {
            Lang::Ru => &self.name_ru,
            Lang::En => &self.name_en,
        };
        own.as_deref().unwrap_or(&self.name)
    }

    fn told(self, lang: Lang) -> Self {
        Self { name: self.said(lang).to_owned(), ..self }
    }

    /// Every name that it has.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        [Some(&self.name), self.name_ru.as_ref(), self.name_en.as_ref()].into_iter().flatten().map(String::as_str)
    }
}

/// A product, as it is given.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProduct {
    /// A short code, unique in the program.
    pub code: String,
    /// Its name in every language that has none of its own; may be left out where both languages have.
    #[serde(default)]
    pub name: String,
    /// Its name in Russian.
    #[serde(default)]
    pub name_ru: Option<String>,
    /// Its name in English.
    #[serde(default)]
    pub name_en: Option<String>,
    /// Only partners with a valid certificate are offered its leads.
    #[serde(default)]
    pub needs_certificate: bool,
}

/// What may change in a product.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductChange {
    /// A new name for every language that has none of its own.
    pub name: Option<String>,
    /// A new name in Russian; empty takes it away.
    #[serde(default)]
    pub name_ru: Option<String>,
    /// A new name in English; empty takes it away.
    #[serde(default)]
    pub name_en: Option<String>,
    /// Whether a certificate is needed.
    pub needs_certificate: Option<bool>,
    /// True retires it, false brings it back.
    pub retired: Option<bool>,
}

#[derive(Deserialize, JsonSchema)]
struct ById {
    product: ProductId,
}

/// A name in one language, if there is one.
fn own_name(field: &str, given: Option<&str>) -> Result<Option<String>, Fail> {
    let given = given.map(str::trim).filter(|name| !name.is_empty());
    given.map(|name| crate::text_field(field, name, 200)).transpose()
}

/// The name that stands where a language has none of its own: as it is given, else that of either language.
fn common_name(given: &str, own: Option<&str>) -> Result<String, Fail> {
    match (given.trim(), own) {
        ("", Some(name)) => Ok(name.to_owned()),
        (given, _) => crate::text_field("name", given, 200),
    }
}

/// Adds a product.
pub async fn add(cx: &Cx, tx: &mut Tx, new: &NewProduct) -> Result<Product, Fail> {
    let code = crate::text_field("code", &new.code, 60)?;
    let (name_ru, name_en) =
        (own_name("name_ru", new.name_ru.as_deref())?, own_name("name_en", new.name_en.as_deref())?);
    let name = common_name(&new.name, name_ru.as_deref().or(name_en.as_deref()))?;
    if store::by_code(tx, cx.program(), &code).await?.is_some() {
        return Err(Fail::field("code", crate::texts::stands_already));
    }
    let needs_certificate = new.needs_certificate;
    let product =
        Product { id: cx.new_id(), code, name, name_ru, name_en, needs_certificate, retired_at: None, version: 1 };
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
    let own = |field: &str, given: Option<&str>, was: Option<&str>| match given {
        Some(_) => own_name(field, given),
        None => Ok(was.map(str::to_owned)),
    };
    let name_ru = own("name_ru", change.name_ru.as_deref(), before.name_ru.as_deref())?;
    let name_en = own("name_en", change.name_en.as_deref(), before.name_en.as_deref())?;
    // The common name of a product that was named by language alone follows its languages.
    let follows = before.names().skip(1).any(|own| own == before.name);
    let common = if follows { name_ru.clone().or(name_en.clone()) } else { None };
    let after = Product {
        name: name.or(common).unwrap_or_else(|| before.name.clone()),
        name_ru,
        name_en,
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

/// One product, in the caller's language.
pub async fn get_in(cx: &Cx, tx: &mut Tx, id: ProductId) -> Result<Product, Fail> {
    Ok(get(tx, cx.program(), id).await?.told(cx.lang))
}

/// All products, in the caller's language, by name.
pub async fn list_in(cx: &Cx, tx: &mut Tx) -> Result<Vec<Product>, Fail> {
    let mut all: Vec<Product> =
        list(tx, cx.program()).await?.into_iter().map(|product| product.told(cx.lang)).collect();
    all.sort_by(|one, other| one.name.cmp(&other.name).then(one.id.cmp(&other.id)));
    Ok(all)
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
        format!("{} {}", self.names().collect::<Vec<_>>().join(" "), self.code)
    }
}

/// What products add to the server.
pub fn capability() -> Capability {
    const CHANGERS: &[Role] = &[Role::Admin, Role::Director];
    let list_all = Operation::get("/api/v1/products", "products.list", "Products")
        .roles(crate::territories::EVERYBODY)
        .run(|cx, tx, call: &Call<Nothing, whole::Listed<ProductsBy>, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(listing::page(list_in(cx, tx).await?, &call.query)?)) })
        });
    let one = Operation::get("/api/v1/products/{product}", "products.get", "A product")
        .roles(crate::territories::EVERYBODY)
        .run(|cx, tx, call: &Call<ById, Nothing, Nothing>| {
            Box::pin(async move {
                let product = get_in(cx, tx, call.path.product).await?;
                let version = product.version;
                Ok(Answer::ok(product).version(version))
            })
        });
    let new = Operation::post("/api/v1/products", "products.add", "Add a product").roles(CHANGERS).creates().run(
        |cx, tx, call: &Call<Nothing, Nothing, NewProduct>| {
            Box::pin(async move { Ok(Answer::created(add(cx, tx, &call.body).await?.told(cx.lang)).version(1)) })
        },
    );
    let changed = Operation::patch("/api/v1/products/{product}", "products.change", "Change or retire a product")
        .roles(CHANGERS)
        .run(|cx, tx, call: &Call<ById, Nothing, ProductChange>| {
            Box::pin(async move {
                let before = get(tx, cx.program(), call.path.product).await?;
                let after = change(cx, tx, &before, &call.body).await?;
                let version = after.version;
                Ok(Answer::ok(after.told(cx.lang)).version(version))
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
