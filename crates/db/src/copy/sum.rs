//! What a table holds, as a count and a hash that do not depend on the order of its rows.

use sha2::{Digest, Sha256};

use crate::Value;

/// What a table holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableSum {
    /// Its name.
    pub table: String,
    /// How many rows.
    pub rows: u64,
    /// The sum of the SHA-256 of its rows, in four words without carry between them. Databases sort text
    /// differently, so it must not depend on the order.
    words: [u64; 4],
}

impl TableSum {
    pub(super) fn of(table: &str) -> Self {
        Self { table: table.to_owned(), ..Self::default() }
    }

    pub(super) fn add(&mut self, row: &[Value]) {
        let mut hash = Sha256::new();
        for value in row {
            match value {
                Value::Null => hash.update([0]),
                Value::Int(n) => hash.update([&[1][..], &n.to_be_bytes()].concat()),
                Value::Text(text) => counted(&mut hash, 2, text.as_bytes()),
                Value::Id(bytes) => counted(&mut hash, 3, bytes),
                Value::Blob(bytes) => counted(&mut hash, 3, bytes),
            }
        }
        let digest: [u8; 32] = hash.finalize().into();
        for (word, bytes) in self.words.iter_mut().zip(digest.chunks_exact(8)) {
            let bytes: [u8; 8] = bytes.try_into().unwrap_or_default();
            *word = word.wrapping_add(u64::from_be_bytes(bytes));
        }
        self.rows += 1;
    }

    /// The hash, as it is shown.
    pub fn hash(&self) -> String {
        self.words.iter().map(|word| format!("{word:016x}")).collect()
    }
}

fn counted(hash: &mut Sha256, tag: u8, bytes: &[u8]) {
    hash.update([tag]);
    hash.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
    hash.update(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(rows: &[&[Value]]) -> TableSum {
        let mut sum = TableSum::of("t");
        rows.iter().for_each(|row| sum.add(row));
        sum
    }

    #[test]
    fn the_order_of_rows_does_not_matter_and_every_cell_does() {
        let (a, b) = ([Value::Int(1), Value::Text("x".to_owned())], [Value::Null, Value::Text("y".to_owned())]);
        assert_eq!(sum(&[&a, &b]), sum(&[&b, &a]));
        assert_ne!(sum(&[&a, &b]).hash(), sum(&[&a, &a]).hash());
        let shifted = [
            [Value::Text("ab".to_owned()), Value::Text("c".to_owned())],
            [Value::Text("a".to_owned()), Value::Text("bc".to_owned())],
        ];
        assert_ne!(sum(&[&shifted[0]]).hash(), sum(&[&shifted[1]]).hash());
        assert_ne!(sum(&[&[Value::Text("1".to_owned())]]).hash(), sum(&[&[Value::Blob(b"1".to_vec())]]).hash());
    }
}
