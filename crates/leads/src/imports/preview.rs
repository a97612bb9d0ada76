//! What each row would become, before anything is written.

use std::{collections::BTreeMap, sync::Arc};

use db::Tx;
use kit::{Lang, id::ProductId, identity::ClientKey};
use network::{partners, products, products::Product};
use platform::{Cx, Fail, NewEvent, events};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Counts, Fault, Import, ImportFile, Kind, Mapping, fields, lead_row,
    mapping::Reading,
    partner_row::{self, Partners},
    seen::{Outcome, Seen},
    service,
    sheet::FileRow,
    store,
};
use crate::intake::{self, Known};

/// Rows that a preview shows.
const SHOWN: usize = 20;
/// Pages that are looked at together.
const TOGETHER: u32 = 20;

/// An import with the first of its rows and what they would become.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Preview {
    /// The import with its counts.
    #[serde(flatten)]
    pub import: Import,
    /// The first rows, then the first that are broken or joined with somebody of another name.
    pub sample: Vec<RowShown>,
}

/// A row of a preview.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RowShown {
    /// Its line in the file.
    pub line: u32,
    /// `new`, `duplicate` or `broken`.
    pub outcome: &'static str,
    /// Field → value.
    pub values: BTreeMap<&'static str, String>,
    /// What is wrong with it.
    pub faults: Vec<FaultShown>,
}

/// What is wrong with a field of a row, in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FaultShown {
    /// Its line in the file.
    pub line: u32,
    /// The field; empty for the row as a whole.
    pub field: String,
    /// The name of its column, else what the field is called.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// What is wrong and what to do.
    pub text: String,
    /// The row is taken all the same: somebody should only know.
    pub warning: bool,
}

impl FaultShown {
    pub(super) fn of(fault: &Fault, kind: Kind, lang: Lang) -> Self {
        let label = || fields::of(kind).iter().find(|f| f.name == fault.field).map(|f| f.label(lang).to_owned());
        Self {
            line: fault.line,
            field: fault.field.clone(),
            column: fault.column.clone().or_else(label).unwrap_or_default(),
            value: fault.value.clone(),
            text: fault.text(lang).to_owned(),
            warning: fault.warning,
        }
    }
}

/// The guess for a file: its columns by their names; the only product, where there is one.
pub(super) async fn guess(cx: &Cx, tx: &mut Tx, kind: Kind, headers: &[String]) -> Result<Mapping, Fail> {
    let mut guess = Mapping::guessed(kind, headers);
    if kind == Kind::Leads && !guess.columns.contains_key("product") {
        let products = products::list_in(cx, tx).await?;
        let mut sold = products.iter().filter(|product| product.retired_at.is_none());
        if let (Some(only), None) = (sold.next(), sold.next()) {
            guess.defaults.insert("product".to_owned(), only.code.clone());
        }
    }
    Ok(guess)
}

/// What rows are read with.
pub(super) struct Book {
    pub kind: Kind,
    pub source: String,
    pub reading: Reading,
    pub products: Vec<Product>,
    pub partners: Partners,
}

impl Book {
    pub(super) async fn open(cx: &Cx, tx: &mut Tx, import: &Import) -> Result<Self, Fail> {
        let products = products::list_in(cx, tx).await?;
        let partners = match import.kind {
            Kind::Leads => Partners::default(),
            Kind::Partners => Partners::load(cx, tx).await?,
        };
        let reading = Reading::new(import.kind, &import.mapping, &import.headers);
        Ok(Self { kind: import.kind, source: import.source.clone(), reading, products, partners })
    }

    /// Whom a row speaks of and, of a lead, about which product; or everything that is wrong with it.
    fn who(&self, row: &FileRow) -> Result<Who, Vec<Fault>> {
        match self.kind {
            Kind::Leads => {
                let lead = lead_row::read(row, &self.reading, &self.products, &self.source)?;
                Ok((lead.checked.key, lead.new.product.unwrap_or_else(no_product)))
            }
            Kind::Partners => partner_row::read(row, self).map(|partner| (partner.key(), no_product())),
        }
    }

    async fn known(&self, cx: &Cx, tx: &mut Tx, key: &ClientKey) -> Result<Vec<Known>, Fail> {
        match self.kind {
            Kind::Leads => intake::known(cx, tx, key).await,
            Kind::Partners => Ok(self.partners.known(key)),
        }
    }
}

/// Whom a row speaks of, and about which product.
type Who = (ClientKey, ProductId);

fn no_product() -> ProductId {
    ProductId::from_uuid(kit::Uuid::nil())
}

/// A row that was looked at.
struct Looked {
    row: FileRow,
    found: Result<(Who, Vec<Known>), Vec<Fault>>,
}

type Page = (u32, Vec<Looked>);

/// What the preview has found so far.
#[derive(Default)]
struct Found {
    seen: Seen,
    counts: [u32; 3],
    warned: u32,
    first: Vec<RowShown>,
    broken: Vec<RowShown>,
}

pub(super) async fn run(cx: &Cx, before: &Import) -> Result<Preview, Fail> {
    let import = Arc::new(before.clone());
    let mut found = Found::default();
    let mut from = 0;
    loop {
        let import = Arc::clone(&import);
        let pages = service::read(cx, move |cx, tx| {
            let import = Arc::clone(&import);
            Box::pin(async move { look(cx, tx, &import, from, TOGETHER).await })
        });
        let pages: Vec<Page> = pages.await?;
        let Some((first, last)) = pages.last() else { break };
        from = first + u32::try_from(last.len()).unwrap_or(u32::MAX);
        let faults = found.judge(cx.lang, before, pages);
        keep(cx, before, faults).await?;
    }
    let [new, duplicate, broken] = found.counts;
    let import = finish(cx, before, Counts { new, duplicate, broken, warned: found.warned }).await?;
    let sample = found.first.into_iter().chain(found.broken).collect();
    Ok(Preview { import, sample })
}

/// The first rows and what they would become, for a page that is opened again.
pub(super) async fn sample(cx: &Cx, tx: &mut Tx, import: &Import) -> Result<Vec<RowShown>, Fail> {
    let pages = look(cx, tx, import, 0, 1).await?;
    let mut found = Found::default();
    found.judge(cx.lang, import, pages);
    Ok(found.first)
}

async fn look(cx: &Cx, tx: &mut Tx, import: &Import, from: u32, pages: u32) -> Result<Vec<Page>, Fail> {
    let book = Book::open(cx, tx, import).await?;
    let mut looked = Vec::new();
    for (first, rows) in store::pages(tx, cx.program(), import.id, from, pages).await? {
        let mut page = Vec::with_capacity(rows.0.len());
        for row in rows.0 {
            let found = match book.who(&row) {
                Ok(who) => {
                    let known = book.known(cx, tx, &who.0).await?;
                    Ok((who, known))
                }
                Err(faults) => Err(faults),
            };
            page.push(Looked { row, found });
        }
        looked.push((first, page));
    }
    Ok(looked)
}

type FaultsOfPages = Vec<(u32, Vec<Fault>)>;

impl Found {
    fn judge(&mut self, lang: Lang, import: &Import, pages: Vec<Page>) -> FaultsOfPages {
        let reading = Reading::new(import.kind, &import.mapping, &import.headers);
        let mut kept = Vec::new();
        for (first, rows) in pages {
            let mut of_page = Vec::new();
            for Looked { row, found } in rows {
                let (place, outcome, faults) = match found {
                    Ok(((key, product), known)) => {
                        let (outcome, joined) = self.seen.judge(&key, product, &known);
                        let joined = joined.map(|joined| {
                            Fault::joined(&row, &reading, name_of(import.kind), key.name.clone(), &joined)
                        });
                        self.warned += u32::from(joined.is_some());
                        let (place, outcome) = match outcome {
                            Outcome::New => (0, "new"),
                            Outcome::Duplicate => (1, "duplicate"),
                        };
                        (place, outcome, joined.into_iter().collect::<Vec<_>>())
                    }
                    Err(faults) => (2, "broken", faults),
                };
                if let Some(count) = self.counts.get_mut(place) {
                    *count += 1;
                }
                let sample = if self.first.len() < SHOWN { Some(&mut self.first) } else { None };
                let sample = sample.or((!faults.is_empty() && self.broken.len() < SHOWN).then_some(&mut self.broken));
                if let Some(sample) = sample {
                    sample.push(shown(lang, import.kind, &reading, &row, outcome, &faults));
                }
                of_page.extend(faults);
            }
            kept.push((first, of_page));
        }
        kept
    }
}

/// The field in which a row names its company.
const fn name_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Leads => "client.name",
        Kind::Partners => "name",
    }
}

fn shown(
    lang: Lang,
    kind: Kind,
    reading: &Reading,
    row: &FileRow,
    outcome: &'static str,
    faults: &[Fault],
) -> RowShown {
    let value = |field: &fields::Field| Some((field.name, reading.value(row, field.name)?.chars().take(200).collect()));
    RowShown {
        line: row.line,
        outcome,
        values: fields::of(kind).iter().filter_map(value).collect(),
        faults: faults.iter().map(|fault| FaultShown::of(fault, kind, lang)).collect(),
    }
}

/// Keeps the faults for the error file; a page that had some in an earlier preview may have none now.
async fn keep(cx: &Cx, import: &Import, faults: FaultsOfPages) -> Result<(), Fail> {
    let again = import.version > 2;
    let faults: FaultsOfPages = faults.into_iter().filter(|(_, of_page)| again || !of_page.is_empty()).collect();
    if faults.is_empty() {
        return Ok(());
    }
    let (program, id, faults) = (cx.program(), import.id, Arc::new(faults));
    cx.app
        .db
        .act(move |tx| {
            let faults = Arc::clone(&faults);
            Box::pin(async move {
                for (first, of_page) in faults.iter() {
                    store::set_faults(tx, program, id, *first, of_page).await?;
                }
                Ok::<_, Fail>(())
            })
        })
        .await
}

async fn finish(cx: &Cx, before: &Import, counts: Counts) -> Result<Import, Fail> {
    let shared = Arc::new((cx.clone(), before.clone()));
    cx.app
        .db
        .act(move |tx| {
            let shared = Arc::clone(&shared);
            Box::pin(async move {
                let (cx, before) = &*shared;
                if !store::checked(tx, cx.program(), before, counts).await? {
                    return Err(Fail::Stale);
                }
                let event = NewEvent::new::<ImportFile>("import.previewed", before.id).with(counts);
                events::record(cx, tx, event).await?;
                service::get(cx, tx, before.id).await
            })
        })
        .await
}

/// The partners that stand, by what a row may call them.
impl Partners {
    async fn load(cx: &Cx, tx: &mut Tx) -> Result<Self, Fail> {
        Ok(Self::new(partners::names(tx, cx.program()).await?))
    }
}
