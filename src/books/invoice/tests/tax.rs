//! Who collects the tax, prices that hold it, and totals that can be read in two ways.

use super::*;

/// A line of 10.00 with 1.00 of tax, and what Amazon says of its tax.
fn taxed(tax: Value) -> Value {
    let mut order = order(1, 1, "11.00", &[part("ITEM", "10.00"), part("TAX", "1.00")]);
    if !tax.is_null() {
        order["orderItems"][0]["tax"] = tax;
    }
    order
}

#[test]
fn the_seller_owes_no_tax_by_silence_or_by_words_that_nobody_knows() {
    let by = |model: Value, party: Value| json!({ "taxCollections": [{ "model": model, "responsibleParty": party }] });
    let none = Value::Null;
    let check = |tax: Value, flagged: &str, else_seller: &str| {
        for (rule, expect) in [
            (TaxRule::AsFlagged, flagged),
            (TaxRule::FlaggedElseSeller, else_seller),
        ] {
            let planned = planned_with(&taxed(tax.clone()), &rules(), rule, vec![mug("1")]);
            let found = match reason_of(&planned) {
                "document" => lines(&planned).join(", "),
                reason => reason.to_owned(),
            };
            assert_eq!(found, expect, "{tax} {rule:?}");
        }
    };
    let (amazons, sellers, held) = ("MUG01 1 10.00", "MUG01 1 10.00, TAX 1.00", "tax-unknown");
    check(
        by(json!("MARKETPLACE_FACILITATOR"), none.clone()),
        amazons,
        amazons,
    );
    check(
        by(json!("MarketplaceFacilitator"), none.clone()),
        amazons,
        amazons,
    );
    check(
        by(
            json!("LowValueGoods"),
            json!("Amazon Commercial Services Pty Ltd"),
        ),
        amazons,
        amazons,
    );
    check(by(none.clone(), json!("Amazon Services, Inc.")), amazons, amazons);
    check(by(json!("LowValueGoods"), none.clone()), held, held);
    check(by(json!("NEW_MODEL"), json!("Amazonas GmbH")), held, held);
    check(by(none.clone(), none.clone()), held, held);
    check(
        json!({ "taxCalculationBreakdowns": [{ "reportingScheme": "IOSS" }] }),
        amazons,
        amazons,
    );
    check(
        json!({ "taxCalculationBreakdowns": [{ "reportingScheme": "NEW" }] }),
        held,
        held,
    );
    check(
        json!({ "taxCollections": [{ "model": "MARKETPLACE_FACILITATOR" }, { "model": "OTHER" }] }),
        held,
        held,
    );
    check(json!({ "taxCollections": [] }), sellers, sellers);
    check(none, held, sellers);
}

#[test]
fn a_marketplace_whose_prices_hold_tax_has_lines_of_both_kinds() {
    let included = TaxRule::PricesIncludeTax {
        exempt_class: Some(2),
    };
    let detail =
        |kind: &str, sum: &str| json!({ "subtype": kind, "value": { "amount": sum, "currencyCode": "USD" } });
    let mut tax = part("TAX", "2.00");
    tax["detailedBreakdowns"] = json!([detail("ITEM", "1.60"), detail("SHIPPING", "0.40")]);
    let parts = [part("ITEM", "10.00"), part("SHIPPING", "2.50"), tax];
    let mut both = order(1, 1, "32.50", &parts);
    both["orderItems"][0]["proceeds"]["proceedsTotal"] = json!({ "amount": "12.50", "currencyCode": "USD" });
    both["orderItems"][0]["tax"] = json!({ "taxCalculationBreakdowns": [{ "reportingScheme": "IOSS" }] });
    let mut own = both["orderItems"][0].clone();
    own["orderItemId"] = json!("2");
    own["tax"] = json!({ "taxCollections": [] });
    own["proceeds"] = json!({ "breakdowns": [part("ITEM", "20.00"), part("TAX", "3.19")] });
    both["orderItems"].as_array_mut().unwrap().push(own);
    let planned = planned_with(&both, &rules(), included, vec![mug("1")]);
    assert_eq!(lines(&planned), ["MUG01 1 8.40", "MUG01 1 20.00", "SHIP 2.10"]);
    let Planned::Document(document) = &planned else {
        panic!("{planned:?}")
    };
    let taxes = |line: &OrderLine| match line {
        OrderLine::Item(item) => (item.tax_included, item.tax_class),
        OrderLine::Charge(charge) => (charge.tax_included, charge.tax_class),
    };
    let taxes: Vec<_> = document.document.order_details.iter().map(taxes).collect();
    assert_eq!(taxes, [(None, Some(2)), (Some(true), None), (None, Some(2))]);
    // Without a class that Sage does not tax, the line is not sent to be taxed a second time.
    let without = TaxRule::PricesIncludeTax { exempt_class: None };
    assert_eq!(
        reason_of(&planned_with(&both, &rules(), without, vec![mug("1")])),
        "tax-unknown"
    );
    // Where the tax stands beside the price already, the price is what it is.
    both["orderItems"][0]["proceeds"]["proceedsTotal"]["amount"] = json!("14.50");
    both["proceeds"]["grandTotal"]["amount"] = json!("34.50");
    let planned = planned_with(&both, &rules(), included, vec![mug("1")]);
    assert_eq!(lines(&planned), ["MUG01 1 10.00", "MUG01 1 20.00", "SHIP 2.50"]);
}

#[test]
fn what_amazon_withholds_out_of_a_price_is_no_revenue_under_any_rule() {
    let amazons = json!({ "taxCollections": [{ "model": "MARKETPLACE_FACILITATOR" }] });
    let check = |market: &str, stated: Option<&str>, total: &str, expect: &str| {
        let mut order = order(1, 1, total, &[part("ITEM", "11.90"), part("TAX", "1.90")]);
        order["salesChannel"]["marketplaceId"] = json!(market);
        order["orderItems"][0]["tax"] = amazons.clone();
        if let Some(stated) = stated {
            order["orderItems"][0]["proceeds"]["proceedsTotal"] =
                json!({ "amount": stated, "currencyCode": "USD" });
        }
        for rule in [
            TaxRule::AsFlagged,
            TaxRule::FlaggedElseSeller,
            TaxRule::MarketplaceCollects,
        ] {
            let planned = planned_with(&order, &rules(), rule, vec![mug("1")]);
            let found = match &planned {
                Planned::Hold(hold) => {
                    assert!(hold.detail.contains("`prices-include-tax`"), "{}", hold.detail);
                    hold.reason.code.to_owned()
                }
                _ => lines(&planned).join(", "),
            };
            assert_eq!(found, expect, "{market} {stated:?} {total} {rule:?}");
        }
    };
    let (de, jp, au, us) = (
        "A1PA6795UKMFR9",
        "A1VC38T7YXB528",
        "A39IBJ37TRP1C6",
        "ATVPDKIKX0DER",
    );
    for market in [de, jp] {
        check(market, Some("11.90"), "11.90", "MUG01 1 10.00");
        // The order's own total says it of its only line.
        check(market, None, "11.90", "MUG01 1 10.00");
    }
    // Nothing shows which way this marketplace counts.
    check(au, Some("11.90"), "11.90", "tax-unknown");
    // The tax stands beside the price, whoever says so.
    for market in [de, au, us] {
        check(market, Some("13.80"), "13.80", "MUG01 1 11.90");
    }
    check(us, Some("11.90"), "11.90", "MUG01 1 11.90");
}

#[test]
fn of_two_readings_of_one_total_none_is_taken_for_being_first() {
    // Goods 20.00, discount 2.00, tax 2.00: 20.00 is the total after both, and before both.
    let mut order = order(
        1,
        1,
        "20.00",
        &[
            part("ITEM", "20.00"),
            part("DISCOUNT", "-2.00"),
            part("TAX", "2.00"),
        ],
    );
    order["orderItems"][0]["tax"] = json!({ "taxCollections": [{ "model": "MARKETPLACE_FACILITATOR" }] });
    assert_eq!(reason_of(&planned(&order)), "two-readings");
    // A second line that tells them apart by its own total decides.
    let mut second = order["orderItems"][0].clone();
    second["orderItemId"] = json!("2");
    second["proceeds"] = json!({ "breakdowns": [part("ITEM", "5.00"), part("DISCOUNT", "-1.00")] });
    let mut first = order["orderItems"][0].clone();
    first["proceeds"]["breakdowns"][2]["subtotal"]["amount"] = json!("3.00");
    first["proceeds"]["proceedsTotal"] = json!({ "amount": "21.00", "currencyCode": "USD" });
    order["orderItems"] = json!([first, second]);
    order["proceeds"]["grandTotal"]["amount"] = json!("25.00");
    assert_eq!(
        lines(&planned(&order)),
        ["MUG01 1 20.00", "MUG01 1 5.00", "PROMO -3.00"]
    );
}

#[test]
fn the_seller_s_tax_is_never_put_on_top_of_what_the_buyer_paid() {
    let nobody = json!({ "taxCollections": [] });
    let of = |total: &str, rule: TaxRule| {
        let mut order = order(1, 1, total, &[part("ITEM", "119.00"), part("TAX", "19.00")]);
        order["orderItems"][0]["tax"] = nobody.clone();
        planned_with(&order, &rules(), rule, vec![mug("1")])
    };
    for rule in [
        TaxRule::AsFlagged,
        TaxRule::FlaggedElseSeller,
        TaxRule::SellerCollects,
    ] {
        let inside = of("119.00", rule);
        let Planned::Hold(hold) = &inside else {
            panic!("{rule:?}: {inside:?}")
        };
        assert_eq!(hold.reason, reason::TAX_UNKNOWN, "{rule:?}");
        assert!(
            hold.detail.contains("19.00") && hold.detail.contains("prices-include-tax"),
            "{}",
            hold.detail
        );
        assert_eq!(
            lines(&of("138.00", rule)),
            ["MUG01 1 119.00", "TAX 19.00"],
            "{rule:?}"
        );
    }
    let included = TaxRule::PricesIncludeTax { exempt_class: None };
    assert_eq!(lines(&of("119.00", included)), ["MUG01 1 119.00"]);
}

#[test]
fn a_line_whose_price_holds_the_seller_s_tax_is_held_against_its_own_total_as_it_is() {
    // 31.90 is the total before the discount of 1.00, and after it with the 1.00 that Amazon keeps. The second line,
    // whose price holds its tax, says that the discount is off.
    let usd = |sum: &str| json!({ "amount": sum, "currencyCode": "USD" });
    let mut order = order(1, 1, "31.90", &[part("ITEM", "20.00"), part("TAX", "1.00")]);
    order["orderItems"][0]["tax"] = json!({ "taxCollections": [{ "model": "MARKETPLACE_FACILITATOR" }] });
    order["orderItems"][0]["proceeds"]["proceedsTotal"] = usd("21.00");
    let mut own = order["orderItems"][0].clone();
    own["orderItemId"] = json!("2");
    own["tax"] = json!({ "taxCollections": [] });
    let inside = [
        part("ITEM", "11.90"),
        part("DISCOUNT", "-1.00"),
        part("TAX", "1.74"),
    ];
    own["proceeds"] = json!({ "breakdowns": inside, "proceedsTotal": usd("10.90") });
    order["orderItems"].as_array_mut().unwrap().push(own);
    let included = TaxRule::PricesIncludeTax {
        exempt_class: Some(2),
    };
    let planned = planned_with(&order, &rules(), included, vec![mug("1")]);
    assert_eq!(lines(&planned), ["MUG01 1 20.00", "MUG01 1 11.90", "PROMO -1.00"]);
}

#[test]
fn a_tax_of_nothing_that_amazon_collects_is_told_from_one_that_is_not_shown() {
    let included = TaxRule::PricesIncludeTax {
        exempt_class: Some(2),
    };
    let held = |parts: &[Value], who: Value| {
        let mut order = order(1, 1, "12.00", parts);
        order["orderItems"][0]["tax"] = who;
        order["orderItems"][0]["proceeds"]["proceedsTotal"] =
            json!({ "amount": "12.00", "currencyCode": "USD" });
        planned_with(&order, &rules(), included, vec![mug("1")])
    };
    let amazon = || json!({ "taxCollections": [{ "model": "MARKETPLACE_FACILITATOR" }] });
    let zero = [part("ITEM", "12.00"), part("TAX", "0.00")];
    for (parts, words) in [
        (&zero[..], "shows it as 0.00"),
        (&zero[..1], "does not say how much of the price it is"),
    ] {
        let Planned::Hold(hold) = held(parts, amazon()) else {
            panic!("{parts:?}")
        };
        assert_eq!(hold.reason, reason::TAX_UNKNOWN);
        assert!(hold.detail.contains(words), "{}", hold.detail);
    }
    // Where it names nobody, the seller's goods have the tax that Sage gives them: none, where they are zero-rated.
    assert_eq!(
        lines(&held(&zero, json!({ "taxCollections": [] }))),
        ["MUG01 1 12.00"]
    );
}
