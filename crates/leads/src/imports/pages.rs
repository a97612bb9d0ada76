//! What the pages of imports say.

use kit::Lang;

use super::ImportState;

platform::texts! {
    pub imports() { "Загрузки", "Imports" }
    pub leads() { "Лиды", "Leads" }
    pub partners() { "Партнёры", "Partners" }
    pub what() { "Что в файле", "What is in the file" }
    pub source() { "Откуда они", "Where they came from" }
    pub source_hint() { "Например: выставка, старая CRM. Для источника запоминаются столбцы", "For example: fair, old CRM. The columns are remembered for it" }
    pub file() { "Файл CSV или XLSX, до 50 МБ", "CSV or XLSX file, up to 50 MB" }
    pub file_hint(most: usize) { "Не больше {most} МБ; UTF-8 или Windows-1251; первая строка — названия столбцов", "At most {most} MB; UTF-8 or Windows-1251; names of columns in the first line" }
    pub upload() { "Загрузить и посмотреть", "Upload and look" }
    pub nothing_yet() { "Загрузок ещё не было", "No imports yet" }
    pub nothing_text() { "Загрузите таблицу: сначала покажем, что станет с каждой строкой, и ничего не запишем", "Upload a table: first we show what each row would become, and write nothing" }
    pub when() { "Когда", "When" }
    pub rows() { "Строк", "Rows" }
    pub result() { "Итог", "Result" }
    pub seen_before() { "Этот файл уже загружен: вот он", "This file was uploaded before: here it is" }
    pub looked() { "Посмотрите, что станет с каждой строкой", "See what each row would become" }
    pub name_columns() { "Укажите, какой столбец что значит", "Say what each column means" }
    pub step_columns() { "Столбцы", "Columns" }
    pub step_preview() { "Предпросмотр", "Preview" }
    pub step_writing() { "Запись", "Writing" }
    pub step_result() { "Итог", "Result" }
    pub steps() { "Шаги загрузки", "Steps of the import" }
    pub field() { "Поле", "Field" }
    pub column() { "Столбец файла", "Column of the file" }
    pub else_value() { "Если пусто", "If empty" }
    pub missing(names: &str) { "Не хватает: {names}", "Missing: {names}" }
    pub missing_text() { "Выберите столбец или впишите одно значение для всех строк", "Choose a column or type one value for all rows" }
    pub look_again() { "Проверить строки", "Check the rows" }
    pub new_rows() { "Новых", "New" }
    pub duplicate_rows() { "Повторов", "Duplicates" }
    pub joined_rows() { "С чужим именем", "Under another name" }
    pub warnings() { "Соединятся под другим именем", "Joined under another name" }
    pub warnings_text() { "Эти строки запишутся, но компания уже известна под другим именем. Проверьте, та ли она.", "These rows are written, yet the company is known by another name. See whether it is the same one." }
    pub no_column() { "Не загружать", "Leave it out" }
    pub no_column_needed() { "Нужен столбец или значение", "A column or a value is needed" }
    pub needed() { "обязательно", "required" }
    pub other_fields(count: usize) { "Ещё поля: {count}", "More fields: {count}" }
    pub broken_rows() { "С ошибками", "Broken" }
    pub new_row() { "Новый", "New" }
    pub duplicate_row() { "Повтор", "Duplicate" }
    pub broken_row() { "Ошибка", "Broken" }
    pub first_rows() { "Первые строки", "First rows" }
    pub line() { "Строка", "Line" }
    pub becomes() { "Станет", "Becomes" }
    pub write(rows: &str) { "Записать {rows}", "Write {rows}" }
    pub stop() { "Остановить", "Stop" }
    pub forget() { "Не записывать", "Do not write" }
    pub undo() { "Отменить загрузку", "Undo the import" }
    pub undo_text() { "Уберём добавленных, с которыми никто не работал; остальные останутся", "Removes what was added and nobody has touched; the rest stays" }
    pub errors() { "Ошибки", "Faults" }
    pub errors_file() { "Скачать все ошибки (CSV)", "Download all faults (CSV)" }
    pub value() { "Значение", "Value" }
    pub reason() { "Причина", "Reason" }
    pub go_away() { "Можно уйти со страницы: запись продолжится", "You may leave the page: writing goes on" }
    pub refresh() { "Обновить", "Refresh" }
    pub to_leads() { "К лидам", "To the leads" }
}

/// Where an import stands.
pub fn state(lang: Lang, state: ImportState) -> String {
    let (ru, en) = match state {
        ImportState::Reading => ("Читается", "Reading"),
        ImportState::Read => ("Ждёт столбцов", "Waits for columns"),
        ImportState::Checked => ("Ждёт записи", "Waits to be written"),
        ImportState::Committing => ("Записывается", "Writing"),
        ImportState::Done => ("Записано", "Written"),
        ImportState::Cancelled => ("Остановлено", "Stopped"),
        ImportState::Undoing => ("Отменяется", "Undoing"),
        ImportState::Undone => ("Отменено", "Undone"),
    };
    match lang {
        Lang::Ru => ru.to_owned(),
        Lang::En => en.to_owned(),
    }
}
