//! Texts of Telegram: on the page, and by the bot.

platform::texts! {
    pub telegram() { "Telegram", "Telegram" }
    pub what() { "Бот присылает предложения прямо в Telegram: принять или отклонить лид можно там же, в три касания.", "The bot brings offers right into Telegram: accept or decline a lead there, in three taps." }
    pub link_it() { "Привязать Telegram", "Link Telegram" }
    pub how() { "Откройте ссылку на устройстве, где есть Telegram, и нажмите «Начать». Она сработает один раз.", "Open the link on the device with Telegram and press “Start”. It works once." }
    pub open_telegram() { "Открыть Telegram", "Open Telegram" }
    pub or_copy() { "Telegram на другом устройстве? Скопируйте ссылку:", "Telegram is on another device? Copy the link:" }
    pub copy() { "Скопировать", "Copy" }
    pub valid_until() { "Действует до", "Valid until" }
    pub back() { "Готово", "Done" }
    pub linked_as() { "Чат", "Chat" }
    pub since() { "Привязан", "Linked" }
    pub works() { "Работает", "Works" }
    pub is_blocked() { "Бот заблокирован", "The bot is blocked" }
    pub blocked_text() { "Вы заблокировали бота или удалили чат, поэтому сообщения снова идут на почту. Разблокируйте бота и нажмите в нём «Начать»: Telegram заработает сам.", "You have blocked the bot or deleted the chat, so news go by mail again. Unblock the bot and press “Start” there: Telegram works again by itself." }
    pub how_news_come() { "Куда присылать новости", "Where news go" }
    pub by_both() { "На почту и в Telegram", "By mail and Telegram" }
    pub by_telegram() { "Только в Telegram", "By Telegram alone" }
    pub by_mail() { "Только на почту", "By mail alone" }
    pub choice_hint() { "Если Telegram не сможет доставить сообщение, оно придёт на почту.", "What Telegram cannot deliver comes by mail." }
    pub which_news() { "О чём писать, выбирают отдельно:", "What to write about is chosen apart:" }
    pub which_news_link() { "Письма и сообщения", "Letters and messages" }
    pub save() { "Сохранить", "Save" }
    pub saved() { "Сохранено", "Saved" }
    pub unlink() { "Отвязать", "Unlink" }
    pub unlinked() { "Telegram отвязан, новости идут на почту", "Telegram is unlinked; news go by mail" }
    pub link_again() { "Привязать другой чат", "Link another chat" }
    pub off_head() { "Telegram не подключён", "Telegram is not set up" }
    pub off() { "На этом сервере нет бота Telegram. Его подключает администратор сервера, настройкой telegram_token", "This server has no Telegram bot. The operator of the server sets one up with telegram_token" }
    pub unreachable() { "Telegram сейчас не отвечает. Попробуйте через минуту", "Telegram does not answer now. Try again in a minute" }
    pub not_linked() { "Чат с ботом не привязан: сначала привяжите Telegram", "No chat with the bot is linked: link Telegram first" }
    pub blocked_choice() { "Бот заблокирован, и новости никуда не пришли бы. Разблокируйте его или оставьте почту", "The bot is blocked, so news would go nowhere. Unblock it, or keep mail" }
    pub stranger() { "Этот чат не привязан к Artel. Войдите в кабинет, откройте «Мой профиль» → Telegram и нажмите «Привязать».", "This chat is not linked to Artel. Sign in to the portal, open your profile → Telegram, and press “Link Telegram”." }
    pub link_over() { "Эта ссылка уже использована или устарела. Откройте в кабинете «Мой профиль» → Telegram и возьмите новую.", "This link has been used or is too old. Open your profile → Telegram in the portal and take a new one." }
    pub is_linked(name: &str) { "Готово: этот чат привязан, {name}. Новые предложения придут сюда.", "Done: this chat is linked, {name}. New offers will come here." }
    pub only_keys(base: &str) { "Я понимаю только кнопки под сообщениями. Всё остальное — в кабинете: {base}", "I understand the keys under messages only. Everything else is in the portal: {base}" }
    pub gone() { "Этого больше нет, или это не для вас", "This has gone, or it is not for you" }
}
