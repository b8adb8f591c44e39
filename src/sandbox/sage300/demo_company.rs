//! The small company that demo and tests begin with.

use serde_json::json;

use super::super::world::catalogue::{CATALOGUE, Mapping};
use super::{Company, costs, ledger, receivables};

impl Company {
    /// The company of the demonstration: everything the simulated seller sells.
    pub fn demo() -> Self {
        let mut company = Self::named("SAMLTD");
        company.add_customer("AMZ-US", "Harbour Lane US", "USD", "NOTAX");
        company.add_customer("AMZ-DE", "Harbour Lane DE", "EUR", "VATDE");
        company.add_customer("OLD", "Retired", "USD", "NOTAX");
        if let Some(row) = company.rows_mut("ARCustomers").last_mut() {
            row["Status"] = json!("Inactive");
        }
        for code in ["SHIP", "WRAP", "PROMO", "TAX", "COD", "TIP", "OTHER"] {
            company.add(
                "OEMiscellaneousCharges",
                json!({ "MiscellaneousChargesCode": code, "Description": code, "CurrencyCode": "USD",
                        "RevenueAccount": receivables::charge_account(code) }),
            );
        }
        for location in ["MAIN", "FBA"] {
            company.add(
                "ICLocations",
                json!({ "LocationKey": location, "Name": location, "LocationType": "Physical" }),
            );
        }
        for year in [2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026, 2027, 2028] {
            company.add_year(year, year > 2020);
        }
        for (group, rate) in [("NOTAX", 0), ("VATDE", 19)] {
            company.add_tax_group(group, rate);
        }
        company.add(
            "BKBanks",
            json!({ "BankCode": "AMZCLR", "Description": "Amazon clearing", "BankAccount": "1180" }),
        );
        company.stock_the_catalogue();
        ledger::set_up(&mut company);
        receivables::set_up(&mut company);
        costs::set_up(&mut company);
        company
    }

    fn stock_the_catalogue(&mut self) {
        let price = |hundredths: i64| format!("{}.{:02}", hundredths / 100, hundredths % 100);
        let known = |company: &Self, item: &str| company.find("ICItems", "ItemNumber", item).is_some();
        for product in &CATALOGUE {
            for (item, units) in product.sage_items() {
                if !known(self, item) {
                    self.add_item(item, &price(product.price / units.max(1)));
                }
            }
            match product.mapping {
                // An item whose key is the barcode, under the number that people use.
                Mapping::Barcode(item) => self.set_key(item, product.ean),
                Mapping::TwoItems(one, two) => {
                    self.add_item(one, &price(product.price));
                    self.add_item(two, &price(product.price));
                    self.set_key(one, product.ean);
                    self.rename(two, product.ean);
                }
                Mapping::Table(_) | Mapping::ItemNumber(_) | Mapping::Unmapped => {}
            }
        }
        self.add_item("SERIAL1", "10.00");
        if let Some(row) = self.rows_mut("ICItems").last_mut() {
            row["SerialNumbers"] = json!(true);
        }
        self.add_item("OLDITEM", "10.00");
        if let Some(row) = self.rows_mut("ICItems").last_mut() {
            row["Status"] = json!(false);
        }
    }

    fn rename(&mut self, item: &str, number: &str) {
        for row in self.rows_mut("ICItems") {
            if row["ItemNumber"] == item {
                row["ItemNumber"] = json!(number);
            }
        }
    }

    fn set_key(&mut self, item: &str, key: &str) {
        for row in self.rows_mut("ICItems") {
            if row["ItemNumber"] == item {
                row["UnformattedItemNumber"] = json!(key);
            }
        }
    }
}
