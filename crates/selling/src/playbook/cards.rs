//! Cards: what a seller should know of a combination of the typology.

use db::{Json, Tx};
use platform::{Cx, Fail, NewEvent, events};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Axis, Both, Card, CardId, TermId,
    refusals::Broken,
    store, terms, valid,
    words::{Material, Objection, Person},
};

/// What a card tells.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CardContent {
    /// What the client needs.
    pub needs: Vec<Both>,
    /// What the client gains.
    pub value_for_client: Vec<Both>,
    /// What the partner gains.
    pub value_for_partner: Vec<Both>,
    /// What is said against it, with answers.
    pub objections: Vec<Objection>,
    /// Who decides, and the way to them.
    pub people: Vec<Person>,
    /// What to send.
    pub materials: Vec<Material>,
}

impl CardContent {
    /// Which of its six parts are filled.
    pub fn filled(&self) -> [bool; 6] {
        [
            !self.needs.is_empty(),
            !self.value_for_client.is_empty(),
            !self.value_for_partner.is_empty(),
            !self.objections.is_empty(),
            !self.people.is_empty(),
            !self.materials.is_empty(),
        ]
    }
}

db::record! {
    /// A card of the typology.
    #[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
    pub struct CardShown {
        /// Its id.
        pub id: CardId,
        /// The client type that it is about.
        pub client_type: TermId,
        /// The category; all when absent.
        pub category: Option<TermId>,
        /// The entry point; all when absent.
        pub entry_point: Option<TermId>,
        /// The business process; all when absent.
        pub business_process: Option<TermId>,
        /// What it tells.
        #[serde(with = "super::stored")]
        #[schemars(with = "CardContent")]
        pub content: Json<CardContent>,
        /// Grows with every change; the `ETag`.
        pub version: i64,
    }
}

/// The combination that a card is about: a client type, and what narrows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct Key {
    /// The client type.
    pub client_type: TermId,
    /// Only for this category.
    #[serde(default)]
    pub category: Option<TermId>,
    /// Only for this entry point.
    #[serde(default)]
    pub entry_point: Option<TermId>,
    /// Only for this business process.
    #[serde(default)]
    pub business_process: Option<TermId>,
}

/// A card, as it is written.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCard {
    /// The client type.
    pub client_type: TermId,
    /// Only for this category.
    #[serde(default)]
    pub category: Option<TermId>,
    /// Only for this entry point.
    #[serde(default)]
    pub entry_point: Option<TermId>,
    /// Only for this business process.
    #[serde(default)]
    pub business_process: Option<TermId>,
    /// What it tells.
    pub content: CardContent,
}

impl NewCard {
    fn key(&self) -> Key {
        let Self { client_type, category, entry_point, business_process, .. } = *self;
        Key { client_type, category, entry_point, business_process }
    }
}

impl CardShown {
    pub(super) fn key(&self) -> Key {
        let Self { client_type, category, entry_point, business_process, .. } = *self;
        Key { client_type, category, entry_point, business_process }
    }
    /// How many of its sides are named: what is said more exactly goes first.
    fn exactness(&self) -> usize {
        [self.category, self.entry_point, self.business_process].iter().flatten().count()
    }
    /// Whether it speaks of a combination. A side that nobody named yet fits only what is said for all.
    pub(super) fn fits(&self, of: &[Option<TermId>; 4]) -> bool {
        let side = |own: Option<TermId>, asked: Option<TermId>| own.is_none() || own == asked;
        of[0] == Some(self.client_type)
            && side(self.category, of[1])
            && side(self.entry_point, of[2])
            && side(self.business_process, of[3])
    }
}

/// What is known of a combination: each part from the card that names it most exactly.
pub(super) fn merged<'c>(cards: impl IntoIterator<Item = &'c CardShown>, of: &[Option<TermId>; 4]) -> CardContent {
    let mut fitting: Vec<&CardShown> = cards.into_iter().filter(|card| card.fits(of)).collect();
    fitting.sort_by_key(|card| (std::cmp::Reverse(card.exactness()), card.id));
    let mut whole = CardContent::default();
    for CardContent { needs, value_for_client, value_for_partner, objections, people, materials } in
        fitting.into_iter().map(|card| &card.content.0)
    {
        fill(&mut whole.needs, needs);
        fill(&mut whole.value_for_client, value_for_client);
        fill(&mut whole.value_for_partner, value_for_partner);
        fill(&mut whole.objections, objections);
        fill(&mut whole.people, people);
        fill(&mut whole.materials, materials);
    }
    whole
}

fn fill<T: Clone>(part: &mut Vec<T>, from: &[T]) {
    if part.is_empty() {
        part.extend_from_slice(from);
    }
}

/// What the typology knows of a deal: client type, category, entry point, business process.
pub async fn fitting(cx: &Cx, tx: &mut Tx, of: [Option<TermId>; 4]) -> Result<CardContent, Fail> {
    Ok(merged(&store::cards(tx, cx.program()).await?, &of))
}

pub(super) async fn all(cx: &Cx, tx: &mut Tx) -> Result<Vec<CardShown>, Fail> {
    Ok(store::cards(tx, cx.program()).await?)
}

pub(super) async fn get(cx: &Cx, tx: &mut Tx, id: CardId) -> Result<CardShown, Fail> {
    store::card(tx, cx.program(), id).await?.ok_or(Fail::NotFound)
}

async fn checked(cx: &Cx, tx: &mut Tx, new: &NewCard, before: Option<&CardShown>) -> Result<(Key, CardContent), Fail> {
    let key = new.key();
    let was = before.map(CardShown::key);
    let sides = [
        (Axis::ClientType, Some(key.client_type), was.map(|key| key.client_type)),
        (Axis::Category, key.category, was.and_then(|key| key.category)),
        (Axis::EntryPoint, key.entry_point, was.and_then(|key| key.entry_point)),
        (Axis::BusinessProcess, key.business_process, was.and_then(|key| key.business_process)),
    ];
    for (axis, id, before) in sides {
        terms::chosen(cx, tx, axis, id, before).await?;
    }
    let standing = store::cards(tx, cx.program()).await?;
    if standing.iter().any(|card| card.key() == key && before.is_none_or(|before| before.id != card.id)) {
        return Err(Broken::CardStands.into());
    }
    Ok((key, content(&new.content)?))
}

fn content(given: &CardContent) -> Result<CardContent, Fail> {
    let objection = |(at, one): (usize, &Objection)| {
        let field = format!("objections[{at}]");
        Ok::<_, Fail>(Objection {
            objection: valid::both(&format!("{field}.objection"), &one.objection, 1_000)?,
            answer: valid::both(&format!("{field}.answer"), &one.answer, 2_000)?,
        })
    };
    let person = |(at, one): (usize, &Person)| {
        let field = format!("people[{at}]");
        Ok::<_, Fail>(Person {
            role: one.role,
            title: valid::both(&format!("{field}.title"), &one.title, 200)?,
            way: valid::both(&format!("{field}.way"), &one.way, 1_000)?,
        })
    };
    Ok(CardContent {
        needs: valid::lines("needs", &given.needs)?,
        value_for_client: valid::lines("value_for_client", &given.value_for_client)?,
        value_for_partner: valid::lines("value_for_partner", &given.value_for_partner)?,
        objections: given.objections.iter().enumerate().map(objection).collect::<Result<_, _>>()?,
        people: given.people.iter().enumerate().map(person).collect::<Result<_, _>>()?,
        materials: valid::materials("materials", &given.materials)?,
    })
}

pub(super) async fn add(cx: &Cx, tx: &mut Tx, new: &NewCard) -> Result<CardShown, Fail> {
    let (key, content) = checked(cx, tx, new, None).await?;
    let id = cx.new_id();
    store::add_card(tx, cx.program(), id, key, &content).await?;
    note(cx, tx, "playbook.card_added", id).await?;
    get(cx, tx, id).await
}

pub(super) async fn change(cx: &Cx, tx: &mut Tx, id: CardId, new: &NewCard) -> Result<CardShown, Fail> {
    let before = get(cx, tx, id).await?;
    let (key, content) = checked(cx, tx, new, Some(&before)).await?;
    let Key { client_type, category, entry_point, business_process } = key;
    let after = CardShown { client_type, category, entry_point, business_process, content: Json(content), ..before };
    if !store::save_card(tx, cx.program(), &after).await? {
        return Err(Fail::Stale);
    }
    note(cx, tx, "playbook.card_changed", id).await?;
    get(cx, tx, id).await
}

pub(super) async fn remove(cx: &Cx, tx: &mut Tx, id: CardId) -> Result<(), Fail> {
    get(cx, tx, id).await?;
    store::drop_card(tx, cx.program(), id).await?;
    note(cx, tx, "playbook.card_removed", id).await
}

async fn note(cx: &Cx, tx: &mut Tx, name: &'static str, id: CardId) -> Result<(), Fail> {
    events::record(cx, tx, NewEvent::new::<Card>(name, id)).await.map(drop)
}
