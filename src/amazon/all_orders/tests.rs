//! The file as Amazon writes it, and as it comes when something is wrong with it.

use proptest::prelude::*;

use super::*;

const FILE: &str = "amazon-order-id\tpurchase-date\tlast-updated-date\torder-status\tfulfillment-channel\t\
    sales-channel\tsku\tasin\titem-status\tquantity\tcurrency\titem-price\titem-tax\tshipping-price\tshipping-tax\t\
    gift-wrap-price\tgift-wrap-tax\titem-promotion-discount\tship-promotion-discount\tship-city\tpromotion-ids\t\
    is-business-order\r\n\
    111-0000001-0000001\t2026-03-01T10:00:00+00:00\t2026-03-02T10:00:00+00:00\tShipped\tAmazon\tAmazon.com\tMUG\tB1\t\
    Shipped\t1\tUSD\t19.99\t1.20\t\t\t\t\t\t\tQuillfeather\t\tfalse\r\n\
    111-0000001-0000001\t2026-03-01T10:00:00+00:00\t2026-03-02T10:00:00+00:00\tShipped\tAmazon\tAmazon.com\tPEN\tB2\t\
    Shipped\t1\tUSD\t5.00\t\t4.50\t\t\t\t\t\tQuillfeather\t\tfalse\r\n\
    111-0000002-0000002\t2026-03-01T11:00:00+00:00\t2026-03-02T10:00:00+00:00\tPending\tMerchant\tAmazon.com\tMUG\tB1\t\
    Unshipped\t1\tUSD\t\t\t\t\t\t\t\t\tQuillfeather\t\tfalse\r\n";

fn read(pieces: &[&[u8]]) -> Result<(Vec<ReportedOrder>, Gathered), Faulty> {
    let mut found = Vec::new();
    let mut gathering = Gathering::default();
    for piece in pieces {
        gathering.take(piece, &mut |order| found.push(order));
    }
    let end = gathering.end(&mut |order| found.push(order))?;
    Ok((found, end))
}

fn faulty(text: &str) -> Faulty {
    read(&[text.as_bytes()]).unwrap_err()
}

#[test]
fn rows_are_gathered_into_orders_and_nothing_of_the_recipient_is_read() {
    let (orders, end) = read(&[FILE.as_bytes()]).unwrap();
    let ids: Vec<_> = orders.iter().map(ReportedOrder::id).collect();
    assert_eq!(ids, ["111-0000001-0000001", "111-0000002-0000002"]);
    assert_eq!(orders[0].rows.len(), 2);
    assert_eq!(end.orders, 2);
    assert!(end.doubtful.iter().eq(["111-0000002-0000002"]), "the last order");
    assert!(!format!("{orders:?}").contains("Quillfeather"));
    let order = orders[0].order().unwrap();
    assert_eq!(order.order_items.len(), 2);
    assert!(order.is_fulfilled_by_amazon() && order.status() == "SHIPPED" && order.proceeds.is_none());
    let pending = orders[1].order();
    assert_eq!(pending, Err(Unreadable(Column::ItemPrice)));
}

#[test]
fn what_is_written_again_reads_the_same() {
    let short = FILE.replacen("\tfalse", "", 1);
    let mut lines = Vec::new();
    let mut orders = Vec::new();
    let mut gathering = Gathering::default();
    gathering.take(short.as_bytes(), &mut |order| orders.push(order));
    lines.extend(gathering.header());
    gathering.end(&mut |order| orders.push(order)).unwrap();
    lines.extend(orders.iter().flat_map(|order| order.rows.iter().map(Row::line)));
    let text = lines.join("\n") + "\n";
    assert!(
        !text.contains("ship-city") && !text.contains("Quillfeather"),
        "{text}"
    );
    assert_eq!(read(&[text.as_bytes()]).unwrap().0, orders);
}

#[test]
fn a_faulty_file_is_refused_in_words() {
    assert_eq!(faulty(""), Faulty::NoColumn("amazon-order-id"));
    assert_eq!(
        faulty(&FILE.replace("item-tax", "tax-of-item")),
        Faulty::NoColumn("item-tax")
    );
    assert_eq!(
        faulty(&FILE.replace("ship-city", "sku")),
        Faulty::TwoColumns("sku")
    );
    assert_eq!(faulty(FILE.lines().next().unwrap()), Faulty::Empty);
    assert_eq!(faulty(&FILE[..FILE.len() - 30]), Faulty::CutOff(4));
    assert_eq!(
        faulty(&FILE.replace("111-0000002-0000002", "Springfield")),
        Faulty::NoOrder(4)
    );
    let utf16: Vec<u8> = FILE.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read(&[&utf16]).unwrap_err(), Faulty::NoColumn("amazon-order-id"));
}

#[test]
fn a_mark_at_the_beginning_and_letters_of_another_set_do_no_harm() {
    let marked = format!("\u{feff}{FILE}");
    assert_eq!(
        read(&[marked.as_bytes()]).unwrap().0,
        read(&[FILE.as_bytes()]).unwrap().0
    );
    // `Größe` in Latin-1: a SKU that depends on the set is asked for.
    let latin: Vec<u8> = FILE
        .replace("PEN", "Gr\u{f6}\u{df}e")
        .replace("Quillfeather", "K\u{f6}ln")
        .chars()
        .map(|letter| u8::try_from(u32::from(letter)).unwrap())
        .collect();
    let (orders, _) = read(&[&latin]).unwrap();
    assert_eq!(orders[0].order(), Err(Unreadable(Column::Sku)));
}

#[test]
fn orders_whose_rows_stand_apart_are_doubtful_and_a_row_that_is_not_whole_does_not_read() {
    let mut lines: Vec<&str> = FILE.lines().collect();
    lines.swap(2, 3);
    let text = lines.join("\n");
    let (orders, end) = read(&[text.as_bytes()]).unwrap();
    assert_eq!((orders.len(), end.orders), (3, 2));
    assert!(end.doubtful.contains("111-0000001-0000001"));
    let short = FILE.replacen("\tfalse", "", 1);
    let (orders, _) = read(&[short.as_bytes()]).unwrap();
    assert!(orders[0].order().is_err());
}

proptest! {
    #[test]
    fn wherever_it_is_cut_into_pieces_it_reads_the_same(mut cuts in prop::collection::vec(0..FILE.len(), 0..12)) {
        cuts.sort_unstable();
        let mut pieces = Vec::new();
        let mut from = 0;
        for cut in cuts.into_iter().chain([FILE.len()]) {
            pieces.push(&FILE.as_bytes()[from..cut]);
            from = cut;
        }
        prop_assert_eq!(read(&pieces), read(&[FILE.as_bytes()]));
    }
}
