//! How a server that refuses a sign-in wants to be signed in to.

use reqwest::header::{HeaderMap, WWW_AUTHENTICATE};

/// The names of the ways to sign in, without what belongs to each; one header may name several.
pub(super) fn ways_to_sign_in(headers: &HeaderMap) -> String {
    let named = headers.get_all(WWW_AUTHENTICATE).iter();
    let pieces = named
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(','));
    let is_name = |word: &&str| {
        word.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let names = pieces.filter_map(|piece| piece.split_whitespace().next().filter(is_name));
    names.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_is_named_in_one_header_or_in_several() {
        let of = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(WWW_AUTHENTICATE, value.parse().unwrap());
            }
            ways_to_sign_in(&headers)
        };
        assert_eq!(of(&["Negotiate", "NTLM"]), "Negotiate, NTLM");
        assert_eq!(
            of(&[r#"Negotiate, Basic realm="Sage, 300", charset="UTF-8""#]),
            "Negotiate, Basic"
        );
        assert_eq!(of(&[]), "");
    }
}
