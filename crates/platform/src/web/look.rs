//! How pages look to a reader: language and theme in cookies, and what is said after a redirect.

use kit::Lang;
use serde::Deserialize;

use super::Theme;
use crate::{Call, Capability, Nothing, Operation, edge::reply::Reply};

/// The cookie of the language, for who is not signed in.
pub const LANG: &str = "artel_lang";
/// The cookie of the theme.
pub const THEME: &str = "artel_theme";
/// The cookie of what is said after a redirect.
pub const FLASH: &str = "artel_said";

const YEAR: u32 = 31_536_000;

/// What a reader chooses.
#[derive(Debug, Clone, Deserialize)]
struct Choice {
    lang: Option<Lang>,
    theme: Option<String>,
    next: Option<String>,
}

/// The operations of the look.
pub fn capability() -> Capability {
    let choose = Operation::post("/look", "look.choose", "Choose language and theme").public().page(
        |cx, tx, call: &Call<Nothing, Nothing, Choice>| {
            Box::pin(async move {
                // Who is signed in has a language of its own, in which mails are written, too.
                if let (Some(lang), Some(_), Some(set)) = (call.body.lang, cx.caller.user(), cx.app.site().set_lang) {
                    set(cx, tx, lang).await?;
                }
                let mut reply = Reply::see(inside(call.body.next.as_deref().unwrap_or("/")));
                if let Some(lang) = call.body.lang {
                    reply = reply.cookie(kept(LANG, lang.code(), YEAR));
                }
                if let Some(theme) = &call.body.theme {
                    let code = Theme::from_code(theme).code();
                    let kept = if code.is_empty() { forgotten(THEME) } else { kept(THEME, code, YEAR) };
                    reply = reply.cookie(kept);
                }
                Ok(reply)
            })
        },
    );
    Capability { name: "look", operations: [vec![choose], super::problem::operations()].concat(), ..Default::default() }
}

/// An address within this server; anything else leads home.
pub fn inside(next: &str) -> &str {
    let own = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n', '\t']);
    if own { next } else { "/" }
}

fn kept(name: &str, value: &str, seconds: u32) -> String {
    format!("{name}={value}; Path=/; Max-Age={seconds}; SameSite=Lax")
}

/// The header that takes a cookie away.
pub(super) fn forgotten(name: &str) -> String {
    kept(name, "", 0)
}

/// The header that carries what is said on the next page.
pub(super) fn flash(said: &str) -> String {
    let value: String = form_urlencoded::byte_serialize(said.as_bytes()).collect();
    format!("{}; HttpOnly", kept(FLASH, &value, 60))
}

/// What the cookie of [`flash`] says.
pub(crate) fn said(cookie: &str) -> Option<String> {
    let pairs = form_urlencoded::parse(cookie.as_bytes()).next()?;
    Some(pairs.0.chars().take(300).collect()).filter(|text: &String| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_to_another_server() {
        assert_eq!(inside("/leads?after=1"), "/leads?after=1");
        for foreign in ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nb", ""]
        {
            assert_eq!(inside(foreign), "/");
        }
    }

    #[test]
    fn what_is_said_after_a_redirect_arrives_whole() {
        let header = flash("Сохранено & готово; 100 %");
        let value = header.split(';').next().unwrap().split_once('=').unwrap().1;
        assert_eq!(said(value).as_deref(), Some("Сохранено & готово; 100 %"));
        assert_eq!(said(""), None);
    }
}
