//! The bot when it goes wrong: blocked, told to wait, away, restarted. Nothing is lost, and the token is said nowhere.

use std::{
    io,
    sync::{Arc, Mutex},
};

use reqwest::Method;
use serde_json::json;

use super::fixture::{Network, june};
use crate::{
    botapi::{BotApi, TOKEN},
    databases::both,
    smtp::Smtp,
};

both! {
    async fn mail_takes_over_from_a_bot_that_is_blocked(kind) {
        let (smtp, bot) = (Smtp::start().await, BotApi::start().await);
        let network = Network::start_with_bot(kind, &smtp, &bot).await;
        network.world.clock(&june(15, "09:30")).await;
        let a = network.seller(&bot, "A", 7, &june(15, "09:30")).await;
        network.ways(&a.session, "telegram").await.ok();
        bot.block(7, true);
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        network.world.clock(&june(15, "10:01")).await;
        let letters = || smtp.to("seller7@a.ru").iter().filter(|l| l.text().contains("A lead for you")).count();
        assert_eq!(letters(), 1, "the letter that was not to be written is written after all");
        assert_eq!(network.board(&lead).await["A"]["state"], "delivered");
        assert_eq!(bot.tries(7), 2, "the greeting, and one try: who blocks is asked no more");
        assert!(!network.telegram(&a.session).await["blocked_at"].is_null());
        network.take(network.lead(2)).await;
        network.world.clock(&june(15, "10:02")).await;
        assert_eq!((letters(), bot.tries(7)), (2, 2), "by mail at once");
        assert_eq!(network.ways(&a.session, "telegram").await.status.as_u16(), 409, "one way must stay");
        let page = network.world.by(&a.session, Method::GET, "/me/telegram", json!({})).await;
        assert!(page.text.contains("The bot is blocked"), "{}", page.text);
        // Whoever writes to the bot has let it in again.
        bot.block(7, false);
        bot.write(7, "/start");
        network.world.clock(&june(15, "10:03")).await;
        assert!(network.telegram(&a.session).await["blocked_at"].is_null());
        network.take(network.lead(3)).await;
        network.world.clock(&june(15, "10:04")).await;
        assert_eq!(letters(), 2);
        assert!(bot.last(7).text.contains("A lead for you"));
        // Telegram says so itself, too.
        bot.update(json!({ "my_chat_member": { "chat": { "id": 7, "type": "private" }, "from": { "id": 7, "first_name": "x" }, "new_chat_member": { "status": "kicked" } } }));
        network.world.clock(&june(15, "10:05")).await;
        assert!(!network.telegram(&a.session).await["blocked_at"].is_null());
    }

    async fn an_offer_that_neither_telegram_nor_mail_can_bring_is_undelivered(kind) {
        let (smtp, bot) = (Smtp::start().await, BotApi::start().await);
        let mut network = Network::start_with_bot(kind, &smtp, &bot).await;
        network.partner("G", "RU-MOW", 9, true).await;
        network.policy(json!({ "k": { "rule": "fixed", "k": 4 } })).await;
        network.world.clock(&june(15, "09:30")).await;
        let g = network.seller(&bot, "G", 7, &june(15, "09:30")).await;
        network.people_only("G").await;
        network.ways(&g.session, "telegram").await.ok();
        let user = network.world.by(&g.session, Method::GET, "/api/v1/me", json!({})).await.ok()["user"].as_str().unwrap().to_owned();
        network.write_to("nobody@g.ru", &user).await;
        network.world.clock(&june(15, "09:31")).await;
        assert!(!network.get(&format!("/api/v1/users/{user}")).await["mail_bounced_at"].is_null());
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        network.world.clock(&june(15, "10:01")).await;
        assert_eq!(network.board(&lead).await["G"]["state"], "delivered", "Telegram alone is enough");
        bot.block(7, true);
        let next = network.take(network.lead(2)).await;
        network.world.clock(&june(15, "10:02")).await;
        assert_eq!(network.board(&next).await["G"]["state"], "undelivered", "the vendor's fault, at once");
    }

    async fn a_message_that_is_told_to_wait_comes_after_the_pause_and_through_a_restart(kind) {
        let (smtp, bot) = (Smtp::start().await, BotApi::start().await);
        let mut network = Network::start_with_bot(kind, &smtp, &bot).await;
        network.world.clock(&june(15, "09:30")).await;
        let a = network.seller(&bot, "A", 7, &june(15, "09:30")).await;
        network.ways(&a.session, "telegram").await.ok();
        network.world.clock(&june(15, "10:00")).await;
        bot.pause(7, 1, 30);
        let lead = network.take(network.lead(1)).await;
        network.world.clock(&june(15, "10:00")).await;
        assert_eq!(bot.tries(7), 2);
        network.world.clock("2026-06-15T10:00:29+03:00").await;
        assert_eq!(bot.tries(7), 2, "not before the pause is over");
        network.world.restart("2026-06-15T10:00:29+03:00").await;
        network.world.clock("2026-06-15T10:00:31+03:00").await;
        assert_eq!(bot.tries(7), 3);
        assert!(bot.last(7).text.contains("A lead for you"));
        assert_eq!(network.board(&lead).await["A"]["state"], "delivered");
        assert_eq!(smtp.to("seller7@a.ru").iter().filter(|l| l.text().contains("A lead for you")).count(), 0, "a pause is no failure");
        let log = network.get("/api/v1/events?limit=200").await.to_string();
        assert!(!log.contains("telegram.failed"));
    }

    async fn a_server_of_telegram_that_is_away_is_tried_for_five_minutes_then_mail_takes_over(kind) {
        let (smtp, bot) = (Smtp::start().await, BotApi::start().await);
        let network = Network::start_with_bot(kind, &smtp, &bot).await;
        network.world.clock(&june(15, "09:30")).await;
        let a = network.seller(&bot, "A", 7, &june(15, "09:30")).await;
        network.ways(&a.session, "telegram").await.ok();
        network.world.clock(&june(15, "10:00")).await;
        bot.down(true);
        let lead = network.take(network.lead(1)).await;
        network.world.clock(&june(15, "10:01")).await;
        let letters = || smtp.to("seller7@a.ru").iter().filter(|l| l.text().contains("A lead for you")).count();
        assert_eq!((letters(), network.board(&lead).await["A"]["state"].clone()), (0, json!("offered")));
        network.world.clock(&june(15, "10:08")).await;
        assert_eq!((letters(), network.board(&lead).await["A"]["state"].clone()), (1, json!("delivered")));
        assert!(network.telegram(&a.session).await["blocked_at"].is_null(), "that is nobody's block");
        bot.down(false);
        network.take(network.lead(2)).await;
        network.world.clock(&june(15, "10:09")).await;
        assert_eq!(letters(), 1, "by Telegram again");
        assert!(bot.last(7).text.contains("A lead for you"));
    }

    async fn what_was_pressed_while_the_server_was_away_is_done_once_when_it_is_back(kind) {
        let (smtp, bot) = (Smtp::start().await, BotApi::start().await);
        let mut network = Network::start_with_bot(kind, &smtp, &bot).await;
        network.world.clock(&june(15, "09:30")).await;
        network.seller(&bot, "A", 7, &june(15, "09:30")).await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        network.world.clock(&june(15, "10:01")).await;
        let offer = network.offer("A").await;
        network.world.stop().await;
        bot.press_data(7, bot.last(7).id, &format!("offer:y:{offer}"));
        let pressed = bot.unread().pop().unwrap();
        network.world.restart(&june(15, "10:30")).await;
        // Another server on the same data reads nothing while this one does.
        let beside = network.world.beside(&june(15, "10:30")).await;
        network.world.clock(&june(15, "10:30")).await;
        beside.clock(&june(15, "10:30")).await;
        assert_eq!(network.board(&lead).await["A"]["state"], "accepted");
        assert!(bot.last(7).text.contains("Иван Петров"), "{}", bot.last(7).text);
        bot.repeat(pressed);
        network.world.restart(&june(15, "11:00")).await;
        network.world.clock(&june(15, "11:00")).await;
        let log = network.get(&format!("/api/v1/events?subject={offer}")).await.to_string();
        assert_eq!(log.matches("offer.accepted").count(), 1);
        // After a quiet week Telegram counts from another number.
        network.world.clock(&june(24, "10:00")).await;
        bot.begin_anew();
        bot.write(7, "Есть кто?");
        network.world.clock(&june(24, "10:01")).await;
        assert!(bot.last(7).text.contains("keys under messages only"), "{}", bot.last(7).text);
    }
}

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_token_of_the_bot_is_said_nowhere() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing_subscriber::filter::LevelFilter::DEBUG);
    subscriber.with_writer(move || writer.clone()).init();
    let (smtp, bot) = (Smtp::start().await, BotApi::start().await);
    let network = Network::start_with_bot(crate::databases::Kind::Sqlite, &smtp, &bot).await;
    network.world.clock(&june(15, "09:30")).await;
    let a = network.seller(&bot, "A", 7, &june(15, "09:30")).await;
    let secret = TOKEN.split_once(':').unwrap().1;
    // Nobody listens there: the error knows the address.
    bot.down(true);
    network.world.clock(&june(15, "09:31")).await;
    let nowhere = platform::telegram::Telegram::new("http://127.0.0.1:9", TOKEN).unwrap();
    let away = crate::world::World::start(crate::databases::Kind::Sqlite, &june(15, "10:00")).await;
    let away = away.with_bot(&june(15, "10:00"), nowhere).await;
    away.clock(&june(15, "10:01")).await;
    for path in ["/me/telegram", "/me", "/api/v1/me/telegram", "/metrics", "/api/v1/openapi.json"] {
        let told = network.world.by(&a.session, Method::GET, path, json!({})).await;
        assert!(!told.text.contains(secret), "{path}");
    }
    let events = network.get("/api/v1/events?limit=200").await.to_string();
    let logged = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(logged.contains("Telegram does not answer"), "something was logged: {logged}");
    assert!(!events.contains(secret) && !logged.contains(secret), "{logged}");
}
