//! Texts of imports.

use kit::{Lang, identity::Evidence};

/// By what a row is joined with another company.
pub fn of_whom(lang: Lang, evidence: Evidence) -> String {
    match evidence {
        Evidence::TaxId => its_tax_id(lang),
        Evidence::Domain => its_domain(lang),
        Evidence::Phone => its_phone(lang),
        Evidence::Name => its_name(lang),
    }
}

platform::texts! {
    pub joined(name: &str, what: &str, other: &str) { "«{name}»: {what} «{other}». Строка соединится с ней, имя останется прежним", "“{name}”: {what} “{other}”. The row is joined with it, and the name stays as it was" }
    its_tax_id() { "ИНН принадлежит компании", "the tax id belongs to" }
    its_domain() { "сайт или почта принадлежат компании", "the site or e-mail belongs to" }
    its_phone() { "телефон принадлежит компании", "the phone belongs to" }
    its_name() { "похоже называется компания", "a like name has" }
    pub no_such_field() { "Такого поля нет", "There is no such field" }
    pub no_such_column() { "В файле нет такого столбца", "The file has no such column" }
    pub not_a_size() { "Размер: ИП, малый, средний или крупный", "A size is solo, small, medium or large" }
    pub not_an_urgency() { "Срочность: горячий, обычный или холодный", "An urgency is hot, normal or cold" }
    pub not_a_sum() { "Это не сумма. Пример: 1 200 000,50", "This is not a sum. Example: 1,200,000.50" }
    pub not_yes_no() { "Напишите «да» или «нет»", "Write yes or no" }
    pub not_written() { "Строка не записалась из-за ошибки на нашей стороне", "The row was not written because of a fault on our side" }
    pub no_file() { "Приложите файл CSV или XLSX", "Attach a CSV or XLSX file" }
    pub not_checked() { "Сначала посмотрите предпросмотр", "Look at the preview first" }
    pub nothing_to_undo() { "Отменять нечего: загрузка ещё не записана или уже отменена", "There is nothing to undo: the import is not committed, or it is undone" }
    pub ended() { "Эта загрузка уже завершена", "This import has ended" }
    pub at_work() { "Загрузка сейчас выполняется", "The import is at work" }
    pub columns_missing(names: &str) { "Укажите столбцы или значения для полей: {names}", "Name columns or values for the fields: {names}" }
    pub reading() { "Читаем файл", "Reading the file" }
    pub read(rows: u32) { "В файле строк: {rows}", "Rows in the file: {rows}" }
    pub checked(new: u32, duplicate: u32, broken: u32) { "Новых {new}, повторов {duplicate}, с ошибками {broken}", "{new} new, {duplicate} duplicate, {broken} broken" }
    pub committing(done: u32, total: u32) { "Записано {done} из {total}", "{done} of {total} written" }
    pub done(added: u32, repeated: u32, broken: u32) { "Добавлено {added}, повторов {repeated}, с ошибками {broken}", "{added} added, {repeated} repeated, {broken} broken" }
    pub cancelled(added: u32) { "Остановлено, добавлено {added}", "Stopped, {added} added" }
    pub undoing(done: u32, total: u32) { "Отменяем: {done} из {total}", "Undoing: {done} of {total}" }
    pub undone(removed: u32, kept: u32) { "Убрано {removed}, осталось тех, с кем уже работали: {kept}", "{removed} removed, {kept} kept because somebody has worked on them" }
    pub line() { "Строка", "Line" }
    pub column() { "Поле", "Field" }
    pub value() { "Значение", "Value" }
    pub reason() { "Причина", "Reason" }
    pub bad_share() { "Доля — число больше нуля, например 1 или 1,5", "A share is a number above zero, for example 1 or 1.5" }
    pub bad_email(text: &str) { "Это не адрес почты: {text}", "This is not an e-mail address: {text}" }
    pub no_such_territory(text: &str) { "Такой территории нет: {text}", "There is no such territory: {text}" }
    pub no_such_product(text: &str) { "Такого продукта нет: {text}", "There is no such product: {text}" }
    pub no_such_zone() { "Такого часового пояса нет", "There is no such time zone" }
}
