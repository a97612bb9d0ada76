//! The running server as its parts see it, and the context of one call.

use std::sync::{Arc, OnceLock, atomic::AtomicBool};

use db::{Db, Tx, Work};
use kit::{Id, Instant, Lang};
use tokio::sync::Notify;

use crate::{
    Caller, Clock, Entropy, Fail,
    access::Actor,
    capability::Kinds,
    edge::address::Proxies,
    live::Live,
    mail::Post,
    react::trouble::OnSetAside,
    telegram::{Hears, Telegram},
    used::Used,
    web::Site,
};

/// Finds the caller of a session token or a key. `people` (network) provides it.
pub type Authenticate = for<'t> fn(&'t mut Tx, &'t Credential, Instant) -> Work<'t, Option<Caller>, Fail>;

/// What a request shows of its caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// The value of the session cookie.
    Session(String),
    /// `Authorization: Bearer artel_…`
    Key(String),
}

/// Settings that the parts of the server need.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address under which people reach the server, without a slash at its end.
    pub base_url: String,
    /// The operator's token, for making programs.
    pub operator_token: Option<String>,
    /// The language when neither the user nor the browser tells one.
    pub lang: Lang,
    /// Where letters go; without it they wait.
    pub mail: Option<Post>,
    /// The bot of the vendor, if there is one.
    pub telegram: Option<Telegram>,
    /// Whose word is taken for the address of a caller.
    pub trusted_proxies: Proxies,
}

impl Settings {
    /// The name of the session cookie. Browsers take `__Host-` over HTTPS alone.
    pub fn session_cookie(&self) -> &'static str {
        if self.base_url.starts_with("https://") { "__Host-artel" } else { "artel" }
    }
}

/// The running server; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// What an [`App`] is made of.
pub struct Parts {
    /// The database.
    pub db: Db,
    /// The server's time.
    pub clock: Clock,
    /// Chance and ids.
    pub entropy: Entropy,
    /// Settings.
    pub settings: Settings,
    /// Finds callers.
    pub authenticate: Authenticate,
    /// Wakes the consumers and timers after a change.
    pub wake: Notify,
    /// Tells the open streams what happened.
    pub live: Live,
    /// Whether what happens by itself happens; false once its task has ended.
    pub reacting: AtomicBool,
    /// What the capabilities contribute to each other; set once at the start.
    pub kinds: OnceLock<Kinds>,
    /// Tells people of an event that a consumer could not take in; set once at the start.
    pub set_aside: OnceLock<OnSetAside>,
    /// Who understands what people write to the bot; set once at the start.
    pub hears: OnceLock<Hears>,
    /// What lets a browser begin the first program of the server; set while there is none.
    pub begin: OnceLock<String>,
    /// What the pages have in common; set once at the start.
    pub site: OnceLock<Site>,
    /// Notes when sessions and keys are used.
    pub used: Used,
}

impl App {
    /// Puts the parts together.
    pub fn new(db: Db, clock: Clock, entropy: Entropy, settings: Settings, authenticate: Authenticate) -> Self {
        Self(Arc::new(Parts {
            db,
            clock,
            entropy,
            settings,
            authenticate,
            wake: Notify::new(),
            live: Live::default(),
            kinds: OnceLock::new(),
            set_aside: OnceLock::new(),
            hears: OnceLock::new(),
            reacting: AtomicBool::new(true),
            begin: OnceLock::new(),
            site: OnceLock::new(),
            used: Used::default(),
        }))
    }

    /// What the pages have in common; nothing before the server has set it.
    pub fn site(&self) -> &Site {
        static NONE: OnceLock<Site> = OnceLock::new();
        self.site.get().unwrap_or_else(|| NONE.get_or_init(Site::default))
    }

    /// The kinds that the capabilities contribute; none before the server has set them.
    pub fn kinds(&self) -> &Kinds {
        static NONE: OnceLock<Kinds> = OnceLock::new();
        self.kinds.get().unwrap_or_else(|| NONE.get_or_init(Kinds::default))
    }

    /// Wakes whoever reacts to events.
    pub fn nudge(&self) {
        self.wake.notify_one();
    }

    /// The context of one call at the present moment.
    pub fn cx(&self, caller: Caller, request_id: &str, lang: Lang) -> Cx {
        let (now, ahead) = self.clock.present();
        Cx { app: self.clone(), now, ahead, request_id: request_id.to_owned(), lang, caller }
    }

    /// The context in which the rules act by themselves.
    pub fn system_cx(&self, program: kit::id::ProgramId) -> Cx {
        self.cx(Caller::system(program), "system", self.settings.lang)
    }
}

impl std::ops::Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// The context of one call: who, when, and where chance comes from.
#[derive(Clone)]
pub struct Cx {
    /// The server.
    pub app: App,
    /// Who calls.
    pub caller: Caller,
    /// The moment of the act: read when its transaction began, the same for all it does.
    pub now: Instant,
    /// What the machine's clock shows while it is far ahead of `now` and not believed yet. No clock begins meanwhile: it
    /// would have run out at once if the machine is right.
    pub ahead: Option<Instant>,
    /// The request, as logs and events name it.
    pub request_id: String,
    /// The caller's language.
    pub lang: Lang,
}

impl Cx {
    /// The same call at the moment that it is now: after a wait for what others hold, say.
    #[must_use]
    pub fn at_present(&self) -> Self {
        let (now, ahead) = self.app.clock.present();
        Self { now, ahead, ..self.clone() }
    }

    /// A new id.
    pub fn new_id<K>(&self) -> Id<K> {
        self.app.entropy.id(self.now)
    }

    /// 32 random bytes.
    pub fn random(&self) -> [u8; 32] {
        self.app.entropy.bytes()
    }

    /// The program of the call.
    pub fn program(&self) -> kit::id::ProgramId {
        self.caller.program
    }

    /// The same call as an act of the rules: what follows by itself from what the caller did.
    #[must_use]
    pub fn as_system(&self) -> Self {
        let caller = Caller { actor: Actor::System, role: None, partner: None, ..self.caller.clone() };
        Self { caller, ..self.clone() }
    }
}
