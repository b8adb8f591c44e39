//! Reading the cells of the items table: each function takes the text of one and gives a value or what is wrong.

use super::problem::shown;
use super::sheet::Read;
use crate::money::Quantity;

/// A SKU, kept exactly.
pub(super) fn seller_sku(text: &str) -> Read<String> {
    if text.trim().is_empty() {
        return Err("must not be empty".to_owned());
    }
    if text.chars().any(char::is_control) {
        return Err(format!(
            "`{}` holds a control character or a line break",
            shown(text)
        ));
    }
    Ok(text.to_owned())
}

/// A Sage code that must be there.
pub(super) fn required(text: &str, most: usize) -> Read<String> {
    optional(text, most)?.ok_or_else(|| "must not be empty".to_owned())
}

/// A Sage code, or nothing.
pub(super) fn optional(text: &str, most: usize) -> Read<Option<String>> {
    let text = text.trim();
    let length = text.chars().count();
    if length > most {
        return Err(format!(
            "`{}` has {length} characters; Sage 300 keeps at most {most}",
            shown(text)
        ));
    }
    if text.chars().any(char::is_control) {
        return Err(format!(
            "`{}` holds a control character or a line break",
            shown(text)
        ));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// How many units make one SKU; one when left empty.
pub(super) fn units(text: &str) -> Read<Quantity> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Quantity::whole(1));
    }
    if text.contains(',') {
        return Err(format!("`{}`: write decimals with a point", shown(text)));
    }
    let units = Quantity::parse(text).map_err(|error| error.to_string())?;
    if units > Quantity::ZERO {
        Ok(units)
    } else {
        Err(format!("`{}` is not above zero", shown(text)))
    }
}

/// `yes`, `no` or nothing.
pub(super) fn yes_or_no(text: &str) -> Read<Option<bool>> {
    match text.trim().to_lowercase().as_str() {
        "" => Ok(None),
        "yes" => Ok(Some(true)),
        "no" => Ok(Some(false)),
        _ => Err(format!("`{}` is neither `yes` nor `no`", shown(text.trim()))),
    }
}

/// A whole number, or nothing.
pub(super) fn count(text: &str) -> Read<Option<u32>> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let number = text
        .parse::<u32>()
        .ok()
        .filter(|number| *number <= 1_000_000 && !text.starts_with('+'));
    number
        .map(Some)
        .ok_or_else(|| format!("`{}` is not a whole number from 0 to 1000000", shown(text)))
}
