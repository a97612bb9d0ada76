//! Names of companies, without what changes from one letter-head to the next.

/// Words that say what kind of company it is, not which one.
const LEGAL_FORMS: &[&str] = &[
    "ооо",
    "оао",
    "пао",
    "ао",
    "зао",
    "нао",
    "ип",
    "нко",
    "ано",
    "тоо",
    "чп",
    "фгуп",
    "гуп",
    "муп",
    "фгбу",
    "llc",
    "ltd",
    "limited",
    "inc",
    "corp",
    "corporation",
    "co",
    "company",
    "gmbh",
    "ag",
    "sa",
    "srl",
    "sarl",
    "bv",
    "nv",
    "oy",
    "ab",
    "plc",
    "jsc",
    "pjsc",
    "ojsc",
    "cjsc",
    "llp",
    "lp",
];

/// The same as whole phrases.
const LONG_FORMS: &[&str] = &[
    "общество с ограниченной ответственностью",
    "публичное акционерное общество",
    "открытое акционерное общество",
    "закрытое акционерное общество",
    "непубличное акционерное общество",
    "акционерное общество",
    "индивидуальный предприниматель",
    "limited liability company",
    "joint stock company",
];

/// The name in small letters, `ё` as `е`, without legal forms, quotes and punctuation.
pub fn normalised(name: &str) -> String {
    let lower = name.to_lowercase().replace('ё', "е");
    let spaced: String = lower.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let russian = lower.chars().any(is_cyrillic);
    let words = spaced.split_whitespace().map(|word| if russian { in_one_script(word) } else { word.to_owned() });
    let mut text = words.collect::<Vec<_>>().join(" ");
    for form in LONG_FORMS {
        text = text.replace(form, " ");
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let own: Vec<&str> = words.iter().copied().filter(|word| !LEGAL_FORMS.contains(word)).collect();
    // A company that is called nothing but a legal form keeps it.
    if own.is_empty() { words.join(" ") } else { own.join(" ") }
}

const fn is_cyrillic(c: char) -> bool {
    matches!(c, 'а'..='я' | 'ё')
}

/// A word of a Russian name in which somebody typed Latin letters that look the same: `OOO`, `Xимпром`.
fn in_one_script(word: &str) -> String {
    let alike = |c: char| match c {
        'a' => 'а',
        'b' => 'в',
        'c' => 'с',
        'e' => 'е',
        'h' => 'н',
        'k' => 'к',
        'm' => 'м',
        'o' => 'о',
        'p' => 'р',
        't' => 'т',
        'x' => 'х',
        'y' => 'у',
        other => other,
    };
    let folded: String = word.chars().map(alike).collect();
    let mixed = word.chars().any(is_cyrillic) && !folded.chars().any(|c| c.is_ascii_alphabetic());
    if mixed || LEGAL_FORMS.contains(&folded.as_str()) { folded } else { word.to_owned() }
}

/// Two names that most people would take for one: the same words in any order, or a slip of the pen in a
/// long name. Numbers must agree: «Завод 7» is not «Завод 9».
pub fn similar(one: &str, two: &str) -> bool {
    let (one, two) = (normalised(one), normalised(two));
    if one.is_empty() || two.is_empty() {
        return false;
    }
    if one == two {
        return true;
    }
    if numbers(&one) != numbers(&two) {
        return false;
    }
    let (one, two) = (sorted(&one), sorted(&two));
    let length = one.chars().count().max(two.chars().count());
    // One slip in ten letters; short names must agree exactly.
    strsim::damerau_levenshtein(&one, &two) <= length / 10
}

/// A normalised name with its words in order: the same for «х строй» and «строй х».
pub(super) fn in_order(name: &str) -> String {
    let mut words: Vec<&str> = name.split(' ').collect();
    words.sort_unstable();
    words.join(" ")
}

fn sorted(name: &str) -> String {
    in_order(name).replace(' ', "")
}

fn numbers(name: &str) -> Vec<String> {
    name.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legal_forms_quotes_and_case_do_not_matter() {
        assert_eq!(normalised("ООО \"Х-Строй\""), "х строй");
        assert_eq!(normalised("ООО \"Х-Строй\""), normalised("Х СТРОЙ ООО"));
        assert_eq!(normalised("Общество с ограниченной ответственностью «Ёлка»"), "елка");
        assert_eq!(normalised("Pumps, Ltd."), "pumps");
        assert_eq!(normalised("ООО"), "ооо");
    }

    #[test]
    fn a_slip_of_the_pen_is_forgiven_in_long_names_only() {
        assert!(similar("Северстройкомплект", "Северстройкомплекс"));
        assert!(similar("Торговый дом Насосы", "Насосы Торговый Дом"));
        assert!(!similar("Альфа", "Альта"));
        assert!(!similar("Завод насосный 7", "Завод насосный 9"));
        assert!(!similar("Цех 1 корпус 2", "Цех 2 корпус 1"), "words may change places, numbers may not");
        assert!(!similar("", ""));
    }
}
