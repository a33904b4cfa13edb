//! The outcomes that the regulations expect people to be able to achieve, and
//! the ways in which somebody can be unable to achieve one.

use super::EligibilityCitation;
use super::who::{Voice, Who};
use crate::directory::Need;

crate::named_enum! {
    serde
    /// A part of life that the regulations expect people to be able to manage:
    /// ten for adults with needs (regulation 2(2)), eight for carers
    /// (regulation 3(2)(b)), six of them in both lists.
    pub enum Outcome {
        /// Managing and maintaining nutrition.
        Eating = "eating",
        /// Maintaining personal hygiene.
        Washing = "washing",
        /// Managing toilet needs.
        Toilet = "toilet",
        /// Being appropriately clothed.
        Dressing = "dressing",
        /// Being able to make use of the home safely.
        HomeSafety = "home_safety",
        /// Maintaining a habitable home environment.
        HomeUpkeep = "home_upkeep",
        /// Developing and maintaining family or other personal relationships.
        Relationships = "relationships",
        /// Work, training, education or volunteering.
        WorkLearning = "work_learning",
        /// Necessary facilities or services in the local community.
        Community = "community",
        /// Caring responsibilities for a child.
        CaringForChild = "caring_for_child",
        /// Providing care to other persons (carers only).
        CaringForOthers = "caring_for_others",
        /// Engaging in recreational activities (carers only).
        Recreation = "recreation",
    }
}

crate::named_enum! {
    serde
    /// The degree to which somebody can achieve an outcome.
    ///
    /// More than one limb of regulation 2(3) or 3(3) may be true of somebody at
    /// once. One value is enough all the same: the limbs are joined by "or", so
    /// that one of them makes the person unable. The check asks for the one
    /// that matters most to the person.
    pub enum Ability {
        /// The person can, and none of the limbs applies.
        WithoutDifficulty = "without_difficulty",
        /// Limb (d), adults only: significantly longer than would normally be
        /// expected.
        TakesMuchLonger = "takes_much_longer",
        /// Limb (b): significant pain, distress or anxiety.
        PainOrDistress = "pain_or_distress",
        /// Limb (c): endangers, or is likely to endanger, the health or safety
        /// of the person or of others.
        NotSafe = "not_safe",
        /// Limb (a): cannot without assistance, which includes prompting.
        NotWithoutHelp = "not_without_help",
        /// The person does not know.
        Unsure = "unsure",
        /// The outcome does not apply: this person has no children to look
        /// after, for example.
        DoesNotApply = "does_not_apply",
    }
}

crate::named_enum! {
    serde
    /// The part of regulation 2(3) or 3(3) that makes somebody unable to
    /// achieve an outcome.
    pub enum Limb {
        /// (a) cannot achieve the outcome without assistance.
        Assistance = "assistance",
        /// (b) significant pain, distress or anxiety.
        PainOrDistress = "pain_or_distress",
        /// (c) endangers health or safety.
        Danger = "danger",
        /// (d) takes significantly longer; adults only.
        TakesMuchLonger = "takes_much_longer",
    }
}

impl Limb {
    /// Returns the letter of the limb in paragraph (3).
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Assistance => 'a',
            Self::PainOrDistress => 'b',
            Self::Danger => 'c',
            Self::TakesMuchLonger => 'd',
        }
    }
}

impl Ability {
    /// Returns the limb that makes this person unable, if one does. Regulation
    /// 3(3) has no limb (d): a carer who takes longer is not, by that alone,
    /// unable.
    #[must_use]
    pub const fn limb(self, who: Who) -> Option<Limb> {
        match (self, who) {
            (Self::NotWithoutHelp, _) => Some(Limb::Assistance),
            (Self::PainOrDistress, _) => Some(Limb::PainOrDistress),
            (Self::NotSafe, _) => Some(Limb::Danger),
            (Self::TakesMuchLonger, Who::Adult) => Some(Limb::TakesMuchLonger),
            (Self::TakesMuchLonger, Who::Carer)
            | (Self::WithoutDifficulty | Self::Unsure | Self::DoesNotApply, _) => None,
        }
    }
}

impl Outcome {
    /// Returns the outcomes that count for an adult or for a carer, in the
    /// order of the law.
    #[must_use]
    pub const fn of(who: Who) -> &'static [Self] {
        match who {
            Who::Adult => &[
                Self::Eating,
                Self::Washing,
                Self::Toilet,
                Self::Dressing,
                Self::HomeSafety,
                Self::HomeUpkeep,
                Self::Relationships,
                Self::WorkLearning,
                Self::Community,
                Self::CaringForChild,
            ],
            Who::Carer => &[
                Self::CaringForChild,
                Self::CaringForOthers,
                Self::HomeUpkeep,
                Self::Eating,
                Self::Relationships,
                Self::WorkLearning,
                Self::Community,
                Self::Recreation,
            ],
        }
    }

    /// Whether the outcome may not apply to somebody at all. Everybody eats;
    /// not everybody has a child, works or wants to, or looks after a second
    /// person.
    #[must_use]
    pub const fn may_not_apply(self) -> bool {
        matches!(
            self,
            Self::CaringForChild | Self::CaringForOthers | Self::WorkLearning
        )
    }

    /// Returns the plain name of the outcome, as a row header:
    /// `Eating and drinking`.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Eating => "Eating and drinking",
            Self::Washing => "Washing and keeping clean",
            Self::Toilet => "Using the toilet",
            Self::Dressing => "Getting dressed",
            Self::HomeSafety => "Being safe at home",
            Self::HomeUpkeep => "Looking after the home",
            Self::Relationships => "Family and friends",
            Self::WorkLearning => "Work, learning or volunteering",
            Self::Community => "Getting out and using local services",
            Self::CaringForChild => "Looking after a child",
            Self::CaringForOthers => "Looking after other people",
            Self::Recreation => "Free time",
        }
    }

    /// Returns the name of the outcome in the regulation.
    #[must_use]
    pub const fn in_the_regulations(self, who: Who) -> &'static str {
        match (self, who) {
            (Self::Eating, _) => "managing and maintaining nutrition",
            (Self::Washing, _) => "maintaining personal hygiene",
            (Self::Toilet, _) => "managing toilet needs",
            (Self::Dressing, _) => "being appropriately clothed",
            (Self::HomeSafety, _) => "being able to make use of the adult's home safely",
            (Self::HomeUpkeep, Who::Adult) => "maintaining a habitable home environment",
            (Self::HomeUpkeep, Who::Carer) => {
                "maintaining a habitable home environment in the carer's home"
            }
            (Self::Relationships, _) => {
                "developing and maintaining family or other personal relationships"
            }
            (Self::WorkLearning, Who::Adult) => {
                "accessing and engaging in work, training, education or volunteering"
            }
            (Self::WorkLearning, Who::Carer) => {
                "engaging in work, training, education or volunteering"
            }
            (Self::Community, Who::Adult) => {
                "making use of necessary facilities or services in the local community including \
                 public transport, and recreational facilities or services"
            }
            (Self::Community, Who::Carer) => {
                "making use of necessary facilities or services in the local community, including \
                 recreational facilities or services"
            }
            (Self::CaringForChild, Who::Adult) => {
                "carrying out any caring responsibilities the adult has for a child"
            }
            (Self::CaringForChild, Who::Carer) => {
                "carrying out any caring responsibilities the carer has for a child"
            }
            (Self::CaringForOthers, _) => {
                "providing care to other persons for whom the carer provides care"
            }
            (Self::Recreation, _) => "engaging in recreational activities",
        }
    }

    /// Returns the outcome as something a person does, for after "you can" or
    /// "they can".
    #[must_use]
    pub const fn doing(self, voice: Voice) -> &'static str {
        match (self, voice) {
            (Self::Eating, _) => "get enough to eat and drink",
            (Self::Washing, _) => "wash and keep clean",
            (Self::Toilet, _) => "use the toilet",
            (Self::Dressing, _) => "get dressed and choose the right clothes",
            (Self::HomeSafety, Voice::You) => "move around and use your home",
            (Self::HomeSafety, Voice::They) => "move around and use their home",
            (Self::HomeUpkeep, Voice::You) => "keep your home clean, warm and fit to live in",
            (Self::HomeUpkeep, Voice::They) => "keep their home clean, warm and fit to live in",
            (Self::Relationships, _) => "keep in touch with family and friends and meet people",
            (Self::WorkLearning, _) => "take part in work, learning or volunteering",
            (Self::Community, _) => "get out and use local services and transport",
            (Self::CaringForChild, _) => "look after a child",
            (Self::CaringForOthers, Voice::You) => "look after other people who depend on you",
            (Self::CaringForOthers, Voice::They) => "look after other people who depend on them",
            (Self::Recreation, _) => "find time for hobbies and rest",
        }
    }

    /// Returns the needs under which the directory of services lists help with
    /// the outcome, closest first.
    #[must_use]
    pub const fn needs(self) -> &'static [Need] {
        match self {
            Self::Eating => &[Need::Eating],
            Self::Washing => &[Need::Washing, Need::Equipment],
            Self::Toilet => &[Need::Toilet, Need::Equipment],
            Self::Dressing => &[Need::Dressing],
            Self::HomeSafety => &[Need::HomeSafety, Need::Falls, Need::Equipment],
            Self::HomeUpkeep => &[Need::HomeUpkeep],
            Self::Relationships => &[Need::Relationships, Need::Loneliness],
            Self::WorkLearning => &[Need::WorkLearning],
            Self::Community => &[Need::CommunityTransport],
            Self::CaringForChild => &[Need::CaringForChild],
            Self::CaringForOthers => &[Need::CarerSupport],
            Self::Recreation => &[Need::CarerSupport, Need::Loneliness],
        }
    }

    /// Returns the regulation and the paragraph that name the outcome: 2(2)(a)
    /// to (j), 3(2)(b)(i) to (viii). `None` if the outcome does not count for
    /// `who`.
    #[must_use]
    pub(super) fn place(self, who: Who) -> Option<(u8, &'static str)> {
        const ADULT: [&str; 10] = [
            "(2)(a)", "(2)(b)", "(2)(c)", "(2)(d)", "(2)(e)", "(2)(f)", "(2)(g)", "(2)(h)",
            "(2)(i)", "(2)(j)",
        ];
        const CARER: [&str; 8] = [
            "(2)(b)(i)",
            "(2)(b)(ii)",
            "(2)(b)(iii)",
            "(2)(b)(iv)",
            "(2)(b)(v)",
            "(2)(b)(vi)",
            "(2)(b)(vii)",
            "(2)(b)(viii)",
        ];
        let at = Self::of(who).iter().position(|outcome| *outcome == self)?;
        match who {
            Who::Adult => ADULT.get(at).map(|paragraph| (2, *paragraph)),
            Who::Carer => CARER.get(at).map(|paragraph| (3, *paragraph)),
        }
    }

    /// Cites the paragraph that names this outcome and, if one is met, the
    /// limb.
    pub(super) fn citation(self, who: Who, limb: Option<Limb>) -> EligibilityCitation {
        let (number, paragraph) = self.place(who).unwrap_or(match who {
            Who::Adult => (2, "(2)"),
            Who::Carer => (3, "(2)(b)"),
        });
        match limb {
            Some(limb) => EligibilityCitation::regulation(
                number,
                &format!("{paragraph} and (3)({})", limb.letter()),
            ),
            None => EligibilityCitation::regulation(number, paragraph),
        }
    }
}
