//! Checks the file of AWS's prices, with which the cost of an application is
//! calculated.

use tests::prices::Prices;

#[test]
fn every_price_says_where_it_is_from_when_it_was_published_and_how_certain_it_is() {
    let prices = Prices::read().unwrap();
    let looked_up: jiff::civil::Date = prices.looked_up.parse().unwrap();
    let mut ids = std::collections::BTreeSet::new();
    for price in prices.all() {
        let id = &price.id;
        assert!(ids.insert(id), "{id} is there twice");
        assert!(price.each() > rust_decimal::Decimal::ZERO, "{id}");
        assert!(price.source.starts_with("https://"), "{id}");
        assert!(!price.seen_in.is_empty(), "{id}");
        assert!(prices.certainties.contains_key(&price.certainty), "{id}");
        let published: jiff::civil::Date = price.published.parse().unwrap();
        assert!(published <= looked_up, "{id}");
    }
    assert!(ids.len() >= 10, "{ids:?}");
}

#[test]
fn a_price_for_many_is_shared_among_them() {
    let prices = Prices::read().unwrap();
    let request = prices.of("gateway-request").unwrap().each();
    assert_eq!(request.to_string(), "0.00000116");
    assert!(prices.of("tea").is_err());
}
