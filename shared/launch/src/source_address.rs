//! Reading the source address of a request: where an event of the gateway says
//! that it came from, and behind the edge, where the edge says so.

use std::net::IpAddr;

use axum::http::HeaderMap;
use domain::access::source_address::SourceAddress;
use serde_json::Value;

pub(crate) const FORWARDED_FOR: &str = "x-forwarded-for";

/// Reads the address of who connected to the gateway: of the browser or, where
/// an edge is deployed, of the edge.
pub(crate) fn gateway_peer(event: &Value) -> Option<IpAddr> {
    let ip = event["requestContext"]["http"]["sourceIp"].as_str()?;
    ip.parse().ok()
}

/// Finds the address of the browser, which the edge writes last into
/// `X-Forwarded-For`. The gateway adds its peer, the edge, behind it. What
/// stands before the two is the browser's own word, and is not believed.
pub(crate) fn behind_the_edge(headers: &HeaderMap, peer: Option<IpAddr>) -> Option<SourceAddress> {
    let lines = headers.get_all(FORWARDED_FOR).into_iter();
    let listed: Vec<Option<IpAddr>> = lines
        .flat_map(|line| line.as_bytes().split(|byte| *byte == b','))
        .map(|one| std::str::from_utf8(one).ok()?.trim().parse().ok())
        .collect();
    let (last, before) = listed.split_last()?;
    let browser = match *last == peer {
        true => *before.last()?,
        false => *last,
    };
    browser.map(SourceAddress::of)
}
