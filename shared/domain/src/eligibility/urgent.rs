//! Signs of what cannot wait for an assessment, and whom to call.

use serde::Serialize;

use super::who::{Voice, Who};
use crate::council::Council;
use crate::document::telephone_address;

crate::named_enum! {
    serde
    /// A sign that somebody needs help now, most pressing first.
    pub enum UrgentSign {
        /// Somebody is in danger or badly hurt or ill.
        Danger = "danger",
        /// Thoughts of suicide or self-harm.
        SelfHarm = "self_harm",
        /// Abuse or neglect by somebody.
        Abuse = "abuse",
        /// No way to get up, eat, drink, keep warm or take medicine today.
        NoBasics = "no_basics",
        /// The person who gives the care cannot go on.
        CarerStopping = "carer_stopping",
    }
}

/// A person or service to call.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Contact {
    /// The name: `NHS 111, option 2`.
    pub name: String,
    /// The telephone number, as people read it: `0161 496 0000`.
    pub telephone: String,
    /// The purpose of the number and the hours when it is answered, in a few
    /// words.
    pub about: String,
}

impl Contact {
    fn new(name: &str, telephone: &str, about: &str) -> Self {
        Self {
            name: name.to_owned(),
            telephone: telephone.to_owned(),
            about: about.to_owned(),
        }
    }

    fn emergency() -> Self {
        Self::new(
            "Emergency services",
            "999",
            "If life is at risk, or a crime is happening now. Text relay: 18000.",
        )
    }

    fn by_day(council: &Council) -> Self {
        Self::new(
            "Adult social care",
            &council.telephone,
            &council.opening_hours,
        )
    }

    fn by_night(council: &Council) -> Self {
        Self::new(
            "Adult social care, out of hours",
            &council.emergency_telephone,
            "Evenings, nights, weekends and bank holidays.",
        )
    }

    /// Returns the address that a telephone link leads to: `tel:01614960000`.
    #[must_use]
    pub fn href(&self) -> String {
        telephone_address(&self.telephone)
    }
}

/// The advice for one urgent sign: what to do and whom to call.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct UrgentAdvice {
    /// The sign that the notice is about.
    pub sign: UrgentSign,
    /// The action to take, as a heading: `Call 999 now`.
    pub heading: &'static str,
    /// The reason and the way to act, in a sentence or two.
    pub text: &'static str,
    /// The numbers to call, in the order in which to try them.
    pub contacts: Vec<Contact>,
}

/// Returns the notices for these signs, each once, most pressing first.
pub fn urgent_advice<'a>(
    signs: impl IntoIterator<Item = &'a UrgentSign>,
    who: Who,
    voice: Voice,
    council: &Council,
) -> Vec<UrgentAdvice> {
    let mut signs: Vec<UrgentSign> = signs.into_iter().copied().collect();
    signs.sort_unstable();
    signs.dedup();
    signs
        .into_iter()
        .map(|sign| advice_on(sign, who, voice, council))
        .collect()
}

fn advice_on(sign: UrgentSign, who: Who, voice: Voice, council: &Council) -> UrgentAdvice {
    let (by_day, by_night) = (Contact::by_day(council), Contact::by_night(council));
    let (heading, text, contacts) = match sign {
        UrgentSign::Danger => (
            "Call 999 now",
            "You said someone is in danger, badly hurt or seriously ill. Do not wait for an \
             assessment.",
            vec![Contact::emergency()],
        ),
        UrgentSign::SelfHarm => (
            "Talk to someone now",
            match voice {
                Voice::You => {
                    "You told us about thoughts of suicide or self-harm. You deserve help, and \
                     people are there to listen at any time of day or night. Call 999 if anyone \
                     has already been harmed or cannot be kept safe."
                }
                Voice::They => {
                    "You told us about thoughts of suicide or self-harm. Stay with them if you \
                     can. Call 999 if anyone has already been harmed or cannot be kept safe."
                }
            },
            vec![
                Contact::new(
                    "NHS 111",
                    "111",
                    "Choose option 2 for a mental health crisis. Day and night.",
                ),
                Contact::new(
                    "Samaritans",
                    "116 123",
                    "To talk to someone, free, day and night.",
                ),
                Contact::emergency(),
            ],
        ),
        UrgentSign::Abuse => (
            "Tell us about abuse or neglect today",
            "You said someone is being harmed, neglected or taken advantage of. We must look \
             into it, and you do not need to be sure. If anyone is in danger now, call 999.",
            vec![
                Contact {
                    name: "Adult safeguarding".to_owned(),
                    ..by_day
                },
                by_night,
                Contact::emergency(),
            ],
        ),
        UrgentSign::NoBasics => (
            "Call us today",
            "You said there is no way to get up, eat, drink, keep warm or take medicine today, and \
             nobody to help. We can help with urgent needs before an assessment. For urgent \
             medical advice, call NHS 111.",
            vec![
                by_day,
                by_night,
                Contact::new("NHS 111", "111", "For medical advice. Day and night."),
            ],
        ),
        UrgentSign::CarerStopping => (
            "Call us today about care",
            match (who, voice) {
                (Who::Carer, Voice::You) => {
                    "You said you cannot carry on caring. Tell us today, so that we can arrange help \
                     for the person you look after and for you."
                }
                (Who::Carer, Voice::They) => {
                    "You said the carer can no longer cope. Tell us today, so that we can arrange help \
                     for them and for the person they look after."
                }
                (Who::Adult, _) => {
                    "You said the person who usually gives care can no longer cope. Tell us \
                     today, so that we can arrange help."
                }
            },
            vec![by_day, by_night],
        ),
    };
    UrgentAdvice {
        sign,
        heading,
        text,
        contacts,
    }
}
