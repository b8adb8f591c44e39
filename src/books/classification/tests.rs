//! Names as each source has them: within containers, with strokes in them, and with free words.

use super::{Category, Classifier, Rule};
use crate::books::settlement::Source;

fn check(source: Source, kind: &str, path: &str, expect: Option<Category>) {
    let found = Classifier::new(Vec::new()).category(source, kind, path);
    assert_eq!(found, expect, "{kind} / {path}");
}

#[test]
fn a_stroke_within_a_name_of_a_report_is_none_of_its_way() {
    let known = |kind: &str, path: &str, category| check(Source::Report, kind, path, Some(category));
    known(
        "CouponRedemptionFee",
        "CouponRedemptionFee/Buy 1/2 price",
        Category::CouponsAndDeals,
    );
    let period =
        "Amazon service fee for EPR Pay on Behalf - GB - Packaging - (Period 01/07/2024 - 31/12/2024)";
    known(
        "AmazonFees",
        &format!("{period}/Base fee"),
        Category::OtherServices,
    );
    known("AmazonFees", &format!("{period}/Tax on fee"), Category::TaxOnFees);
    known(
        "other-transaction",
        &format!("other-transaction/{period}"),
        Category::OtherServices,
    );
    known("other-transaction", period, Category::OtherServices);
    let unplanned = "Unplanned Service Fee - Label missing/unreadable";
    known(
        "other-transaction",
        &format!("other-transaction/{unplanned}"),
        Category::FbaInbound,
    );
    known(
        "AmazonFees",
        &format!("{unplanned}/Base fee"),
        Category::FbaInbound,
    );
    known(
        "other-transaction",
        "FBA Inventory Reimbursement/Lost/Damaged",
        Category::Reimbursements,
    );
    known(
        "other-transaction",
        "FBA Inventory Reimbursement - Lost/Damaged: Warehouse/x",
        Category::Reimbursements,
    );
    let unsuccessful = "Transfer of funds unsuccessful: bank a/c closed";
    known("other-transaction", unsuccessful, Category::Transfers);
    known(
        "other-transaction",
        &format!("other-transaction/{unsuccessful}"),
        Category::Transfers,
    );
    // Of a name that nobody knows the end is no name that somebody does.
    check(
        Source::Report,
        "other-transaction",
        "other-transaction/Polishing/Storage Fee",
        None,
    );
    // A transaction without a tree is named by its description.
    check(
        Source::Finances,
        "ServiceFee",
        unplanned,
        Some(Category::FbaInbound),
    );
}

#[test]
fn an_own_rule_fits_a_name_with_a_stroke_as_it_is_shown_and_by_a_star() {
    for path in ["Novelty Fee/Lost/Damaged", "Novelty Fee/*", "**/*lost*"] {
        let own = Rule::new("", path, "advertising").unwrap();
        let found = Classifier::new(vec![own]).category(Source::Report, "", "Novelty Fee/Lost/Damaged");
        assert_eq!(found, Some(Category::Advertising), "{path}");
    }
}

#[test]
fn no_word_of_a_coupon_makes_it_tax() {
    for words in [
        "Save 5% on Salvatore Cravat",
        "20% off - no VAT",
        "Save 10% tax",
        "Save on IGST",
        "Tax refund special",
        "1/2 the VAT",
    ] {
        for source in [Source::Report, Source::Finances] {
            let path = format!("CouponRedemptionFee/{words}");
            let is_one_name = source == Source::Report || !words.contains('/');
            let expect = is_one_name.then_some(Category::CouponsAndDeals);
            check(source, "CouponRedemptionFee", &path, expect);
            check(source, "CouponPayment", &path, expect);
        }
    }
    for tax in ["Tax", "VAT", "IGST", "Tax on fee"] {
        let path = format!("CouponRedemptionFee/{tax}");
        check(
            Source::Report,
            "CouponRedemptionFee",
            &path,
            Some(Category::TaxOnFees),
        );
    }
}

#[test]
fn a_reason_that_ends_with_tax_is_held_and_indias_letters_are_its_tax() {
    for name in [
        "Unplanned Service Fee - Missing tax",
        "Unplanned Service Fee - no VAT",
        "Inbound Defect Fee - Wrong GST",
    ] {
        check(
            Source::Report,
            "other-transaction",
            &format!("other-transaction/{name}"),
            None,
        );
    }
    check(
        Source::Report,
        "other-transaction",
        "Inbound Defect Fee/Missing tax",
        None,
    );
    check(
        Source::Report,
        "other-transaction",
        "Grade and Resell Charge/no VAT",
        None,
    );
    let is_tax = |path| check(Source::Report, "AmazonFees", path, Some(Category::TaxOnFees));
    is_tax("Unplanned Service Fee - Label missing/Tax on fee");
    is_tax("other-transaction/Unplanned Service Fee - Label missing IGST");
    is_tax("other-transaction/Unplanned Service Fee Tax");
    is_tax("Inbound Defect Fee/Tax");
    is_tax("Inbound Defect Fee/Barcode missing UTGST");
    is_tax("other-transaction/PostageBilling_TransactionFeeVAT");
}

#[test]
fn what_is_taxed_or_charged_of_a_reimbursement_is_held_however_it_is_called() {
    let named = [
        "FBA Inventory Reimbursement",
        "MCF Inventory Reimbursement",
        "FBA Inventory Reimbursement - Customer Return",
        "FBA Inventory Reimbursement - Lost:Warehouse",
    ];
    let beside = [
        "Tax",
        "IGST",
        "CGST",
        "VAT",
        "GST",
        "WAREHOUSE_LOST IGST",
        "Processing Fee",
        "Processing Fee Tax",
        "Handling Charge",
    ];
    for name in named {
        for other in beside {
            check(
                Source::Report,
                "other-transaction",
                &format!("{name}/{other}"),
                None,
            );
        }
        let reason = format!("{name}/WAREHOUSE_LOST");
        check(
            Source::Report,
            "other-transaction",
            &reason,
            Some(Category::Reimbursements),
        );
    }
}

/// Names as the Finances API has them: within the container that tells the side of their amount.
#[test]
fn a_name_within_a_container_is_what_it_is_without() {
    const WITHIN: [(&str, &str, &str); 43] = [
        (
            "Adjustment",
            "Sales/RecommerceLiquidation/AmazonFees",
            "liquidations",
        ),
        (
            "Adjustment",
            "Sales/RecommerceLiquidation/AmazonFees/Base",
            "liquidations",
        ),
        ("Adjustment", "Expenses/RecommerceLiquidation", "liquidations"),
        ("Adjustment", "Sales/TaxOnRevenue", "refunded-tax"),
        ("Adjustment", "Tax/OurPriceTax", "refunded-tax"),
        ("Adjustment", "Tax/ShippingTax", "refunded-tax"),
        ("Adjustment", "Expenses/Tax/ShippingTax", "refunded-tax"),
        ("Adjustment", "RegulatoryFee", "refunded-tax"),
        ("Adjustment", "Expenses/RegulatoryFee", "refunded-tax"),
        ("Adjustment", "Expenses/AmazonFees", "held"),
        ("Adjustment", "Expenses/Reserve", "reserve-current"),
        ("FailedAdhocDisbursement", "Sales/TransactionAmount", "transfers"),
        ("FailedAdhocDisbursement", "Sales/TransferAmount", "transfers"),
        ("AdhocDisbursement", "Expenses/InitiateDisbursement", "transfers"),
        ("LoanServicing", "Expenses/LoanAmount", "loans-and-debt"),
        ("SAFETReimbursement", "Sales/ReimbursedAmount", "reimbursements"),
        ("ChargeRefund", "Sales/ChargeAmount", "adjustments"),
        ("DebtRecovery", "Expenses/RecoveryAmount", "loans-and-debt"),
        ("DebtRecovery", "Expenses", "loans-and-debt"),
        ("CouponPayment", "Expenses/TotalAmount", "coupons-and-deals"),
        ("CouponPayment", "Expenses/FeeComponent", "coupons-and-deals"),
        ("SellerDealPayment", "Expenses/FeeAmount", "coupons-and-deals"),
        ("SellerDealPayment", "Expenses/TaxAmount", "tax-on-fees"),
        (
            "SellerReviewEnrollmentPayment",
            "Expenses/TotalAmount",
            "advertising",
        ),
        ("ProductAdsPayment", "Expenses/BaseValue", "advertising"),
        ("ProductAdsPayment", "Expenses/TaxValue", "tax-on-fees"),
        ("ProductAdsPayment", "Expenses/TransactionValue", "advertising"),
        (
            "TaxWithholding",
            "Expenses/WithheldAmount",
            "tax-deducted-at-source",
        ),
        (
            "NetworkComminglingTransaction",
            "Expenses/TaxExclusiveAmount",
            "adjustments",
        ),
        (
            "ValueAddedServiceCharge",
            "Expenses/TransactionAmount",
            "other-services",
        ),
        (
            "CapacityReservationBilling",
            "Expenses/TransactionAmount",
            "fba-storage",
        ),
        ("AffordabilityExpense", "Expenses/TaxTypeUTGST", "tax-on-fees"),
        ("AffordabilityExpense", "TaxTypeUTGST", "tax-on-fees"),
        ("AffordabilityExpense", "Expenses", "coupons-and-deals"),
        (
            "AffordabilityExpenseReversal",
            "Sales/BaseExpense",
            "coupons-and-deals",
        ),
        ("AffordabilityExpenseReversal", "Sales/TaxTypeCGST", "tax-on-fees"),
        ("AffordabilityExpenseReversal", "Sales/Tax", "tax-on-fees"),
        ("ServiceFee", "Sales/Tax", "tax-on-fees"),
        ("ServiceFee - Reversal", "Sales/Tax", "tax-on-fees"),
        ("Refund", "Refunded Sales/Promotions", "refunded-promotions"),
        // What the side decides stays open.
        ("Shipment", "Expenses/Tax", "held"),
        ("Shipment", "Expenses/Shipping", "held"),
        ("Shipment", "Refunded Sales/Promotions", "held"),
    ];
    for (kind, path, expect) in WITHIN {
        check(Source::Finances, kind, path, expect.parse().ok());
    }
}
