//! Identity against everything that people and robots type.

use proptest::prelude::*;

use super::*;

fn check_digit(digits: &[u8], weights: &[u32]) -> u8 {
    let sum: u32 = digits.iter().zip(weights).map(|(digit, weight)| u32::from(*digit) * weight).sum();
    u8::try_from(sum % 11 % 10).unwrap()
}

fn text(digits: &[u8]) -> String {
    digits.iter().map(|digit| char::from(digit + b'0')).collect()
}

/// The ИНН of a person, from its first ten digits.
fn of_person(stem: &[u8]) -> Vec<u8> {
    let mut digits = stem.to_vec();
    digits.push(check_digit(&digits, &[7, 2, 4, 10, 3, 5, 9, 4, 6, 8]));
    digits.push(check_digit(&digits, &[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]));
    digits
}

proptest! {
    #[test]
    fn the_digit_of_a_persons_inn_that_fails_is_named(
        stem in proptest::collection::vec(0u8..10, 10), place in 10usize..12, by in 1u8..10,
    ) {
        let mut digits = of_person(&stem);
        prop_assert!(text(&digits).parse::<TaxId>().is_ok());
        let expected = digits[place];
        digits[place] = (expected + by) % 10;
        let wrong = text(&digits).parse::<TaxId>().unwrap_err();
        // A wrong eleventh digit is found first, whatever the twelfth says.
        prop_assert_eq!(wrong, NotTaxId::CheckDigit { position: place + 1, found: digits[place], expected });
    }

    #[test]
    fn a_phone_is_the_same_however_it_is_written(
        code in prop::sample::select(vec!["495", "812", "343", "912", "999"]), rest in 1_000_000u32..9_999_999,
        start in prop::sample::select(vec!["+7", "8", "7", "+7 ", "8 "]),
        between in prop::sample::select(vec!["", " ", "-", " - ", "."]), round in any::<bool>(),
    ) {
        let (a, b, c) = (rest / 10_000, rest / 100 % 100, rest % 100);
        let code_written = if round { format!("({code})") } else { code.to_owned() };
        let written = format!("{start}{between}{code_written}{between}{a:03}{between}{b:02}{between}{c:02}");
        prop_assert_eq!(written.parse::<Phone>().map(|p| p.to_string()), Ok(format!("+7{code}{rest:07}")), "{}", written);
    }

    #[test]
    fn legal_forms_quotes_and_case_never_matter(
        name in "[А-Я][а-я]{2,9}(-[А-Я][а-я]{2,9})?( [0-9]{1,3})?",
        form in prop::sample::select(vec!["ООО", "АО", "ПАО", "ИП", "OOO", "Общество с ограниченной ответственностью"]),
        quotes in prop::sample::select(vec![("«", "»"), ("\"", "\""), ("„", "“"), ("", ""), ("'", "'")]), after in any::<bool>(),
    ) {
        let quoted = format!("{}{name}{}", quotes.0, quotes.1);
        let full = if after { format!("{quoted} {form}") } else { format!("{form} {quoted}") };
        prop_assert_eq!(normalised(&full), normalised(&name));
        prop_assert_eq!(normalised(&full.to_uppercase()), normalised(&name));
        prop_assert!(similar(&full, &name.replace('-', " ")));
    }

    #[test]
    fn words_in_any_order_are_one_client_and_other_words_are_another(
        mut words in proptest::collection::vec("[а-я]{3,9}", 2..5), number in prop::option::of("[0-9]{1,2}"),
        turn in any::<prop::sample::Index>(), other in "[а-я]{12}",
    ) {
        words.extend(number);
        let key = |words: &[String], region: &str| ClientKey {
            name: words.join(" "), region: region.to_owned(), ..ClientKey::default()
        };
        let mut turned = words.clone();
        turned.rotate_left(turn.index(words.len()));
        let (one, two) = (key(&words, "RU-MOW"), key(&turned, "RU-MOW"));
        let (here, there) = (one.lookup_keys(), two.lookup_keys());
        prop_assert!(here.iter().any(|key| there.contains(key)), "{:?} {:?}", here, there);
        prop_assert_eq!(one.same(&two), Some(Evidence::Name));
        let apart = |other: &ClientKey| !other.lookup_keys().iter().any(|key| here.contains(key));
        prop_assert!(apart(&key(&turned, "RU-TA")));
        turned.push(other);
        prop_assert!(apart(&key(&turned, "RU-MOW")), "one word more is another name");
    }

    #[test]
    fn normalising_twice_changes_nothing_more(name in "\\PC{0,60}") {
        let once = normalised(&name);
        prop_assert_eq!(normalised(&once), once);
    }

    #[test]
    fn whatever_is_typed_is_read_or_refused_and_nothing_breaks(text in "(?s).{0,80}") {
        let _any = (text.parse::<TaxId>(), text.parse::<Phone>(), similar(&text, &text));
        if let Ok(email) = text.parse::<Email>() {
            let email = email.to_string();
            prop_assert!(!email.contains(['\r', '\n', '\0', ' ', '<', '>', ',']), "no header can be smuggled in: {}", email);
        }
        if let Some(domain) = company_domain(&text) {
            prop_assert!(domain.contains('.') && !domain.contains(['/', '@', ' ', '\0']), "{}", domain);
            prop_assert_eq!(company_domain(&domain), Some(domain.clone()));
        }
    }
}

#[test]
fn a_megabyte_is_refused_at_once() {
    let long = "9".repeat(1 << 20);
    assert_eq!(long.parse::<TaxId>(), Err(NotTaxId::Length(1 << 20)));
    assert!(long.parse::<Phone>().is_err());
    assert!(format!("{long}@example.ru").parse::<Email>().is_err());
    assert!(format!("a@{long}.ru").parse::<Email>().is_err());
    assert_eq!(company_domain(&long), None);
}

#[test]
fn a_domain_in_cyrillic_is_one_domain_in_both_its_forms() {
    assert_eq!(company_domain("https://www.насосы.рф/x").as_deref(), Some("насосы.рф"));
    assert_eq!(company_domain("info@xn--80azelb4d.xn--p1ai").as_deref(), Some("насосы.рф"));
    assert_eq!(company_domain("НАСОСЫ.РФ"), company_domain("xn--80azelb4d.xn--p1ai"));
    assert_eq!(company_domain("xn--a"), None);
}

#[test]
fn latin_letters_that_look_cyrillic_are_cyrillic_in_a_russian_name() {
    assert_eq!(normalised("OOO \"Xимпром\""), normalised("ООО \"Химпром\""));
    assert_eq!(normalised("Hасосы"), normalised("Насосы"));
    assert_eq!(normalised("Pumps and more"), "pumps and more");
    assert_eq!(normalised("ООО Pumps"), "pumps");
}
