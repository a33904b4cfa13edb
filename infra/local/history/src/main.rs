//! Fills the past of the local stack: its day services, and the cases of a team.

fn main() -> launch::Finished {
    launch::run_once("history", |parts| async move {
        let now = parts.site.now();
        history::fill(&parts.store, now).await?;
        history::open_cases(&parts.store, now).await?;
        history::ask_questions(&parts.store, &parts.identity()?, now).await?;
        Ok::<_, history::NoPast>(())
    })
}
