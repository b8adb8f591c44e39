//! A sum as people and banks write it: `1,234.56`, `1.234,56`, `1 234,56`, `1'234.56`, `$1,234.56`, `EUR 1234,56`.

use super::Amount;

/// Marks that divide thousands and nothing else.
const SPACES: [char; 5] = [' ', '\u{a0}', '\u{202f}', '\'', '’'];

/// What a sum can mean, of which there may be two: `1,234` is a thousand in one country and a little over one in
/// another. None where it is no sum. Used to look something up, never to book it.
pub fn as_written(text: &str) -> Vec<Amount> {
    let is_word = |c: char| c.is_alphabetic() || c.is_whitespace() || "$€£¥₹+".contains(c);
    let text = text.trim_matches(is_word);
    let has_digits = text.contains(|c: char| c.is_ascii_digit());
    let is_sum = |c: char| c.is_ascii_digit() || c == '.' || c == ',' || SPACES.contains(&c);
    if !has_digits || !text.chars().all(is_sum) {
        return Vec::new();
    }
    let mut found: Vec<Amount> = ['.', ',']
        .into_iter()
        .filter_map(|mark| read(text, mark))
        .collect();
    found.dedup();
    found
}

/// Read with this decimal mark; the other one divides thousands.
fn read(text: &str, mark: char) -> Option<Amount> {
    let (whole, fraction) = match text.rsplit_once(mark) {
        Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
        Some(_) => return None,
        None => (text, "0"),
    };
    if whole.contains(mark) || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let groups: Vec<&str> = whole.split(|c: char| !c.is_ascii_digit()).collect();
    // In India all groups but the last are of two digits.
    let last = groups.len().checked_sub(1)?;
    let is_grouped = groups.iter().enumerate().all(|(at, group)| match at {
        0 => last == 0 || (1..=3).contains(&group.len()),
        _ if at == last => group.len() == 3,
        _ => (2..=3).contains(&group.len()),
    });
    let whole = if whole.is_empty() {
        "0".to_owned()
    } else {
        groups.concat()
    };
    is_grouped.then(|| Amount::parse(&format!("{whole}.{fraction}")).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        as_written(text).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn sums_are_read_as_banks_write_them() {
        for text in [
            "1234.56",
            "1,234.56",
            "1.234,56",
            "1234,56",
            "1 234,56",
            "1\u{202f}234,56",
            "1'234.56",
            "$1,234.56",
            "1.234,56 €",
            "EUR 1.234,56",
            "+1,234.56",
        ] {
            assert_eq!(read(text), ["1234.56"], "{text}");
        }
        assert_eq!(read("1,23,456.70"), ["123456.70"]);
        assert_eq!(read("0.05"), ["0.05"]);
        assert_eq!(read("12,345,678"), ["12345678.00"]);
        assert_eq!(read("81.50"), ["81.50"]);
    }

    #[test]
    fn what_can_be_read_twice_is_read_twice_and_what_is_no_sum_is_none() {
        assert_eq!(read("1,234"), ["1234.00", "1.234"]);
        for text in [
            "",
            "abc",
            "1-2",
            "111-2345678-1234567",
            "1,2345.6",
            "12..3",
            "1.2.3,4",
            "5.",
            "-4.00",
        ] {
            assert_eq!(read(text), Vec::<String>::new(), "{text}");
        }
    }
}
