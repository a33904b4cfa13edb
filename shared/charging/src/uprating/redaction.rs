//! Stored circumstances without what says who somebody is.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::circumstances::{
    AgreedAllowance, Capital, Care, CarePart, Circumstances, Household, Income, Partner, Person,
};
use crate::pension_age::{age_in_years, pension_day};

/// Returns circumstances without names and exact days of birth, for the day on
/// which they were kept and the two years after.
///
/// The law asks of an age whether it is 18, under 25, 65, and whether pension age
/// is reached. So between 26 and 59, and from 69, an age becomes 40 or 80; otherwise
/// the month of birth stays, counted from the 6th to the 5th as the timetable of
/// pension age counts, and the day becomes its first or its last, whichever leaves
/// the answers of the day as they were. What somebody named becomes the kind of
/// thing it is. Amounts stay, because the sum is made of them: a rare one may still
/// tell somebody who knows the person, so the file is kept as personal data is.
///
/// ```
/// use charging::circumstances::Circumstances;
/// use charging::uprating::redacted;
/// use jiff::civil::date;
///
/// let kept: Circumstances = serde_json::from_value(serde_json::json!({
///     "person": { "date_of_birth": "1941-03-17" },
///     "care": {
///         "setting": "at_home",
///         "parts": [{ "name": "Mrs Smith comes", "price": "20", "units": "3" }]
///     }
/// }))
/// .unwrap();
/// let redacted = redacted(date(2026, 6, 1), &kept);
/// assert_eq!(redacted.person.date_of_birth, None);
/// assert_eq!(redacted.person.age, Some(80));
/// assert_eq!(redacted.care.parts[0].name, "Care");
/// ```
#[must_use]
pub fn redacted(on: Date, circumstances: &Circumstances) -> Circumstances {
    let mut redacted = circumstances.clone();
    // Every fact is named, so that a new one is decided on here.
    let Circumstances {
        person,
        household: Household {
            partner,
            children: _,
        },
        care:
            Care {
                parts,
                setting: _,
                weekly_cost: _,
                night_care: _,
                weeks_in_care_home: _,
                free_because: _,
                nhs_funded_nursing_care: _,
            },
        income,
        capital,
        housing: _,
        disability_related_expenses: _,
        agreed_allowances,
        taking_part: _,
    } = &mut redacted;
    for CarePart {
        name,
        price: _,
        units: _,
    } in parts
    {
        *name = String::from("Care");
    }
    for AgreedAllowance {
        name,
        amount: _,
        every: _,
    } in agreed_allowances
    {
        *name = String::from("Allowance");
    }
    let Person {
        age: years,
        date_of_birth,
        reached_pension_age: _,
        premiums: _,
        certified_blind: _,
    } = person;
    (*years, *date_of_birth) = age(on, *years, *date_of_birth);
    if let Some(Partner {
        age: years,
        date_of_birth,
        reached_pension_age: _,
        certified_blind: _,
        lives_in_care_home: _,
    }) = partner
    {
        (*years, *date_of_birth) = age(on, *years, *date_of_birth);
    }
    income.iter().for_each(amounts_of_an_income_stay);
    capital.iter().for_each(amounts_of_a_holding_stay);
    redacted
}

/// Names every fact of an income: none says who somebody is.
const fn amounts_of_an_income_stay(income: &Income) {
    let Income {
        kind: _,
        amount: _,
        every: _,
        whose: _,
        notional: _,
        ignored_weekly: _,
        half_passed_to_partner: _,
        from_counted_capital: _,
    } = income;
}

/// Names every fact of a holding: none says who somebody is.
const fn amounts_of_a_holding_stay(holding: &Capital) {
    let Capital {
        kind: _,
        value: _,
        secured_debt: _,
        whose: _,
        share_percent: _,
        share: _,
        notional: _,
        weeks_held: _,
        occupied_by: _,
        ignored_by_council: _,
        costs_money_to_sell: _,
    } = holding;
}

fn age(on: Date, said: Option<u8>, born: Option<Date>) -> (Option<u8>, Option<Date>) {
    let years = born.map_or(said, |born| age_in_years(born, on));
    match years {
        // Refused on the day: that stays as it is.
        None | Some(..18) => (said, born),
        Some(26..=59) => (Some(40), None),
        Some(69..) => (Some(80), None),
        Some(_) => match born {
            Some(born) => (None, Some(born_in_the_month_of(on, born))),
            None => (said, None),
        },
    }
}

/// Returns the first or the last day of a month of birth, whichever has the
/// answers of the day itself.
fn born_in_the_month_of(on: Date, born: Date) -> Date {
    let answers = |born: Date| {
        (
            age_in_years(born, on),
            pension_day(born).map(|day| day <= on),
        )
    };
    let first = Date::new(born.year(), born.month(), 6).unwrap_or(born);
    let first = if born.day() < 6 {
        first.checked_sub(1.month()).unwrap_or(born)
    } else {
        first
    };
    let last = first
        .checked_add(1.month())
        .and_then(|next| next.yesterday())
        .unwrap_or(born);
    if answers(first) == answers(born) {
        first
    } else if answers(last) == answers(born) {
        last
    } else {
        born
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_redacted_day_of_birth_answers_what_the_law_asks_as_the_day_itself() {
        let on = date(2026, 6, 1);
        let mut born = date(1936, 1, 1);
        while born < date(2008, 5, 1) {
            let (age, redacted) = age(on, None, Some(born));
            let years = age_in_years(born, on).unwrap();
            let after = redacted.map_or(age, |born| age_in_years(born, on)).unwrap();
            for limit in [18, 25, 65] {
                assert_eq!(years < limit, after < limit, "{born}");
            }
            let reached = |born| pension_day(born).is_some_and(|day| day <= on);
            let after = redacted.map_or(after == 80, reached);
            assert_eq!(after, reached(born), "{born}");
            assert!(
                redacted.is_none_or(|day| [5, 6].contains(&day.day())),
                "{born}"
            );
            born = born.tomorrow().unwrap();
        }
    }
}
