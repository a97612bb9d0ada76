//! Places, time and owners.

use super::*;
use uuid::Uuid;

fn partner(n: u128) -> PartnerId {
    PartnerId::from_uuid(Uuid::from_u128(n))
}
fn turn(n: u128) -> TurnKey {
    TurnKey::Partner(partner(n))
}

#[test]
fn a_newcomer_joins_at_the_present_time_and_nothing_is_banked() {
    let mut queue = Queue { clock: 5_000_000, ..Queue::default() };
    queue.join(turn(1), partner(1));
    assert_eq!(queue.virtual_time(turn(1)), Some(5_000_000));
    queue.shift(turn(1), -2_000_000);
    queue.rejoin(turn(1));
    assert_eq!(queue.virtual_time(turn(1)), Some(5_000_000));
    queue.shift(turn(1), 3_000_000);
    queue.rejoin(turn(1));
    assert_eq!(queue.virtual_time(turn(1)), Some(8_000_000), "who is ahead of the present stays there");
}

#[test]
fn a_place_leaves_with_its_last_partner() {
    let mut queue = Queue::default();
    let owner = TurnKey::Group(OwnerGroupId::from_uuid(Uuid::from_u128(7)));
    queue.join(owner, partner(2));
    queue.join(owner, partner(1));
    queue.join(owner, partner(1));
    assert_eq!(queue.len(), 1);
    assert_eq!(queue.iter().next().unwrap().2.members, [partner(1), partner(2)]);
    queue.leave(owner, partner(1));
    queue.leave(owner, partner(2));
    assert!(queue.is_empty() && queue.iter().next().is_none());
}

#[test]
fn who_joins_an_owners_group_leaves_its_own_place_and_takes_what_it_owes_along() {
    let mut queue = Queue::default();
    queue.join(turn(1), partner(1));
    queue.join(turn(2), partner(2));
    queue.shift(turn(1), 9);
    let owner = TurnKey::Group(OwnerGroupId::from_uuid(Uuid::from_u128(7)));
    let turns = BTreeMap::from([(partner(1), owner), (partner(2), turn(2))]);
    assert_eq!(queue.strays(&turns), [(turn(1), partner(1))]);
    queue.change(turn(1), owner, partner(1));
    assert_eq!((queue.virtual_time(turn(1)), queue.virtual_time(owner)), (None, Some(9)));
    assert!(queue.has_groups() && queue.strays(&turns).is_empty());
    queue.change(owner, turn(1), partner(1));
    assert_eq!((queue.virtual_time(owner), queue.virtual_time(turn(1))), (None, Some(9)));
    assert!(!queue.has_groups());
}

#[test]
fn a_parked_place_keeps_its_time_and_comes_back_at_the_present() {
    let mut queue = Queue::default();
    queue.join(turn(1), partner(1));
    queue.park(turn(1));
    queue.park(turn(1));
    assert_eq!((queue.len(), queue.iter().count()), (1, 0));
    queue.shift(turn(1), 3);
    queue.join(turn(1), partner(1));
    assert_eq!((queue.virtual_time(turn(1)), queue.iter().count()), (Some(3), 0), "it is still away");
    queue.clock = 5;
    queue.rejoin(turn(1));
    assert_eq!(queue.iter().next().unwrap().0, 5);
    queue.park(turn(1));
    queue.leave(turn(1), partner(1));
    assert!(queue.is_empty());
}

#[test]
fn a_queue_is_read_back_as_it_was_stored() {
    let mut queue = Queue { clock: 4, ..Queue::default() };
    queue.join(turn(1), partner(1));
    queue.join(TurnKey::Group(OwnerGroupId::from_uuid(Uuid::from_u128(2))), partner(2));
    queue.shift(turn(1), 9);
    queue.join(turn(3), partner(3));
    queue.shift(turn(3), 2);
    queue.park(turn(3));
    let text = serde_json::to_string(&queue).unwrap();
    assert_eq!(serde_json::from_str::<Queue>(&text).unwrap(), queue);
}

#[test]
fn the_charge_is_the_weight_of_the_lead_by_the_share() {
    assert_eq!(offer_charge(ValueClass::One, 3, Millionths::ONE), 333_333);
    assert_eq!(offer_charge(ValueClass::Four, 2, Millionths(500_000)), 4_000_000);
    assert_eq!(acceptance_charge(ValueClass::One, Millionths(500_000), Millionths::whole(2)), 250_000);
}

#[test]
fn half_the_charge_comes_back_for_at_most_a_fifth_of_the_offers() {
    let refund = |offers, refunded| decline_refund(333_333, offers, refunded, Millionths(500_000), Millionths(200_000));
    assert_eq!(refund(5, 0), 166_667);
    assert_eq!(refund(5, 1), 0);
    assert_eq!(refund(4, 0), 0);
    assert_eq!(refund(10, 1), 166_667);
}
