//! Local and national services that may help, and the search that finds them by
//! what somebody needs and by the words they use.
//!
//! The services are those of `data/directory.json`, an Open Referral UK
//! (HSDS-UK 3.0, <https://openreferraluk.org>) file which a council replaces
//! with its own. The build makes statics of it.

use std::{fmt, str::FromStr};

use jiff::civil::Date;

use crate::values::typed_text::without_accents;

include!(concat!(env!("OUT_DIR"), "/directory.rs"));

crate::named_enum! {
    /// A kind of help that somebody wants. The first ten are the outcomes of the
    /// national eligibility criteria for adults (Care and Support (Eligibility
    /// Criteria) Regulations 2015, regulation 2(2)) in plain words.
    pub enum Need {
        /// Managing and maintaining nutrition.
        Eating = "eating",
        /// Maintaining personal hygiene.
        Washing = "washing",
        /// Managing toilet needs.
        Toilet = "toilet",
        /// Being appropriately clothed.
        Dressing = "dressing",
        /// Being able to make use of the home safely.
        HomeSafety = "home-safety",
        /// Maintaining a habitable home environment.
        HomeUpkeep = "home-upkeep",
        /// Developing and maintaining family or other personal relationships.
        Relationships = "relationships",
        /// Accessing and engaging in work, training, education or volunteering.
        WorkLearning = "work-learning",
        /// Making use of necessary facilities or services in the local community.
        CommunityTransport = "community-transport",
        /// Carrying out caring responsibilities for a child.
        CaringForChild = "caring-for-child",
        /// Support for somebody who cares for another adult.
        CarerSupport = "carer-support",
        /// Benefits, debt and managing money.
        Money = "money",
        /// Mental health.
        MentalHealth = "mental-health",
        /// Grief after a death.
        Bereavement = "bereavement",
        /// Memory loss and dementia.
        Dementia = "dementia",
        /// Sight and hearing.
        SightHearing = "sight-hearing",
        /// Falls and moving safely.
        Falls = "falls",
        /// Loneliness and company.
        Loneliness = "loneliness",
        /// Equipment and adaptations.
        Equipment = "equipment",
        /// Information, advice and advocacy.
        Advice = "advice",
    }
}

impl Need {
    /// Returns the need as a page says it.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Eating => "Preparing and eating food",
            Self::Washing => "Washing and keeping clean",
            Self::Toilet => "Using the toilet",
            Self::Dressing => "Getting dressed",
            Self::HomeSafety => "Being safe at home",
            Self::HomeUpkeep => "Looking after your home",
            Self::Relationships => "Family, friends and relationships",
            Self::WorkLearning => "Work, training, learning and volunteering",
            Self::CommunityTransport => "Getting out and about",
            Self::CaringForChild => "Looking after a child",
            Self::CarerSupport => "Support if you care for someone",
            Self::Money => "Money and benefits",
            Self::MentalHealth => "Mental health",
            Self::Bereavement => "Grief and bereavement",
            Self::Dementia => "Memory and dementia",
            Self::SightHearing => "Sight and hearing",
            Self::Falls => "Falls and moving safely",
            Self::Loneliness => "Loneliness and company",
            Self::Equipment => "Equipment and changes to your home",
            Self::Advice => "Information, advice and speaking up",
        }
    }

    /// Whether a service for this need is of no use to people without it.
    const fn is_particular(self) -> bool {
        matches!(
            self,
            Self::CaringForChild
                | Self::CarerSupport
                | Self::MentalHealth
                | Self::Bereavement
                | Self::Dementia
                | Self::SightHearing
        )
    }

    /// Returns other words that people use for the need. Only the search sees
    /// them.
    const fn also_called(self) -> &'static str {
        match self {
            Self::Eating => {
                "meal meals cook cooking drink drinking nutrition lunch dinner shopping hungry groceries"
            }
            Self::Washing => {
                "wash bath bathing shower hygiene laundry feet toenails hair teeth personal care"
            }
            Self::Toilet => "continence incontinence bladder bowel commode pads loo",
            Self::Dressing => "dress clothes clothing shoes buttons personal care",
            Self::HomeSafety => "alarm pendant fire smoke stairs locks burglar unsafe lifeline",
            Self::HomeUpkeep => {
                "clean cleaning cleaner housework repairs garden gardening hoarding heating handyman tenancy"
            }
            Self::Relationships => "friend friends friendship family social partner",
            Self::WorkLearning => {
                "job jobs employment work course class college education volunteer study skills computer internet"
            }
            Self::CommunityTransport => {
                "bus taxi minibus lift car drive driver travel wheelchair scooter shops appointment"
            }
            Self::CaringForChild => {
                "child children parent parents parenting grandchild grandchildren baby kinship"
            }
            Self::CarerSupport => {
                "carer carers caring caregiver respite break breaks sitting unpaid"
            }
            Self::Money => {
                "benefit benefits debt bills budget pension allowance afford cost power attorney"
            }
            Self::MentalHealth => {
                "depression depressed anxiety anxious worry stress suicide suicidal sad counselling"
            }
            Self::Bereavement => "died death dead widow widowed loss grieving bereaved funeral",
            Self::Dementia => "alzheimer alzheimers memory forgetful forgetting confused confusion",
            Self::SightHearing => {
                "deaf deafness blind blindness eyes eyesight ears glasses macular braille loop sign language"
            }
            Self::Falls => "fall fallen fell balance trip tripped steady exercise walking",
            Self::Loneliness => {
                "lonely alone isolated isolation befriending company club clubs group groups chat visitor"
            }
            Self::Equipment => {
                "aids adaptations rail rails chair bed stairlift hoist gadgets technology telecare ramp"
            }
            Self::Advice => {
                "advocate advocacy rights information complain complaint legal help understand"
            }
        }
    }
}

/// The error for a text that is the slug of no need.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a need of the directory")]
pub struct UnknownNeed;

impl FromStr for Need {
    type Err = UnknownNeed;

    fn from_str(slug: &str) -> Result<Self, UnknownNeed> {
        Self::named(slug).ok_or(UnknownNeed)
    }
}

impl fmt::Display for Need {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.title())
    }
}

/// A service that helps people, as in the data file.
#[derive(Debug, Eq, PartialEq)]
pub struct Service {
    /// The last part of the service's address in the portal:
    /// `/directory/{slug}`.
    pub slug: &'static str,
    /// The Open Referral identifier, a UUID.
    pub id: &'static str,
    /// The name of the service.
    pub name: &'static str,
    /// The description of the service, in one to three sentences.
    pub description: &'static str,
    /// The organisation that runs the service.
    pub organization: &'static str,
    /// The website of the organisation that runs the service.
    pub organization_website: &'static str,
    /// The service's own page on the web.
    pub website: &'static str,
    /// The service's e-mail address.
    pub email: Option<&'static str>,
    /// The service's telephone numbers, as one dials them.
    pub phones: &'static [&'static str],
    /// The needs that the service meets; at least one.
    pub needs: &'static [Need],
    /// The people who may use the service, in words.
    pub who_for: &'static str,
    /// The way to start using the service, in words.
    pub how_to_use: &'static str,
    /// The opening times, in words.
    pub times: &'static [&'static str],
    /// The costs, in words.
    pub costs: &'static [&'static str],
    /// The areas whose residents may use the service, in words.
    pub areas: &'static [&'static str],
    /// The languages in which the service speaks with people.
    pub languages: &'static [&'static str],
    /// The places to go to. Empty if the service comes to people or works by
    /// telephone.
    pub places: &'static [Place],
    /// A message about the service for the time being.
    pub alert: Option<&'static str>,
    /// Whether the service is for people anywhere, and not for one area.
    pub national: bool,
    /// The day on which these details were last checked.
    pub checked: Date,
}

/// A place where a service is given.
#[derive(Debug, Eq, PartialEq)]
pub struct Place {
    /// The name of the building.
    pub name: &'static str,
    /// The address, one line each.
    pub address: &'static [&'static str],
    /// The accessibility of the place, in words.
    pub access: &'static [&'static str],
}

/// A set of services.
#[derive(Clone, Copy, Debug)]
pub struct Directory {
    services: &'static [Service],
}

impl Directory {
    /// The directory that was built into the product.
    pub const SHIPPED: Self = Self { services: SERVICES };

    /// The publisher's note about the directory, for every page that shows
    /// services.
    pub const PUBLISHERS_NOTE: &str = NOTE;

    /// Returns every service, in the order of the file.
    #[must_use]
    pub const fn services(self) -> &'static [Service] {
        self.services
    }

    /// Returns the service with that slug.
    #[must_use]
    pub fn by_slug(self, slug: &str) -> Option<&'static Service> {
        self.services.iter().find(|service| service.slug == slug)
    }

    /// Returns the services that meet any of the needs and match every word.
    /// Without needs, services of any need are found; without words, services
    /// of any words.
    ///
    /// A word matches a whole word, or the beginning of one from three letters
    /// on. Services that meet more of the needs come first, then those that
    /// have the words in the name before those that have them in the
    /// description, then local before national, then by name: one question
    /// always gets one answer, in one order.
    #[must_use]
    pub fn search(self, needs: &[Need], words: &str) -> Vec<&'static Service> {
        self.ranked(needs, &telling_words(words), |matched, asked| {
            matched == asked
        })
    }

    /// Returns the services that meet any of the needs and match at least one
    /// of the words, those that match more words first, then in the order of
    /// [`Self::search`]. A page falls back on them when no service matches
    /// every word.
    #[must_use]
    pub fn search_any_word(self, needs: &[Need], words: &str) -> Vec<&'static Service> {
        self.ranked(needs, &telling_words(words), |matched, _| matched > 0)
    }

    /// Returns the words of a search as the directory spells them, if one of them
    /// is no word of the directory and close to one; `None` if there is nothing
    /// to put right. A page tries these words when no service matches any.
    #[must_use]
    pub fn spelt(self, words: &str) -> Option<String> {
        let known: Vec<String> = self
            .services
            .iter()
            .flat_map(|service| texts_of(service).into_iter().map(|(_, word)| word))
            .collect();
        let mut is_changed = false;
        let spelt: Vec<String> = telling_words(words)
            .into_iter()
            .map(|typed| {
                if known.iter().any(|word| match_quality(&typed, word) > 0) {
                    return typed;
                }
                let most = most_wrong(typed.chars().count());
                let close = known.iter().map(|word| (misspelt_by(&typed, word), word));
                let closest = close.filter(|(wrong, _)| *wrong <= most).min();
                is_changed |= closest.is_some();
                closest.map_or(typed, |(_, word)| word.clone())
            })
            .collect();
        is_changed.then(|| spelt.join(" "))
    }

    /// Returns the services that meet one need of somebody with these needs,
    /// the best fit first.
    ///
    /// A service fits if its first need, which is what it is for, is this need,
    /// and the fewer needs it is for that the person does not have. Local
    /// services come before national ones. A service for people with something
    /// particular, such as dementia, sight loss or grief, is left out unless
    /// the person has that need.
    #[must_use]
    pub fn fitting(self, need: Need, needs: &[Need]) -> Vec<&'static Service> {
        let mut found: Vec<(usize, usize, &'static Service)> = self
            .services
            .iter()
            .filter_map(|service| {
                let place = service.needs.iter().position(|met| *met == need)?;
                let purpose = *service.needs.first()?;
                if purpose.is_particular() && !needs.contains(&purpose) {
                    return None;
                }
                let others = service.needs.iter();
                let unfitting = others.filter(|other| !needs.contains(other)).count();
                Some((place, unfitting, service))
            })
            .collect();
        found.sort_by_key(|(place, unfitting, service)| {
            (*place, *unfitting, service.national, service.name)
        });
        found.into_iter().map(|(_, _, service)| service).collect()
    }

    fn ranked(
        self,
        needs: &[Need],
        words: &[String],
        enough: impl Fn(usize, usize) -> bool,
    ) -> Vec<&'static Service> {
        let mut found: Vec<(usize, usize, u32, &'static Service)> = self
            .services
            .iter()
            .filter_map(|service| {
                let met = service
                    .needs
                    .iter()
                    .filter(|need| needs.contains(need))
                    .count();
                if met == 0 && !needs.is_empty() {
                    return None;
                }
                let (matched, score) = relevance(service, words);
                enough(matched, words.len()).then_some((matched, met, score, service))
            })
            .collect();
        found.sort_by(
            |(matched_a, met_a, score_a, a), (matched_b, met_b, score_b, b)| {
                (matched_b, met_b, score_b, a.national, a.name)
                    .cmp(&(matched_a, met_a, score_a, b.national, b.name))
            },
        );
        found
            .into_iter()
            .map(|(_, _, _, service)| service)
            .collect()
    }
}

/// An Open Referral UK object, exactly as in the data file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ServiceRecord {
    /// The Open Referral identifier, a UUID.
    pub id: &'static str,
    /// The code of a taxonomy term, such as a need's slug; empty for other
    /// objects.
    pub code: &'static str,
    /// The object as JSON.
    pub json: &'static str,
}

impl Service {
    /// Returns the service as the Open Referral API publishes it. The JSON is
    /// kept apart from the service's fields, so that only a function that
    /// publishes services carries it.
    #[must_use]
    pub fn record(&self) -> Option<ServiceRecord> {
        OPEN_REFERRAL
            .iter()
            .find(|record| record.id == self.id)
            .copied()
    }
}

/// Returns the published taxonomies: needs, and coverage.
#[must_use]
pub const fn taxonomies() -> &'static [ServiceRecord] {
    TAXONOMIES
}

/// Returns the published terms of the taxonomies.
#[must_use]
pub const fn taxonomy_terms() -> &'static [ServiceRecord] {
    TAXONOMY_TERMS
}

/// The words so common that they say nothing about what somebody wants.
const STOP_WORDS: [&str; 52] = [
    "a", "about", "am", "an", "and", "any", "are", "at", "can", "cannot", "cant", "do", "for",
    "from", "get", "getting", "have", "having", "he", "help", "her", "his", "i", "im", "in", "is",
    "it", "me", "my", "need", "needs", "of", "on", "or", "our", "over", "please", "service",
    "services", "she", "someone", "that", "the", "their", "them", "they", "to", "want", "who",
    "with", "you", "your",
];

/// Splits a text into lower-case words without accents and apostrophes: `Café`
/// becomes `cafe`, and `Alzheimer's` becomes `alzheimers`.
fn words_of(text: &str) -> impl Iterator<Item = String> {
    without_accents(text)
        .replace(['\'', '’'], "")
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect::<Vec<_>>()
        .into_iter()
}

/// Returns the words to search by: those that are not stop words or, if all
/// are, all of them.
fn telling_words(text: &str) -> Vec<String> {
    let all: Vec<String> = words_of(text).collect();
    let telling: Vec<String> = all
        .iter()
        .filter(|word| !STOP_WORDS.contains(&word.as_str()))
        .cloned()
        .collect();
    if telling.is_empty() { all } else { telling }
}

/// Returns how well a word of the question matches a word of the text: 2 for
/// the whole word, 1 for the beginning, 0 for no match.
fn match_quality(asked: &str, found: &str) -> u32 {
    // A plural finds its singular too; "falls" finds "falling".
    let singular = if asked.len() > 3 {
        asked.strip_suffix('s').unwrap_or(asked)
    } else {
        asked
    };
    if found == asked || found == singular {
        2
    } else if asked.chars().count() >= 3 && found.starts_with(singular) {
        1
    } else {
        0
    }
}

/// Returns the fewest letters to change, add, leave out or exchange with the next
/// one, to make one word another (optimal string alignment).
fn misspelt_by(typed: &str, meant: &str) -> usize {
    let (typed, meant): (Vec<char>, Vec<char>) = (typed.chars().collect(), meant.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=meant.len()).collect();
    for (i, letter) in typed.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, other) in meant.iter().enumerate() {
            let at = |row: &[usize], place: usize| row.get(place).copied().unwrap_or(usize::MAX);
            let changed = at(&row, j).saturating_add(usize::from(letter != other));
            let added = at(&next, j).saturating_add(1);
            let left_out = at(&row, j + 1).saturating_add(1);
            let is_exchanged = i > 0
                && j > 0
                && typed.get(i - 1) == Some(other)
                && meant.get(j - 1) == Some(letter);
            let exchanged = match is_exchanged {
                true => at(&before, j - 1).saturating_add(1),
                false => usize::MAX,
            };
            next.push(changed.min(added).min(left_out).min(exchanged));
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or_default()
}

/// Returns the most letters that may be wrong in a word; none in a short one,
/// which is close to many others.
const fn most_wrong(letters: usize) -> usize {
    match letters {
        0..=4 => 0,
        5..=7 => 1,
        _ => 2,
    }
}

/// Returns how many of the words a service matches, and how well: the better
/// the match and the more telling the field, the higher the score.
fn relevance(service: &Service, words: &[String]) -> (usize, u32) {
    if words.is_empty() {
        return (0, 0);
    }
    let texts = texts_of(service);
    words.iter().fold((0, 0), |(matched, score), asked| {
        let best = texts
            .iter()
            .map(|(weight, found)| weight * match_quality(asked, found))
            .max()
            .unwrap_or(0);
        (matched + usize::from(best > 0), score + best)
    })
}

/// Returns the words of a service, each with the weight of its field.
fn texts_of(service: &Service) -> Vec<(u32, String)> {
    let mut texts: Vec<(u32, String)> = Vec::new();
    let mut add = |weight: u32, text: &str| {
        texts.extend(words_of(text).map(|word| (weight, word)));
    };
    add(8, service.name);
    for need in service.needs {
        add(4, need.title());
        add(3, need.also_called());
    }
    add(4, service.organization);
    for place in service.places {
        add(3, place.name);
        for line in place.address {
            add(3, line);
        }
    }
    for area in service.areas {
        add(3, area);
    }
    add(5, service.description);
    add(1, service.who_for);
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slugs(needs: &[Need], words: &str) -> Vec<&'static str> {
        Directory::SHIPPED
            .search(needs, words)
            .into_iter()
            .map(|service| service.slug)
            .collect()
    }

    #[test]
    fn every_need_has_a_local_service() {
        for need in Need::ALL {
            assert!(
                Directory::SHIPPED
                    .search(&[need], "")
                    .iter()
                    .any(|service| !service.national),
                "{need}"
            );
        }
    }

    /// Case PB-21.
    #[test]
    fn pb_21_a_word_is_found_with_its_accents_and_without_them() {
        let found = slugs(&[], "café");
        assert!(!found.is_empty());
        for typed in ["cafe", "CAFÉ", "cafe\u{301}", "cäfè"] {
            assert_eq!(slugs(&[], typed), found, "{typed}");
        }
    }

    #[test]
    fn a_word_that_is_spelt_wrongly_is_put_right_and_a_right_one_is_left() {
        for (typed, meant) in [
            ("demensia", Some("dementia")),
            ("dementai", Some("dementia")),
            ("bereavment help", Some("bereavement")),
            ("dementia", None),
            ("lunch", None),
            ("xyz", None),
            ("quokkas", None),
            ("", None),
        ] {
            let spelt = Directory::SHIPPED.spelt(typed);
            assert_eq!(spelt.as_deref(), meant, "{typed}");
        }
    }

    #[test]
    fn the_letters_that_are_wrong_in_a_word_are_counted() {
        for (typed, meant, wrong) in [
            ("", "", 0),
            ("", "ab", 2),
            ("ab", "", 2),
            ("lunch", "lunch", 0),
            ("luhch", "lunch", 1),
            ("lnuch", "lunch", 1),
            ("lunh", "lunch", 1),
            ("lunchh", "lunch", 1),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(misspelt_by(typed, meant), wrong, "{typed} {meant}");
        }
    }

    #[test]
    fn a_service_for_something_particular_is_kept_from_those_without_it() {
        for need in Need::ALL {
            for service in Directory::SHIPPED.fitting(need, &[need, Need::Advice]) {
                let purpose = service.needs[0];
                let particular = [Need::Dementia, Need::SightHearing, Need::Bereavement];
                assert!(
                    purpose == need || !particular.contains(&purpose),
                    "{} for {need}",
                    service.name
                );
            }
        }
        let of = |need| {
            let found = Directory::SHIPPED.fitting(need, &[need]);
            found.into_iter().map(|service| service.slug).next()
        };
        assert_eq!(of(Need::Dementia), Some("memory-lane-cafe"));
        assert_eq!(of(Need::Bereavement), Some("bereavement-companions"));
        assert_eq!(of(Need::HomeSafety), Some("safe-and-well-visits"));
    }

    #[test]
    fn every_need_is_read_from_its_own_slug_and_nothing_else_is() {
        for need in Need::ALL {
            assert_eq!(need.name().parse(), Ok(need));
        }
        assert_eq!("Eating".parse::<Need>(), Err(UnknownNeed));
        assert_eq!("".parse::<Need>(), Err(UnknownNeed));
    }

    #[test]
    fn nothing_asked_finds_everything() {
        assert_eq!(slugs(&[], "").len(), Directory::SHIPPED.services().len());
        assert_eq!(
            slugs(&[], "  ,.!? ").len(),
            Directory::SHIPPED.services().len()
        );
    }

    #[test]
    fn a_need_finds_only_services_that_meet_it() {
        let found = Directory::SHIPPED.search(&[Need::Dementia], "");
        assert!(found.len() >= 5);
        assert!(
            found
                .iter()
                .all(|service| service.needs.contains(&Need::Dementia))
        );
    }

    #[test]
    fn services_that_meet_more_of_the_needs_come_first() {
        let found = slugs(
            &[Need::Washing, Need::Toilet, Need::Dressing, Need::Eating],
            "",
        );
        // The first two meet all four needs; AskSARA does too, but is national.
        assert_eq!(
            found[..3],
            [
                "back-on-your-feet",
                "exampleshire-home-care-finder",
                "asksara"
            ]
        );
    }

    #[test]
    fn the_name_counts_for_more_than_the_description() {
        assert_eq!(slugs(&[], "lifeline")[0], "exampleshire-lifeline");
        assert_eq!(slugs(&[], "samaritans"), ["samaritans"]);
    }

    #[test]
    fn the_beginning_of_a_word_finds_it_from_three_letters_on() {
        assert!(slugs(&[], "alzh").contains(&"dementia-advisers"));
        assert!(slugs(&[], "contin").contains(&"continence-advice-clinic"));
        assert_eq!(slugs(&[], "al"), Vec::<&str>::new());
    }

    #[test]
    fn the_middle_of_a_word_does_not_find_it() {
        assert!(!slugs(&[], "line").contains(&"equipment-loan-store"));
        assert_eq!(slugs(&[], "zheimer"), Vec::<&str>::new());
    }

    #[test]
    fn words_of_daily_life_find_the_need_they_mean() {
        assert!(slugs(&[], "I am deaf").contains(&"hearing-aid-clinics"));
        assert!(slugs(&[], "help with getting a bath").contains(&"bathe-with-care"));
        assert!(slugs(&[], "Alzheimer's").contains(&"memory-lane-cafe"));
    }

    #[test]
    fn every_word_must_be_found() {
        let found = slugs(&[], "carers westhaven");
        assert!(found.contains(&"westhaven-wednesday-club"));
        assert!(!found.contains(&"carers-helpline-and-assessment-support"));
        assert_eq!(slugs(&[], "carers trombone"), Vec::<&str>::new());
    }

    #[test]
    fn a_sentence_finds_services_by_the_words_that_mean_something() {
        let words = "my mother keeps falling";
        assert_eq!(slugs(&[], words), Vec::<&str>::new());
        let found = Directory::SHIPPED.search_any_word(&[], words);
        assert!(found.len() > 3);
        assert!(
            found
                .iter()
                .any(|service| service.slug == "steady-on-strength-and-balance")
        );
        assert!(
            Directory::SHIPPED
                .search_any_word(&[], "trombone")
                .is_empty()
        );
    }

    #[test]
    fn local_services_come_before_national_ones_that_match_as_well() {
        let found = Directory::SHIPPED.search(&[Need::SightHearing], "");
        let first_national = found.iter().position(|service| service.national);
        let last_local = found.iter().rposition(|service| !service.national);
        assert!(
            last_local < first_national,
            "{last_local:?} {first_national:?}"
        );
    }

    #[test]
    fn the_same_question_gets_the_same_answer() {
        assert_eq!(
            slugs(&[Need::Money], "advice"),
            slugs(&[Need::Money], "advice")
        );
    }

    #[test]
    fn each_service_is_published_under_its_own_identifier() {
        for service in Directory::SHIPPED.services() {
            let json = service.record().unwrap().json;
            assert!(json.starts_with(&format!("{{\"id\":\"{}\"", service.id)));
            assert_eq!(Directory::SHIPPED.by_slug(service.slug), Some(service));
        }
    }

    #[test]
    fn every_need_is_a_published_term_with_the_same_name() {
        for need in Need::ALL {
            let term = taxonomy_terms()
                .iter()
                .find(|term| term.code == need.name())
                .unwrap();
            assert!(
                term.json
                    .contains(&format!("\"name\":\"{}\"", need.title())),
                "{need}"
            );
        }
    }

    #[test]
    fn invented_services_use_numbers_and_addresses_that_cannot_be_anybodys() {
        for service in Directory::SHIPPED
            .services()
            .iter()
            .filter(|service| !service.national)
        {
            for phone in service.phones {
                assert!(
                    phone.starts_with("01632 960") || phone.starts_with("0113 496 0"),
                    "{phone}"
                );
            }
            assert!(service.website.contains(".example/"), "{}", service.website);
        }
    }
}
