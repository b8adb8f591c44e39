//! Zones as reports write them: `UTC`, `PST`, `GMT+5:30`, `+0900`.

/// Minutes east of Greenwich; `None` for a zone that nobody knows. Of letters that mean several zones it is the one of an
/// Amazon marketplace that has no other letters: IST is India's, CST Chicago's, BST London's.
pub(super) fn minutes_east(zone: &str) -> Option<i32> {
    let zone = zone.to_ascii_uppercase();
    let rest = zone.trim_start_matches("UTC").trim_start_matches("GMT");
    Some(match rest {
        "" | "Z" | "WET" => 0,
        "BST" | "CET" | "MEZ" | "WEST" => 60,
        "CEST" | "MESZ" | "EET" | "SAST" => 120,
        "EEST" | "MSK" | "TRT" => 180,
        "GST" => 240,
        "IST" => 330,
        "SGT" | "HKT" | "AWST" => 480,
        "JST" | "KST" => 540,
        "ACST" => 570,
        "AEST" => 600,
        "ACDT" => 630,
        "AEDT" => 660,
        "NZST" => 720,
        "NZDT" => 780,
        "NDT" => -150,
        "NST" => -210,
        "BRT" | "ADT" | "ART" => -180,
        "BRST" => -120,
        "EDT" => -240,
        "EST" | "CDT" => -300,
        "CST" | "MDT" => -360,
        "MST" | "PDT" => -420,
        "PST" | "AKDT" => -480,
        "AKST" => -540,
        "HST" => -600,
        offset => return offset_minutes(offset),
    })
}

/// `+00:00`, `-0800`, `+530`, `+5:30`, `+5` or `+02`; no zone is further than fourteen hours from Greenwich.
fn offset_minutes(text: &str) -> Option<i32> {
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits = text.get(1..)?;
    let (hours, minutes) = match digits.split_once(':') {
        Some((hours, minutes)) if minutes.len() == 2 => (hours, minutes),
        Some(_) => return None,
        None if digits.len() > 2 => digits.split_at_checked(digits.len() - 2)?,
        None => (digits, "0"),
    };
    let number = |part: &str| {
        let fits = matches!(part.len(), 1 | 2) && part.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| part.parse::<i32>().ok())?
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let all = hours * 60 + minutes;
    (minutes < 60 && all <= 14 * 60).then_some(sign * all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_of_every_length() {
        for (zone, minutes) in [
            ("UTC", Some(0)),
            ("GMT+5:30", Some(330)),
            ("GMT+05:30", Some(330)),
            ("UTC-3", Some(-180)),
            ("+530", Some(330)),
            ("-0800", Some(-480)),
            ("+00:00", Some(0)),
            ("gmt+9", Some(540)),
            ("PDT", Some(-420)),
            ("GMT+53:00", None),
            ("+1:7", None),
            ("+05:75", None),
            ("+", None),
            ("+12345", None),
            ("XYZ", None),
        ] {
            assert_eq!(minutes_east(zone), minutes, "{zone}");
        }
    }
}
