//! A client that costs as little as possible: one connection, one request at a time.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

pub(super) struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Client {
    pub(super) async fn connect(address: &str) -> Result<Self, String> {
        let stream = TcpStream::connect(address).await.map_err(|e| e.to_string())?;
        stream.set_nodelay(true).map_err(|e| e.to_string())?;
        Ok(Self { stream, buffer: Vec::new() })
    }

    /// Sends a request and returns the status and the body.
    pub(super) async fn call(
        &mut self,
        method: &str,
        path: &str,
        key: &str,
        body: &str,
    ) -> Result<(u16, String), String> {
        // A page is asked for as a browser would: packed.
        let read = path.starts_with("/api/") || path == "/metrics";
        let packed = if read { "" } else { "Accept-Encoding: gzip, br\r\n" };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n\
             {packed}Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        self.stream.write_all(request.as_bytes()).await.map_err(|e| e.to_string())?;
        self.buffer.clear();
        let head = loop {
            if let Some(end) = find(&self.buffer, b"\r\n\r\n") {
                break String::from_utf8_lossy(self.buffer.get(..end).unwrap_or_default()).to_ascii_lowercase();
            }
            self.read_more().await?;
        };
        let length = head.lines().find_map(|l| l.strip_prefix("content-length: ")?.trim().parse::<usize>().ok());
        let all = head.len() + 4 + length.unwrap_or(0);
        // A packed answer comes in pieces, the last of them empty. What is packed holds no such end by chance that
        // would matter here: the time is asked, not the text.
        let in_pieces = head.contains("transfer-encoding: chunked");
        while self.buffer.len() < all || (in_pieces && !self.buffer.ends_with(b"\r\n0\r\n\r\n")) {
            self.read_more().await?;
        }
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
        let body = find(&self.buffer, b"\r\n\r\n").and_then(|end| self.buffer.get(end + 4..)).unwrap_or_default();
        Ok((status, String::from_utf8_lossy(body).into_owned()))
    }

    async fn read_more(&mut self) -> Result<(), String> {
        match self.stream.read_buf(&mut self.buffer).await {
            Ok(0) => Err("the server closed the connection".to_owned()),
            Ok(_) => Ok(()),
            Err(error) => Err(error.to_string()),
        }
    }
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}
