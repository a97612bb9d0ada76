//! Texts of deals.

platform::texts! {
    pub out_of_order(state: &str) { "Так нельзя, пока сделка в состоянии «{state}»", "Not while the deal is “{state}”" }
    pub no_such_product() { "Такого продукта нет или он снят", "There is no such product, or it is retired" }
    pub no_such_region() { "Такого региона нет", "There is no such region" }
}
