//! Which encoding a text is in, and reading it as UTF-8 piece by piece.

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251};

use super::FileFault;

kit::codes! {
    /// How a text is encoded.
    pub enum Encoding {
        /// UTF-8.
        Utf8 = "utf-8",
        /// Windows-1251, as Russian Excel writes CSV.
        Windows1251 = "windows-1251",
        /// UTF-16 with its mark, little end first.
        Utf16Le = "utf-16le",
        /// UTF-16 with its mark, big end first.
        Utf16Be = "utf-16be",
    }
}
db::stored_codes!(Encoding);

impl Encoding {
    const fn codec(self) -> &'static encoding_rs::Encoding {
        match self {
            Self::Utf8 => UTF_8,
            Self::Windows1251 => WINDOWS_1251,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
        }
    }
}

/// The encoding of a text, by its mark, else by what its bytes can be.
pub(super) fn detect(bytes: &[u8]) -> Result<Encoding, FileFault> {
    if bytes.starts_with(&[0xff, 0xfe]) {
        return Ok(Encoding::Utf16Le);
    }
    if bytes.starts_with(&[0xfe, 0xff]) {
        return Ok(Encoding::Utf16Be);
    }
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let zeros = |first: usize| head.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if (even + odd) * 10 > head.len() {
        // The high bytes of a text in UTF-16 stand at every second place.
        let text = even.min(odd) * 10 < even.max(odd);
        return Err(if text { FileFault::Utf16 } else { FileFault::NoText });
    }
    let Err(broken) = std::str::from_utf8(bytes) else { return Ok(Encoding::Utf8) };
    let (pairs, rest) = cyrillic_pairs(bytes);
    if pairs > rest || bytes.starts_with(&[0xef, 0xbb, 0xbf]) {
        // A text in UTF-8 with a broken place, not one in another encoding.
        return Err(FileFault::BadEncoding { line: line_of(bytes, broken.valid_up_to()) });
    }
    match bytes.iter().position(|byte| *byte == 0x98) {
        Some(place) => Err(FileFault::BadEncoding { line: line_of(bytes, place) }),
        None => Ok(Encoding::Windows1251),
    }
}

/// Bytes above ASCII that stand in pairs as Cyrillic letters do in UTF-8, and those that do not.
fn cyrillic_pairs(bytes: &[u8]) -> (usize, usize) {
    let (mut pairs, mut rest, mut at) = (0, 0, 0);
    while let Some(byte) = bytes.get(at) {
        let follows = bytes.get(at + 1).is_some_and(|next| (0x80..0xc0).contains(next));
        match byte {
            0xd0 | 0xd1 if follows => {
                pairs += 1;
                at += 1;
            }
            0x80.. => rest += 1,
            _ => {}
        }
        at += 1;
    }
    (pairs, rest)
}

fn line_of(bytes: &[u8], place: usize) -> u32 {
    let before = bytes.get(..place).unwrap_or_default();
    u32::try_from(before.iter().filter(|byte| **byte == b'\n').count()).unwrap_or(u32::MAX).saturating_add(1)
}

/// A text as UTF-8, decoded as it is read.
pub(super) struct Utf8<'a> {
    from: &'a [u8],
    decoder: Decoder,
    decoded: Vec<u8>,
    given: usize,
    /// A `\r` at the end of a piece, until it is known what follows.
    held: bool,
    /// Bytes that may still be read before the next row must be complete.
    pub(super) left_of_row: std::sync::Arc<std::sync::atomic::AtomicUsize>,
}

/// A row is longer than all its cells may be together.
pub(super) const ROW_LIMIT: usize = 4 << 20;

impl<'a> Utf8<'a> {
    pub(super) fn new(from: &'a [u8], encoding: Encoding) -> Self {
        let left_of_row = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(ROW_LIMIT));
        let decoder = encoding.codec().new_decoder_with_bom_removal();
        Self { from, decoder, decoded: Vec::new(), given: 0, held: false, left_of_row }
    }

    /// Makes `\r\n` one line end: the reader would count the line of such a row one too low.
    fn one_line_end(&mut self, last: bool) {
        if std::mem::take(&mut self.held) {
            self.decoded.insert(0, b'\r');
        }
        if !last && self.decoded.last() == Some(&b'\r') {
            self.decoded.pop();
            self.held = true;
        }
        let mut after = self.decoded.iter().skip(1).copied().chain([0]).collect::<Vec<u8>>().into_iter();
        self.decoded.retain(|byte| after.next() != Some(b'\n') || *byte != b'\r');
    }

    /// Decodes the next piece; false at the end.
    fn refill(&mut self) -> io::Result<bool> {
        const PIECE: usize = 64 << 10;
        if self.from.is_empty() {
            return Ok(false);
        }
        let (piece, rest) = self.from.split_at(self.from.len().min(PIECE));
        self.decoded.resize(self.decoder.max_utf8_buffer_length(piece.len()).unwrap_or(PIECE * 4), 0);
        let (result, read, written, broken) = self.decoder.decode_to_utf8(piece, &mut self.decoded, rest.is_empty());
        if broken || result == CoderResult::OutputFull {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the encoding is broken"));
        }
        self.decoded.truncate(written);
        self.one_line_end(rest.is_empty());
        self.given = 0;
        self.from = self.from.get(read..).unwrap_or_default();
        Ok(true)
    }
}

impl Read for Utf8<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        use std::sync::atomic::Ordering::Relaxed;
        while self.given == self.decoded.len() {
            if !self.refill()? {
                return Ok(0);
            }
        }
        let waiting = self.decoded.get(self.given..).unwrap_or_default();
        let count = waiting.len().min(into.len());
        if let (Some(to), Some(from)) = (into.get_mut(..count), waiting.get(..count)) {
            to.copy_from_slice(from);
        }
        self.given += count;
        let left = self.left_of_row.load(Relaxed);
        if count > left {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "a row is too long"));
        }
        self.left_of_row.store(left - count, Relaxed);
        Ok(count)
    }
}
