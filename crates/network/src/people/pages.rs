//! What the pages of people say.

platform::texts! {
    pub sign_in() { "Вход", "Sign in" }
    pub sign_in_button() { "Войти", "Sign in" }
    pub email() { "Почта", "E-mail" }
    pub password() { "Пароль", "Password" }
    pub password_hint(least: usize) { "Не меньше {least} знаков. Лучше всего — несколько несвязанных слов.", "At least {least} characters. Several unrelated words are best." }
    pub no_access() { "Нет доступа? Его даёт администратор вашей программы: он пришлёт приглашение на почту.", "No access? The admin of your program gives it: an invitation by mail." }
    pub forgot() { "Забыли пароль?", "Forgot the password?" }
    pub forgotten() { "Забытый пароль", "Forgotten password" }
    pub forgotten_note() { "Напишите почту, под которой вы входите. Мы пришлём ссылку, по которой можно выбрать новый пароль.", "Write the e-mail that you sign in with. A letter will bring a link to choose a new password." }
    pub send_letter() { "Прислать ссылку", "Send the link" }
    pub letter_sent() { "Если с этой почтой есть вход, письмо со ссылкой уже в пути. Ссылка действует час.", "If somebody signs in with that e-mail, a letter with a link is on its way. The link works for an hour." }
    pub back_to_sign_in() { "Вернуться ко входу", "Back to the sign-in" }
    pub choose_password() { "Новый пароль", "A new password" }
    pub choose_for(email: &str) { "Пароль для входа под {email}. Все открытые сеансы завершатся.", "The password for {email}. All open sessions will end." }
    pub password_replaced() { "Пароль сменён. Войдите с новым.", "The password is changed. Sign in with the new one." }
    pub signed_out() { "Вы вышли", "You are signed out" }

    pub join(program: &str) { "Добро пожаловать в {program}", "Welcome to {program}" }
    pub join_known(email: &str) { "У {email} уже есть вход. Введите его пароль, чтобы присоединиться.", "{email} has a sign-in already. Give its password to join." }
    pub join_new(email: &str) { "Вход будет по адресу {email}. Придумайте пароль.", "You will sign in as {email}. Choose a password." }
    pub join_button() { "Присоединиться", "Join" }
    pub joined(program: &str) { "Вы в программе «{program}»", "You are in “{program}” now" }
    pub name() { "Имя и фамилия", "Name" }
    pub language() { "Язык экранов и писем", "Language of screens and mails" }

    pub me() { "Мой профиль", "My profile" }
    pub telegram() { "Telegram", "Telegram" }
    pub telegram_note() { "Предложения и сроки прямо в Telegram: примите лид, не открывая кабинет.", "Offers and deadlines right in Telegram: accept a lead without opening the portal." }
    pub telegram_open() { "Настроить Telegram", "Set up Telegram" }
    pub about_me() { "Обо мне", "About me" }
    pub save() { "Сохранить", "Save" }
    pub saved() { "Сохранено", "Saved" }
    pub change_password() { "Сменить пароль", "Change the password" }
    pub current_password() { "Нынешний пароль", "Present password" }
    pub new_password() { "Новый пароль", "New password" }
    pub password_changed() { "Пароль сменён, остальные сеансы завершены", "The password is changed, other sessions have ended" }
    pub sessions() { "Где я вошёл", "Where I am signed in" }
    pub sessions_note() { "Завершите сеанс, если не узнаёте его.", "End a session that you do not know." }
    pub this_session() { "этот", "this one" }
    pub session_seen(moment: &str) { "был активен {moment}", "last used {moment}" }
    pub session_end() { "Завершить", "End" }
    pub sessions_of() { "Где вошёл в систему", "Signed in at" }
    pub signed_in_nowhere() { "Сейчас нигде", "Nowhere at the moment" }
    pub sign_out_everywhere() { "Завершить все сеансы", "Sign out everywhere" }
    pub sessions_ended() { "Все сеансы завершены", "All sessions have ended" }
    pub session_ended() { "Сеанс завершён", "The session has ended" }
    pub unknown_device() { "Неизвестный браузер", "Unknown browser" }
    pub programs() { "Где продолжить", "Where to go on" }
    pub programs_note() { "У вас есть доступ к нескольким программам или компаниям.", "You have access to several programs or companies." }
    pub go_on() { "Перейти", "Go on" }
    pub here_now() { "вы здесь", "you are here" }

    pub settings() { "Настройки", "Settings" }
    pub company() { "Компания", "Company" }
    pub people() { "Люди", "People" }
    pub invite() { "Пригласить", "Invite" }
    pub invite_head() { "Пригласить человека", "Invite somebody" }
    pub invite_note() { "Приглашение придёт письмом и действует неделю.", "The invitation goes by mail and works for a week." }
    pub invited(email: &str) { "Приглашение для {email} отправлено", "The invitation for {email} is on its way" }
    pub invited_link() { "Ссылка из письма. Можно передать её и самому: она сработает один раз.", "The link of the mail. You may hand it on yourself: it works once." }
    pub back_to_people() { "К списку людей", "To the people" }
    pub role() { "Роль", "Role" }
    pub partner() { "Компания партнёра", "Partner" }
    pub partner_hint() { "Только для ролей партнёра.", "For the roles of a partner only." }
    pub waiting() { "Ждут ответа", "Waiting for an answer" }
    pub waits_until(moment: &str) { "действует до {moment}", "works until {moment}" }
    pub withdraw() { "Отозвать", "Take back" }
    pub withdrawn() { "Приглашение отозвано", "The invitation is taken back" }
    pub state() { "Состояние", "State" }
    pub active() { "Работает", "Active" }
    pub disabled() { "Отключён", "Disabled" }
    pub since() { "В программе с", "Since" }
    pub change() { "Изменить", "Change" }
    pub changed() { "Изменения сохранены", "The changes are saved" }
    pub disable_hint() { "Сеансы завершатся сразу, войти человек не сможет.", "Sessions end at once, and the person cannot sign in." }
    pub disable() { "Отключить доступ", "Disable the access" }
    pub vendor() { "Вендор", "Vendor" }
    pub find() { "Имя или почта", "Name or e-mail" }
    pub nobody_found() { "Никого не нашлось", "Nobody found" }
    pub nobody() { "Пока никого", "Nobody yet" }

    pub keys() { "Ключи API", "API keys" }
    pub key_new() { "Новый ключ", "New key" }
    pub key_name() { "Для чего ключ", "What the key is for" }
    pub key_name_hint() { "Например: сайт, 1С, отчёты.", "For example: website, accounting, reports." }
    pub all_scopes() { "все права роли", "all that the role may do" }
    pub scopes() { "Права", "Scopes" }
    pub scopes_hint() { "Через пробел: leads:write deals:read. Звёздочка — всё, что может роль.", "With spaces: leads:write deals:read. A star is all that the role may do." }
    pub expires() { "Действует до", "Works until" }
    pub expires_hint() { "Пусто — без срока.", "Empty is without an end." }
    pub key_made() { "Ключ создан", "The key is made" }
    pub key_once() { "Скопируйте его сейчас: больше он нигде не появится.", "Copy it now: it is shown nowhere else." }
    pub key_back() { "К списку ключей", "To the keys" }
    pub key_used(moment: &str) { "использован {moment}", "used {moment}" }
    pub key_unused() { "ещё не использован", "not used yet" }
    pub key_revoke() { "Отозвать", "Revoke" }
    pub key_revoked() { "Ключ отозван", "The key is revoked" }
    pub key_none() { "Ключей нет", "No keys" }
    pub key_none_text() { "Ключ нужен, чтобы сайт или учётная система работали с Artel сами.", "A key lets a website or an accounting system work with Artel by itself." }
    pub no_end() { "без срока", "without an end" }
    pub copy() { "Копировать", "Copy" }
}
