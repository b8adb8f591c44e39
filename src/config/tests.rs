//! The configuration as people get it right and wrong.

use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::amazon::marketplaces::Marketplace;
use crate::books::invoice::TaxRule;
use crate::money::{Amount, Currency, Quantity};

const EXAMPLE: &str = include_str!("../../config.example.toml");

/// The least a configuration can hold.
const LEAST: &str = r#"
[encryption]
key_file = "k"
[amazon]
region = "eu"
seller_id = "A1EXAMPLESELLER"
marketplaces = ["DE", "Amazon.fr"]
[sage300]
url = "https://sage.example.com/Sage300WebApi/"
company = "samltd"
time_zone = "Europe/Berlin"
[orders]
start = 2026-01-01
"#;

fn parse(text: &str) -> Result<Config, ConfigError> {
    Config::parse(text, Path::new("folder/config.toml"))
}

/// The problems of the least configuration with `more` behind it or `from` replaced by `to`, as people see them.
fn problems(text: &str) -> Vec<String> {
    let error = parse(text).expect_err("a faulty configuration must be refused");
    error
        .to_string()
        .lines()
        .map(|line| line.replace('\\', "/").replace("folder/config.toml", ""))
        .collect()
}

fn check_one(from: &str, to: &str, expect: &str) {
    let text = LEAST.replace(from, to);
    assert_ne!(text, LEAST, "`{from}` is not in the least configuration");
    assert_eq!(problems(&text), [expect], "{to}");
}

fn check_added(more: &str, expect: &[&str]) {
    assert_eq!(problems(&format!("{LEAST}{more}")), expect, "{more}");
}

#[test]
fn the_least_configuration_gets_the_defaults() {
    let config = parse(LEAST).unwrap();
    assert_eq!(config.database, Path::new("folder").join("ml-connector.db"));
    assert_eq!(config.key, KeySource::File(Path::new("folder").join("k")));
    assert_eq!(
        config.sage300.url.as_str(),
        "https://sage.example.com/Sage300WebApi"
    );
    assert_eq!(config.sage300.company, "SAMLTD");
    assert_eq!(
        config.amazon.endpoint.as_str(),
        "https://sellingpartnerapi-eu.amazon.com"
    );
    assert_eq!(
        config.amazon.token_endpoint.as_str(),
        "https://api.amazon.com/auth/o2/token"
    );
    assert_eq!(config.orders.start.to_rfc3339(), "2025-12-31T23:00:00+00:00");
    assert_eq!(config.orders.overlap.as_secs(), 3_600);
    assert_eq!(config.orders.document, Document::Invoice);
    let germany = Marketplace::find("DE").unwrap();
    assert_eq!(config.orders.tax_rule(germany), TaxRule::AsFlagged);
    assert!(!config.is_rehearsal());
    let error = config.settlements().unwrap_err().to_string();
    assert!(
        error.contains("post-settlements needs the section [settlements]"),
        "{error}"
    );
}

#[test]
fn the_example_is_a_good_configuration_and_its_defaults_are_the_program_s() {
    let config = parse(EXAMPLE).unwrap();
    assert_eq!(config.orders.customers.len(), 2);
    let inventory = config.inventory().unwrap();
    assert_eq!(inventory.ratio, Quantity::whole(1));
    // With every key switched on that shows its default, nothing changes.
    let mut text = String::new();
    let mut is_default = false;
    for line in EXAMPLE.lines() {
        if line.starts_with("# ") {
            is_default = line.ends_with("Default: as shown.");
        }
        text += if is_default {
            line.strip_prefix('#')
                .filter(|rest| !rest.starts_with(' '))
                .unwrap_or(line)
        } else {
            line
        };
        text.push('\n');
    }
    assert!(text.contains("\nfeed_threshold = 1500\n"));
    assert_eq!(format!("{:?}", parse(&text).unwrap()), format!("{config:?}"));
}

#[test]
fn every_key_the_loader_knows_stands_in_the_example_and_no_other() {
    let (_, asked) = check(EXAMPLE, Path::new("config.toml"));
    let free = ["orders.optional_fields", "settlements.accounts"];
    let mut shown = BTreeSet::new();
    let mut section = "";
    for line in EXAMPLE.lines() {
        if let Some(name) = line.strip_prefix('[') {
            section = name.trim_matches(['[', ']']);
            shown.insert(section.to_owned());
        } else if let Some((key, _)) = line.strip_prefix('#').unwrap_or(line).split_once(" = ")
            && !key.contains(' ')
            && !free.contains(&section)
        {
            shown.insert(format!("{section}.{key}"));
        }
    }
    assert_eq!(shown, asked);
}

#[test]
fn each_key_of_the_example_has_its_sentence() {
    let mut before = "";
    for line in EXAMPLE.lines().filter(|line| !line.is_empty()) {
        let is_key = line.contains(" = ") && !line.starts_with("# ");
        let is_repeated = before.contains(" = ")
            || before == "[[orders.customers]]"
            || before.starts_with("[orders.optional");
        assert!(!is_key || before.starts_with("# ") || is_repeated, "{line}");
        before = line;
    }
}

#[test]
fn all_problems_come_at_once_with_their_places() {
    let text = r#"
[amazn]
region = "na"
[encryption]
key_env = "A"
key_file = "b"
[amazon]
region = "us"
seller_id = 17
marketplases = ["US"]
[sage300]
url = "http://sage.example.com/x"
company = "TOOLONGNAME"
time_zone = "Europe/Berln"
password = "hunter2"
[orders]
overlap = 60
late = "first_open"
"#;
    assert_eq!(
        problems(text),
        [
            ":2:2: unknown section `amazn`; did you mean `amazon`?",
            ":5:11: only one of `key_file`, `key_env` may be given",
            ":7:2: `marketplaces` is missing in [amazon]; name at least one, such as \"Amazon.com\" or \"ATVPDKIKX0DER\"",
            ":8:10: `region` in [amazon]: `us` is not one of `na`, `eu`, `fe`",
            ":9:13: `seller_id` in [amazon]: needs quotation marks around it: text is wanted, not integer",
            ":10:1: unknown key `marketplases` in [amazon]; did you mean `marketplaces`?",
            ":12:7: `url` in [sage300]: plain http would show the password to the network; use https, or set `allow_plain_http = true`",
            ":13:11: `company` in [sage300]: `TOOLONGNAME` has 11 characters; Sage 300 keeps at most 6",
            ":14:13: `time_zone` in [sage300]: `Europe/Berln` is not a time zone such as `America/New_York`; did you mean `Europe/Berlin`?",
            ":15:1: unknown key `password` in [sage300]: secrets are kept sealed in the database and never here; use `ml-connector credentials set`",
            ":16:2: `start` is missing in [orders]",
            ":17:11: `overlap` in [orders]: write a time with its unit, such as \"30 min\", not integer",
            ":18:8: `late` in [orders]: `first_open` is not one of `hold`, `first-open`; did you mean `first-open`?",
        ]
    );
}

#[test]
fn one_fault_gives_one_message() {
    check_one(
        "\"DE\"",
        "\"DE\", \"A1PA6795UKMFR9\"",
        ":7:23: Amazon.de (A1PA6795UKMFR9) stands twice",
    );
    check_one(
        "\"DE\"",
        "\"US\"",
        ":7:17: Amazon.com belongs to the region `na`, not `eu`: it needs its own file",
    );
    check_one(
        "\"DE\"",
        "\"Amazon.dee\"",
        ":7:17: `marketplaces` in [amazon]: `Amazon.dee` is no marketplace id, name (Amazon.com) or country code (US) of Amazon; did you mean `Amazon.de`?",
    );
    check_one(
        "region = \"eu\"",
        "region = \"eu\"\nendpoint = \"https://sellingpartnerapi-eu.amazon.com.evil.example\"",
        ":6:12: `endpoint` in [amazon]: `https://sellingpartnerapi-eu.amazon.com.evil.example` is not https on a host of Amazon's; only loopback is taken besides",
    );
    check_one(
        "start = 2026-01-01",
        "start = \"last year\"",
        ":13:9: `start` in [orders]: `last year` is neither a day (2026-01-01) nor a time with its offset (2026-01-01T00:00:00-05:00)",
    );
    check_one(
        "key_file = \"k\"",
        "",
        ":2:2: `key_file` is missing in [encryption]; say where the key is kept (or `key_env`, `key_command`, `dpapi`)",
    );
}

#[test]
fn sections_check_how_their_keys_fit_each_other() {
    check_added(
        "number_prefix = \"AMZ-\"\n[[orders.customers]]\nmarketplace = \"UK\"\ncustomer = \"C\"\n[[orders.customers]]\ncustomer = \"D\"\n",
        &[
            ":14:17: `number_prefix` in [orders]: at most 3 characters: Sage 300 keeps 22, and Amazon's order id takes 19",
            ":16:15: `marketplace` in [orders.customers]: Amazon.co.uk (A1F83G8C2ARO7P) is not among `marketplaces` in [amazon]",
            ":18:1: `marketplace` is missing in [orders.customers]: a row needs `marketplace`, `seller_name` or both",
        ],
    );
    check_added(
        "[[orders.customers]]\nmarketplace = \"DE\"\ncustomer = \"C\"\n[[orders.customers]]\nmarketplace = \"Amazon.de\"\ncustomer = \"D\"\n",
        &[":17:1: this [[orders.customers]] row has the same conditions as row 1"],
    );
    check_added(
        "[inventory]\nratio = 0.5\nsource = \"locations\"\ncosting = \"day-end\"\n",
        &[
            ":14:2: `locations` is missing in [inventory]; none never means all: name those that sell on Amazon",
            ":15:9: `ratio` in [inventory]: write the decimal in quotation marks, \"0.5\", so that it stays exact",
        ],
    );
    check_added(
        "[receivables]\nclear_by = \"receipt\"\n",
        &[":14:2: `bank_code` is missing in [receivables], which `clear_by = \"receipt\"` needs"],
    );
}

#[test]
fn receipts_may_go_to_a_bank_of_each_currency() {
    let banks = "clear_by = \"receipt\"\nbank_code = { EUR = \"AMZEUR\", GBP = \"AMZGBP\" }\n";
    let config = parse(&format!("{LEAST}[receivables]\n{banks}")).unwrap();
    let banks = config.receivables.unwrap().bank_code.unwrap();
    assert_eq!(banks.all(), ["AMZEUR", "AMZGBP"]);
    assert_eq!(
        (banks.of(Currency::parse("GBP").unwrap()), banks.of(Currency::USD)),
        (Some("AMZGBP"), None)
    );
    check_added(
        "[receivables]\nclear_by = \"receipt\"\nbank_code = {}\n",
        &[":16:13: `bank_code` in [receivables]: names no bank"],
    );
}

#[test]
fn settlements_may_pay_each_currency_to_its_own_account() {
    let accounts = "start = 2026-01-01\ncarried_forward = \"1\"\nreserve = \"2\"\namazon_balance = \"3\"\n";
    let routed = "clearing = \"4\"\nunmatched = \"5\"\npre_cutover = \"6\"\n";
    let bank = "bank_account = { EUR = \"1\", SEK = \"2\" }\norder_variance = \"7\"\norder_variance_ceiling = \"0.05\"\n";
    let config = parse(&format!("{LEAST}[settlements]\n{accounts}{routed}{bank}")).unwrap();
    let settlements = config.settlements().unwrap();
    let krona = Currency::parse("SEK").unwrap();
    assert_eq!(
        (
            settlements.bank_account.of(krona),
            settlements.bank_account.of(Currency::USD)
        ),
        (Some("2"), None)
    );
    assert_eq!(settlements.order_variance_ceiling, Amount::parse("0.05").unwrap());
    let error = problems(&format!(
        "{LEAST}[settlements]\n{accounts}bank_account = {{ eur = \"1\" }}\nmode = \"settlement-only\"\n"
    ));
    assert_eq!(
        error,
        [":19:16: `bank_account` in [settlements]: `eur` is not a currency code of three capital letters"]
    );
}

#[test]
fn categories_and_rules_are_checked_row_by_row() {
    let least = "[settlements]\nstart = 2026-01-01\nmode = \"settlement-only\"\nbank_account = \"1\"\ncarried_forward = \"1\"\nreserve = \"2\"\namazon_balance = \"3\"\n";
    check_added(
        &format!(
            "{least}[settlements.accounts]\nReferral_Fees = \"1\"\nfees = 6100\n[[settlements.rules]]\ncategory = \"fees\"\n"
        ),
        &[
            ":22:17: `Referral_Fees` in [settlements.accounts]: `Referral_Fees` is not the name of a category, such as `referral-fees`",
            ":23:8: `fees` in [settlements.accounts]: needs quotation marks around it: text is wanted, not integer",
            ":24:1: `transaction_type` is missing in [settlements.rules]: a rule needs `transaction_type`, `breakdown` or both",
        ],
    );
    let long = "9".repeat(46);
    check_added(
        &least.replace("bank_account = \"1\"", &format!("bank_account = \"{long}\"")),
        &[&format!(
            ":17:16: `bank_account` in [settlements]: `{long}` has 46 characters; Sage 300 keeps at most 45"
        )],
    );
}

#[test]
fn a_text_that_is_not_toml_is_reported_with_the_rest() {
    let found = problems("[amazon]\nregion = na\nseller_ids = \"A1\"\n[amazon]\n");
    assert!(found[0].starts_with(":2:10: not TOML here: "), "{found:?}");
    assert!(
        found[1].starts_with(":3:1: unknown key `seller_ids`"),
        "{found:?}"
    );
    assert!(found[2].starts_with(":4:"), "{found:?}");
    assert_eq!(found.len(), 3, "{found:?}");
}

#[test]
fn files_that_cannot_be_read_say_why() {
    let folder = tempfile::tempdir().unwrap();
    let says = |name: &str, expect: &str| {
        let error = Config::load(&folder.path().join(name)).unwrap_err().to_string();
        assert!(error.contains(expect), "{error}");
    };
    says(
        "missing.toml",
        "missing.toml: no such file; make one with `ml-connector init`",
    );
    says("", "this is a folder, not a file");
    std::fs::write(folder.path().join("empty.toml"), "\u{feff} \n").unwrap();
    says("empty.toml", "the file is empty");
    std::fs::write(folder.path().join("latin.toml"), b"[amazon]\n# caf\xe9\n").unwrap();
    says("latin.toml", "latin.toml:2:6: is not UTF-8 text from here on");
}

#[test]
fn a_rehearsal_is_both_systems_on_this_machine() {
    let loopback = |amazon: &str, sage: &str| {
        let text = LEAST
            .replace(
                "region",
                &format!("endpoint = \"{amazon}\"\ntoken_endpoint = \"{amazon}/token\"\nregion"),
            )
            .replace("https://sage.example.com", sage);
        parse(&text).unwrap().is_rehearsal()
    };
    assert!(loopback("http://127.0.0.1:1", "http://localhost:2"));
    assert!(!loopback("http://127.0.0.1:1", "https://sage.example.com"));
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,200}", more in "[\\[\\]{}a-z_=\"'0-9.,\\n #-]{0,200}") {
        let _ = parse(&text).map_err(|error| error.to_string());
        let _ = parse(&more).map_err(|error| error.to_string());
        let _ = parse(&format!("{LEAST}{more}")).map_err(|error| error.to_string());
    }

    #[test]
    fn no_damage_to_the_example_panics(at in 0_usize..9_000, gone in 0_usize..40, put in "\\PC{0,4}") {
        let chars: Vec<char> = EXAMPLE.chars().collect();
        let at = at.min(chars.len());
        let text: String = chars[..at].iter().chain(chars[(at + gone).min(chars.len())..].iter()).collect();
        let _ = parse(&text).map_err(|error| error.to_string());
        let head: String = chars[..at].iter().collect();
        let _ = parse(&format!("{head}{put}")).map_err(|error| error.to_string());
    }
}
