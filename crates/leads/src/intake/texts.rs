//! Texts of intake.

platform::texts! {
    pub no_such_product() { "Такого продукта нет или он снят", "There is no such product, or it is retired" }
    pub no_such_region() { "Такого региона нет", "There is no such region" }
    pub contact_needed() { "Укажите телефон или почту", "Give a phone or an e-mail address" }
    pub negative() { "Не может быть меньше нуля", "Cannot be less than zero" }
}
