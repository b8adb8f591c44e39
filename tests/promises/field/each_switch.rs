//! The same orders and settlements under each way in which a real Sage may differ: the books come out the same.

use chrono::{Days, NaiveDate};
use ml_connector::sandbox::sage300::{Company, Language, Settings as SageSettings};

use super::bench_with;
use crate::harness::now;
use crate::orders::assert_books_are_right;
use crate::reconcile::{assert_proves, reconciled};
use crate::settlements;

type Variant = (&'static str, Company, SageSettings);

fn each() -> Vec<Variant> {
    let with = |change: fn(&mut SageSettings)| {
        let mut settings = SageSettings::default();
        change(&mut settings);
        (Company::demo(), settings)
    };
    let of_company = |change: fn(&mut Company)| {
        let mut company = Company::demo();
        change(&mut company);
        (company, SageSettings::default())
    };
    let named = |name, (company, settings)| (name, company, settings);
    vec![
        named("as it is", with(|_| {})),
        named(
            "encoded next link",
            with(|s| (s.encoded_next_link, s.page_size) = (true, 2)),
        ),
        named("ASP.NET shapes", with(|s| s.aspnet_refusals = true)),
        named("twenty nodes", with(|s| s.most_nodes = Some(20))),
        named("four nodes", with(|s| s.most_nodes = Some(4))),
        named("no list of companies", with(|s| s.lists_companies = false)),
        named("German", with(|s| s.language = Language::German)),
        named("Polish", with(|s| s.language = Language::Polish)),
        named("consolidated accounts", of_company(Company::consolidate)),
        named("another rate each day", of_company(varied)),
    ]
}

fn varied(company: &mut Company) {
    let last = now().date_naive() + Days::new(30);
    let first = NaiveDate::from_ymd_opt(2025, 12, 1).unwrap();
    company.vary_rates("EUR", first, last);
}

#[test]
fn orders_come_out_the_same() {
    for (name, company, settings) in each() {
        println!("{name}");
        let bench = bench_with(company, settings);
        for _ in 0..2 {
            bench.run(&["pull-orders"]).expect(3);
        }
        assert_books_are_right(&bench);
    }
}

#[test]
fn settlements_come_out_the_same() {
    for (name, company, settings) in each() {
        println!("{name}");
        let bench = bench_with(company, settings);
        settlements::configure(&bench, &[]);
        bench.run(&["pull-orders"]).expect(3);
        bench.run(&["post-settlements"]).expect(0);
        settlements::assert_ledger_is_right(&bench);
        bench.sage.post_everything();
        bench.run(&["post-settlements"]).expect(0);
        settlements::assert_ledger_is_right(&bench);
        let (ran, document) = reconciled(&bench, &[]);
        assert_proves(&document);
        ran.expect(0);
    }
}

#[test]
fn what_is_in_the_way_for_a_while_is_waited_for() {
    let lanpak = "The number of users currently signed in is the maximum for your LanPak license.";
    for name in ["held records", "no licence", "day end"] {
        println!("{name}");
        let bench = bench_with(Company::demo(), SageSettings::default());
        settlements::configure(&bench, &[]);
        {
            let mut settings = bench.sage.settings();
            match name {
                "held records" => settings.held_writes = 7,
                "no licence" => settings.session_refusal = Some((500, "SessionError", lanpak.to_owned())),
                _ => settings.day_end_running = true,
            }
        }
        bench.run(&["pull-orders"]).expect(4);
        {
            let mut settings = bench.sage.settings();
            (settings.session_refusal, settings.day_end_running) = (None, false);
        }
        for _ in 0..3 {
            bench.run(&["pull-orders"]);
        }
        assert_books_are_right(&bench);
        bench.sage.settings().held_writes = 2;
        bench.run(&["post-settlements"]).expect(4);
        bench.run(&["post-settlements"]).expect(0);
        settlements::assert_ledger_is_right(&bench);
    }
}
