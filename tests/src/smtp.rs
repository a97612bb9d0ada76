//! A mail server for tests: takes letters, refuses some, says "later" to others, by the name before the `@`.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// A letter that was taken.
#[derive(Debug, Clone)]
pub struct Taken {
    pub from: String,
    pub to: String,
    pub raw: String,
}

impl Taken {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let head = self.raw.split("\r\n\r\n").next()?;
        head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    /// The text of the letter, decoded.
    pub fn text(&self) -> String {
        let message = mail_parser::MessageParser::default().parse(self.raw.as_bytes()).unwrap();
        message.body_text(0).unwrap().into_owned()
    }

    /// The HTML of the letter, decoded.
    pub fn html(&self) -> String {
        let message = mail_parser::MessageParser::default().parse(self.raw.as_bytes()).unwrap();
        message.body_html(0).unwrap().into_owned()
    }

    /// The links in the text.
    pub fn links(&self) -> Vec<String> {
        self.text().split_whitespace().filter(|word| word.starts_with("http")).map(str::to_owned).collect()
    }
}

#[derive(Default)]
struct Box {
    taken: Vec<Taken>,
    tries: BTreeMap<String, u32>,
}

/// A mail server on a free port.
#[derive(Clone)]
pub struct Smtp {
    pub port: u16,
    inside: Arc<Mutex<Box>>,
    slow: Arc<tokio::sync::Semaphore>,
}

impl Smtp {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            port: listener.local_addr().unwrap().port(),
            inside: Arc::default(),
            slow: Arc::new(tokio::sync::Semaphore::new(0)),
        };
        let shared = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = shared.clone();
                tokio::spawn(async move {
                    let _hung_up = shared.talk(stream).await;
                });
            }
        });
        server
    }

    /// All letters that were taken, in order.
    pub fn taken(&self) -> Vec<Taken> {
        self.inside.lock().unwrap().taken.clone()
    }

    /// Lets letters to `slow…` go on.
    pub fn let_go(&self) {
        self.slow.add_permits(100);
    }

    /// The letters to an address.
    pub fn to(&self, address: &str) -> Vec<Taken> {
        self.taken().into_iter().filter(|taken| taken.to == address).collect()
    }

    /// How often somebody tried to write to an address.
    pub fn tries(&self, address: &str) -> u32 {
        self.inside.lock().unwrap().tries.get(address).copied().unwrap_or(0)
    }

    /// `slow…` waits until it is let go, `nobody…` does not exist, `later…` is greylisted twice, `never…` for ever, `spam…` is refused after the letter was said.
    fn answer_to(&self, to: &str) -> &'static str {
        let mut inside = self.inside.lock().unwrap();
        let tries = inside.tries.entry(to.to_owned()).or_default();
        *tries += 1;
        match () {
            () if to.starts_with("nobody") => "550 5.1.1 no such user",
            () if to.starts_with("later") && *tries <= 2 => "451 4.7.1 come again",
            () if to.starts_with("never") => "451 4.3.0 not today",
            () => "250 ok",
        }
    }

    async fn talk(&self, stream: TcpStream) -> std::io::Result<()> {
        let mut stream = BufReader::new(stream);
        stream.write_all(b"220 test\r\n").await?;
        let (mut from, mut to) = (String::new(), String::new());
        let mut line = String::new();
        loop {
            line.clear();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let address = || line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
            let answer = match line.split([' ', '\r']).next().unwrap_or_default().to_uppercase().as_str() {
                "EHLO" | "HELO" => "250-test\r\n250 8BITMIME".to_owned(),
                "MAIL" => {
                    from = address();
                    "250 ok".to_owned()
                }
                "RCPT" => {
                    to = address();
                    self.answer_to(&to).to_owned()
                }
                "DATA" => {
                    stream.write_all(b"354 go on\r\n").await?;
                    let raw = said(&mut stream).await?;
                    if to.starts_with("slow") {
                        self.slow.acquire().await.unwrap().forget();
                    }
                    if to.starts_with("spam") {
                        "554 5.7.1 not wanted".to_owned()
                    } else {
                        self.inside.lock().unwrap().taken.push(Taken { from: from.clone(), to: to.clone(), raw });
                        "250 ok".to_owned()
                    }
                }
                "QUIT" => {
                    stream.write_all(b"221 bye\r\n").await?;
                    return Ok(());
                }
                _ => "250 ok".to_owned(),
            };
            stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
        }
    }
}

async fn said(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut raw = Vec::new();
    loop {
        let mut line = Vec::new();
        stream.read_until(b'\n', &mut line).await?;
        if line == b".\r\n" || line.is_empty() {
            return Ok(String::from_utf8_lossy(&raw).into_owned());
        }
        raw.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}
