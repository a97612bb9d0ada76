//! Pages and forms as operations.

use std::{future::Future, sync::Arc};

use bytes::Bytes;
use db::{Tx, Work};
use serde::de::DeserializeOwned;

use super::{Again, Call, Draft, Handler, InTx, Incoming, Meta, Nothing, Operation};
use crate::{
    Cx, Fail,
    edge::{input, reply::Reply},
    web::Form,
};

impl Draft {
    /// The work of a page or a form, within one transaction (a snapshot for `get`). The form is `B`.
    pub fn page<P, Q, B, F>(mut self, work: F) -> Operation
    where
        P: DeserializeOwned + Send + Sync + 'static,
        Q: DeserializeOwned + Send + Sync + 'static,
        B: DeserializeOwned + Send + Sync + 'static,
        F: for<'t> Fn(&'t Cx, &'t mut Tx, &'t Call<P, Q, B>) -> Work<'t, Reply, Fail> + Send + Sync + 'static,
    {
        self.0.page = true;
        let work = Arc::new(work);
        let run: Arc<InTx> = Arc::new(move |cx, tx, incoming| {
            let work = Arc::clone(&work);
            Box::pin(async move {
                let call = input::typed::<P, Q, B>(incoming, true)?;
                work(cx, tx, &call).await
            })
        });
        self.within(run)
    }

    /// The work of a page or a form that opens its own transactions.
    pub fn page_outside<P, Q, B, F, R>(mut self, work: F) -> Operation
    where
        P: DeserializeOwned + Send + Sync + 'static,
        Q: DeserializeOwned + Send + Sync + 'static,
        B: DeserializeOwned + Send + Sync + 'static,
        F: Fn(Cx, Call<P, Q, B>) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Reply, Fail>> + Send + 'static,
    {
        self.0.page = true;
        let work = Arc::new(work);
        self.0.handler = Handler::Outside(Arc::new(move |app, caller, lang, incoming| {
            let work = Arc::clone(&work);
            Box::pin(async move {
                let call = input::typed::<P, Q, B>(&incoming, true)?;
                work(app.cx(caller, "", lang), call).await
            })
        }));
        self.0
    }

    /// A form: `work` acts, within one transaction. When it is refused, its transaction is rolled back and `again`
    /// shows the page of the form with what was typed and what is wrong; the function of the page itself fits.
    pub fn form<P, Q, B, F, A>(self, work: F, again: A) -> Operation
    where
        P: DeserializeOwned + Send + Sync + 'static,
        Q: DeserializeOwned + Send + Sync + 'static,
        B: DeserializeOwned + Send + Sync + 'static,
        F: for<'t> Fn(&'t Cx, &'t mut Tx, &'t Call<P, Q, B>) -> Work<'t, Reply, Fail> + Send + Sync + 'static,
        A: for<'t> Fn(&'t Cx, &'t mut Tx, &'t Call<P, Q>, Form) -> Work<'t, Reply, Fail> + Send + Sync + 'static,
    {
        Operation { again: Some(shown_again(again)), ..self.page(work) }
    }

    /// A form that opens its own transactions.
    pub fn form_outside<P, Q, B, F, R, A>(self, work: F, again: A) -> Operation
    where
        P: DeserializeOwned + Send + Sync + 'static,
        Q: DeserializeOwned + Send + Sync + 'static,
        B: DeserializeOwned + Send + Sync + 'static,
        F: Fn(Cx, Call<P, Q, B>) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Reply, Fail>> + Send + 'static,
        A: for<'t> Fn(&'t Cx, &'t mut Tx, &'t Call<P, Q>, Form) -> Work<'t, Reply, Fail> + Send + Sync + 'static,
    {
        Operation { again: Some(shown_again(again)), ..self.page_outside(work) }
    }
}

fn shown_again<P, Q, A>(again: A) -> Arc<Again>
where
    P: DeserializeOwned + Send + Sync + 'static,
    Q: DeserializeOwned + Send + Sync + 'static,
    A: for<'t> Fn(&'t Cx, &'t mut Tx, &'t Call<P, Q>, Form) -> Work<'t, Reply, Fail> + Send + Sync + 'static,
{
    let again = Arc::new(again);
    Arc::new(move |cx, tx, incoming, form| {
        let again = Arc::clone(&again);
        Box::pin(async move {
            // The body is in the form already, and may be unreadable.
            let meta = Meta { raw: Bytes::new(), ..incoming.meta.clone() };
            let bodiless = Incoming { meta, path: incoming.path.clone(), query: incoming.query.clone() };
            let call = input::typed::<P, Q, Nothing>(&bodiless, true)?;
            again(cx, tx, &call, form).await
        })
    })
}
