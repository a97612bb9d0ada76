//! What the pages of people say.

platform::texts! {
    pub sign_in() { "Вход", "Sign in" }
    pub sign_in_button() { "Войти", "Sign in" }
    pub email() { "Почта", "E-mail" }
    pub password() { "Пароль", "Password" }
    pub forgotten() { "Не помните пароль?", "Forgot the password?" }
    pub signed_out() { "Вы вышли", "You are signed out" }
}
