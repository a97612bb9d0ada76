//! Texts of the brand.

platform::texts! {
    pub brand() { "Оформление", "Brand" }
    pub colours() { "Цвет", "Colour" }
    pub accent() { "Цвет на светлых страницах", "Colour on light pages" }
    pub accent_hint() { "Главные кнопки, ссылки и метки. Пишите как #0f766e; пусто — цвет Artel.", "Main buttons, links and marks. Write it like #0f766e; empty is Artel's own." }
    pub accent_dark() { "Цвет на тёмных страницах", "Colour on dark pages" }
    pub accent_dark_hint() { "Пусто — ближайший к светлому, который читается.", "Empty is the nearest to the light one that can be read." }
    pub preview() { "Примерить", "Try on" }
    pub save() { "Сохранить", "Save" }
    pub saved() { "Оформление изменено", "The brand is changed" }
    pub trying() { "Вы примеряете цвет", "You are trying a colour on" }
    pub trying_text() { "Так страница выглядит у вас одного. Сохраните, и её увидят все.", "Only you see the page like this. Save, and everybody does." }
    pub take_nearest(colour: &str) { "Взять {colour}", "Take {colour}" }
    pub sample_light() { "На светлом", "On light" }
    pub sample_dark() { "На тёмном", "On dark" }
    pub sample_button() { "Принять лид", "Accept the lead" }
    pub sample_link() { "Открыть предложение", "Open the offer" }
    pub sample_mark() { "Предложен", "Offered" }
    pub logo() { "Логотип", "Logo" }
    pub logo_file() { "PNG или SVG", "PNG or SVG" }
    pub logo_hint(kib: usize) { "До {kib} КиБ. Виден в шапке, на формах для клиентов; PNG — и в письмах.", "Up to {kib} KiB. Shown in the head of pages and on clients' forms; a PNG in letters, too." }
    pub upload() { "Загрузить", "Upload" }
    pub erase() { "Убрать логотип", "Take the logo away" }
    pub erased() { "Логотип убран", "The logo is gone" }
    pub no_logo() { "Логотипа пока нет: вместо него знак Artel.", "There is no logo yet: the mark of Artel stands instead." }
    pub name_elsewhere() { "Название меняют на странице программы.", "The name is changed on the page of the program." }
    pub open_program() { "Открыть", "Open" }
    pub no_colour() { "Цвет пишется так: #0f766e", "A colour is written like #0f766e" }
    pub too_light(ratio: &str, nearest: &str) { "Слишком светлый: контраст {ratio} при нужных 4,5. Ближайший подходящий: {nearest}", "Too light: a contrast of {ratio}, where 4.5 is needed. The nearest that passes: {nearest}" }
    pub too_dark(ratio: &str, nearest: &str) { "Слишком тёмный для тёмных страниц: контраст {ratio} при нужных 4,5. Ближайший подходящий: {nearest}", "Too dark for dark pages: a contrast of {ratio}, where 4.5 is needed. The nearest that passes: {nearest}" }
    pub logo_too_large(kib: usize) { "Файл больше {kib} КиБ: сожмите логотип или сохраните его как SVG", "The file is larger than {kib} KiB: make the logo smaller, or save it as SVG" }
    pub logo_too_wide(points: u32) { "Логотип шире или выше {points} точек: уменьшите его", "The logo is wider or higher than {points} points: make it smaller" }
    pub logo_unreadable() { "Это не PNG и не SVG, которые можно прочитать. Сохраните логотип в одном из этих видов", "This is no PNG or SVG that can be read. Save the logo as one of them" }
}
