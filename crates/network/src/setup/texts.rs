//! Texts of setting up.

platform::texts! {
    pub begin() { "Начать программу", "Begin a program" }
    pub begin_note() { "На этом сервере ещё нет партнёрской программы. Назовите её и себя — дальше вас поведут по шагам.", "There is no partner program on this server yet. Name it and yourself; a guide leads on from there." }
    pub program_name() { "Название программы", "Name of the program" }
    pub program_name_hint() { "Как правило, название вашей компании: его видят партнёры и клиенты.", "Usually the name of your company: partners and clients see it." }
    pub language() { "Язык по умолчанию", "Language by default" }
    pub zone() { "Часовой пояс", "Time zone" }
    pub zone_hint() { "По нему начинаются и кончаются дни программы. Потом его не изменить.", "Days of the program begin and end by it. It cannot be changed later." }
    pub currency() { "Валюта", "Currency" }
    pub your_name() { "Ваше имя и фамилия", "Your name" }
    pub your_email() { "Ваша почта", "Your e-mail" }
    pub your_email_hint() { "Под ней вы будете входить. Вы станете администратором.", "You will sign in with it. You will be the admin." }
    pub begin_button() { "Начать", "Begin" }
    pub begun() { "Программа создана. Осталось выбрать пароль", "The program is there. Now choose a password" }

    pub setup() { "Запуск", "Getting started" }
    pub intro() { "От пустой программы до первого лида у партнёров — минут десять. Любой шаг можно пропустить и вернуться к нему.", "From an empty program to the first lead in the hands of partners: about ten minutes. Skip any step and come back to it." }
    pub so_far(done: usize, all: usize) { "Запуск: готово {done} из {all}", "Getting started: {done} of {all} done" }
    pub finished() { "Всё готово", "All is ready" }
    pub finished_text() { "Лиды уходят партнёрам сами. Что ждёт вас, видно на странице «Сегодня».", "Leads go to partners by themselves. “Today” shows what waits for you." }
    pub done() { "готово", "done" }
    pub skipped() { "пропущено", "skipped" }
    pub skip() { "Пропустить", "Skip" }
    pub take_up() { "Вернуть", "Take up again" }
    pub skipped_said() { "Шаг пропущен", "The step is skipped" }
    pub taken_up_said() { "Шаг снова в списке", "The step is on the list again" }
    pub next() { "Дальше", "Next" }
    pub all_steps() { "Все шаги", "All steps" }
}
