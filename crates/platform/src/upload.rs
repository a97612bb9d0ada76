//! A file in a request: as its whole body, or as a part of a form with fields beside it.

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::{Fail, operation::Meta};

/// A file that came with a request.
#[derive(Debug, Clone, Default)]
pub struct Upload {
    /// The name of the file; empty where the request tells none.
    pub file_name: String,
    /// The file.
    pub bytes: Bytes,
    /// The other fields of the form.
    pub fields: BTreeMap<String, String>,
}

impl Upload {
    /// The file of a request. A form carries it in its field `file`; anything else is the file itself.
    pub async fn of(meta: &Meta) -> Result<Self, Fail> {
        let Ok(boundary) = multer::parse_boundary(&meta.content_type) else {
            return Ok(Self { bytes: meta.raw.clone(), ..Self::default() });
        };
        let whole = meta.raw.clone();
        let stream = futures_util::stream::once(async move { Ok::<Bytes, std::convert::Infallible>(whole) });
        let mut parts = multer::Multipart::new(stream, boundary);
        let mut upload = Self::default();
        let mut found = false;
        while let Some(part) = parts.next_field().await.map_err(no_file)? {
            let name = part.name().unwrap_or_default().to_owned();
            if name == "file" {
                upload.file_name = part.file_name().unwrap_or_default().to_owned();
                upload.bytes = part.bytes().await.map_err(no_file)?;
                found = true;
            } else {
                upload.fields.insert(name, part.text().await.map_err(no_file)?);
            }
        }
        if found && !upload.bytes.is_empty() { Ok(upload) } else { Err(Fail::field("file", texts::no_file)) }
    }
}

/// What was typed beside the file, as far as it can be read.
pub(crate) async fn typed(meta: &Meta) -> Vec<(String, String)> {
    let mut typed = Vec::new();
    let Ok(boundary) = multer::parse_boundary(&meta.content_type) else { return typed };
    let whole = meta.raw.clone();
    let stream = futures_util::stream::once(async move { Ok::<Bytes, std::convert::Infallible>(whole) });
    let mut parts = multer::Multipart::new(stream, boundary);
    while let Ok(Some(part)) = parts.next_field().await {
        let name = part.name().unwrap_or_default().to_owned();
        if part.file_name().is_none()
            && name != "_once"
            && let Ok(text) = part.text().await
        {
            typed.push((name, text));
        }
    }
    typed
}

#[expect(clippy::needless_pass_by_value, reason = "called as the argument of map_err")]
fn no_file(error: multer::Error) -> Fail {
    tracing::debug!(%error, "a form with a file was not read");
    Fail::field("file", texts::no_file)
}

mod texts {
    crate::texts! {
        pub no_file() { "Приложите файл", "Attach a file" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_comes_as_the_body_or_as_a_part_of_a_form() {
        let bare = Meta { content_type: "text/csv".into(), raw: Bytes::from_static(b"a;b"), ..Meta::default() };
        assert_eq!(Upload::of(&bare).await.unwrap().bytes, "a;b");
        let form = "--X\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\npartners\r\n--X\r\n\
            Content-Disposition: form-data; name=\"file\"; filename=\"p.csv\"\r\nContent-Type: text/csv\r\n\r\na;b\r\n--X--\r\n";
        let meta = |text: &str| Meta {
            content_type: "multipart/form-data; boundary=X".into(),
            raw: Bytes::copy_from_slice(text.as_bytes()),
            ..Meta::default()
        };
        let upload = Upload::of(&meta(form)).await.unwrap();
        assert_eq!((upload.file_name.as_str(), upload.fields["kind"].as_str()), ("p.csv", "partners"));
        assert!(matches!(Upload::of(&meta(&form.replace("a;b", ""))).await, Err(Fail::Invalid(_))));
        assert!(matches!(Upload::of(&meta("broken")).await, Err(Fail::Invalid(_))));
    }
}
