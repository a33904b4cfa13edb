//! Serves the whole portal from one process with answers in memory, to try
//! pages out: `cargo run -p tests --bin serve [port]`. The clock stands still.

#![expect(clippy::print_stdout, reason = "it says where it is")]

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port = std::env::args().nth(1).unwrap_or_else(|| "8080".to_owned());
    let app = testkit::TestApp::default();
    let house = tests::whole_house(&app, &tests::illustration(), &app.table());
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    println!("http://{}", listener.local_addr()?);
    axum::serve(listener, house).await?;
    Ok(())
}
