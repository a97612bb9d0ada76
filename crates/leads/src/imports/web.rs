//! The pages of imports: upload, columns, preview, progress, result.

use std::collections::BTreeMap;

use askama::Template;
use db::Tx;
use platform::{
    Call, Cx, Fail, Nothing, Operation, Role,
    edge::reply::Reply,
    operation::Meta,
    upload::Upload,
    web::{self, Form, Group, Listing, Markup, Page, Place, Tile, Tone, Ui},
};
use serde::Deserialize;

use super::{
    Import, ImportId, ImportState, Kind, Mapping, NewImport,
    api::{ByImport, FILES, TAKERS},
    error_file, fields, pages as texts,
    preview::{self, FaultShown, RowShown},
    service,
    sheet::{FileFault, LARGEST_FILE},
};

/// Faults that the page shows; the file has them all.
const FAULTS_SHOWN: usize = 50;

#[derive(Debug, Clone, Default, Deserialize)]
struct Paged {
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "imports/pages/list.html")]
struct ListPage<'a> {
    ui: &'a Ui,
    form: Form,
    kinds: Vec<(&'static str, String)>,
    items: Vec<Import>,
    list: Listing<'a>,
    /// The largest file that is taken, in megabytes.
    most: usize,
}

impl ListPage<'_> {
    fn state(&self, import: &Import) -> Markup {
        let tone = match import.state {
            ImportState::Done => Tone::Good,
            ImportState::Committing | ImportState::Undoing | ImportState::Reading => Tone::Notice,
            ImportState::Cancelled | ImportState::Undone => Tone::Calm,
            ImportState::Read | ImportState::Checked => Tone::Warning,
        };
        self.ui.badge(tone, texts::state(self.ui.lang, import.state))
    }
}

#[derive(Template)]
#[template(path = "imports/pages/one.html")]
struct OnePage<'a> {
    ui: &'a Ui,
    import: Import,
    form: Form,
    sample: Vec<RowShown>,
    faults: Vec<FaultShown>,
    /// Rows that are joined with somebody of another name.
    warnings: Vec<FaultShown>,
    missing: Vec<String>,
}

impl OnePage<'_> {
    fn step(&self) -> usize {
        match self.import.state {
            ImportState::Reading | ImportState::Read => 1,
            ImportState::Checked => 2,
            ImportState::Committing => 3,
            _ => 4,
        }
    }

    fn can_map(&self) -> bool {
        matches!(self.import.state, ImportState::Read | ImportState::Checked)
    }

    fn goes_on(&self) -> bool {
        matches!(self.import.state, ImportState::Committing | ImportState::Undoing | ImportState::Reading)
    }

    fn can_undo(&self) -> bool {
        matches!(self.import.state, ImportState::Done | ImportState::Cancelled) && self.import.added > 0
    }

    fn message(&self) -> String {
        self.import.progress_in(self.ui.lang).message
    }

    fn of(&self) -> u32 {
        if self.import.state == ImportState::Undoing { self.import.added } else { self.import.rows }
    }

    /// A field of the file: its column, and what stands where it is empty.
    fn columns(&self) -> Vec<ColumnOf> {
        let choices: Vec<(String, String)> =
            self.import.headers.iter().map(|header| (header.clone(), header.clone())).collect();
        let lang = self.ui.lang;
        let of_field = |field: &fields::Field| {
            let label = field.label(lang);
            let column = format!("column.{}", field.name);
            let default = format!("default.{}", field.name);
            let column = self.form.select(&column, label).options(choices.clone());
            let column = column.or(if field.needed { texts::no_column_needed(lang) } else { texts::no_column(lang) });
            ColumnOf {
                label: label.to_owned(),
                column: column.written(),
                default: self.form.text(&default, texts::else_value(lang)).quiet().written(),
                needed: field.needed,
                mapped: self.import.mapping.columns.contains_key(field.name)
                    || self.import.mapping.defaults.contains_key(field.name),
                error: self.form.error(&format!("columns.{}", field.name)).map(str::to_owned),
            }
        };
        fields::of(self.import.kind).iter().map(of_field).collect()
    }

    /// The fields that a row needs, or that the file fills: in sight; the rest is folded away.
    fn in_sight(&self) -> (Vec<ColumnOf>, Vec<ColumnOf>) {
        self.columns().into_iter().partition(|column| column.needed || column.mapped || column.error.is_some())
    }

    /// The fields that some row of the sample has.
    fn heads(&self) -> Vec<(&'static str, &'static str)> {
        let used = |name: &str| self.sample.iter().any(|row| row.values.contains_key(name));
        let all = fields::of(self.import.kind).iter().filter(|field| used(field.name));
        all.map(|field| (field.name, field.label(self.ui.lang))).collect()
    }

    /// A mark of its own for each form of one button.
    fn head(&self) -> Markup {
        self.ui.form("", &[]).head()
    }

    /// `Write 950 rows`.
    fn write(&self) -> String {
        let new = self.import.counts.map_or(0, |counts| counts.new);
        let rows = self.ui.plural(new, ["строку", "строки", "строк"], ["row", "rows"]);
        texts::write(self.ui.lang, &rows)
    }

    /// What the preview found, as figures.
    fn tiles(&self) -> Vec<Markup> {
        let (ui, lang) = (self.ui, self.ui.lang);
        let Some(counts) = self.import.counts else { return Vec::new() };
        let tile = |icon, label, count: u32, tone| ui.tile(&Tile::new(icon, label, ui.number(count)).tone(tone));
        vec![
            tile("plus", texts::new_rows(lang), counts.new, Tone::Good),
            tile("copy", texts::duplicate_rows(lang), counts.duplicate, Tone::Calm),
            tile("arrows-join", texts::joined_rows(lang), counts.warned, Tone::Warning),
            tile("alert-triangle", texts::broken_rows(lang), counts.broken, Tone::Bad),
        ]
    }

    fn missing_words(&self) -> String {
        texts::missing(self.ui.lang, &self.missing.join(", "))
    }

    #[expect(clippy::unused_self, reason = "called by the template")]
    fn cell(&self, row: &RowShown, name: &str) -> String {
        row.values.get(name).cloned().unwrap_or_default()
    }

    fn outcome(&self, row: &RowShown) -> Markup {
        let (tone, text) = match row.outcome {
            "new" => (Tone::Good, texts::new_row(self.ui.lang)),
            "duplicate" => (Tone::Calm, texts::duplicate_row(self.ui.lang)),
            _ => (Tone::Bad, texts::broken_row(self.ui.lang)),
        };
        self.ui.badge(tone, text)
    }
}

struct ColumnOf {
    label: String,
    column: Markup,
    default: Markup,
    /// Without it a row is broken.
    needed: bool,
    /// A column or a value fills it.
    mapped: bool,
    error: Option<String>,
}

pub(super) fn places() -> Vec<Place> {
    vec![Place {
        path: "/imports",
        roles: TAKERS,
        icon: "file-import",
        text: texts::imports,
        group: Group::Under("/leads"),
        order: 60,
        count: None,
    }]
}

pub(super) fn operations() -> Vec<Operation> {
    let all_imports = Operation::get("/imports", "imports.page", "Imports: the page").roles(TAKERS).page(
        |cx, tx, call: &Call<Nothing, Paged>| {
            Box::pin(list(cx, tx, &call.meta, call.query.after.as_deref(), Form::default()))
        },
    );
    let sent = Operation::post("/imports", "imports.page_upload", "Upload a file by the page")
        .roles(TAKERS)
        .file(LARGEST_FILE, FILES)
        .form_outside(
            |cx, call: Call<Nothing, Nothing, Nothing>| async move { send(cx, call.meta).await },
            |cx, tx, call: &Call, form| Box::pin(list(cx, tx, &call.meta, None, form)),
        );
    let shown = Operation::get("/imports/{import}", "imports.page_one", "An import: the page")
        .roles(TAKERS)
        .page(|cx, tx, call: &Call<ByImport>| Box::pin(one(cx, tx, &call.meta, call.path.import, Form::default())));
    let checked = Operation::post("/imports/{import}/check", "imports.page_check", "Name the columns and look")
        .roles(TAKERS)
        .form_outside(
            |cx, call: Call<ByImport, Nothing, BTreeMap<String, String>>| async move {
                check(&cx, call.path.import, &call.body).await
            },
            |cx, tx, call: &Call<ByImport>, form| Box::pin(one(cx, tx, &call.meta, call.path.import, form)),
        );
    let mut all = vec![all_imports, sent, shown, checked];
    all.extend(acts());
    all
}

fn acts() -> Vec<Operation> {
    type Act = for<'t> fn(&'t Cx, &'t mut Tx, ImportId) -> db::Work<'t, Import, Fail>;
    let act = |path: &'static str, id: &'static str, summary: &'static str, act: Act| {
        Operation::post(path, id, summary).roles(TAKERS).form(
            move |cx, tx, call: &Call<ByImport>| {
                let id = call.path.import;
                Box::pin(async move {
                    let import = act(cx, tx, id).await?;
                    Ok(web::done(format!("/imports/{id}"), &import.progress_in(cx.lang).message))
                })
            },
            |cx, tx, call: &Call<ByImport>, form| Box::pin(one(cx, tx, &call.meta, call.path.import, form)),
        )
    };
    vec![
        act("/imports/{import}/commit", "imports.page_commit", "Write an import by the page", |cx, tx, id| {
            Box::pin(service::commit(cx, tx, id))
        }),
        act("/imports/{import}/cancellation", "imports.page_cancel", "Stop an import by the page", |cx, tx, id| {
            Box::pin(service::cancel(cx, tx, id))
        }),
        act("/imports/{import}/undo", "imports.page_undo", "Undo an import by the page", |cx, tx, id| {
            Box::pin(service::undo(cx, tx, id))
        }),
    ]
}

async fn list(cx: &Cx, tx: &mut Tx, meta: &Meta, after: Option<&str>, refused: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let after = after.and_then(kit::paging::Cursor::decode);
    let page = service::list(cx, tx, platform::listing::ByAge::Newest, after, 50).await?;
    let form = ui.filled(refused, "/imports", &[("kind", Kind::Leads.code().to_owned())]);
    let mut kinds = vec![(Kind::Leads.code(), texts::leads(ui.lang))];
    if cx.caller.role != Some(Role::LeadDesk) {
        kinds.push((Kind::Partners.code(), texts::partners(ui.lang)));
    }
    let list = Listing::of(&ui, page.next);
    let head = Page::new(texts::imports(ui.lang));
    Ok(web::page(&ui, head, &ListPage { ui: &ui, form, kinds, items: page.items, list, most: LARGEST_FILE >> 20 }))
}

async fn send(cx: Cx, meta: Meta) -> Result<Reply, Fail> {
    let Upload { file_name, bytes, fields } = Upload::of(&meta).await?;
    let kind = fields.get("kind").and_then(|code| Kind::from_code(code)).unwrap_or(Kind::Leads);
    let source = fields.get("source").cloned().filter(|text| !text.trim().is_empty());
    let source = source.unwrap_or_else(|| "import".to_owned());
    let uploaded = service::upload(&cx, NewImport { kind, source, file_name, encoding: None, bytes }).await?;
    let id = uploaded.import.id;
    let said = if uploaded.seen_before {
        texts::seen_before(cx.lang)
    } else {
        match service::preview(&cx, id).await {
            Ok(_) => texts::looked(cx.lang),
            // The columns must be named first: the page says which.
            Err(Fail::Broken(_)) => texts::name_columns(cx.lang),
            Err(other) => return Err(other),
        }
    };
    Ok(web::done(format!("/imports/{id}"), &said))
}

async fn check(cx: &Cx, id: ImportId, typed: &BTreeMap<String, String>) -> Result<Reply, Fail> {
    let under = |prefix: &str| -> BTreeMap<String, String> {
        let named =
            typed.iter().filter_map(|(name, value)| Some((name.strip_prefix(prefix)?.to_owned(), value.clone())));
        named.filter(|(_, value)| !value.trim().is_empty()).collect()
    };
    let mapping = Mapping { columns: under("column."), defaults: under("default.") };
    service::remap(cx, id, mapping).await?;
    service::preview(cx, id).await?;
    Ok(web::done(format!("/imports/{id}"), &texts::looked(cx.lang)))
}

async fn one(cx: &Cx, tx: &mut Tx, meta: &Meta, id: ImportId, refused: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let import = service::get(cx, tx, id).await?;
    let faults = error_file::faults(cx, tx, &import, false, FAULTS_SHOWN).await?;
    let warnings = error_file::faults(cx, tx, &import, true, FAULTS_SHOWN).await?;
    let sample = match import.state {
        ImportState::Checked => preview::sample(cx, tx, &import).await?,
        _ => Vec::new(),
    };
    let label =
        |name: &str| fields::of(import.kind).iter().find(|f| f.name == name).map(|f| f.label(ui.lang).to_owned());
    let missing = import.mapping.missing(import.kind).into_iter().filter_map(label).collect();
    let mut values: Vec<(String, String)> = Vec::new();
    values.extend(import.mapping.columns.iter().map(|(f, c)| (format!("column.{f}"), c.clone())));
    values.extend(import.mapping.defaults.iter().map(|(f, v)| (format!("default.{f}"), v.clone())));
    let values: Vec<(&str, String)> = values.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    let form = ui.filled(refused, &format!("/imports/{id}/check"), &values);
    let head = Page::new(import.file_name.clone()).crumb("/imports", texts::imports(ui.lang));
    Ok(web::page(&ui, head, &OnePage { ui: &ui, import, form, sample, faults, warnings, missing }))
}
