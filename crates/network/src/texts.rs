//! Texts that the capabilities of this crate share.

platform::texts! {
    pub not_in_the_past() { "Нельзя задним числом", "This cannot be back-dated" }
    pub unknown_section() { "Такого раздела в правилах нет", "The policy has no such section" }
    pub no_such_group() { "Такой группы владельца нет", "There is no such group of an owner" }
    pub no_such_calendar() { "Такого календаря нет", "There is no such calendar" }
    pub no_such_product() { "Такого продукта нет", "There is no such product" }
    pub no_such_territory() { "Такой территории нет", "There is no such territory" }
    pub stands_already() { "Такой уже есть", "This stands already" }
    pub empty() { "Заполните это поле", "Fill this in" }
    pub too_long(most: usize) { "Не длиннее {most} знаков", "At most {most} characters" }
    pub strange_characters() { "Уберите служебные знаки", "Remove the control characters" }
    pub not_understood() { "Не получилось прочитать", "This cannot be read" }
    pub must_be_positive() { "Должно быть больше нуля", "Must be more than zero" }
    pub until_before_from() { "Конец раньше начала", "The end is before the beginning" }
}
