//! What the pages of partners say.

use kit::Lang;
use platform::web::format::plural;

use super::{Life, PauseKind, SizeClass};

platform::texts! {
    pub partners() { "Партнёры", "Partners" }
    pub company() { "О компании", "About the company" }
    pub new() { "Новый партнёр", "New partner" }
    pub add() { "Добавить", "Add" }
    pub added() { "Партнёр добавлен. Теперь пригласите его людей", "The partner is added. Now invite its people" }
    pub find() { "Название", "Name" }
    pub any() { "Любой", "Any" }
    pub name() { "Название", "Name" }
    pub tax_id() { "ИНН", "Tax number" }
    pub size() { "Размер", "Size" }
    pub contract() { "Договор действует", "The contract is in force" }
    pub contract_hint() { "Без действующего договора партнёру ничего не предлагают.", "Without a contract in force a partner is offered nothing." }
    pub share() { "Доля", "Share" }
    pub share_hint() { "100 % — обычная доля лидов; 200 % — вдвое больше.", "100% is an ordinary share of leads; 200% is twice as many." }
    pub email() { "Почта", "E-mail" }
    pub email_hint() { "Туда придёт ссылка, по которой человек войдёт впервые.", "The link for the first sign-in goes there." }
    pub role() { "Роль", "Role" }
    pub letter_in() { "Язык письма", "Language of the letter" }
    pub invited(email: &str) { "Приглашение отправлено: {email}", "The invitation is on its way: {email}" }
    pub owner_group() { "Группа владельца", "Group of an owner" }
    pub owner_group_hint() { "Партнёры одного владельца стоят в очереди одним местом. Впишите название или выберите его; пусто — без группы.", "Partners of one owner share one place in the queue. Write its name or choose it; empty is no group." }
    pub calendar() { "Рабочее время", "Working hours" }
    pub open_cap() { "Лидов в работе, не больше", "Open leads at most" }
    pub day_cap() { "Предложений в день, не больше", "Offers a day at most" }
    pub cap_hint() { "Пусто — как в политике.", "Empty is as the policy says." }
    pub serves() { "С какими клиентами работает", "Clients that it serves" }
    pub serves_hint() { "Ничего не отмечено — со всеми.", "Nothing marked is all." }
    pub industries() { "Отрасли", "Industries" }
    pub industries_hint() { "Через запятую; пусто — все.", "With commas; empty is all." }
    pub territories() { "Территории", "Territories" }
    pub territories_hint() { "Ничего не отмечено — все. Отмеченный округ или страна — целиком.", "Nothing marked is all. A marked district or country is all of it." }
    pub whole(name: &str) { "{name}: целиком", "{name}: all of it" }
    pub left() { "Ушёл из сети", "Has left the network" }
    pub left_hint() { "Новых предложений не будет, история останется.", "No new offers, the history stays." }
    pub save() { "Сохранить", "Save" }
    pub saved() { "Сохранено", "Saved" }
    pub change() { "Изменить", "Change" }
    pub state() { "Состояние", "State" }
    pub no_contract() { "Без договора", "No contract" }
    pub on_pause() { "На паузе", "On pause" }
    pub and_more(names: &str, more: usize) { "{names} и ещё {more}", "{names} and {more} more" }
    pub joined() { "В сети с", "In the network since" }
    pub all() { "Все", "All" }
    pub certificates() { "Сертификаты", "Certificates" }
    pub certificates_none() { "Сертификатов нет: лиды по продуктам, где они нужны, не придут.", "No certificates: leads of products that need one will not come." }
    pub product() { "Продукт", "Product" }
    pub valid_until() { "Действует до", "Valid until" }
    pub no_end() { "без срока", "without an end" }
    pub valid_until_hint() { "Последний день. Пусто — без срока.", "The last day. Empty is without an end." }
    pub until(day: &str) { "до {day}", "until {day}" }
    pub ended(day: &str) { "истёк {day}", "ended {day}" }
    pub certify() { "Выдать сертификат", "Certify" }
    pub certified() { "Сертификат выдан", "Certified" }
    pub revoke() { "Отозвать", "Revoke" }
    pub revoked() { "Сертификат отозван", "The certificate is revoked" }
    pub pauses() { "Паузы", "Pauses" }
    pub pauses_none() { "Пауз не было.", "There were no pauses." }
    pub pause_from(from: &str) { "с {from}", "from {from}" }
    pub pause_now() { "идёт", "running" }
    pub would_be_active(who: &str) { "Станут активными: {who}", "Active at once: {who}" }
    pub would_be_dormant(who: &str) { "Станут спящими: {who}", "Dormant at once: {who}" }
    pub any_life() { "Любая", "Any" }
    pub life() { "Жизнь в сети", "Life in the network" }
    pub suspend() { "Приостановить", "Suspend" }
    pub suspend_text() { "Новых лидов не будет, пока вы не вернёте партнёра; начатое идёт дальше. Партнёр прочтёт причину.", "No new leads until you bring it back; what was begun goes on. The partner reads the reason." }
    pub suspend_reason() { "Причина", "Reason" }
    pub suspended() { "Партнёр приостановлен", "The partner is suspended" }
    pub resume() { "Вернуть", "Bring it back" }
    pub resumed() { "Партнёр снова получает лиды", "The partner receives leads again" }
    pub already_suspended() { "Партнёр уже приостановлен", "The partner is suspended already" }
    pub not_suspended() { "Партнёр не приостановлен", "The partner is not suspended" }
    pub has_left_already() { "Партнёр ушёл из сети", "The partner has left the network" }
    pub kind_suspended() { "Сотрудничество приостановлено", "The partnership is suspended" }
    pub kind_resumed() { "Сотрудничество возобновлено", "The partnership goes on" }
    pub suspended_heading() { "Вендор приостановил новые лиды для вас", "The vendor has suspended new leads for you" }
    pub suspended_note(reason: &str) { "Причина: {reason}. Начатые лиды и сделки идут дальше.", "Reason: {reason}. Leads and deals that were begun go on." }
    pub resumed_heading() { "Вы снова получаете лиды", "You receive leads again" }
    pub resumed_note() { "Вендор возобновил сотрудничество. В очереди вы встали на нынешнее место, без долга и без запаса.", "The vendor has taken the partnership up again. You join the queue at the present time: nothing is lost and nothing is banked." }
    pub holiday() { "Поставить на паузу", "Pause the leads" }
    pub holiday_hint() { "На это время новых лидов не будет; начатые остаются.", "No new leads come in this time; those begun stay." }
    pub first_day() { "Первый день", "First day" }
    pub last_day() { "Последний день", "Last day" }
    pub paused() { "Пауза поставлена", "The pause is set" }
    pub people() { "Люди", "People" }
    pub eats_offers() { "Предложения некому читать", "Nobody reads its offers" }
    pub eats_offers_text() { "Партнёр стоит в очереди и получает лиды, но у него нет ни одного пользователя: предложения сгорят без ответа. Пригласите руководителя партнёра или поставьте партнёра на паузу.", "The partner stands in the queue and is offered leads, but it has no user: the offers will run out without an answer. Invite the partner's owner, or pause the partner." }
    pub people_none() { "Людей пока нет: пригласите руководителя партнёра.", "Nobody yet: invite the partner's owner." }
    pub invite() { "Пригласить", "Invite" }
    pub about() { "Сведения", "Facts" }
    pub none() { "Партнёров пока нет", "No partners yet" }
    pub none_text() { "Добавьте первого или загрузите список.", "Add the first one, or import a list." }
    pub nothing_found() { "Ничего не нашлось", "Nothing found" }
    pub nothing_found_text() { "Измените условия поиска.", "Change what you look for." }
    pub wrong_order() { "Последний день раньше первого", "The last day is before the first" }
}

/// The size of a company in words.
pub fn size_class(lang: impl Into<Lang>, size: SizeClass) -> &'static str {
    let (ru, en) = match size {
        SizeClass::Solo => ("Один человек", "One person"),
        SizeClass::Small => ("Малая", "Small"),
        SizeClass::Medium => ("Средняя", "Medium"),
        SizeClass::Large => ("Крупная", "Large"),
    };
    match lang.into() {
        Lang::Ru => ru,
        Lang::En => en,
    }
}

/// Why a pause stands.
pub fn pause_kind(lang: impl Into<Lang>, kind: PauseKind) -> &'static str {
    let (ru, en) = match kind {
        PauseKind::Reciprocity => (
            "Выигрывает лиды вендора, а своих сделок не приносит",
            "Wins the vendor's leads and brings no deals of its own",
        ),
        PauseKind::Ignoring => ("Оставляет предложения без ответа", "Leaves offers without an answer"),
        PauseKind::Quality => ("Просрочено исправление по качеству", "A correction of quality is overdue"),
        PauseKind::Holiday => ("По собственному желанию", "By its own wish"),
        PauseKind::Suspended => ("Приостановлен вендором", "Suspended by the vendor"),
    };
    match lang.into() {
        Lang::Ru => ru,
        Lang::En => en,
    }
}

/// Where a partner stands in its life, in words.
pub fn life_of(lang: impl Into<Lang>, life: Life) -> &'static str {
    let (ru, en) = match life {
        Life::Onboarding => ("Знакомится", "Onboarding"),
        Life::Active => ("Активен", "Active"),
        Life::Dormant => ("Спит", "Dormant"),
        Life::Suspended => ("Приостановлен", "Suspended"),
        Life::Left => ("Ушёл", "Has left"),
    };
    match lang.into() {
        Lang::Ru => ru,
        Lang::En => en,
    }
}

/// `3 партнёра`, `3 partners`.
pub fn partners_of(lang: Lang, n: i64) -> String {
    plural(lang, n, ["партнёр", "партнёра", "партнёров"], ["partner", "partners"])
}
