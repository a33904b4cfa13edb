//! Assembles the function.
fn main() -> launch::Finished {
    launch::serve("nominate-non-payment-weeks", |parts| {
        let ports = parts.ports();
        Ok(nominate_non_payment_weeks::router(parts.site, ports))
    })
}
