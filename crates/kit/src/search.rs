//! Words as a search compares them. Folded here, because not every database knows the small letters of every alphabet.

/// The text in small letters, `ё` as `е`.
pub fn folded(text: &str) -> String {
    text.to_lowercase().replace('ё', "е")
}

/// What was asked for, folded, for `like '%' || … || '%' escape '~'`: what has a meaning there stands for itself.
pub fn pattern(asked: &str) -> String {
    folded(asked.trim()).replace('~', "~~").replace('%', "~%").replace('_', "~_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_small_and_signs_of_patterns_are_plain() {
        assert_eq!(folded("Насос ЁЛКА"), "насос елка");
        assert_eq!(pattern(" 50%_Ё~ "), "50~%~_е~~");
    }
}
