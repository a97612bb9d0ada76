//! Mail to people: written into the table from which it is sent.

use db::{Tx, params};
use kit::Lang;
use platform::{Cx, Fail};

use super::{
    domain::{INVITED_DAYS, OutgoingMailId},
    store, texts,
};

/// A mail that is ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Whom it goes to.
    pub to: String,
    /// Its language.
    pub lang: Lang,
    /// Its subject, one line.
    pub subject: String,
    /// As plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// Queues a mail in the program of the context; it is sent after the commit.
pub async fn queue(cx: &Cx, tx: &mut Tx, letter: &Letter) -> Result<OutgoingMailId, Fail> {
    let id: OutgoingMailId = cx.new_id();
    let Letter { to, lang, subject, text, html } = letter;
    tx.execute(&store::ADD_MAIL, params![cx.program(), id, to, lang, subject, text, html, cx.now]).await?;
    Ok(id)
}

/// Queues the mail that invites somebody into the program of the context.
pub async fn invitation(cx: &Cx, tx: &mut Tx, to: &str, lang: Lang, accept_url: &str) -> Result<OutgoingMailId, Fail> {
    let program = store::program_name(tx, cx.program()).await?;
    queue(cx, tx, &invitation_letter(to, lang, &program, accept_url)).await
}

fn invitation_letter(to: &str, lang: Lang, program: &str, accept_url: &str) -> Letter {
    let subject = texts::invitation_subject(lang, program);
    let (greeting, button) = (texts::invitation_greeting(lang, program), texts::invitation_button(lang));
    let note = texts::invitation_note(lang, INVITED_DAYS);
    let text = format!("{greeting}\n\n{button}: {accept_url}\n\n{note}\n");
    let html = format!(
        "<!doctype html><html lang=\"{}\"><body><p>{}</p><p><a href=\"{}\">{}</a></p><p>{}</p></body></html>",
        lang.code(),
        escaped(&greeting),
        escaped(accept_url),
        escaped(&button),
        escaped(&note)
    );
    Letter { to: to.to_owned(), lang, subject, text, html }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_program_cannot_put_markup_into_a_mail() {
        for lang in Lang::ALL {
            let letter = invitation_letter("a@b.ru", lang, "<b>\"X\" & Y</b>", "https://artel.example/join?token=1");
            assert!(letter.html.contains("&lt;b&gt;&quot;X&quot; &amp; Y&lt;/b&gt;"), "{}", letter.html);
            assert!(letter.text.contains("https://artel.example/join?token=1"));
        }
    }
}
