//! Territories × products, put together.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use kit::id::{PartnerId, ProductId};
use network::{
    partners::{self, Partner},
    products,
    territories::{self, Territory},
};
use platform::{Cx, Fail};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    domain::{Near, Served, Sold, count, distance, lacks},
    store,
};
use crate::measures::{domain::Day, zone};

/// Weeks of demand that are looked at.
const WEEKS: i64 = 12;

/// A product of the matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Head {
    /// The product.
    pub product: ProductId,
    /// Its name.
    pub name: String,
}

/// A region of the matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Line {
    /// Its code.
    pub region: String,
    /// Its name in the caller's language.
    pub name: String,
    /// One cell for each product, in their order.
    pub cells: Vec<Served>,
}

/// Who serves what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Coverage {
    /// The columns.
    pub products: Vec<Head>,
    /// The rows: regions with unserved demand first, then by demand.
    pub regions: Vec<Line>,
}

struct Network {
    partners: Vec<Partner>,
    paused: BTreeSet<PartnerId>,
}

impl Network {
    async fn read(cx: &Cx, tx: &mut Tx) -> Result<Self, Fail> {
        let partners = partners::covering(tx, cx.program()).await?;
        let pauses = partners::pauses_of(tx, cx.program(), cx.now).await?;
        let mut paused = store::paused(tx, cx.program()).await?;
        paused.extend(pauses.iter().filter(|(_, all)| all.iter().any(|pause| pause.from <= cx.now)).map(|(id, _)| *id));
        Ok(Self { partners: partners.into_iter().filter(|p| p.joined_at <= cx.now).collect(), paused })
    }
}

/// A region with the territories around it.
fn with_around(code: &'static str) -> Vec<&'static str> {
    std::iter::once(code).chain(territories::around(code)).collect()
}

/// The matrix at this moment.
pub async fn coverage(cx: &Cx, tx: &mut Tx) -> Result<Coverage, Fail> {
    let today = Day::of(cx.now, &zone(cx, tx).await?);
    let demand = store::demand(tx, cx.program(), today.monday().plus(-7 * (WEEKS - 1))).await?;
    let products = products::list_in(cx, tx).await?;
    let products: Vec<_> = products.into_iter().filter(|product| product.retired_at.is_none()).collect();
    let network = Network::read(cx, tx).await?;
    let named = network.partners.iter().flat_map(|partner| partner.territories.iter().map(String::as_str));
    let asked = demand.keys().map(|(region, _)| region.as_str());
    let shown: BTreeSet<&str> = asked.chain(named).filter(|code| is_region(code)).collect();
    let mut regions: Vec<Line> = shown
        .into_iter()
        .filter_map(territories::get)
        .map(|region| {
            let cells = products.iter().map(|product| {
                let sold = Sold { id: product.id, needs_certificate: product.needs_certificate };
                cell(cx, &network, &demand, region, sold)
            });
            Line { region: region.code.to_owned(), name: region.name(cx.lang).to_owned(), cells: cells.collect() }
        })
        .collect();
    let unserved = |line: &Line| line.cells.iter().filter(|c| c.is_hole()).map(|c| c.demand).sum::<i64>();
    let asked = |line: &Line| line.cells.iter().map(|c| c.demand).sum::<i64>();
    regions.sort_by_key(|line| (-unserved(line), -asked(line), line.name.clone()));
    let products = products.into_iter().map(|product| Head { product: product.id, name: product.name }).collect();
    Ok(Coverage { products, regions })
}

/// A region, not a district or a country that has regions.
fn is_region(code: &str) -> bool {
    !territories::all().iter().any(|territory| territory.parent == Some(code))
}

fn cell(
    cx: &Cx,
    network: &Network,
    demand: &BTreeMap<(String, ProductId), i64>,
    region: &'static Territory,
    product: Sold,
) -> Served {
    let around = with_around(region.code);
    let leads = demand.get(&(region.code.to_owned(), product.id)).copied().unwrap_or(0);
    let mut served = Served { demand: leads, ..Served::default() };
    for partner in &network.partners {
        let paused = network.paused.contains(&partner.id);
        count(&mut served, &lacks(partner, &around, product, paused, cx.now));
    }
    served
}

/// A cell with the partners that serve it or are nearest to that, at most fifty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Cell {
    /// The region's name.
    pub region: String,
    /// The product's name.
    pub product: String,
    /// How many serve it.
    pub served: Served,
    /// Who serves it, then who lacks least.
    pub partners: Vec<Near>,
}

/// Who serves a cell, and who is nearest to serving it.
pub async fn nearest(cx: &Cx, tx: &mut Tx, region: &str, product: ProductId) -> Result<Cell, Fail> {
    let region = territories::get(region).ok_or(Fail::NotFound)?;
    let product = products::get_in(cx, tx, product).await?;
    let today = Day::of(cx.now, &zone(cx, tx).await?);
    let demand = store::demand(tx, cx.program(), today.monday().plus(-7 * (WEEKS - 1))).await?;
    let network = Network::read(cx, tx).await?;
    let sold = Sold { id: product.id, needs_certificate: product.needs_certificate };
    let served = cell(cx, &network, &demand, region, sold);
    let around = with_around(region.code);
    let near = network.partners.iter().map(|partner| Near {
        partner: partner.id,
        name: partner.name.clone(),
        lacks: lacks(partner, &around, sold, network.paused.contains(&partner.id), cx.now),
        distance: distance(&partner.territories, &around, territories::around),
    });
    let mut near: Vec<Near> = near.collect();
    near.sort_by_key(|one| (one.lacks.len(), one.distance, one.name.clone()));
    near.truncate(50);
    Ok(Cell { region: region.name(cx.lang).to_owned(), product: product.name, served, partners: near })
}
