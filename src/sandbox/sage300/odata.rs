//! The OData dialect: filters, pages, selections; everything the facts do not document is refused.

use std::cmp::Ordering;

use serde_json::{Map, Value, json};

use super::refusal::Refusal;
use super::schema::Schema;
use super::{Company, Settings};
use crate::money::Amount;

/// One comparison of a filter.
struct Clause {
    property: String,
    operator: String,
    literal: Literal,
}

enum Literal {
    Text(String),
    Number(Amount),
    Date(String),
}

/// A filter: alternatives, each of comparisons that must all hold.
pub(super) struct Filter(Vec<Vec<Clause>>);

impl Filter {
    /// Reads a filter; names are checked against the resource.
    pub(super) fn read(text: &str, schema: &Schema) -> Result<Self, Refusal> {
        let words = words(text)?;
        let mut alternatives = vec![Vec::new()];
        let mut rest = words.as_slice();
        loop {
            let [property, operator, literal, after @ ..] = rest else {
                return Err(Refusal::parameters(format!(
                    "the filter `{text}` is not complete"
                )));
            };
            if !schema.has(property) {
                return Err(Refusal::parameters(format!(
                    "Could not find a property named '{property}' on type '{}'.",
                    schema.type_name
                )));
            }
            if !matches!(operator.as_str(), "eq" | "ne" | "gt" | "lt" | "le" | "ge") {
                return Err(Refusal::parameters(format!(
                    "the operator `{operator}` is not supported"
                )));
            }
            let clause = Clause {
                property: property.clone(),
                operator: operator.clone(),
                literal: literal_of(literal)?,
            };
            if let Some(last) = alternatives.last_mut() {
                last.push(clause);
            }
            match after.first().map(String::as_str) {
                None => return Ok(Self(alternatives)),
                Some("and") => {}
                Some("or") => alternatives.push(Vec::new()),
                Some(other) => {
                    return Err(Refusal::parameters(format!(
                        "`{other}` is not expected in a filter"
                    )));
                }
            }
            rest = &after[1..];
        }
    }

    /// Nodes as Microsoft's OData counts them: four and a conversion a comparison, and one to join it to the next.
    fn nodes(&self) -> usize {
        let comparisons: usize = self.0.iter().map(Vec::len).sum();
        (comparisons * 5).saturating_sub(1)
    }

    /// Where the rows stand that fit, in their order.
    fn positions(&self, company: &Company, resource: &str) -> Vec<usize> {
        let rows = company.rows(resource);
        let mut positions = self.candidates(company, resource);
        positions.retain(|at| rows.get(*at).is_some_and(|row| self.fits(row)));
        positions
    }

    /// Where the rows stand that can fit: from the keys where each alternative asks for a text, else all.
    fn candidates(&self, company: &Company, resource: &str) -> Vec<usize> {
        let mut positions = Vec::new();
        for alternative in &self.0 {
            let Some((property, text)) = alternative.iter().find_map(Clause::asks_for_text) else {
                return (0..company.rows(resource).len()).collect();
            };
            positions.extend(company.positions(resource, property, text));
        }
        positions.sort_unstable();
        positions.dedup();
        positions
    }

    pub(super) fn fits(&self, row: &Value) -> bool {
        self.0.iter().any(|all| all.iter().all(|clause| clause.fits(row)))
    }
}

impl Clause {
    fn asks_for_text(&self) -> Option<(&str, &str)> {
        match &self.literal {
            Literal::Text(text) if self.operator == "eq" => Some((&self.property, text)),
            _ => None,
        }
    }

    fn fits(&self, row: &Value) -> bool {
        let found = &row[&self.property];
        let order = match &self.literal {
            // SQL Server compares without regard to case in most installations, and ignores blanks at the end.
            Literal::Text(text) => found.as_str().map(|found| {
                found
                    .trim_end()
                    .to_ascii_uppercase()
                    .cmp(&text.trim_end().to_ascii_uppercase())
            }),
            Literal::Number(number) => Amount::parse(&found.to_string())
                .ok()
                .map(|found| found.cmp(number)),
            Literal::Date(date) => found
                .as_str()
                .map(|found| found.get(..10).unwrap_or(found).cmp(&date[..10])),
        };
        match (self.operator.as_str(), order) {
            ("eq", Some(order)) => order == Ordering::Equal,
            ("ne", order) => order != Some(Ordering::Equal),
            ("gt", Some(order)) => order == Ordering::Greater,
            ("ge", Some(order)) => order != Ordering::Less,
            ("lt", Some(order)) => order == Ordering::Less,
            ("le", Some(order)) => order != Ordering::Greater,
            _ => false,
        }
    }
}

/// Splits at blanks, keeping quoted text whole; brackets and functions are refused.
fn words(text: &str) -> Result<Vec<String>, Refusal> {
    let mut words = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(first) = chars.next() {
        if first == ' ' {
            continue;
        }
        if first == '(' || first == ')' {
            return Err(Refusal::parameters(
                "brackets are not understood in a filter".into(),
            ));
        }
        let mut word = first.to_string();
        if first == '\'' {
            loop {
                match (chars.next(), chars.peek()) {
                    (Some('\''), Some('\'')) => {
                        word.push('\'');
                        chars.next();
                    }
                    (Some('\''), _) => break,
                    (Some(c), _) => word.push(c),
                    (None, _) => return Err(Refusal::parameters("a text in the filter does not end".into())),
                }
            }
        } else {
            while let Some(c) = chars.next_if(|c| *c != ' ') {
                if c == '(' || c == ')' {
                    return Err(Refusal::parameters(
                        "functions are not understood in a filter".into(),
                    ));
                }
                word.push(c);
            }
        }
        words.push(word);
    }
    Ok(words)
}

fn literal_of(word: &str) -> Result<Literal, Refusal> {
    if let Some(text) = word.strip_prefix('\'') {
        return Ok(Literal::Text(text.to_owned()));
    }
    if word.len() >= 10 && word.as_bytes()[4] == b'-' {
        return Ok(Literal::Date(word.to_owned()));
    }
    Amount::parse(word)
        .map(Literal::Number)
        .map_err(|_| Refusal::parameters(format!("`{word}` is no literal")))
}

/// Answers a reading request over rows: filter, count, page, selection.
pub(super) fn feed(
    company: &Company,
    query: &[(String, String)],
    schema: &Schema,
    settings: &Settings,
    link: &str,
) -> Result<Value, Refusal> {
    for (index, (name, _)) in query.iter().enumerate() {
        if !matches!(
            name.as_str(),
            "$filter" | "$select" | "$top" | "$skip" | "$skiptoken" | "$count"
        ) {
            return Err(Refusal::parameters(format!(
                "the query option '{name}' is not supported"
            )));
        }
        if query[..index].iter().any(|(other, _)| other == name) {
            return Err(Refusal::parameters(format!(
                "the query option '{name}' stands twice"
            )));
        }
    }
    let value = |name: &str| {
        query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    };
    let number = |name: &str, default: usize| match value(name) {
        None => Ok(default),
        Some(text) => text
            .parse()
            .map_err(|_| Refusal::parameters(format!("'{name}' is no number"))),
    };
    let filter = value("$filter")
        .map(|text| Filter::read(text, schema))
        .transpose()?;
    if let (Some(filter), Some(most)) = (&filter, settings.most_nodes)
        && filter.nodes() > most
    {
        return Err(Refusal::parameters(format!(
            "The query specified in the URI is not valid. The node count limit of '{most}' has been exceeded."
        )));
    }
    let rows = company.rows(schema.resource);
    let text = value("$filter").unwrap_or_default();
    let fitting = company.answer(schema.resource, text, || match &filter {
        Some(filter) => filter.positions(company, schema.resource),
        None => (0..rows.len()).collect(),
    });
    let skip = number("$skip", number("$skiptoken", 0)?)?;
    let top = number("$top", usize::MAX)?;
    let size = settings.page_size.min(top);
    let page: Vec<_> = fitting
        .iter()
        .skip(skip)
        .take(size)
        .filter_map(|at| rows.get(*at).cloned())
        .collect();
    let page = select(page, value("$select"), schema)?;
    let mut feed = json!({ "@odata.context": format!("{link}/$metadata"), "value": page });
    if value("$count") == Some("true") {
        feed["@odata.count"] = json!(fitting.len());
    }
    if skip + size < fitting.len() && size < top {
        let others: Vec<_> = query
            .iter()
            .filter(|(name, _)| !matches!(name.as_str(), "$skip" | "$skiptoken"))
            .map(|(name, value)| format!("{name}={}", escaped(value)))
            .chain([match settings.encoded_next_link {
                true => format!("$skiptoken={}", skip + size),
                false => format!("$skip={}", skip + size),
            }])
            .collect();
        let mut query = others.join("&");
        if settings.encoded_next_link {
            query = query.replace('$', "%24");
        }
        feed["@odata.nextLink"] = json!(format!("{link}?{query}"));
    }
    Ok(feed)
}

fn select(rows: Vec<Value>, names: Option<&str>, schema: &Schema) -> Result<Vec<Value>, Refusal> {
    let Some(names) = names else { return Ok(rows) };
    let names: Vec<_> = names.split(',').map(str::trim).collect();
    if let Some(unknown) = names.iter().find(|name| !schema.has(name)) {
        return Err(Refusal::parameters(format!(
            "Could not find a property named '{unknown}' on type '{}'.",
            schema.type_name
        )));
    }
    let pick = |row: Value| {
        let kept: Map<String, Value> = names
            .iter()
            .map(|name| ((*name).to_owned(), row[*name].clone()))
            .collect();
        Value::Object(kept)
    };
    Ok(rows.into_iter().map(pick).collect())
}

fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~$,".contains(&byte);
    text.bytes().fold(String::new(), |mut out, byte| {
        if plain(byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}
