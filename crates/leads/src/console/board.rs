//! The board of a lead: one look tells who started and who sleeps.

use std::collections::BTreeMap;

use askama::Template;
use db::Tx;
use kit::{
    Id, Instant, Lang, Uuid,
    id::{LeadId, OfferId},
    time::Span,
};
use network::{people, products};
use platform::{
    Call, Cx, Fail, Operation, Role,
    edge::reply::Reply,
    events::{self, Event},
    operation::Meta,
    web::{self, Form, Page, Tone, Ui},
};
use serde::Deserialize;

use super::{DESK, client, list, texts};
use crate::{
    distribution::PAUSE_WAITS,
    intake::{self, Lead, LeadStage, Touch},
    offers::{
        REMINDED,
        board::{Board, Column, board},
        domain::OfferState,
        labels,
        situation::SituationCode,
    },
};

#[derive(Deserialize)]
pub(super) struct ByLead {
    pub lead: LeadId,
}

/// A moment of the time line.
struct Moment {
    at: Instant,
    text: String,
    note: String,
}

/// How many partners stand so.
pub(super) struct Count {
    pub(super) tone: Tone,
    pub(super) text: String,
}

/// The partners of a wave.
struct WaveOf<'b> {
    number: u32,
    columns: Vec<&'b Column>,
}

/// A clock that runs.
struct Running {
    label: String,
    from: Instant,
    until: Instant,
}

#[derive(Template)]
#[template(path = "console/pages/board.html")]
struct BoardPage<'a> {
    ui: &'a Ui,
    board: Board,
    product: String,
    line: Vec<Moment>,
    touches: Vec<Touch>,
    acts: bool,
    close: Form,
    again: Form,
    answer: Form,
    reminders: Form,
    of_client: client::Forms,
}

impl BoardPage<'_> {
    fn lead(&self) -> &Lead {
        &self.board.lead
    }
    fn region(&self) -> String {
        let place = list::region(self.ui, &self.lead().region);
        self.lead().city.as_ref().map_or_else(|| place.clone(), |city| format!("{city}, {place}"))
    }
    fn situation_tone(&self) -> Tone {
        match self.board.situation.code {
            SituationCode::InWork | SituationCode::Won => Tone::Good,
            SituationCode::Silent | SituationCode::ConsentNeeded | SituationCode::NextWaveLater => Tone::Warning,
            _ if self.lead().state == LeadStage::Exhausted => Tone::Bad,
            _ => Tone::Notice,
        }
    }
    fn source(&self, code: &str) -> String {
        labels::source(self.ui.lang, code)
    }
    fn size(&self) -> String {
        labels::size(self.ui.lang, &self.lead().size)
    }
    fn urgency(&self) -> String {
        labels::urgency(self.ui.lang, &self.lead().urgency)
    }
    fn is_exhausted(&self) -> bool {
        self.lead().state == LeadStage::Exhausted
    }
    fn is_in_work(&self) -> bool {
        self.lead().state == LeadStage::InWork
    }
    fn waits_for_consent(&self) -> bool {
        self.lead().state == LeadStage::ConsentNeeded
    }
    fn ripens(&self) -> bool {
        self.lead().state == LeadStage::Nurture
    }
    fn may_be_given(&self) -> bool {
        self.lead().places_held == 0 && matches!(self.lead().state, LeadStage::Exhausted | LeadStage::Distributing)
    }
    /// What a wave is called: a lead given by hand or to the client's own partner went out in no wave.
    fn wave_name(&self, wave: &WaveOf<'_>) -> String {
        let mark = wave.columns.first().and_then(|column| column.mark.as_deref());
        texts::step_name(self.ui.lang, mark, wave.number)
    }
    /// The waves with their columns, the newest first.
    fn waves(&self) -> Vec<WaveOf<'_>> {
        let mut waves: Vec<WaveOf<'_>> = Vec::new();
        for column in &self.board.partners {
            match waves.last_mut().filter(|wave| wave.number == column.wave) {
                Some(wave) => wave.columns.push(column),
                None => waves.push(WaveOf { number: column.wave, columns: vec![column] }),
            }
        }
        for wave in &mut waves {
            wave.columns.sort_by_key(|column| rank(&column.detail));
        }
        waves.reverse();
        waves
    }
    fn tone(&self, column: &Column) -> Tone {
        if column.silent_since.is_some() { Tone::Bad } else { labels::tone(&column.state) }
    }
    fn column_state(&self, column: &Column) -> String {
        labels::state(self.ui.lang, &column.state)
    }
    /// It was asked although it is paused: the segment would have had too few partners.
    fn pause_waits(&self, column: &Column) -> bool {
        column.mark.as_deref() == Some(PAUSE_WAITS)
    }
    fn detail(&self, column: &Column) -> String {
        labels::detail(self.ui.lang, &column.detail)
    }
    fn started_after(&self, column: &Column) -> String {
        column.minutes_to_start.map_or(String::new(), |minutes| self.ui.span(Span::minutes(minutes)))
    }
    /// The clock that runs: for the answer, or for the first contact.
    fn clock(&self, column: &Column) -> Option<Running> {
        let lang = self.ui.lang;
        match &column.detail {
            state if state.is_open() => {
                Some(Running { label: texts::to_answer(lang), from: column.offered_at, until: column.deadline })
            }
            OfferState::Accepted { at, start_due } => {
                Some(Running { label: texts::to_start(lang), from: *at, until: *start_due })
            }
            _ => None,
        }
    }
    fn evidence(&self, code: &str) -> String {
        labels::evidence_code(self.ui.lang, code)
    }
    /// It has the lead, and may be asked how it goes.
    fn may_remind(&self, column: &Column) -> bool {
        self.acts && matches!(column.detail, OfferState::Accepted { .. } | OfferState::Started { .. })
    }
    fn remind(&self, column: &Column) -> Form {
        self.reminders.on(&format!("/leads/{}/offers/{}/remind", self.board.lead.id, column.offer), &[])
    }
    fn may_withdraw(&self, column: &Column) -> bool {
        self.acts && !column.detail.is_terminal()
    }
    fn counted(&self) -> Vec<Count> {
        let count = |codes: &[&str]| {
            let all = self.board.partners.iter();
            let count = all.filter(|column| codes.contains(&column.state.as_str())).count();
            u32::try_from(count).unwrap_or(u32::MAX)
        };
        let counts = [
            count(&["started", "won"]),
            count(&["accepted"]),
            count(&["offered", "delivered", "viewed"]),
            count(&["ignored", "not_started"]),
            count(&["declined", "returned"]),
        ];
        answered(self.ui.lang, counts)
    }
}

/// How many began, took it, wait, sleep, refused: those of whom there are any.
pub(super) fn answered(lang: Lang, counts: [u32; 5]) -> Vec<Count> {
    let kinds = [
        (Tone::Good, texts::STARTED),
        (Tone::Notice, texts::ACCEPTED),
        (Tone::Warning, texts::WAITING),
        (Tone::Bad, texts::ASLEEP),
        (Tone::Calm, texts::REFUSED),
    ];
    let shown = kinds.into_iter().zip(counts).filter(|(_, count)| *count > 0);
    shown.map(|((tone, text), count)| Count { tone, text: text(lang, count as usize) }).collect()
}

/// Who works stands first, then whose answer is awaited, then who let it pass.
fn rank(state: &OfferState) -> u8 {
    match state {
        OfferState::Started { .. } | OfferState::Won { .. } => 0,
        OfferState::Accepted { .. } => 1,
        state if state.is_open() => 2,
        OfferState::Ignored { .. } | OfferState::NotStarted { .. } => 3,
        _ => 4,
    }
}

pub(super) fn operations() -> Vec<Operation> {
    let page = Operation::get("/leads/{lead}", "leads.board_page", "All partners of a lead side by side: the page")
        .roles(Role::VENDOR)
        .page(|cx, tx, call: &Call<ByLead>| Box::pin(show(cx, tx, call.path.lead, &call.meta, Form::default())));
    vec![page]
}

/// The board; `refused` is an act that was refused.
pub(super) async fn show(cx: &Cx, tx: &mut Tx, id: LeadId, meta: &Meta, refused: Form) -> Result<Reply, Fail> {
    let ui = Ui::of(cx, tx, meta).await?;
    let board = board(cx, tx, id).await?;
    let product = products::get_in(cx, tx, board.lead.product).await?.name;
    let touches = intake::store::touches(tx, cx.program(), id).await?;
    let mut line = time_line(cx, tx, &ui, &board).await?;
    line.extend(came_again(cx, tx, &ui, &touches).await?);
    // Of two things in one moment the later stands first, too.
    line.sort_by_key(|moment| moment.at);
    line.reverse();
    let acts = cx.caller.role.is_some_and(|role| DESK.contains(&role));
    let page = Page::new(board.lead.client_name.clone()).crumb("/leads", texts::leads(ui.lang));
    let page = page.over(format!("{} · {}", product, texts::state(ui.lang, board.lead.state)));
    let page = page.action(&format!("/leads/{id}/why"), "help-circle", &texts::why(ui.lang));
    let of_client = client::Forms::of(cx, tx, &ui, id, board.lead.client, &refused).await?;
    let form = |act: &str| ui.filled(refused.clone(), &format!("/leads/{id}/{act}"), &[]);
    let (close, again, answer) = (form("close"), form("again"), form("answer"));
    let reminders = if refused.is_of_a_page() { refused } else { ui.blank() };
    let body = BoardPage { ui: &ui, board, product, line, touches, acts, close, again, answer, reminders, of_client };
    Ok(web::page(&ui, page, &body))
}

/// Every time that the client came again, with what it said then.
async fn came_again(cx: &Cx, tx: &mut Tx, ui: &Ui, touches: &[Touch]) -> Result<Vec<Moment>, Fail> {
    let mut moments = Vec::new();
    for touch in touches.iter().skip(1) {
        let product = match touch.product {
            Some(id) => Some(products::get_in(cx, tx, id).await?.name),
            None => None,
        };
        let value = touch.value_minor.map(|minor| ui.sum(minor));
        let said = [
            touch.need.clone(),
            product,
            value,
            touch.contact_name.clone(),
            touch.contact_phone.clone(),
            touch.contact_email.clone(),
        ];
        let text = format!("{} · {}", texts::came_again(ui.lang), labels::source(ui.lang, &touch.source));
        moments.push(Moment { at: touch.at, text, note: said.into_iter().flatten().collect::<Vec<_>>().join(" · ") });
    }
    Ok(moments)
}

/// What happened: the lead's events, and of each partner when it was asked, answered, started and ended.
async fn time_line(cx: &Cx, tx: &mut Tx, ui: &Ui, board: &Board) -> Result<Vec<Moment>, Fail> {
    let lang = ui.lang;
    let mut all: Vec<Moment> = Vec::new();
    for event in events::of_subject(tx, cx.program(), board.lead.id).await? {
        let Some(text) = texts::lead_event(lang, &event.name, &event.data.0) else { continue };
        let note = texts::reason_of(lang, &event.name, &event.data.0["reason"]);
        let who = actor(cx, tx, &event).await?;
        let text = who.map_or(text.clone(), |who| format!("{text} · {who}"));
        all.push(Moment { at: event.at, text, note });
    }
    let mut reminders: BTreeMap<OfferId, Vec<Instant>> = BTreeMap::new();
    for column in board.partners.iter().filter(|column| column.accepted_at.is_some()) {
        let told = events::of_subject(tx, cx.program(), column.offer).await?;
        let at = told.iter().filter(|event| event.name == REMINDED).map(|event| event.at);
        reminders.insert(column.offer, at.collect());
    }
    for column in &board.partners {
        let named = |text: String| format!("{}: {text}", column.name);
        let mut note = |at: Option<Instant>, text: String, note: String| {
            if let Some(at) = at {
                all.push(Moment { at, text: named(text), note });
            }
        };
        note(column.viewed_at, texts::did_view(lang), String::new());
        note(column.accepted_at, texts::did_accept(lang), String::new());
        for contact in &column.contacts {
            note(Some(contact.at), labels::evidence_code(lang, &contact.evidence), contact.note.clone());
        }
        for at in reminders.get(&column.offer).into_iter().flatten() {
            note(Some(*at), texts::did_remind(lang), String::new());
        }
        let ended = column.detail.is_terminal().then_some(column.state_at);
        note(ended, labels::state(lang, &column.state), labels::detail(lang, &column.detail));
    }
    Ok(all)
}

/// The name of the person who acted, if one did.
async fn actor(cx: &Cx, tx: &mut Tx, event: &Event) -> Result<Option<String>, Fail> {
    let id = event.actor_id.as_deref().filter(|_| event.actor_kind == "user");
    match id.and_then(|bytes| Uuid::from_slice(bytes).ok()) {
        Some(id) => Ok(people::user_name(tx, cx.program(), Id::from_uuid(id)).await?),
        None => Ok(None),
    }
}
