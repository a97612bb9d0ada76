//! The playbook over the API.

use kit::paging::whole;
use platform::{Answer, Call, Nothing, Operation, Role, listing};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    CardId, Content, EDITORS, PUBLISHERS, ProcessId, ProcessShown, TermId, TermShown, VersionShown,
    cards::{self, CardShown, NewCard},
    coverage,
    processes::{self, NewProcess, ProcessChange},
    templates,
    terms::{self, NewTerm, TermChange},
};

#[derive(Deserialize, JsonSchema)]
struct ByTerm {
    term: TermId,
}
#[derive(Deserialize, JsonSchema)]
struct ByCard {
    card: CardId,
}
#[derive(Deserialize, JsonSchema)]
struct ByProcess {
    process: ProcessId,
}

kit::codes! {
    /// What words of the typology may be sorted by.
    pub enum TermsBy {
        /// By side, then as they were added.
        Axis = "axis",
    }
}
kit::codes! {
    /// What lists of the playbook may be sorted by.
    pub enum ById {
        /// By age.
        Id = "id",
    }
}
impl whole::By for TermsBy {
    const KEYS: &'static [(Self, &'static str)] = &[(Self::Axis, "axis")];
}
impl whole::By for ById {
    const KEYS: &'static [(Self, &'static str)] = &[(Self::Id, "id")];
}
impl whole::Row for TermShown {
    type By = TermsBy;
    const USUAL: whole::Sort<TermsBy> = whole::Sort::rising(TermsBy::Axis);
    fn key(&self, _: TermsBy) -> whole::Key {
        self.axis.code().into()
    }
    fn id(&self) -> String {
        self.id.to_string()
    }
    fn words(&self) -> String {
        format!("{} {}", self.name.0.ru, self.name.0.en)
    }
}
impl whole::Row for CardShown {
    type By = ById;
    const USUAL: whole::Sort<ById> = whole::Sort::rising(ById::Id);
    fn key(&self, _: ById) -> whole::Key {
        self.id.to_string().as_str().into()
    }
    fn id(&self) -> String {
        self.id.to_string()
    }
    fn words(&self) -> String {
        serde_json::to_string(&self.content.0).unwrap_or_default()
    }
}
impl whole::Row for ProcessShown {
    type By = ById;
    const USUAL: whole::Sort<ById> = whole::Sort::rising(ById::Id);
    fn key(&self, _: ById) -> whole::Key {
        self.id.to_string().as_str().into()
    }
    fn id(&self) -> String {
        self.id.to_string()
    }
    fn words(&self) -> String {
        format!("{} {}", self.name.0.ru, self.name.0.en)
    }
}

/// A template, as it is offered.
#[derive(Debug, Serialize, JsonSchema)]
struct TemplateShown {
    /// Its code.
    code: &'static str,
    /// What it is called, in the caller's language.
    name: &'static str,
    /// For whom it is.
    about: &'static str,
    /// Its stages.
    stages: Vec<&'static str>,
}

/// Several things at once.
#[derive(Debug, Serialize, JsonSchema)]
struct Listed<T> {
    /// All of them.
    items: Vec<T>,
}

/// What a publication would change.
#[derive(Debug, Serialize, JsonSchema)]
struct Changes {
    /// In sentences, in the caller's language.
    changes: Vec<String>,
}

/// Why a version is published.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Publication {
    /// In words; may be empty.
    #[serde(default)]
    note: String,
}

pub(super) fn operations() -> Vec<Operation> {
    [of_terms(), of_cards(), of_processes(), of_their_writers(), of_drafts()].concat()
}

fn of_terms() -> Vec<Operation> {
    let whole =
        Operation::get("/api/v1/playbook/coverage", "playbook.coverage", "How much of the selling is formalised")
            .roles(Role::VENDOR)
            .run(|cx, tx, _: &Call| Box::pin(async move { Ok(Answer::ok(coverage::coverage(cx, tx).await?)) }));
    let all = Operation::get("/api/v1/playbook/terms", "playbook.terms", "The words of the typology")
        .roles(Role::ALL)
        .run(|cx, tx, call: &Call<Nothing, whole::Listed<TermsBy>, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(listing::page(terms::all(cx, tx).await?, &call.query)?)) })
        });
    let one = Operation::get("/api/v1/playbook/terms/{term}", "playbook.term", "A word of the typology")
        .roles(Role::ALL)
        .run(|cx, tx, call: &Call<ByTerm, Nothing, Nothing>| {
            Box::pin(async move {
                let term = terms::get(cx, tx, call.path.term).await?;
                let version = term.version;
                Ok(Answer::ok(term).version(version))
            })
        });
    let add = Operation::post("/api/v1/playbook/terms", "playbook.add_term", "Add a word to the typology")
        .roles(EDITORS)
        .creates()
        .run(|cx, tx, call: &Call<Nothing, Nothing, NewTerm>| {
            Box::pin(async move { Ok(Answer::created(terms::add(cx, tx, &call.body).await?).version(1)) })
        });
    let change = Operation::patch("/api/v1/playbook/terms/{term}", "playbook.change_term", "Rename or retire a word")
        .roles(EDITORS)
        .run(|cx, tx, call: &Call<ByTerm, Nothing, TermChange>| {
            Box::pin(async move {
                let term = terms::change(cx, tx, call.path.term, &call.body).await?;
                let version = term.version;
                Ok(Answer::ok(term).version(version))
            })
        });
    let remove = Operation::delete("/api/v1/playbook/terms/{term}", "playbook.remove_term", "Take an unused word away")
        .roles(EDITORS)
        .refuses(&[(409, "term-in-use")])
        .run(|cx, tx, call: &Call<ByTerm, Nothing, Nothing>| {
            Box::pin(async move {
                terms::remove(cx, tx, call.path.term).await?;
                Ok(Answer::ok(Nothing {}))
            })
        });
    vec![whole, all, one, add, change, remove]
}

fn of_cards() -> Vec<Operation> {
    const STANDS: &[(u16, &str)] = &[(409, "card-stands")];
    let all = Operation::get("/api/v1/playbook/cards", "playbook.cards", "The cards of the typology")
        .roles(Role::ALL)
        .run(|cx, tx, call: &Call<Nothing, whole::Listed<ById>, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(listing::page(cards::all(cx, tx).await?, &call.query)?)) })
        });
    let one = Operation::get("/api/v1/playbook/cards/{card}", "playbook.card", "A card of the typology")
        .roles(Role::ALL)
        .run(|cx, tx, call: &Call<ByCard, Nothing, Nothing>| {
            Box::pin(async move {
                let card = cards::get(cx, tx, call.path.card).await?;
                let version = card.version;
                Ok(Answer::ok(card).version(version))
            })
        });
    let add = Operation::post("/api/v1/playbook/cards", "playbook.add_card", "Write a card")
        .roles(EDITORS)
        .creates()
        .refuses(STANDS)
        .run(|cx, tx, call: &Call<Nothing, Nothing, NewCard>| {
            Box::pin(async move { Ok(Answer::created(cards::add(cx, tx, &call.body).await?).version(1)) })
        });
    let change = Operation::put("/api/v1/playbook/cards/{card}", "playbook.change_card", "Write a card anew")
        .roles(EDITORS)
        .refuses(STANDS)
        .run(|cx, tx, call: &Call<ByCard, Nothing, NewCard>| {
            Box::pin(async move {
                let card = cards::change(cx, tx, call.path.card, &call.body).await?;
                let version = card.version;
                Ok(Answer::ok(card).version(version))
            })
        });
    let remove = Operation::delete("/api/v1/playbook/cards/{card}", "playbook.remove_card", "Take a card away")
        .roles(EDITORS)
        .run(|cx, tx, call: &Call<ByCard, Nothing, Nothing>| {
            Box::pin(async move {
                cards::remove(cx, tx, call.path.card).await?;
                Ok(Answer::ok(Nothing {}))
            })
        });
    vec![all, one, add, change, remove]
}

/// A process with its version.
fn said(process: ProcessShown) -> Answer<ProcessShown> {
    let version = process.version;
    Answer::ok(process).version(version)
}

fn of_processes() -> Vec<Operation> {
    let offered = Operation::get("/api/v1/playbook/templates", "playbook.templates", "Processes to start from")
        .roles(Role::VENDOR)
        .run(|cx, _tx, _: &Call| {
            Box::pin(async move {
                let shown = |template: &'static templates::Template| TemplateShown {
                    code: &template.code,
                    name: template.name.said(cx.lang),
                    about: template.about.said(cx.lang),
                    stages: template.stages.iter().map(|stage| stage.name.said(cx.lang)).collect(),
                };
                Ok(Answer::ok(Listed { items: templates::all().iter().map(shown).collect() }))
            })
        });
    let all = Operation::get("/api/v1/playbook/processes", "playbook.processes", "Processes of the products")
        .roles(Role::ALL)
        .run(|cx, tx, call: &Call<Nothing, whole::Listed<ById>, Nothing>| {
            Box::pin(async move { Ok(Answer::ok(listing::page(processes::published(cx, tx).await?, &call.query)?)) })
        });
    let one = Operation::get("/api/v1/playbook/processes/{process}", "playbook.process", "A process")
        .roles(Role::ALL)
        .run(|cx, tx, call: &Call<ByProcess, Nothing, Nothing>| {
            Box::pin(async move { Ok(said(processes::seen(cx, tx, call.path.process).await?)) })
        });
    let versions = "/api/v1/playbook/processes/{process}/versions";
    let versions = Operation::get(versions, "playbook.versions", "Published versions, the newest first")
        .roles(Role::ALL)
        .run(|cx, tx, call: &Call<ByProcess, Nothing, Nothing>| {
            Box::pin(async move {
                let items: Vec<VersionShown> = processes::versions(cx, tx, call.path.process).await?;
                Ok(Answer::ok(Listed { items }))
            })
        });
    vec![offered, all, one, versions]
}

fn of_their_writers() -> Vec<Operation> {
    let add = Operation::post(
        "/api/v1/playbook/processes",
        "playbook.add_process",
        "Begin a process, empty or from a template",
    )
    .roles(EDITORS)
    .creates()
    .refuses(&[(409, "process-stands")])
    .run(|cx, tx, call: &Call<Nothing, Nothing, NewProcess>| {
        Box::pin(async move { Ok(Answer::created(processes::add(cx, tx, &call.body).await?).version(1)) })
    });
    let change = Operation::patch(
        "/api/v1/playbook/processes/{process}",
        "playbook.change_process",
        "Rename or retire a process",
    )
    .roles(PUBLISHERS)
    .refuses(&[(409, "process-stands")])
    .run(|cx, tx, call: &Call<ByProcess, Nothing, ProcessChange>| {
        Box::pin(async move { Ok(said(processes::change(cx, tx, call.path.process, &call.body).await?)) })
    });
    let remove = Operation::delete(
        "/api/v1/playbook/processes/{process}",
        "playbook.remove_process",
        "Take an unused process away",
    )
    .roles(PUBLISHERS)
    .refuses(&[(409, "process-in-use")])
    .run(|cx, tx, call: &Call<ByProcess, Nothing, Nothing>| {
        Box::pin(async move {
            processes::remove(cx, tx, call.path.process).await?;
            Ok(Answer::ok(Nothing {}))
        })
    });
    vec![add, change, remove]
}

fn of_drafts() -> Vec<Operation> {
    let draft = "/api/v1/playbook/processes/{process}/draft";
    let write = Operation::put(draft, "playbook.write_draft", "Write the draft of a process")
        .roles(EDITORS)
        .refuses(&[(409, "process-retired")])
        .run(|cx, tx, call: &Call<ByProcess, Nothing, Content>| {
            Box::pin(async move { Ok(said(processes::write(cx, tx, call.path.process, &call.body).await?)) })
        });
    let discard = Operation::delete(draft, "playbook.discard_draft", "Throw the draft of a process away")
        .roles(EDITORS)
        .refuses(&[(409, "nothing-to-publish")])
        .run(|cx, tx, call: &Call<ByProcess, Nothing, Nothing>| {
            Box::pin(async move { Ok(said(processes::discard(cx, tx, call.path.process).await?)) })
        });
    let changes = "/api/v1/playbook/processes/{process}/changes";
    let changes = Operation::get(changes, "playbook.changes", "What a publication would change, in sentences")
        .roles(Role::VENDOR)
        .run(|cx, tx, call: &Call<ByProcess, Nothing, Nothing>| {
            Box::pin(async move {
                let process = processes::get(cx, tx, call.path.process).await?;
                Ok(Answer::ok(Changes { changes: processes::changes(cx, tx, &process).await? }))
            })
        });
    let publish = "/api/v1/playbook/processes/{process}/publication";
    let publish = Operation::post(publish, "playbook.publish", "Put the draft of a process in force")
        .roles(PUBLISHERS)
        .refuses(&[(409, "nothing-to-publish"), (409, "process-retired"), (409, "process-without-exit")])
        .run(|cx, tx, call: &Call<ByProcess, Nothing, Publication>| {
            Box::pin(async move { Ok(said(processes::publish(cx, tx, call.path.process, &call.body.note).await?)) })
        });
    vec![write, discard, changes, publish]
}
