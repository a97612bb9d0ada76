//! Taking connections. Who does not send the head of a request in time is let go, so that nobody holds the server's
//! connections by saying nothing.

use std::{net::SocketAddr, time::Duration};

use axum::{Router, extract::ConnectInfo};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::net::TcpListener;
use tower::ServiceExt as _;

/// How long a client may take for the head of a request; also how long a connection may wait for the next one.
pub const HEAD_WITHIN: Duration = Duration::from_secs(30);

/// How long to wait when no more connections can be opened.
const FULL: Duration = Duration::from_millis(200);

/// Serves until `stop` ends; then lets open requests end.
pub async fn serve(listener: TcpListener, router: Router, head_within: Duration, stop: impl Future<Output = ()>) {
    let (graceful, mut stop) = (GracefulShutdown::new(), std::pin::pin!(stop));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(head_within);
    loop {
        let taken = tokio::select! {
            taken = listener.accept() => taken,
            () = &mut stop => break,
        };
        let (stream, address) = match taken {
            Ok(taken) => taken,
            Err(error) => {
                // A client that is gone again is no fault; too many open files are, and pass.
                tracing::debug!(%error, "a connection was not taken");
                tokio::time::sleep(FULL).await;
                continue;
            }
        };
        let service = router.clone().map_request(move |mut request: hyper::Request<hyper::body::Incoming>| {
            request.extensions_mut().insert(ConnectInfo::<SocketAddr>(address));
            request.map(axum::body::Body::new)
        });
        let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended");
            }
        });
    }
    drop(listener);
    graceful.shutdown().await;
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpStream,
        sync::oneshot,
        time::timeout,
    };

    use super::*;

    #[tokio::test]
    async fn who_never_ends_the_head_of_a_request_is_let_go_and_others_are_served() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let router = Router::new().route(
            "/",
            axum::routing::get(|ConnectInfo(from): ConnectInfo<SocketAddr>| async move { from.ip().to_string() }),
        );
        let until = async move { drop(stopped.await) };
        let serving = tokio::spawn(serve(listener, router, Duration::from_millis(300), until));

        let mut slow = TcpStream::connect(address).await.unwrap();
        slow.write_all(b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ").await.unwrap();
        let mut good = TcpStream::connect(address).await.unwrap();
        good.write_all(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await.unwrap();
        let mut answer = String::new();
        good.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("127.0.0.1"), "{answer}");

        let mut rest = Vec::new();
        let ended = timeout(Duration::from_secs(5), slow.read_to_end(&mut rest)).await;
        assert!(ended.is_ok(), "the slow one is still connected");
        assert!(!String::from_utf8_lossy(&rest).contains("200 OK"));

        stop.send(()).unwrap();
        timeout(Duration::from_secs(5), serving).await.unwrap().unwrap();
    }
}
