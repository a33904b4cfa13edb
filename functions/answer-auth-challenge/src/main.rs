//! Assembles the function.
use answer_auth_challenge::answer;

fn main() -> launch::Finished {
    launch::serve_events("answer-auth-challenge", |parts| {
        Ok(move |event| {
            let (store, now) = (parts.store.clone(), parts.site.now());
            async move { answer(&store, now, event).await }
        })
    })
}
