//! The brand over the API, and what browsers load of it.

use platform::{Answer, Call, Fail, Nothing, Operation, Role, edge::reply::Reply, upload::Upload};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{logo::LARGEST, service, store, style};

/// The colours of a brand. None of both is Artel's own.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewColours {
    /// On light pages, `#rrggbb`.
    #[serde(default)]
    accent: Option<String>,
    /// On dark pages; the nearest to the other that can be read, if absent.
    #[serde(default)]
    accent_dark: Option<String>,
}

/// A logo by its content.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
struct ByLogo {
    logo: String,
}

/// Two colours.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
struct ByLook {
    look: String,
}

pub(super) const CHANGERS: &[Role] = &[Role::Admin, Role::Director];
const TOO_BAD: &[(u16, &str)] = &[(422, "logo-too-large"), (422, "logo-unreadable")];

pub(super) fn operations() -> Vec<Operation> {
    let get = Operation::get("/api/v1/brand", "brand.get", "How the program looks").one().roles(Role::ALL).run(
        |cx, tx, _: &Call| {
            Box::pin(async move {
                let brand = service::of(tx, cx.program()).await?;
                Ok(Answer::ok(brand.clone()).version(brand.version))
            })
        },
    );
    let colours = Operation::put("/api/v1/brand", "brand.colour", "Change the colours; refused if they cannot be read")
        .roles(CHANGERS)
        .run(|cx, tx, call: &Call<Nothing, Nothing, NewColours>| {
            Box::pin(async move {
                let version = service::of(tx, cx.program()).await?.version;
                let NewColours { accent, accent_dark } = &call.body;
                let brand = service::colour(cx, tx, accent.as_deref(), accent_dark.as_deref(), version).await?;
                Ok(Answer::ok(brand.clone()).version(brand.version))
            })
        });
    let logo = Operation::put("/api/v1/brand/logo", "brand.draw", "Upload a logo; it is checked and written anew")
        .roles(CHANGERS)
        .file(LARGEST * 2, &["image/png", "image/svg+xml", "multipart/form-data"])
        .refuses(TOO_BAD)
        .run(|cx, tx, call: &Call<Nothing, Nothing, Nothing>| {
            Box::pin(async move {
                let upload = Upload::of(&call.meta).await?;
                let brand = service::draw(cx, tx, &upload.bytes).await?;
                Ok(Answer::ok(brand.clone()).version(brand.version))
            })
        });
    let erase = Operation::delete("/api/v1/brand/logo", "brand.erase", "Take the logo away").roles(CHANGERS).run(
        |cx, tx, _: &Call| {
            Box::pin(async move {
                let brand = service::erase(cx, tx).await?;
                Ok(Answer::ok(brand.clone()).version(brand.version))
            })
        },
    );
    [vec![get, colours, logo, erase], served()].concat()
}

/// What browsers load. The addresses name the content.
fn served() -> Vec<Operation> {
    let logo =
        Operation::get("/brand/logos/{logo}", "brand.logo", "A logo").public().page(|_, tx, call: &Call<ByLogo>| {
            Box::pin(async move {
                let (media, bytes) = store::served(tx, &call.path.logo).await?.ok_or(Fail::NotFound)?;
                let reply = Reply { file_name: None, ..Reply::file(&media, "", bytes) };
                // Opened by itself it is a document: one that may do nothing.
                let policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox".to_owned();
                Ok(kept(reply).header("content-security-policy", policy))
            })
        });
    let look = Operation::get("/brand/{look}/look.css", "brand.style", "The colours of a brand").public().page(
        |_, _, call: &Call<ByLook>| {
            Box::pin(async move {
                let accents = style::named(&call.path.look).ok_or(Fail::NotFound)?;
                let sheet = style::sheet(accents).into_bytes();
                Ok(kept(Reply { file_name: None, ..Reply::file("text/css; charset=utf-8", "", sheet) }))
            })
        },
    );
    vec![logo, look]
}

fn kept(reply: Reply) -> Reply {
    reply
        .header("cache-control", "public, max-age=31536000, immutable".to_owned())
        .header("x-content-type-options", "nosniff".to_owned())
}
