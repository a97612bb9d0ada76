//! Bodies of requests: nothing of strangers is read, and only so much of others at a time.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    databases::{Kind, both},
    stories::Network,
};

const MIB: usize = 1 << 20;

/// Sends the head of an upload and a part of its body.
async fn begin(network: &Network, key: &str, length: usize, sent: usize) -> TcpStream {
    let mut wire = TcpStream::connect(network.world.running.as_ref().unwrap().address).await.unwrap();
    let head = format!(
        "POST /api/v1/imports?source=big HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\n\
         content-type: text/csv\r\ncontent-length: {length}\r\n\r\n"
    );
    wire.write_all(head.as_bytes()).await.unwrap();
    wire.write_all(&vec![b'x'; sent]).await.unwrap();
    wire
}

/// The status of the answer, if it comes in time.
async fn answered(wire: &mut TcpStream, within: Duration) -> Option<String> {
    let mut head = [0; 12];
    tokio::time::timeout(within, wire.read_exact(&mut head)).await.ok()?.unwrap();
    Some(String::from_utf8_lossy(&head[9..]).into_owned())
}

both! {
    async fn who_may_not_send_a_body_is_told_so_before_it_is_read(kind) {
        let network = Network::start(kind).await;
        let mut stranger = begin(&network, "nobody", 40 * MIB, 0).await;
        assert_eq!(answered(&mut stranger, Duration::from_secs(5)).await.as_deref(), Some("401"));
        let mut partner = begin(&network, &network.keys["A"], 40 * MIB, 0).await;
        assert_eq!(answered(&mut partner, Duration::from_secs(5)).await.as_deref(), Some("403"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn four_large_bodies_are_in_memory_at_a_time_and_small_ones_pass() {
    let network = Network::start(Kind::Sqlite).await;
    let mut slow = Vec::new();
    for _ in 0..4 {
        slow.push(begin(&network, &network.admin, 2 * MIB, MIB).await);
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let mut fifth = begin(&network, &network.admin, 2 * MIB, MIB).await;
    fifth.write_all(&vec![b'x'; MIB]).await.ok();
    assert_eq!(answered(&mut fifth, Duration::from_secs(1)).await, None, "it waits");
    network.take(network.lead(1)).await;
    drop(slow.pop());
    assert!(answered(&mut fifth, Duration::from_secs(10)).await.is_some(), "there is room again");
}
