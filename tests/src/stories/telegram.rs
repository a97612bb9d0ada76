//! An offer is answered from the message of the bot: linked, offered, accepted in three taps, declined, refused.

use reqwest::Method;
use serde_json::{Value, json};

use super::fixture::{Network, june};
use crate::{botapi::BotApi, databases::both, smtp::Smtp};

/// A seller with a chat.
pub(super) struct Seller {
    pub(super) session: String,
}

impl Network {
    /// How a person stands with the bot.
    pub(super) async fn telegram(&self, session: &str) -> Value {
        self.world.by(session, Method::GET, "/api/v1/me/telegram", json!({})).await.ok()
    }

    /// A link of a person, as what is written to the bot.
    pub(super) async fn start_of(&self, session: &str) -> String {
        let link = self.world.by(session, Method::POST, "/api/v1/me/telegram/links", json!({})).await.ok();
        let url = link["url"].as_str().unwrap().to_owned();
        let token = url.strip_prefix("https://t.me/vendor_bot?start=").unwrap_or_else(|| panic!("{url}"));
        assert!(token.len() <= 64, "Telegram passes no more on");
        format!("/start {token}")
    }

    /// Somebody of a partner joins and links a chat.
    pub(super) async fn seller(&self, bot: &BotApi, letter: &str, chat: i64, now: &str) -> Seller {
        let email = format!("seller{chat}@{}.ru", letter.to_lowercase());
        let session = self.person(&email, "partner_seller", Some(letter)).await;
        // The name of the bot is known once Telegram was asked.
        self.world.clock(now).await;
        let start = self.start_of(&session).await;
        bot.write(chat, &start);
        self.world.clock(now).await;
        assert_eq!(self.telegram(&session).await["chat"], format!("@user{chat}"));
        Seller { session }
    }

    pub(super) async fn ways(&self, session: &str, sends: &str) -> crate::world::Told {
        self.world.by(session, Method::PUT, "/api/v1/me/telegram", json!({ "sends": sends })).await
    }
}

both! {
    async fn story_24_an_offer_is_accepted_from_telegram_in_three_taps(kind) {
        let (smtp, bot) = (Smtp::start().await, BotApi::start().await);
        let network = Network::start_with_bot(kind, &smtp, &bot).await;
        network.world.clock(&june(15, "09:30")).await;
        network.seller(&bot, "A", 7, &june(15, "09:30")).await;
        assert!(bot.last(7).text.contains("Done: this chat is linked"), "in the person's language: {}", bot.last(7).text);
        network.world.clock(&june(15, "10:00")).await;
        let mut lead = network.lead(1);
        lead["need"] = json!("Насосы, звоните Петрову +7 (495) 100-00-01 или petrov@zavod.ru");
        let lead = network.take(lead).await;
        network.world.clock(&june(15, "10:01")).await;
        let offered = bot.last(7);
        assert!(offered.text.contains("A lead for you: Насосы") && offered.text.contains("by 15 June, 18:00"), "{}", offered.text);
        for secret in ["Иван", "100-00-01", "+7495", "petrov@", "ivan@", "Завод 1"] {
            assert!(!offered.text.contains(secret), "{secret} in {}", offered.text);
        }
        assert_eq!(network.board(&lead).await["A"]["state"], "delivered", "Telegram has taken it");
        assert!(smtp.to("seller7@a.ru").iter().any(|l| l.text().contains("A lead for you")), "by mail, too, as long as nothing else is chosen");

        bot.press(7, "Accept");
        network.world.clock(&june(15, "10:02")).await;
        let asked = bot.last(7);
        assert!(asked.text.contains("Accept the lead?") && !asked.text.contains("Иван"), "{}", asked.text);
        assert_eq!(network.board(&lead).await["A"]["state"], "viewed", "whoever asks has looked");
        let yes = bot.press(7, "Yes");
        let twice = bot.unread().pop().unwrap();
        bot.press_data(7, asked.id, &yes);
        network.world.clock(&june(15, "10:03")).await;
        let won = bot.last(7);
        assert!(won.text.contains("The lead is yours") && won.text.contains("Иван Петров") && won.text.contains("+74951000001"), "{}", won.text);
        assert_eq!(bot.chat(7).len(), 2, "one message changes; it does not pile up");
        // Telegram says again what was lost on its way, and nothing happens.
        bot.repeat(twice);
        network.world.clock(&june(15, "10:04")).await;
        assert!(bot.toast().0.is_empty() || !bot.toast().1, "a doubled press is no fault: {:?}", bot.toast());

        let called = bot.press(7, "I called");
        bot.press_data(7, won.id, &called);
        network.world.clock(&june(15, "10:05")).await;
        assert_eq!(network.board(&lead).await["A"]["state"], "started");
        let offer = network.offer("A").await;
        let log = network.get(&format!("/api/v1/events?subject={offer}")).await.to_string();
        for (name, times) in [("offer.accepted", 1), ("offer.started", 1), ("offer.viewed", 1), ("offer.delivered", 1)] {
            assert_eq!(log.matches(&format!("\"{name}\"")).count(), times, "{name} in {log}");
        }
        assert!(log.contains("\"user\""), "a person did it: {log}");
        assert_eq!(network.board(&lead).await["A"]["contacts"].as_array().unwrap().len(), 1, "a doubled press records one contact");
        let done = bot.last(7);
        assert!(done.text.contains("The work has begun") && !done.labels().iter().any(|l| l.contains("I called")), "{done:?}");
        let all = network.get("/api/v1/events?limit=200").await.to_string();
        assert!(all.contains("telegram.sent") && all.contains("user.telegram_linked"), "{all}");
        assert!(!all.contains("Иван") && !all.contains("@user7"), "nothing personal in the log");
    }

    async fn the_loser_of_a_race_is_told_and_sees_no_contact(kind) {
        let (smtp, bot) = (Smtp::start().await, BotApi::start().await);
        let network = Network::start_with_bot(kind, &smtp, &bot).await;
        network.policy(json!({ "mode": { "mode": "exclusive" } })).await;
        network.world.clock(&june(15, "09:30")).await;
        network.seller(&bot, "A", 7, &june(15, "09:30")).await;
        network.seller(&bot, "B", 8, &june(15, "09:30")).await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        network.world.clock(&june(15, "10:01")).await;
        for chat in [7, 8] {
            bot.press(chat, "Accept");
        }
        network.world.clock(&june(15, "10:02")).await;
        bot.press(7, "Yes");
        bot.press(8, "Yes");
        network.world.clock(&june(15, "10:03")).await;
        let board = network.board(&lead).await;
        assert_eq!((&board["A"]["state"], &board["B"]["state"]), (&json!("accepted"), &json!("taken")));
        assert_eq!(bot.toast(), ("Other partners were first".to_owned(), true));
        let lost = bot.last(8);
        assert!(lost.text.contains("does not count against you") && !lost.text.contains("Иван"), "{}", lost.text);
        assert!(!lost.labels().iter().any(|label| label.contains("ccept")), "nothing left to press: {lost:?}");
        assert!(bot.last(7).text.contains("Иван Петров"));
    }

    async fn an_offer_is_declined_with_a_reason_by_keys(kind) {
        let (smtp, bot) = (Smtp::start().await, BotApi::start().await);
        let network = Network::start_with_bot(kind, &smtp, &bot).await;
        network.world.clock(&june(15, "09:30")).await;
        network.seller(&bot, "A", 7, &june(15, "09:30")).await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        network.world.clock(&june(15, "10:01")).await;
        bot.press(7, "Decline");
        network.world.clock(&june(15, "10:02")).await;
        assert!(bot.last(7).labels().len() >= 6, "five reasons and a way back: {:?}", bot.last(7));
        bot.press(7, "Back");
        network.world.clock(&june(15, "10:03")).await;
        assert_eq!(network.board(&lead).await["A"]["state"], "viewed", "whoever goes back has declined nothing");
        bot.press(7, "Decline");
        network.world.clock(&june(15, "10:04")).await;
        bot.press(7, "far");
        network.world.clock(&june(15, "10:05")).await;
        let board = network.board(&lead).await;
        assert_eq!(board["A"]["state"], "declined");
        assert!(board["A"].to_string().contains("too_far"), "{}", board["A"]);
        assert!(bot.last(7).text.contains("no fault"), "{}", bot.last(7).text);
        // An old key tells how things are.
        let offer = network.offer("A").await;
        bot.press_data(7, bot.last(7).id, &format!("offer:y:{offer}"));
        network.world.clock(&june(15, "10:06")).await;
        assert!(bot.toast().1 && !bot.toast().0.is_empty(), "{:?}", bot.toast());
        assert_eq!(network.board(&lead).await["A"]["state"], "declined");
    }

    async fn a_strangers_chat_can_do_nothing(kind) {
        let (smtp, bot) = (Smtp::start().await, BotApi::start().await);
        let network = Network::start_with_bot(kind, &smtp, &bot).await;
        network.world.clock(&june(15, "09:30")).await;
        let a = network.seller(&bot, "A", 7, &june(15, "09:30")).await;
        network.seller(&bot, "D", 9, &june(15, "09:30")).await;
        network.world.clock(&june(15, "10:00")).await;
        let lead = network.take(network.lead(1)).await;
        network.world.clock(&june(15, "10:01")).await;
        let offer = network.offer("A").await;
        // Of nobody, of another partner, of a group, with nonsense.
        for chat in [666, 9] {
            for verb in ["a", "y", "d", "r0", "c", "b", "zz"] {
                bot.press_data(chat, 10, &format!("offer:{verb}:{offer}"));
            }
            bot.press_data(chat, 10, "offer");
            bot.press_data(chat, 10, "deal:x:1");
        }
        bot.update(json!({ "callback_query": { "id": "press", "from": { "id": 7, "first_name": "x" }, "data": format!("offer:y:{offer}"),
            "message": { "message_id": 10, "chat": { "id": -100, "type": "supergroup" } } } }));
        bot.update(json!({ "strange": { "thing": [] } }));
        bot.write(666, "/start 0123456789abcdef");
        bot.write(666, "Кто здесь?");
        network.world.clock(&june(15, "10:02")).await;
        assert_eq!(network.board(&lead).await["A"]["state"], "delivered", "nothing has happened");
        assert!(bot.unread().len() <= 1, "all was taken in");
        let said: Vec<_> = bot.chat(666).into_iter().map(|message| message.text).collect();
        assert!(said.iter().any(|text| text.contains("не привязан")) && said.iter().any(|text| text.contains("устарела")), "{said:?}");
        let all = format!("{said:?} {:?}", bot.chat(9));
        assert!(!all.contains("Иван") && !all.contains("котельной"), "a stranger learns nothing: {all}");

        // A link works once, and for a quarter of an hour.
        let start = network.start_of(&a.session).await;
        network.world.clock(&june(15, "10:18")).await;
        bot.write(666, &start);
        network.world.clock(&june(15, "10:18")).await;
        assert_eq!(network.telegram(&a.session).await["chat"], "@user7", "too late");
        let (first, second) = (network.start_of(&a.session).await, network.start_of(&a.session).await);
        bot.write(666, &first);
        bot.write(70, &second);
        bot.write(666, &second);
        network.world.clock(&june(15, "10:19")).await;
        assert_eq!(network.telegram(&a.session).await["chat"], "@user70", "the newest link, once");
        // The chat before is a stranger's now, and who is disabled can do nothing.
        bot.press_data(7, 10, &format!("offer:y:{offer}"));
        network.world.clock(&june(15, "10:20")).await;
        network.disable("seller7@a.ru").await;
        bot.press_data(70, 10, &format!("offer:y:{offer}"));
        network.world.clock(&june(15, "10:21")).await;
        assert_ne!(network.board(&lead).await["A"]["state"], "accepted");
    }

    async fn a_person_chooses_the_ways_and_one_always_stays(kind) {
        let (smtp, bot) = (Smtp::start().await, BotApi::start().await);
        let network = Network::start_with_bot(kind, &smtp, &bot).await;
        network.world.clock(&june(15, "09:30")).await;
        let b = network.person("seller8@b.ru", "partner_seller", Some("B")).await;
        let refused = network.ways(&b, "telegram").await;
        assert_eq!((refused.status.as_u16(), refused.body["type"].as_str().unwrap().ends_with("telegram-not-linked")), (409, true));
        let a = network.seller(&bot, "A", 7, &june(15, "09:30")).await;
        assert_eq!(network.telegram(&a.session).await["sends"], "both");
        let letters = || smtp.to("seller7@a.ru").iter().filter(|l| l.text().contains("A lead for you")).count();
        for (number, (sends, letter, message)) in [("mail", 1, 0), ("telegram", 1, 1), ("both", 2, 2)].into_iter().enumerate() {
            network.ways(&a.session, sends).await.ok();
            let number = u32::try_from(number).unwrap();
            let at = june(15, &format!("1{number}:00"));
            network.world.clock(&at).await;
            network.take(network.lead(number + 1)).await;
            network.world.clock(&at).await;
            let told = bot.chat(7).iter().filter(|m| m.text.contains("A lead for you")).count();
            assert_eq!((letters(), told), (letter, message), "{sends}");
        }
        assert_eq!(network.ways(&a.session, "pigeon").await.status.as_u16(), 422);
        network.world.by(&a.session, Method::DELETE, "/api/v1/me/telegram", json!({})).await.ok();
        assert_eq!(network.telegram(&a.session).await["sends"], "mail", "who ends the link gets mail");
        let again = network.world.by(&a.session, Method::DELETE, "/api/v1/me/telegram", json!({})).await;
        assert_eq!(again.status.as_u16(), 409);
        let page = network.world.by(&a.session, Method::GET, "/me/telegram", json!({})).await;
        assert!(page.text.contains("Link Telegram"), "{}", page.text);
    }
}
