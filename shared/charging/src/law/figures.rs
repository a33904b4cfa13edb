// Every amount of the law, named once, in the order of the files of `law/`:
// its key there, which is its field here too, and what a page calls it. The
// build reads this list as well (`build/law.rs`), so an amount that is added
// stops the build at each file that does not have it yet.
figures! {
    amounts {
        single_18_to_24 "Single person aged 18 to 24"
        single_25_to_pension_age "Single person aged 25 to pension age"
        single_pension_age "Single person of pension age"
        lone_parent "Lone parent"
        couple_member "Member of a couple"
        couple_member_pension_age "Member of a couple of pension age"
        child "Each child"
        disability_premium_single "Disability premium, single person"
        enhanced_disability_premium_single "Enhanced disability premium, single person"
        disability_premium_couple "Disability premium, member of a couple"
        enhanced_disability_premium_couple "Enhanced disability premium, member of a couple"
        carer_premium "Carer premium"
        personal_expenses_allowance "Personal expenses allowance"
        savings_credit_disregard_single "Savings credit ignored, single person"
        savings_credit_disregard_couple "Savings credit ignored, couple"
        lower_capital_limit "Lower capital limit"
        upper_capital_limit "Upper capital limit"
        tariff_step "Capital for each £1 of tariff income"
        war_pension_disregard "War pension ignored"
        sub_tenant_disregard "Ignored from each sub-tenant"
        lodger_disregard "Ignored from each lodger, with half of the rest"
    }
    benefits {
        attendance_allowance_lower "Attendance Allowance, lower rate"
        attendance_allowance_higher "Attendance Allowance, higher rate"
        dla_care_low "DLA care, lowest rate"
        dla_care_middle "DLA care, middle rate"
        dla_care_high "DLA care, highest rate"
        dla_mobility_low "DLA mobility, lower rate"
        dla_mobility_high "DLA mobility, higher rate"
        pip_daily_living_standard "PIP daily living, standard rate"
        pip_daily_living_enhanced "PIP daily living, enhanced rate"
        pip_mobility_standard "PIP mobility, standard rate"
        pip_mobility_enhanced "PIP mobility, enhanced rate"
        new_state_pension "New State Pension, full rate"
        basic_state_pension "Basic State Pension, full rate"
        pension_credit_guarantee_single "Pension Credit guarantee, single person"
        pension_credit_guarantee_couple "Pension Credit guarantee, couple"
        carers_allowance "Carer’s Allowance"
        nhs_funded_nursing_care "NHS-funded nursing care, standard rate"
        deferred_payment_income_allowance "Income kept under a deferred payment agreement"
        universal_credit_standard_single_25_monthly "Universal Credit standard allowance, single person aged 25 or over, a month"
    }
}
