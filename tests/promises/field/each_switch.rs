//! The same orders under each way in which a real Sage may differ: the books come out the same.

use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};

use super::bench_with;
use crate::orders::assert_books_are_right;
use crate::settlements;

fn each() -> Vec<(&'static str, SageSettings)> {
    let with = |change: fn(&mut SageSettings)| {
        let mut settings = SageSettings::default();
        change(&mut settings);
        settings
    };
    vec![
        ("as it is", SageSettings::default()),
        (
            "encoded next link",
            with(|s| (s.encoded_next_link, s.page_size) = (true, 2)),
        ),
        ("ASP.NET shapes", with(|s| s.aspnet_refusals = true)),
        ("twenty nodes", with(|s| s.most_nodes = Some(20))),
        ("four nodes", with(|s| s.most_nodes = Some(4))),
        ("no list of companies", with(|s| s.lists_companies = false)),
        ("German", with(|s| s.german = true)),
    ]
}

#[test]
fn orders_come_out_the_same() {
    for (name, settings) in each() {
        println!("{name}");
        let bench = bench_with(Company::demo(), settings);
        for _ in 0..2 {
            bench.run(&["pull-orders"]).expect(3);
        }
        assert_books_are_right(&bench);
    }
}

#[test]
fn settlements_come_out_the_same() {
    for (name, settings) in each() {
        println!("{name}");
        let bench = bench_with(Company::demo(), settings);
        settlements::configure(&bench, &[]);
        bench.run(&["pull-orders"]).expect(3);
        bench.run(&["post-settlements"]).expect(0);
        settlements::assert_ledger_is_right(&bench);
    }
}
