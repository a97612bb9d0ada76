//! Answers that do not end: events as they happen.

use std::{future::Future, pin::Pin, sync::Arc};

use futures_util::stream::BoxStream;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use crate::{
    App, Call, Caller, Fail, Nothing, Operation,
    app::Credential,
    edge::input,
    operation::{Draft, Handler, Incoming, shapes},
};

/// A piece of an answer that does not end, as server-sent events have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// After so many milliseconds a reader that was cut off comes again.
    Retry(u32),
    /// A sign of life.
    Heartbeat,
    /// Something happened.
    Event {
        /// What the reader gives as `Last-Event-ID` to go on after it.
        id: String,
        /// What happened.
        name: String,
        /// More of it, as JSON on one line.
        data: String,
    },
}

/// An answer that does not end.
pub type Frames = BoxStream<'static, Frame>;

/// Begins an answer that does not end. The credential is kept, to look again whether the caller still may.
pub(crate) type Opens = dyn Fn(App, Caller, Credential, Incoming) -> Pin<Box<dyn Future<Output = Result<Frames, Fail>> + Send>>
    + Send
    + Sync;

impl Draft {
    /// The work of an operation that answers with events as they happen; `T` is what each of them carries.
    pub fn stream<Q, T, F, R>(self, work: F) -> Operation
    where
        Q: DeserializeOwned + JsonSchema + Send + Sync + 'static,
        T: JsonSchema + 'static,
        F: Fn(App, Caller, Credential, Call<Nothing, Q, Nothing>) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Frames, Fail>> + Send + 'static,
    {
        let work = Arc::new(work);
        let opens: Arc<Opens> = Arc::new(move |app, caller, credential, incoming| {
            let work = Arc::clone(&work);
            Box::pin(async move {
                let call = input::typed::<Nothing, Q, Nothing>(&incoming, false)?;
                work(app, caller, credential, call).await
            })
        });
        self.handled(shapes::<Nothing, Q, Nothing, T>, Handler::Streams(opens))
    }
}
