//! From a file to pages of rows in the database.

use std::sync::Arc;

use bytes::Bytes;
use platform::{Cx, Fail};
use tokio::sync::mpsc;

use super::{
    Encoding, ImportId,
    service::act,
    sheet::{self, FileFacts, FileFault, FileRow, TakesRows},
    store,
};

/// Pages that are written in one act, and their bytes, so that a file of a million rows is two thousand acts and not
/// forty thousand.
const TOGETHER: usize = 20;
const MOST_TOGETHER: usize = 1 << 20;

/// Hands pages from the thread that reads the file to the one that writes them.
struct Hand(mpsc::Sender<Vec<FileRow>>);

impl TakesRows for Hand {
    fn page(&mut self, rows: Vec<FileRow>) -> Result<(), FileFault> {
        self.0.blocking_send(rows).map_err(|_| FileFault::Stopped)
    }
}

/// Reads a file and keeps its rows in pages.
pub(super) async fn read_into(
    cx: &Cx,
    id: ImportId,
    bytes: Bytes,
    encoding: Option<Encoding>,
) -> Result<FileFacts, Fail> {
    // Four pages on the way are enough to keep both busy, and few enough to fit.
    let (hand, mut pages) = mpsc::channel(4);
    let reading = tokio::task::spawn_blocking(move || sheet::read(&bytes, encoding, &mut Hand(hand)));
    let mut first = 0;
    loop {
        let (mut together, mut bytes) = (Vec::new(), 0);
        while together.len() < TOGETHER && bytes < MOST_TOGETHER {
            let Some(rows) = pages.recv().await else { break };
            let body = serde_json::to_string(&rows).map_err(|e| db::DbError::Broken(e.to_string()))?;
            bytes += body.len();
            together.push((first, body));
            first += u32::try_from(rows.len()).unwrap_or_default();
        }
        if together.is_empty() {
            break;
        }
        let together = Arc::new(together);
        act(cx, move |cx, tx| {
            let together = Arc::clone(&together);
            Box::pin(async move {
                for (first, body) in &*together {
                    store::insert_page(tx, cx.program(), id, *first, body).await?;
                }
                Ok(())
            })
        })
        .await?;
    }
    let read = reading.await.map_err(|error| db::DbError::Broken(error.to_string()))?;
    read.map_err(|fault| Fail::field("file", move |lang| fault.text(lang)))
}
