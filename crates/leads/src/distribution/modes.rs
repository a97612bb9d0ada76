//! The page of modes: how many partners work on the leads of a source or a product, where that differs from the rest.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use db::Tx;
use kit::id::ProductId;
use network::{
    policies,
    products::{self, Product},
    text_field,
};
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Group, Page, Place, Ui},
};

use super::{
    domain::{
        DistributionPolicy, Mode,
        policy::{KRule, SIDE_BY_SIDE},
    },
    mode_change, store,
};
use crate::policy_sections::SECTIONS;

const SECTION: &str = "distribution";
const CHANGERS: &[Role] = &[Role::Director, Role::Admin];

/// What the pages say.
pub(super) mod texts {
    platform::texts! {
        pub modes() { "Режимы", "Modes" }
        pub note() { "Сколько партнёров работают с одним лидом. Режим продукта важнее режима источника, тот — общего. Предложения, которые уже сделаны, остаются; следующие волны идут по новому режиму.", "How many partners work on one lead. The mode of a product outweighs that of a source, and that the general one. Offers that were made stay; the next waves follow the new mode." }
        pub general() { "Для всех остальных", "For all others" }
        pub by_product() { "По продуктам", "By product" }
        pub by_source() { "По источникам", "By source" }
        pub new_source() { "Другой источник", "Another source" }
        pub new_source_hint() { "Слово источника, как его пишут форма, API или импорт.", "The word of the source, as the form, the API or the import writes it." }
        pub new_mode() { "Его режим", "Its mode" }
        pub as_general() { "Как у всех", "As for all others" }
        pub exclusive() { "Один: кто первым принял", "One: who accepts first" }
        pub parallel(n: u32) { "Рядом, до {n}: выбирает клиент", "Side by side, up to {n}: the client chooses" }
        pub assigned() { "Назначенный: кому клиент принадлежит", "Assigned: whose the client is" }
        pub why() { "Зачем", "Why" }
        pub why_hint() { "Останется в истории политики.", "Stays in the history of the policy." }
        pub preview() { "Посмотреть, что изменится", "See what changes" }
        pub published(version: i64) { "Версия {version} опубликована", "Version {version} is published" }
        pub wrong() { "Выберите режим из списка", "Choose a mode of the list" }
        pub unchanged() { "Ничего не изменилось: выберите другой режим", "Nothing has changed: choose another mode" }
        pub pages_policy() { "Политика", "Policy" }
    }
}

#[derive(Template)]
#[template(path = "distribution/pages/modes.html")]
struct Modes<'a> {
    ui: &'a Ui,
    products: Vec<(String, Product)>,
    sources: Vec<(String, String)>,
    choices: Vec<(String, String)>,
    form: Form,
}

impl Modes<'_> {
    /// The general mode is one of them, not "as for all others".
    fn general(&self) -> Vec<(String, String)> {
        self.choices.clone()
    }
}

/// What was typed, by name of the field.
pub(super) type Typed = BTreeMap<String, String>;

/// A mode as a word of the form.
fn code(mode: Mode) -> String {
    match mode {
        Mode::Exclusive => "exclusive".to_owned(),
        Mode::Parallel { n } => format!("parallel-{n}"),
        Mode::Assigned => "assigned".to_owned(),
    }
}

/// A word of the form as a mode.
fn read(word: &str) -> Option<Mode> {
    match word {
        "exclusive" => Some(Mode::Exclusive),
        "assigned" => Some(Mode::Assigned),
        other => other.strip_prefix("parallel-")?.parse().ok().map(|n| Mode::Parallel { n }),
    }
}

/// A mode in words.
pub(super) fn words(ui: &Ui, mode: Mode) -> String {
    match mode {
        Mode::Exclusive => texts::exclusive(ui.lang),
        Mode::Parallel { n } => texts::parallel(ui.lang, n),
        Mode::Assigned => texts::assigned(ui.lang),
    }
}

fn choices(ui: &Ui, policy: &DistributionPolicy) -> Vec<(String, String)> {
    // A larger number of an older version is not lost here.
    let set = [&policy.mode].into_iter().chain(policy.mode_by_source.values()).chain(policy.mode_by_product.values());
    let numbers: BTreeSet<u32> = (2..=u32::try_from(SIDE_BY_SIDE).unwrap_or(KRule::MAX))
        .chain(set.map(|mode| mode.slots()).filter(|n| *n > 1))
        .collect();
    let parallel = numbers.into_iter().map(|n| Mode::Parallel { n });
    let all = [Mode::Exclusive].into_iter().chain(parallel).chain([Mode::Assigned]);
    all.map(|mode| (code(mode), words(ui, mode))).collect()
}

pub(super) fn places() -> Vec<Place> {
    vec![Place {
        path: "/settings/modes",
        roles: CHANGERS,
        icon: "adjustments",
        text: texts::modes,
        group: Group::Under("/settings"),
        order: 25,
        count: None,
    }]
}

pub(super) fn operations() -> Vec<Operation> {
    const PATH: &str = "/settings/modes";
    vec![
        Operation::get(PATH, "modes.page", "Modes of sources and products: the page")
            .roles(CHANGERS)
            .page(|cx, tx, call: &Call| Box::pin(page(cx, tx, &call.meta, Form::default()))),
        Operation::post(PATH, "modes.page_preview", "What other modes change and whom they touch")
            .roles(CHANGERS)
            .form(
                |cx, tx, call: &Call<Nothing, Nothing, Typed>| {
                    Box::pin(mode_change::page(cx, tx, &call.meta, &call.body))
                },
                |cx, tx, call: &Call, form| Box::pin(page(cx, tx, &call.meta, form)),
            ),
        Operation::post("/settings/modes/publish", "modes.page_publish", "Publish modes by the page")
            .roles(CHANGERS)
            .form(
                |cx, tx, call: &Call<Nothing, Nothing, Typed>| {
                    Box::pin(async move {
                        let version = publish(cx, tx, &call.body).await?;
                        Ok(web::done(PATH, &texts::published(cx.lang, version)))
                    })
                },
                |cx, tx, call: &Call, form| Box::pin(page(cx, tx, &call.meta, form)),
            ),
        Operation::post("/settings/modes/edit", "modes.page_back", "Back to the modes that were chosen")
            .roles(CHANGERS)
            .page(|cx, tx, call: &Call<Nothing, Nothing, Typed>| {
                Box::pin(async move {
                    let values = call.body.iter().map(|(name, value)| (name.as_str(), value.clone()));
                    let values: Vec<_> = values.collect();
                    let ui = Ui::of(cx, tx, &call.meta).await?;
                    page(cx, tx, &call.meta, ui.form(PATH, &values)).await
                })
            }),
    ]
}

/// The numbers with the modes that were typed.
pub(super) fn changed(before: &DistributionPolicy, typed: &Typed) -> Result<DistributionPolicy, Fail> {
    // The form names every mode that differs from the general one: what it leaves out is as for all others.
    let (mode_by_source, mode_by_product) = (BTreeMap::new(), BTreeMap::new());
    let mut after = DistributionPolicy { mode_by_source, mode_by_product, ..before.clone() };
    for (name, word) in typed {
        let chosen = || read(word).ok_or_else(|| Fail::field(name, texts::wrong));
        if name == "mode" {
            after.mode = chosen()?;
        } else if let Some(source) = name.strip_prefix("source:") {
            after.mode_by_source.insert(source.to_owned(), chosen()?);
        } else if let Some(product) = name.strip_prefix("product:").and_then(|id| id.parse::<ProductId>().ok()) {
            after.mode_by_product.insert(product, chosen()?);
        }
    }
    let value = |name: &str| typed.get(name).map(|word| word.trim()).filter(|word| !word.is_empty());
    if let Some(source) = value("new_source") {
        let mode = value("new_mode").and_then(read).ok_or_else(|| Fail::field("new_mode", texts::wrong))?;
        after.mode_by_source.insert(source.to_owned(), mode);
    }
    Ok(after)
}

/// What is in force, and what was chosen; refused when nothing is to change or nobody says why.
pub(super) async fn chosen(
    cx: &Cx,
    tx: &mut Tx,
    typed: &Typed,
) -> Result<(DistributionPolicy, DistributionPolicy), Fail> {
    let before: DistributionPolicy = policies::in_force(tx, cx.program(), cx.now).await?.section(SECTION)?;
    let after = changed(&before, typed)?;
    if after == before {
        return Err(Fail::field("mode", texts::unchanged));
    }
    text_field("note", typed.get("note").map_or("", String::as_str), 2000)?;
    Ok((before, after))
}

async fn publish(cx: &Cx, tx: &mut Tx, typed: &Typed) -> Result<i64, Fail> {
    let (_, after) = chosen(cx, tx, typed).await?;
    let numbers = serde_json::to_value(&after).map_err(|error| db::DbError::Broken(error.to_string()))?;
    let note = typed.get("note").map_or("", String::as_str);
    Ok(policies::replace(cx, tx, SECTIONS, SECTION, numbers, note).await?.version)
}

async fn page(cx: &Cx, tx: &mut Tx, meta: &Meta, refused: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let policy: DistributionPolicy = policies::in_force(tx, cx.program(), cx.now).await?.section(SECTION)?;
    let products = products::list_in(cx, tx).await?;
    let products =
        products.into_iter().filter(|p| p.retired_at.is_none() || policy.mode_by_product.contains_key(&p.id));
    let mut sources: BTreeSet<String> = policy.mode_by_source.keys().cloned().collect();
    sources.extend(store::sources(tx, cx.program()).await?);
    let mut values = vec![("mode".to_owned(), code(policy.mode))];
    values.extend(policy.mode_by_source.iter().map(|(source, mode)| (format!("source:{source}"), code(*mode))));
    values.extend(policy.mode_by_product.iter().map(|(product, mode)| (format!("product:{product}"), code(*mode))));
    let values: Vec<(&str, String)> = values.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    let body = Modes {
        // Also what came back from the difference, and what was refused there.
        form: if refused.is_of_a_page() { refused } else { ui.form("/settings/modes", &values) },
        choices: choices(&ui, &policy),
        products: products.map(|product| (format!("product:{}", product.id), product)).collect(),
        sources: sources.into_iter().map(|source| (format!("source:{source}"), source)).collect(),
        ui: &ui,
    };
    let head = Page::new(texts::modes(ui.lang)).crumb("/settings/policy", texts::pages_policy(ui.lang)).narrow();
    Ok(web::page(&ui, head, &body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mode_is_set_and_taken_away_and_a_wrong_one_is_refused_at_its_field() {
        let product = "product:product_0192f0c1000070008000000000000001";
        let typed = |pairs: &[(&str, &str)]| -> Typed {
            pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
        };
        let set = typed(&[
            ("mode", "parallel-3"),
            ("source:site", "exclusive"),
            (product, "assigned"),
            ("new_source", "fair"),
            ("new_mode", "parallel-2"),
        ]);
        let after = changed(&DistributionPolicy::default(), &set).unwrap();
        assert_eq!((after.mode, after.mode_by_product.len()), (Mode::Parallel { n: 3 }, 1));
        assert_eq!(
            after.mode_by_source.values().copied().collect::<Vec<_>>(),
            [Mode::Parallel { n: 2 }, Mode::Exclusive]
        );
        // A browser sends an empty choice, and the edge leaves it out.
        let gone = changed(&after, &typed(&[("mode", "parallel-3"), ("source:fair", "exclusive")])).unwrap();
        assert_eq!(gone.mode_by_source.keys().collect::<Vec<_>>(), ["fair"]);
        assert!(gone.mode_by_product.is_empty());
        let Err(Fail::Invalid(wrong)) = changed(&after, &typed(&[("source:site", "all")])) else { panic!() };
        assert_eq!(wrong[0].field, "source:site");
        assert!(matches!(changed(&after, &typed(&[("new_source", "fair")])), Err(Fail::Invalid(_))));
    }
}
