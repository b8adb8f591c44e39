//! Order entry: an order that is posted, with the shipment and the invoice that Sage makes of it.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::company::{number_of, part_of};
use super::refusal::Refusal;
use super::{Company, Settings, costs, ledger, revenue};
use crate::money::{Amount, Quantity};

/// Longest texts of a header (facts, section 13).
const LENGTHS: [(&str, usize); 7] = [
    ("OrderNumber", 22),
    ("CustomerNumber", 12),
    ("PurchaseOrderNumber", 22),
    ("OrderReference", 60),
    ("OrderDescription", 60),
    ("OrderComment", 250),
    ("DefaultLocationCode", 6),
];

/// Creates an order; what it returns is the answer.
pub(super) fn create(company: &mut Company, settings: &Settings, body: &Value) -> Result<Value, Refusal> {
    for (name, longest) in LENGTHS {
        if body[name]
            .as_str()
            .is_some_and(|text| text.chars().count() > longest)
        {
            return Err(Refusal::field(format!(
                "{name} is longer than {longest} characters."
            )));
        }
    }
    let customer = customer(company, body)?;
    let number = order_number(company, settings, body, &customer)?;
    check_dates(company, settings, body)?;
    check_optional_fields(settings, body)?;
    let invoiced = body["InvoiceWillBeProduced"] == true;
    let mut lines = Vec::new();
    let details = body["OrderDetails"].as_array().cloned().unwrap_or_default();
    if details.is_empty() {
        return Err(Refusal::field("The order has no details.".into()));
    }
    for detail in &details {
        lines.push(line(company, settings, detail, &customer, body)?);
    }
    let tax: Amount = lines.iter().map(|line| line.tax_on_top).sum();
    let total = lines.iter().map(|line| line.extended).sum::<Amount>() + tax;
    let shipped = lines.iter().any(|line| !line.shipped.is_zero());
    let mut order = body.clone();
    order["OrderUniquifier"] = json!(company.next("order"));
    order["OrderNumber"] = json!(number);
    order["OrderSourceCurrency"] = customer["CurrencyCode"].clone();
    order["TaxGroup"] = customer["TaxGroup"].clone();
    order["OrderTotal"] = number_of(&total.to_string());
    order["TotalTaxAmount"] = number_of(&tax.to_string());
    order["OnHold"] = json!(customer["OnHold"] == "Yes");
    order["OverCreditLimit"] = json!(false);
    order["OrderCompleted"] = json!(if invoiced {
        "CompleteNotIncluded"
    } else {
        "IncompleteNotIncluded"
    });
    order["LastShipmentNumber"] = json!("");
    order["LastInvoiceNumber"] = json!("");
    if invoiced && !shipped {
        return Err(Refusal::field("There is nothing shipped to invoice.".into()));
    }
    if shipped {
        order["LastShipmentNumber"] = json!(format!("SH{:06}", company.next("shipment")));
    }
    if invoiced {
        order["LastInvoiceNumber"] = json!(format!("IN{:06}", company.next("invoice")));
        let invoice = invoice(company, &order, &lines, total, tax);
        company.add("OEInvoices", invoice);
    }
    for line in &lines {
        relieve(company, line);
    }
    company.add("OEOrders", order.clone());
    Ok(order)
}

fn customer(company: &Company, body: &Value) -> Result<Value, Refusal> {
    let number = body["CustomerNumber"].as_str().unwrap_or_default();
    let Some(customer) = company.find("ARCustomers", "CustomerNumber", number) else {
        return Err(Refusal::field(format!(
            "Customer number {number} does not exist."
        )));
    };
    if customer["Status"] == "Inactive" {
        return Err(Refusal::field(format!("Customer {number} is inactive.")));
    }
    Ok(customer.clone())
}

fn order_number(
    company: &mut Company,
    settings: &Settings,
    body: &Value,
    customer: &Value,
) -> Result<String, Refusal> {
    let number = match body["OrderNumber"].as_str() {
        Some(number) => number.to_uppercase(),
        None => format!("ORD{:08}", company.next("order number")),
    };
    let number = number.trim().to_owned();
    if number.is_empty() {
        return Err(Refusal::field("The order number is blank.".into()));
    }
    if company.find("OEOrders", "OrderNumber", &number).is_some() {
        let message =
            format!("Document {number} already exists. Specify a document number that is not in use.");
        let code = if settings.duplicate_code == "FieldInvalid" {
            "FieldInvalid"
        } else {
            "RecordDuplicate"
        };
        return Err(Refusal::business(code, message));
    }
    let po = body["PurchaseOrderNumber"].as_str().unwrap_or_default();
    let known = company.rows("OEOrders").iter().any(|order| {
        order["PurchaseOrderNumber"] == po && order["CustomerNumber"] == customer["CustomerNumber"]
    });
    if !po.is_empty() && known && customer["CheckForDuplicatePOs"] == "Error" {
        return Err(Refusal::field(format!(
            "Purchase order number {po} is used already for this customer."
        )));
    }
    Ok(number)
}

fn check_dates(company: &Company, settings: &Settings, body: &Value) -> Result<(), Refusal> {
    for (name, title) in [
        ("OrderDate", "Order Date"),
        ("ShipmentPostingDate", "Shipment Posting Date"),
        ("InvoicePostingDate", "Invoice Posting Date"),
    ] {
        if let Some(text) = body[name].as_str() {
            let day: NaiveDate = text.get(..10).and_then(|day| day.parse().ok()).ok_or_else(|| {
                Refusal::payload(format!("The value of the property '{name}' is not a date."))
            })?;
            // An order may be dated in a locked period; only posting is closed there.
            let refused = company
                .refuse_day(title, day)
                .or_else(|| ledger::hidden_lock(settings, day, ledger::ORDER_ENTRY))
                .filter(|why| name != "OrderDate" || why.starts_with("Cannot"));
            if let Some(why) = refused {
                return Err(Refusal::field(why));
            }
        }
    }
    Ok(())
}

fn check_optional_fields(settings: &Settings, body: &Value) -> Result<(), Refusal> {
    for name in &settings.required_optional_fields {
        let given = body["OrderOptionalFields"].as_array().into_iter().flatten();
        if !given.into_iter().any(|field| field["OptionalField"] == *name) {
            return Err(Refusal::field(format!("Optional field {name} is required.")));
        }
    }
    Ok(())
}

/// A line as Sage computes it.
struct Line {
    item: Option<String>,
    charge: Option<String>,
    location: String,
    /// The unit, and stocking units in one of it.
    unit: (Value, Value),
    shipped: Quantity,
    ordered: Quantity,
    price: Amount,
    extended: Amount,
    tax_on_top: Amount,
    tax_included: bool,
    /// What of the price is tax.
    included: Amount,
}

fn line(
    company: &Company,
    settings: &Settings,
    detail: &Value,
    customer: &Value,
    body: &Value,
) -> Result<Line, Refusal> {
    if detail["LineType"] == "Miscellaneous" {
        return charge(company, settings, detail, customer);
    }
    let tax_included = detail["TaxIncluded1"] == true;
    let amount = |name: &str| Amount::parse(&detail[name].to_string()).ok();
    if detail["LineType"] != "Item" {
        return Err(Refusal::payload("LineType must be Item or Miscellaneous.".into()));
    }
    let number = detail["Item"].as_str().unwrap_or_default();
    let item = item(company, number)?;
    let location = detail["Location"]
        .as_str()
        .or(body["DefaultLocationCode"].as_str())
        .unwrap_or("MAIN");
    if company.find("ICLocations", "LocationKey", location).is_none() {
        return Err(Refusal::field(format!("Location {location} does not exist.")));
    }
    if let Some(unit) = detail["OrderUnitOfMeasure"].as_str() {
        let known = item["ItemUnitsOfMeasure"]
            .as_array()
            .into_iter()
            .flatten()
            .any(|one| one["UnitOfMeasure"] == unit);
        if !known {
            return Err(Refusal::field(format!(
                "Unit of measure {unit} does not exist for item {number}."
            )));
        }
    }
    let quantity = |name: &str| match &detail[name] {
        Value::Null => Ok(Quantity::ZERO),
        value => Quantity::parse(&value.to_string())
            .map_err(|_| Refusal::field(format!("{name} has more than 4 decimals."))),
    };
    let (ordered, shipped) = (quantity("QuantityOrdered")?, quantity("QuantityShipped")?);
    if ordered <= Quantity::ZERO || shipped.is_negative() || shipped > ordered {
        return Err(Refusal::field("The quantity is not valid.".into()));
    }
    let list = company.find(
        "ICItemPricing",
        "ItemNumber",
        item["ItemNumber"].as_str().unwrap_or_default(),
    );
    let list = list
        .and_then(|row| Amount::parse(&row["BasePrice"].to_string()).ok())
        .unwrap_or_default();
    // Without the override the price list counts, whatever price the body holds.
    let price = if detail["PriceOverride"] == true {
        amount("OrderUnitPrice").unwrap_or(list)
    } else {
        list
    };
    let extended = price
        .times_quantity(ordered)
        .ok_or_else(|| Refusal::field("The extended amount has too many decimals.".into()))?;
    let percent = company.tax_percent(
        customer["CustomerNumber"].as_str().unwrap_or_default(),
        item["ItemNumber"].as_str(),
        detail,
    );
    let (tax_on_top, included) = taxes(percent, extended, tax_included);
    Ok(Line {
        item: item["ItemNumber"].as_str().map(str::to_owned),
        charge: None,
        location: location.to_owned(),
        unit: costs::unit_of(&item, &detail["OrderUnitOfMeasure"]),
        shipped,
        ordered,
        price,
        extended,
        tax_on_top,
        tax_included,
        included,
    })
}

fn charge(company: &Company, settings: &Settings, detail: &Value, customer: &Value) -> Result<Line, Refusal> {
    let code = detail["MiscellaneousChargesCode"].as_str().unwrap_or_default();
    if company
        .find("OEMiscellaneousCharges", "MiscellaneousChargesCode", code)
        .is_none()
    {
        return Err(Refusal::field(format!(
            "Miscellaneous charge {code} does not exist."
        )));
    }
    let extended = Amount::parse(&detail["ExtendedAmount"].to_string()).unwrap_or_default();
    if extended.is_negative() && settings.refuse_negative_charges {
        return Err(Refusal::field("The extended amount cannot be negative.".into()));
    }
    let tax_included = detail["TaxIncluded1"] == true;
    let percent = company.tax_percent(
        customer["CustomerNumber"].as_str().unwrap_or_default(),
        None,
        detail,
    );
    let (tax_on_top, included) = taxes(percent, extended, tax_included);
    Ok(Line {
        item: None,
        charge: Some(code.into()),
        location: String::new(),
        unit: Default::default(),
        shipped: Quantity::ZERO,
        ordered: Quantity::ZERO,
        price: extended,
        extended,
        tax_on_top,
        tax_included,
        included,
    })
}

fn item(company: &Company, number: &str) -> Result<Value, Refusal> {
    let found = company
        .find("ICItems", "ItemNumber", number)
        .or_else(|| company.find("ICItems", "UnformattedItemNumber", number));
    let Some(item) = found else {
        return Err(Refusal::field(format!(
            "Item number {number} does not exist. Quantity on backorder has been increased."
        )));
    };
    if item["Status"] == false || item["Sellable"] == false {
        return Err(Refusal::field(format!("Item {number} is inactive.")));
    }
    if item["SerialNumbers"] == true || item["LotNumbers"] == true {
        return Err(Refusal::field(format!(
            "Serial or lot numbers must be allocated for item {number}."
        )));
    }
    Ok(item.clone())
}

/// The tax on top of a price, and the tax in it; one of them is nothing.
fn taxes(percent: u32, extended: Amount, included: bool) -> (Amount, Amount) {
    if included {
        (Amount::ZERO, revenue::included_tax(extended, percent))
    } else {
        (part_of(extended, percent, 100), Amount::ZERO)
    }
}

fn invoice(company: &mut Company, order: &Value, lines: &[Line], total: Amount, tax: Amount) -> Value {
    let details: Vec<_> = lines
        .iter()
        .map(|line| {
            json!({
                "LineType": if line.item.is_some() { "Item" } else { "Miscellaneous" },
                "Item": line.item.clone().unwrap_or_default(),
                "MiscellaneousChargesCode": line.charge.clone().unwrap_or_default(),
                "Location": line.location, "InvoiceUnitOfMeasure": line.unit.0, "UnitConversion": line.unit.1,
                "QuantityShipped": number_of(&line.shipped.to_string()),
                "UnitPrice": number_of(&line.price.to_string()),
                "ExtendedShippedPriceMiscellaneousCha": number_of(&line.extended.to_string()),
                "TaxIncluded1": line.tax_included,
                "TaxAmount1": number_of(&(line.included + line.tax_on_top).to_string()),
                "OrderNumber": order["OrderNumber"],
            })
        })
        .collect();
    let day = |name: &str, other: &str| {
        let text = order[name]
            .as_str()
            .or(order[other].as_str())
            .and_then(|text| text.get(..10))
            .unwrap_or("2026-01-01");
        json!(format!("{text}T00:00:00Z"))
    };
    let included: Amount = lines.iter().map(|line| line.included).sum();
    let text = order["InvoicePostingDate"]
        .as_str()
        .or(order["OrderDate"].as_str())
        .unwrap_or_default();
    let posted = text.get(..10).and_then(|day| day.parse().ok());
    let (year, period) = posted.and_then(|day| company.period_of(day)).unwrap_or_default();
    json!({
        "InvoiceUniquifier": company.next("invoice uniquifier"),
        "InvoiceNumber": order["LastInvoiceNumber"], "OrderNumber": order["OrderNumber"],
        "ShipmentNumber": order["LastShipmentNumber"], "CustomerNumber": order["CustomerNumber"],
        "InvoiceDate": day("InvoiceDate", "OrderDate"), "PostingDate": day("InvoicePostingDate", "InvoiceDate"),
        "InvoiceStatus": "Documentshippednotcosted", "PurchaseOrderNumber": order["PurchaseOrderNumber"],
        "Reference": order["OrderReference"], "Description": order["OrderDescription"],
        "TaxGroup": order["TaxGroup"], "InvoiceSourceCurrency": order["OrderSourceCurrency"],
        "InvoiceTotalWithTax": number_of(&total.to_string()), "TotalTaxAmount": number_of(&(tax + included).to_string()),
        "InvoiceIncludedTaxTotAmount": number_of(&included.to_string()),
        "InvoiceExcludedTaxTotAmount": number_of(&tax.to_string()),
        "InvoiceFiscalYear": year, "InvoiceFiscalPeriod": period.to_string(),
        "InvoiceAmountDue": number_of(&total.to_string()), "InvoiceDetails": details,
    })
}

/// Stock leaves when it is shipped, and is committed while it is only ordered.
fn relieve(company: &mut Company, line: &Line) {
    let Some(item) = &line.item else { return };
    let change = |row: &mut Value, name: &str, by: Quantity, out: bool| {
        let now = Quantity::parse(&row[name].to_string()).unwrap_or_default();
        let next = if out { now - by } else { now + by };
        row[name] = number_of(&next.to_string());
    };
    let open = line.ordered - line.shipped;
    for row in company.rows_mut("ICLocationDetails") {
        if row["ItemNumber"] == item.as_str() && row["Location"] == line.location.as_str() {
            change(row, "QuantityOnHand", line.shipped, true);
            change(row, "QuantityCommitted", open, false);
            change(row, "QuantityAvailableToShip", line.ordered, true);
        }
    }
}
