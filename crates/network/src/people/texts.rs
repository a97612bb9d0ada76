//! What people say to people.

platform::texts! {
    pub wrong_credentials() { "Неверная почта или пароль", "Wrong e-mail or password" }
    pub last_admin() { "Это последний администратор. Сначала назначьте другого", "This is the last admin. Appoint another one first" }
    pub invitation_ended() { "Приглашение уже принято или истекло. Попросите прислать новое", "The invitation has been accepted or has expired. Ask for a new one" }
    pub reset_ended() { "Ссылка уже использована или истекла. Запросите новую", "The link has been used or has expired. Ask for a new one" }
    pub already_member(email: &str) { "{email} уже в программе", "{email} is in the program already" }
    pub may_not_grant() { "Вы не можете управлять этой ролью", "This role is not yours to manage" }
    pub role_needs_partner() { "Для этой роли укажите партнёра", "This role needs a partner" }
    pub role_forbids_partner() { "Роль сотрудника вендора не бывает у партнёра", "A role at the vendor has no partner" }
    pub name_is_theirs() { "Этот человек состоит и в других программах: имя он меняет сам", "This person is in other programs, too, and changes the name personally" }
    pub scope_is_wider() { "Нельзя дать ключу больше прав, чем у вас", "A key cannot be given more than you have" }
    pub too_short(least: usize) { "Нужно не меньше {least} знаков", "At least {least} characters are needed" }
    pub too_long(most: usize) { "Нужно не больше {most} знаков", "At most {most} characters are allowed" }
    pub easy_to_guess() { "Такой пароль легко угадать. Возьмите несколько несвязанных слов", "This password is easy to guess. Take several unrelated words" }
    pub wrong_password() { "Неверный пароль", "Wrong password" }
    pub not_an_email() { "Это не адрес почты", "This is not an e-mail address" }
    pub no_name() { "Напишите имя", "Write a name" }
    pub not_a_scope(given: &str) { "«{given}» — не право. Пишите, например, leads:read, leads:write или *", "“{given}” is no scope. Write, for example, leads:read, leads:write or *" }
    pub no_scopes() { "Укажите хотя бы одно право", "Name at least one scope" }
    pub expires_in_past() { "Этот срок уже прошёл", "This moment has passed already" }

    pub reset_subject(program: &str) { "Новый пароль для {program}", "A new password for {program}" }
    pub reset_heading() { "Выберите новый пароль", "Choose a new password" }
    pub reset_greeting() { "Кто-то, скорее всего вы, попросил сменить забытый пароль для этого адреса.", "Somebody, most likely you, asked to replace the forgotten password of this address." }
    pub reset_button() { "Выбрать пароль", "Choose a password" }
    pub reset_note() { "Ссылка действует час и только один раз. Если это были не вы, ничего не делайте: прежний пароль остаётся.", "The link works for an hour and once. If it was not you, do nothing: the old password stays." }

    pub invitation_subject(program: &str) { "Приглашение в {program}", "Invitation to {program}" }
    pub invitation_heading() { "Вас приглашают", "You are invited" }
    pub invitation_greeting(program: &str) { "Здравствуйте! Вас приглашают в партнёрскую программу «{program}».", "Hello! You are invited to the partner program “{program}”." }
    pub invitation_button() { "Принять приглашение", "Accept the invitation" }
    pub invitation_note(days: i64) { "Ссылка действует {days} дн. и только один раз. Если вы не ждали этого письма, ничего не делайте.", "The link works for {days} days and once. If you did not expect this mail, do nothing." }
}
