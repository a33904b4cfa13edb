//! Assembles the function.
use answer_auth_challenge::answer;

fn main() -> launch::Finished {
    launch::serve_events("answer-auth-challenge", |world| {
        Ok(move |event| {
            let (store, now) = (world.store.clone(), world.site.now());
            async move { answer(&store, now, event).await }
        })
    })
}
