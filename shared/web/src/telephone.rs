//! Telephone numbers as links.

/// The address that calls a number: `tel:03000000000`.
#[must_use]
pub fn address(number: &str) -> String {
    let mut address = String::with_capacity(4 + number.len());
    address.push_str("tel:");
    address.extend(number.chars().filter(|c| c.is_ascii_digit() || *c == '+'));
    address
}

#[cfg(test)]
mod tests {
    #[test]
    fn spaces_and_words_are_left_out_of_the_address() {
        assert_eq!(
            super::address("+44 300 000 0000 (free)"),
            "tel:+443000000000"
        );
    }
}
