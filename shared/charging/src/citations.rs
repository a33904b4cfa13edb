//! The places in the law that the rules rest on. Only paragraphs that are
//! certain are cited by number; elsewhere the regulation or the schedule as a
//! whole.

use serde::Serialize;

/// A place in the law, with its address.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct Citation {
    /// The name of the place: `Regulation 7`.
    pub text: &'static str,
    /// The address where the law can be read.
    pub href: &'static str,
}

macro_rules! place {
    ($name:ident $text:literal $href:expr) => {
        pub(crate) const $name: Citation = Citation {
            text: $text,
            href: $href,
        };
    };
}

macro_rules! regulations {
    ($path:literal) => {
        concat!("https://www.legislation.gov.uk/uksi/2014/2672/", $path)
    };
}

place!(REG_3 "Charging regulations 2014, regulation 3" regulations!("regulation/3"));
place!(REG_4 "Charging regulations 2014, regulation 4" regulations!("regulation/4"));
place!(REG_5 "Charging regulations 2014, regulation 5" regulations!("regulation/5"));
place!(REG_6 "Charging regulations 2014, regulation 6" regulations!("regulation/6"));
place!(REG_7 "Charging regulations 2014, regulation 7" regulations!("regulation/7"));
place!(REG_10 "Charging regulations 2014, regulation 10" regulations!("regulation/10"));
place!(REG_11 "Charging regulations 2014, regulation 11" regulations!("regulation/11"));
place!(REG_12 "Charging regulations 2014, regulation 12" regulations!("regulation/12"));
place!(REG_13 "Charging regulations 2014, regulation 13" regulations!("regulation/13"));
place!(REG_14 "Charging regulations 2014, regulation 14" regulations!("regulation/14"));
place!(REG_15 "Charging regulations 2014, regulation 15" regulations!("regulation/15"));
place!(REG_17 "Charging regulations 2014, regulation 17" regulations!("regulation/17"));
place!(REG_18 "Charging regulations 2014, regulation 18" regulations!("regulation/18"));
place!(REG_19 "Charging regulations 2014, regulation 19(3)" regulations!("regulation/19"));
place!(REG_20 "Charging regulations 2014, regulation 20" regulations!("regulation/20"));
place!(REG_22 "Charging regulations 2014, regulation 22" regulations!("regulation/22"));
place!(REG_24 "Charging regulations 2014, regulation 24" regulations!("regulation/24"));
place!(REG_25 "Charging regulations 2014, regulation 25" regulations!("regulation/25"));
place!(SCH_1 "Charging regulations 2014, Schedule 1" regulations!("schedule/1"));
place!(SCH_1_1 "Charging regulations 2014, Schedule 1 paragraph 1" regulations!("schedule/1"));
place!(SCH_1_2 "Charging regulations 2014, Schedule 1 paragraph 2" regulations!("schedule/1"));
place!(SCH_1_3 "Charging regulations 2014, Schedule 1 paragraph 3" regulations!("schedule/1"));
place!(SCH_1_4 "Charging regulations 2014, Schedule 1 paragraph 4" regulations!("schedule/1"));
place!(SCH_1_8 "Charging regulations 2014, Schedule 1 paragraph 8" regulations!("schedule/1"));
place!(SCH_1_10 "Charging regulations 2014, Schedule 1 paragraph 10" regulations!("schedule/1"));
place!(SCH_1_16 "Charging regulations 2014, Schedule 1 paragraph 16" regulations!("schedule/1"));
place!(SCH_1_17 "Charging regulations 2014, Schedule 1 paragraph 17" regulations!("schedule/1"));
place!(SCH_1_17A "Charging regulations 2014, Schedule 1 paragraph 17A" regulations!("schedule/1"));
place!(SCH_1_18 "Charging regulations 2014, Schedule 1 paragraph 18" regulations!("schedule/1"));
place!(SCH_1_40 "Charging regulations 2014, Schedule 1 paragraph 40" regulations!("schedule/1"));
place!(SCH_2 "Charging regulations 2014, Schedule 2" regulations!("schedule/2"));
place!(SCH_2_2 "Charging regulations 2014, Schedule 2 paragraph 2" regulations!("schedule/2"));
place!(SCH_2_4 "Charging regulations 2014, Schedule 2 paragraph 4" regulations!("schedule/2"));
place!(ACT_14 "Care Act 2014, section 14" "https://www.legislation.gov.uk/ukpga/2014/23/section/14");
place!(ACT_17 "Care Act 2014, section 17" "https://www.legislation.gov.uk/ukpga/2014/23/section/17");
place!(NURSING "Standing Rules 2012 (SI 2012/2996), regulation 28" "https://www.legislation.gov.uk/uksi/2012/2996/regulation/28");
place!(S117 "Mental Health Act 1983, section 117" "https://www.legislation.gov.uk/ukpga/1983/20/section/117");
