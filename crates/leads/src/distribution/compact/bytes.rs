//! Numbers and texts as bytes: small numbers are short.

use db::DbError;

/// Writes.
#[derive(Debug, Default)]
pub struct Writer(pub Vec<u8>);

impl Writer {
    pub fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }
    /// Seven bits a byte, the lowest first.
    pub fn number(&mut self, mut n: u64) {
        while n >= 0x80 {
            let [low, ..] = n.to_le_bytes();
            self.0.push(low | 0x80);
            n >>= 7;
        }
        let [low, ..] = n.to_le_bytes();
        self.0.push(low);
    }
    /// Small numbers of either sign are short.
    pub fn signed(&mut self, n: i64) {
        self.number((n.cast_unsigned() << 1) ^ (n >> 63).cast_unsigned());
    }
    pub fn count(&mut self, n: usize) {
        self.number(u64::try_from(n).unwrap_or(u64::MAX));
    }
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }
    pub fn text(&mut self, text: &str) {
        self.count(text.len());
        self.bytes(text.as_bytes());
    }
    /// Nothing, or what `write` writes.
    pub fn maybe<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        match value {
            None => self.byte(0),
            Some(value) => {
                self.byte(1);
                write(self, value);
            }
        }
    }
}

/// Reads what a [`Writer`] wrote; an end too early is an error, never a guess.
#[derive(Debug)]
pub struct Reader<'a>(pub &'a [u8]);

pub fn torn() -> DbError {
    DbError::Broken("stored bytes of a decision or a queue cannot be read".to_owned())
}

impl<'a> Reader<'a> {
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], DbError> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or_else(torn)?;
        self.0 = rest;
        Ok(taken)
    }
    pub fn byte(&mut self) -> Result<u8, DbError> {
        self.take(1)?.first().copied().ok_or_else(torn)
    }
    pub fn number(&mut self) -> Result<u64, DbError> {
        let mut n = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            n |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(n);
            }
        }
        Err(torn())
    }
    pub fn signed(&mut self) -> Result<i64, DbError> {
        let n = self.number()?;
        Ok((n >> 1).cast_signed() ^ -(n & 1).cast_signed())
    }
    pub fn small(&mut self) -> Result<u32, DbError> {
        u32::try_from(self.number()?).map_err(|_| torn())
    }
    /// A count of things that follow; each has at least one byte, so a wrong count is found at once.
    pub fn count(&mut self) -> Result<usize, DbError> {
        usize::try_from(self.number()?).ok().filter(|count| *count <= self.0.len()).ok_or_else(torn)
    }
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], DbError> {
        self.take(N)?.try_into().map_err(|_| torn())
    }
    pub fn text(&mut self) -> Result<String, DbError> {
        let count = self.count()?;
        String::from_utf8(self.take(count)?.to_vec()).map_err(|_| torn())
    }
    pub fn maybe<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, DbError>) -> Result<Option<T>, DbError> {
        match self.byte()? {
            0 => Ok(None),
            1 => read(self).map(Some),
            _ => Err(torn()),
        }
    }
    pub fn many<T>(&mut self, mut read: impl FnMut(&mut Self) -> Result<T, DbError>) -> Result<Vec<T>, DbError> {
        let count = self.count()?;
        (0..count).map(|_| read(self)).collect()
    }
    /// Everything was read.
    pub fn end(&self) -> Result<(), DbError> {
        if self.0.is_empty() { Ok(()) } else { Err(torn()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_number_is_read_as_it_was_written(n: u64, s: i64, text: String) {
            let mut writer = Writer::default();
            writer.number(n);
            writer.signed(s);
            writer.text(&text);
            let mut reader = Reader(&writer.0);
            prop_assert_eq!(reader.number().unwrap(), n);
            prop_assert_eq!(reader.signed().unwrap(), s);
            prop_assert_eq!(reader.text().unwrap(), text);
            prop_assert!(reader.end().is_ok());
        }

        #[test]
        fn any_bytes_are_read_or_refused_and_never_crash(bytes: Vec<u8>) {
            let mut reader = Reader(&bytes);
            let _either = reader.many(Reader::text);
            let mut reader = Reader(&bytes);
            let _either = reader.many(Reader::signed);
        }
    }
}
