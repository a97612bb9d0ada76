//! The typology: its words, and how far each combination of client type and entry point is filled.

use askama::Template;
use db::{Tx, Work};
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    web::{self, Form, Page, Tone, Ui},
};
use serde::Deserialize;

use super::{
    super::{
        Axis, Both, EDITORS, TermId, TermShown,
        cards::{self, CardShown},
        coverage::{self, Share},
        terms::{self, NewTerm, TermChange},
        texts::axis_name,
    },
    texts, writes,
};

#[derive(Debug, Clone, Deserialize)]
struct ByTerm {
    term: TermId,
}
#[derive(Debug, Clone, Deserialize)]
struct Word {
    axis: Axis,
    #[serde(default)]
    name_ru: String,
    #[serde(default)]
    name_en: String,
}
#[derive(Debug, Clone, Deserialize)]
struct Changed {
    #[serde(default)]
    name_ru: String,
    #[serde(default)]
    name_en: String,
    #[serde(default)]
    retired: bool,
}

struct Row {
    name: String,
    cells: Vec<Share>,
}

#[derive(Template)]
#[template(path = "playbook/pages/matrix.html")]
struct Matrix<'a> {
    ui: &'a Ui,
    heads: Vec<String>,
    rows: Vec<Row>,
    words: Vec<TermShown>,
    cards: Vec<CardShown>,
    form: Form,
    card: Form,
    writes: bool,
}

impl Matrix<'_> {
    fn head(&self, axis: &Axis) -> String {
        axis_name(self.ui.lang, *axis)
    }
    fn of(&self, axis: &Axis) -> Vec<&TermShown> {
        self.words.iter().filter(|word| word.axis == *axis).collect()
    }
    fn options(&self, axis: &Axis) -> Vec<(String, String)> {
        let offered = self.words.iter().filter(|word| word.axis == *axis && word.retired_at.is_none());
        offered.map(|word| (word.id.to_string(), word.name.0.said(self.ui.lang).to_owned())).collect()
    }
    fn axes(&self) -> Vec<(&'static str, String)> {
        Axis::ALL.iter().map(|axis| (axis.code(), axis_name(self.ui.lang, *axis))).collect()
    }
    fn title(&self, card: &CardShown) -> String {
        title(self.ui, &self.words, card)
    }
    fn filled(&self, card: &CardShown) -> usize {
        card.content.0.filled().iter().filter(|part| **part).count()
    }
    fn tone(&self, share: &Share) -> Tone {
        match share.basis_points() {
            8_000.. => Tone::Good,
            1.. => Tone::Warning,
            _ => Tone::Bad,
        }
    }
}

/// What a card is about, in words.
pub(super) fn title(ui: &Ui, words: &[TermShown], card: &CardShown) -> String {
    let sides = [Some(card.client_type), card.category, card.entry_point, card.business_process];
    let name = |id: TermId| words.iter().find(|word| word.id == id).map(|word| word.name.0.said(ui.lang).to_owned());
    sides.into_iter().flatten().filter_map(name).collect::<Vec<_>>().join(" · ")
}

#[derive(Template)]
#[template(path = "playbook/pages/word.html")]
struct WordPage<'a> {
    ui: &'a Ui,
    word: TermShown,
    form: Form,
}

pub(super) fn operations() -> Vec<Operation> {
    let all = Operation::get("/playbook/matrix", "playbook.page_matrix", "The typology: the page")
        .roles(Role::VENDOR)
        .page(|cx, tx, call: &Call| Box::pin(page(cx, tx, &call.meta, Form::default())));
    let add = Operation::post("/playbook/words", "playbook.page_add_word", "Add a word by the page")
        .roles(EDITORS)
        .form(added, |cx, tx, call: &Call, form| Box::pin(page(cx, tx, &call.meta, form)));
    let one = Operation::get("/playbook/words/{term}", "playbook.page_word", "A word of the typology: the page")
        .roles(EDITORS)
        .page(|cx, tx, call: &Call<ByTerm>| Box::pin(word(cx, tx, call.path.term, &call.meta, Form::default())));
    let change =
        Operation::post("/playbook/words/{term}", "playbook.page_change_word", "Rename or retire a word by the page")
            .roles(EDITORS)
            .form(changed, |cx, tx, call: &Call<ByTerm>, form| {
                Box::pin(word(cx, tx, call.path.term, &call.meta, form))
            });
    let remove = Operation::post(
        "/playbook/words/{term}/remove",
        "playbook.page_remove_word",
        "Delete an unused word by the page",
    )
    .roles(EDITORS)
    .form(removed, |cx, tx, call: &Call<ByTerm>, form| Box::pin(word(cx, tx, call.path.term, &call.meta, form)));
    vec![all, add, one, change, remove]
}

fn named(ru: &str, en: &str) -> Result<Both, Fail> {
    let name = Both { ru: ru.to_owned(), en: en.to_owned() };
    if name.is_empty() { Err(Fail::field("name_ru", network::texts::empty)) } else { Ok(name) }
}

/// The form has a name in each language.
fn at_a_language(fail: Fail) -> Fail {
    let Fail::Invalid(mut faults) = fail else { return fail };
    faults.iter_mut().filter(|fault| fault.field == "name").for_each(|fault| fault.field = "name_ru".to_owned());
    Fail::Invalid(faults)
}

fn added<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<Nothing, Nothing, Word>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        let Word { axis, name_ru, name_en } = &call.body;
        let new = NewTerm { axis: *axis, name: named(name_ru, name_en)? };
        terms::add(cx, tx, &new).await.map_err(at_a_language)?;
        Ok(web::done("/playbook/matrix", &texts::saved(cx.lang)))
    })
}

fn changed<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<ByTerm, Nothing, Changed>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        call.meta.based_on(terms::get(cx, tx, call.path.term).await?.version)?;
        let Changed { name_ru, name_en, retired } = &call.body;
        let change = TermChange { name: Some(named(name_ru, name_en)?), retired: Some(*retired) };
        terms::change(cx, tx, call.path.term, &change).await.map_err(at_a_language)?;
        Ok(web::done("/playbook/matrix", &texts::saved(cx.lang)))
    })
}

fn removed<'t>(cx: &'t Cx, tx: &'t mut Tx, call: &'t Call<ByTerm, Nothing, Nothing>) -> Work<'t, Reply, Fail> {
    Box::pin(async move {
        terms::remove(cx, tx, call.path.term).await?;
        Ok(web::done("/playbook/matrix", &texts::word_removed(cx.lang)))
    })
}

async fn word(cx: &Cx, tx: &mut Tx, id: TermId, meta: &Meta, refused: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let word = terms::get(cx, tx, id).await?;
    let known = [
        ("name_ru", word.name.0.ru.clone()),
        ("name_en", word.name.0.en.clone()),
        ("retired", word.retired_at.is_some().to_string()),
    ];
    let form = ui.editing(refused, &format!("/playbook/words/{id}"), word.version, &known);
    let head = Page::new(word.name.0.said(ui.lang)).crumb("/playbook", texts::playbook(ui.lang));
    let head = head.crumb("/playbook/matrix", texts::typology(ui.lang)).over(axis_name(ui.lang, word.axis)).narrow();
    Ok(web::page(&ui, head, &WordPage { ui: &ui, word, form }))
}

pub(super) async fn page(cx: &Cx, tx: &mut Tx, meta: &Meta, refused: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let (words, cards) = (terms::all(cx, tx).await?, cards::all(cx, tx).await?);
    let side = |axis: Axis| words.iter().filter(move |word| word.axis == axis && word.retired_at.is_none());
    let entries: Vec<&TermShown> = side(Axis::EntryPoint).collect();
    let heads: Vec<String> = match entries.is_empty() {
        true => vec![texts::any_entry(ui.lang)],
        false => entries.iter().map(|word| word.name.0.said(ui.lang).to_owned()).collect(),
    };
    let points: Vec<Option<TermId>> = match entries.is_empty() {
        true => vec![None],
        false => entries.iter().map(|word| Some(word.id)).collect(),
    };
    let row = |word: &TermShown| Row {
        name: word.name.0.said(ui.lang).to_owned(),
        cells: points.iter().map(|point| coverage::of_cells(&words, &cards, &[Some(word.id)], &[*point])).collect(),
    };
    let rows: Vec<Row> = side(Axis::ClientType).map(row).collect();
    let body = Matrix {
        heads,
        rows,
        form: ui.filled(refused.clone(), "/playbook/words", &[]),
        card: ui.filled(refused, "/playbook/cards", &[]),
        writes: writes(cx),
        words,
        cards,
        ui: &ui,
    };
    let head = Page::new(texts::typology(ui.lang)).crumb("/playbook", texts::playbook(ui.lang));
    Ok(web::page(&ui, head, &body))
}
