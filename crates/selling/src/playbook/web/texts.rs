//! What the pages of the playbook say.

use super::super::words::Both;

/// The name that a process has until somebody names it.
pub fn new_name() -> Both {
    Both { ru: new_process(kit::Lang::Ru), en: new_process(kit::Lang::En) }
}

platform::texts! {
    pub playbook() { "Книга продаж", "Playbook" }
    pub typology() { "Типология", "Typology" }
    new_process() { "Новый процесс", "New process" }
    pub formalised() { "Описано", "Formalised" }
    pub formalised_note() { "среднее трёх долей рядом", "the mean of the three shares beside it" }
    pub stages() { "Этапы", "Stages" }
    pub with_process() { "Продукты с процессом", "Products with a process" }
    pub filled(filled: &str, of: &str) { "{filled} из {of}", "{filled} of {of}" }
    pub processes() { "Процессы", "Processes" }
    pub process() { "Процесс", "Process" }
    pub product() { "Продукт", "Product" }
    pub leads_which() { "Какие сделки ведёт", "Which deals it leads" }
    pub state() { "Состояние", "State" }
    pub retired() { "снят", "retired" }
    pub draft() { "черновик", "draft" }
    pub version(number: i64) { "Версия {number}", "Version {number}" }
    pub none() { "Процессов пока нет", "No processes yet" }
    pub none_text() { "Начните с готового шаблона: его хватит, чтобы повести первые сделки.", "Start from a template: it is enough to lead the first deals." }
    pub begin() { "Новый процесс продаж", "New sales process" }
    pub begin_it() { "Начать", "Begin" }
    pub begun() { "Процесс начат: это черновик, партнёры его не видят", "The process is begun: it is a draft, partners do not see it" }
    pub template() { "С чего начать", "Start from" }
    pub empty_one() { "С пустого листа", "An empty sheet" }
    pub template_hint() { "Шаблон приносит этапы, подсказки и карточки типов клиентов; всё можно изменить.", "A template brings stages, guidance and cards of client types; all of it may be changed." }
    pub draft_stands() { "Вы читаете черновик", "You read the draft" }
    pub draft_stands_text() { "Сделки идут по опубликованной версии, пока черновик не опубликуют.", "Deals follow the published version until the draft is published." }
    pub not_yet() { "Процесс ещё не опубликован", "The process is not published yet" }
    pub not_yet_text() { "Сделки пойдут по нему после публикации.", "Deals follow it after its publication." }
    pub see_changes() { "Что изменится", "What changes" }
    pub no_stages() { "Этапов пока нет", "No stages yet" }
    pub no_stages_text() { "Добавьте первый: с чего начинается продажа.", "Add the first one: how a sale begins." }
    pub exit() { "выход", "exit" }
    pub norm(days: u32) { "норма {days} дн.", "norm {days} days" }
    pub goal() { "Цель", "Goal" }
    pub entry() { "Чтобы войти", "To enter" }
    pub leaving() { "Чтобы пойти дальше", "To go on" }
    pub whom() { "До кого дойти", "Whom to reach" }
    pub actions() { "Что делать", "What to do" }
    pub questions() { "Что спросить", "What to ask" }
    pub materials() { "Материалы", "Materials" }
    pub edit() { "Изменить", "Edit" }
    pub up() { "Выше", "Up" }
    pub take_out() { "Убрать", "Take out" }
    pub taken_out() { "Этап убран из черновика", "The stage is taken out of the draft" }
    pub add_stage() { "Добавить этап", "Add a stage" }
    pub stage_added() { "Этап добавлен: опишите его", "The stage is added: describe it" }
    pub add() { "Добавить", "Add" }
    pub name_ru() { "Название по-русски", "Name in Russian" }
    pub name_en() { "Название по-английски", "Name in English" }
    pub versions() { "Версии", "Versions" }
    pub no_versions() { "Ещё ни одной.", "None yet." }
    pub discard() { "Выбросить черновик", "Throw the draft away" }
    pub discarded() { "Черновик выброшен", "The draft is thrown away" }
    pub rename() { "Переименовать или снять", "Rename or retire" }
    pub retire() { "Снять процесс", "Retire the process" }
    pub retire_hint() { "Новые сделки по нему не начнутся, начатые дойдут до конца.", "No new deal begins with it, those under way come to their end." }
    pub remove() { "Удалить", "Delete" }
    pub process_removed() { "Процесс удалён", "The process is deleted" }
    pub save() { "Сохранить", "Save" }
    pub saved() { "Сохранено", "Saved" }
    pub what_changes() { "Что изменится", "What changes" }
    pub nothing_changes() { "Ничего не изменится", "Nothing changes" }
    pub nothing_changes_text() { "Черновик говорит то же, что действующая версия.", "The draft says what the version in force says." }
    pub keeps() { "Сделки в работе останутся на своей версии, пока партнёр сам не перейдёт на новую.", "Deals under way keep their version until the partner takes the new one." }
    pub why() { "Почему меняем", "Why it changes" }
    pub publish() { "Опубликовать", "Publish" }
    pub published() { "Опубликовано: новые сделки пойдут по этой версии", "Published: new deals follow this version" }

    pub goal_ru() { "Цель по-русски", "Goal in Russian" }
    pub goal_en() { "Цель по-английски", "Goal in English" }
    pub norm_days() { "Норма, дней", "Norm, days" }
    pub norm_hint() { "Дольше — сделка считается застрявшей.", "Longer, and the deal is stalled." }
    pub wins() { "С этого этапа можно выиграть", "A deal may be won from here" }
    pub wins_hint() { "Хотя бы один такой этап нужен: это выход из процесса.", "At least one such stage is needed: it is the exit of the process." }
    pub must_know() { "Что должно быть известно", "What must be known" }
    pub must_reach() { "С кем должен быть контакт", "Who must have been reached" }
    pub confirm_ru() { "Что подтвердить, по-русски", "What to confirm, in Russian" }
    pub confirm_en() { "Что подтвердить, по-английски", "What to confirm, in English" }
    pub each_line() { "Каждое с новой строки; строки двух языков идут парами.", "One on each line; the lines of both languages go in pairs." }
    pub guidance() { "Подсказки продавцу", "Guidance for the seller" }
    pub actions_ru() { "Что делать, по-русски", "What to do, in Russian" }
    pub actions_en() { "Что делать, по-английски", "What to do, in English" }
    pub questions_ru() { "Что спросить, по-русски", "What to ask, in Russian" }
    pub questions_en() { "Что спросить, по-английски", "What to ask, in English" }
    pub materials_ru() { "Материалы по-русски", "Materials in Russian" }
    pub materials_en() { "Материалы по-английски", "Materials in English" }
    pub material_line() { "Строка: название | https://адрес. Адрес можно не писать.", "A line: title | https://address. The address may be left out." }
    pub hints() { "Для партнёров разного размера", "For partners of each size" }
    pub solo_ru() { "Один человек, по-русски", "One person, in Russian" }
    pub solo_en() { "Один человек, по-английски", "One person, in English" }
    pub small_ru() { "Малая компания, по-русски", "Small company, in Russian" }
    pub small_en() { "Малая компания, по-английски", "Small company, in English" }
    pub medium_ru() { "Средняя компания, по-русски", "Medium company, in Russian" }
    pub medium_en() { "Средняя компания, по-английски", "Medium company, in English" }
    pub large_ru() { "Крупная компания, по-русски", "Large company, in Russian" }
    pub large_en() { "Крупная компания, по-английски", "Large company, in English" }

    pub filled_head() { "Что описано", "What is filled" }
    pub filled_text() { "Шесть частей на каждое сочетание: нужды, выгода клиента, выгода партнёра, возражения, люди, материалы.", "Six parts of every combination: needs, value for the client, value for the partner, objections, people, materials." }
    pub client_type() { "Тип клиента", "Client type" }
    pub any_entry() { "Любая точка входа", "Any entry point" }
    pub no_types() { "Типов клиентов пока нет", "No client types yet" }
    pub no_types_text() { "Назовите, кому вы продаёте: завод, застройщик, водоканал.", "Name whom you sell to: a plant, a developer, a utility." }
    pub cards() { "Карточки", "Cards" }
    pub no_cards() { "Карточек пока нет.", "No cards yet." }
    pub of_six(filled: usize) { "{filled} из 6", "{filled} of 6" }
    pub new_card() { "Новая карточка", "New card" }
    pub only_category() { "Только для категории", "Only for the category" }
    pub only_entry() { "Только для точки входа", "Only for the entry point" }
    pub only_process() { "Только для бизнес-процесса", "Only for the business process" }
    pub write_card() { "Написать", "Write it" }
    pub card_begun() { "Карточка начата: заполните её", "The card is begun: fill it" }
    pub card_removed() { "Карточка удалена", "The card is deleted" }
    pub new_word() { "Новое слово типологии", "New word of the typology" }
    pub side() { "Где стоит", "Where it stands" }
    pub word_removed() { "Слово удалено", "The word is deleted" }
    pub retire_word() { "Снять", "Retire it" }
    pub retire_word_hint() { "Выбрать его больше не смогут; где оно стоит, там останется.", "Nobody chooses it any more; where it stands, it stays." }
    pub needs() { "Что нужно клиенту", "What the client needs" }
    pub value_client() { "Что получит клиент", "What the client gains" }
    pub value_partner() { "Что получит партнёр", "What the partner gains" }
    pub objections() { "Возражения и ответы", "Objections and answers" }
    pub people() { "Кто решает и как дойти", "Who decides, and the way to them" }
    pub needs_ru() { "Что нужно клиенту, по-русски", "What the client needs, in Russian" }
    pub needs_en() { "Что нужно клиенту, по-английски", "What the client needs, in English" }
    pub value_client_ru() { "Что получит клиент, по-русски", "What the client gains, in Russian" }
    pub value_client_en() { "Что получит клиент, по-английски", "What the client gains, in English" }
    pub value_partner_ru() { "Что получит партнёр, по-русски", "What the partner gains, in Russian" }
    pub value_partner_en() { "Что получит партнёр, по-английски", "What the partner gains, in English" }
    pub objections_ru() { "Возражения по-русски", "Objections in Russian" }
    pub objections_en() { "Возражения по-английски", "Objections in English" }
    pub objection_line() { "Строка: возражение | ответ.", "A line: objection | answer." }
    pub person_line() { "Строка: должность | как дойти.", "A line: post | the way to them." }
    pub in_ru(what: &str) { "{what}, по-русски", "{what}, in Russian" }
    pub in_en(what: &str) { "{what}, по-английски", "{what}, in English" }
    pub no_reader() { "Книга продаж пока пуста", "The playbook is empty yet" }
    pub no_reader_text() { "Когда вендор опишет типы клиентов, здесь появятся нужды, ответы на возражения и путь к ЛПР.", "When the vendor describes its client types, needs, answers to objections and the way to decision-makers stand here." }
    pub no_processes_yet() { "Опубликованных процессов пока нет.", "No process is published yet." }
    pub own_head() { "Ваши колонки", "Your columns" }
    pub own_text() { "Назовите этапы так, как принято у вас. Одинаковые имена станут одной колонкой; где стоит «—», останется имя вендора.", "Name the stages your way. Equal names make one column; where “—” stands, the vendor's name stays." }
}
