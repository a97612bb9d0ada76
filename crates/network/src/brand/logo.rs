//! A logo is read, and written anew: what cannot be read is refused, what does something is not written.

use std::io::Cursor;

use kit::Lang;
use platform::Rule;

use super::texts;

/// Bytes of a logo at most.
pub const LARGEST: usize = 64 << 10;
/// Points of a side at most.
const LONGEST: u32 = 2000;

/// A logo that may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// `image/png` or `image/svg+xml`.
    pub media: &'static str,
    /// Written anew.
    pub bytes: Vec<u8>,
}

/// Why a file is no logo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoLogo {
    /// Too many bytes.
    TooLarge,
    /// Too many points.
    TooWide,
    /// Neither a PNG nor an SVG that can be read.
    Unreadable,
}

impl Rule for NoLogo {
    fn slug(&self) -> &'static str {
        match self {
            Self::TooLarge | Self::TooWide => "logo-too-large",
            Self::Unreadable => "logo-unreadable",
        }
    }
    fn status(&self) -> u16 {
        422
    }
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::TooLarge => texts::logo_too_large(lang, LARGEST >> 10),
            Self::TooWide => texts::logo_too_wide(lang, LONGEST),
            Self::Unreadable => texts::logo_unreadable(lang),
        }
    }
    fn field(&self) -> Option<&'static str> {
        Some("logo")
    }
}

/// Reads a file and writes it anew as a logo.
pub fn read(bytes: &[u8]) -> Result<Logo, NoLogo> {
    if bytes.len() > LARGEST {
        return Err(NoLogo::TooLarge);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") { png_anew(bytes) } else { svg_anew(bytes) }
}

fn png_anew(bytes: &[u8]) -> Result<Logo, NoLogo> {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let unreadable = |_| NoLogo::Unreadable;
    let header = decoder.read_header_info().map_err(unreadable)?;
    if header.width > LONGEST || header.height > LONGEST {
        return Err(NoLogo::TooWide);
    }
    let mut reader = decoder.read_info().map_err(unreadable)?;
    let mut points = vec![0; reader.output_buffer_size().ok_or(NoLogo::TooWide)?];
    let shown = reader.next_frame(&mut points).map_err(unreadable)?;
    points.truncate(shown.buffer_size());
    let mut written = Vec::new();
    let mut encoder = png::Encoder::new(&mut written, shown.width, shown.height);
    encoder.set_color(shown.color_type);
    encoder.set_depth(shown.bit_depth);
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header().map_err(|_| NoLogo::Unreadable)?;
    writer.write_image_data(&points).map_err(|_| NoLogo::Unreadable)?;
    writer.finish().map_err(|_| NoLogo::Unreadable)?;
    if written.len() > LARGEST * 4 {
        return Err(NoLogo::TooLarge);
    }
    Ok(Logo { media: "image/png", bytes: written })
}

fn svg_anew(bytes: &[u8]) -> Result<Logo, NoLogo> {
    let mut filter = svg_hush::Filter::new();
    // No picture inside the picture, whatever it is.
    filter.set_data_url_filter(|_| svg_hush::data_url_filter::DataUrlFilterResult::Drop);
    let mut written = Vec::new();
    filter.filter(&mut Cursor::new(bytes), &mut written).map_err(|_| NoLogo::Unreadable)?;
    let text = std::str::from_utf8(&written).map_err(|_| NoLogo::Unreadable)?;
    if !text.contains("<svg") {
        return Err(NoLogo::Unreadable);
    }
    Ok(Logo { media: "image/svg+xml", bytes: written })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(inside: &str) -> String {
        let read = read(format!("<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 9 9\">{inside}</svg>").as_bytes());
        String::from_utf8(read.unwrap().bytes).unwrap()
    }

    #[test]
    fn an_svg_is_written_anew_without_what_does_something() {
        assert!(svg("<path d=\"M0 0h9v9z\" fill=\"#0f766e\"/>").contains("<path"));
        for evil in [
            "<script>alert(1)</script>",
            "<path onload=\"alert(1)\" d=\"M0 0\"/>",
            "<foreignObject><iframe src=\"https://evil.example\"/></foreignObject>",
            "<a xlink:href=\"javascript:alert(1)\"><path d=\"M0 0\"/></a>",
            "<image href=\"https://evil.example/x.png\"/>",
            "<image href=\"data:image/svg+xml;base64,PHN2Zy8+\"/>",
            "<use href=\"https://evil.example/x.svg#a\"/>",
            "<path style=\"fill:url(https://evil.example/x)\" d=\"M0 0\"/>",
            "<set attributeName=\"onload\" to=\"alert(1)\"/>",
        ] {
            let clean = svg(evil).to_lowercase();
            for word in ["<script", "javascript:", "evil", "onload", "iframe", "data:image", "foreignobject"] {
                assert!(!clean.contains(word), "{word} of {evil} is left: {clean}");
            }
        }
    }

    #[test]
    fn a_style_of_an_svg_loads_nothing() {
        for style in ["@import url(https://evil.example/x.css);", "path{fill:url(https://evil.example/x)}"] {
            let clean = svg(&format!("<style>{style}</style>"));
            assert!(!clean.contains("@import") && !clean.contains("url(http"), "{clean}");
        }
    }

    #[test]
    fn what_is_no_picture_or_a_bomb_is_refused() {
        let entities = "<!DOCTYPE svg [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><svg xmlns=\"http://www.w3.org/2000/svg\"><text>&b;</text></svg>";
        for wrong in ["", "hello", "<html><body/></html>", "<svg", "\u{89}PNG", entities] {
            let told = read(wrong.as_bytes());
            assert!(told.is_err() || !String::from_utf8_lossy(&told.unwrap().bytes).contains("aaaaaaaa"), "{wrong}");
        }
        assert_eq!(read(&vec![b' '; LARGEST + 1]), Err(NoLogo::TooLarge));
        // A PNG of a few bytes that says that it is 30 000 points wide.
        let mut bomb = drawn(1, 1);
        bomb[16..20].copy_from_slice(&30_000_u32.to_be_bytes());
        assert!(read(&bomb).is_err());
    }

    fn drawn(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(png::ColorType::Rgba);
        encoder.add_text_chunk("Comment".to_owned(), "GPS 55.7 37.6".to_owned()).unwrap();
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&vec![7; usize::try_from(width * height * 4).unwrap()]).unwrap();
        writer.finish().unwrap();
        bytes
    }

    #[test]
    fn a_png_is_written_anew_without_what_is_told_beside_it() {
        let bytes = drawn(4, 4);
        assert!(String::from_utf8_lossy(&bytes).contains("GPS"));
        let logo = read(&bytes).unwrap();
        assert!(logo.media == "image/png" && !String::from_utf8_lossy(&logo.bytes).contains("GPS"));
        assert_eq!(read(&drawn(2001, 1)), Err(NoLogo::TooWide));
    }
}
