//! `$metadata` of a module: EDMX 4.0 with entity types, complex types for the details, and the entity sets.

use std::collections::BTreeSet;

use super::Settings;
use super::schema::{SCHEMAS, members};

/// The enumerations that a module's properties are of.
fn enums_of(module: &str) -> BTreeSet<String> {
    let of_module = SCHEMAS.iter().filter(|schema| schema.module == module);
    let kinds = of_module.flat_map(|schema| schema.properties());
    kinds
        .filter_map(|(_, kind)| kind.strip_prefix('#').map(str::to_owned))
        .collect()
}

/// The document of a module.
pub(super) fn document(module: &str, settings: &Settings) -> String {
    let namespace = format!("Sage.CA.SBS.ERP.Sage300.{module}.WebApi.Models");
    let (mut types, mut sets) = (String::new(), String::new());
    let shown = |resource: &&str| {
        !settings
            .missing_resources
            .iter()
            .any(|missing| missing == resource)
    };
    if !settings.enums_are_text {
        for name in enums_of(module) {
            types.push_str(&format!("<EnumType Name=\"{name}\">"));
            for (value, member) in members(&name, &settings.receipt_types).iter().enumerate() {
                types.push_str(&format!("<Member Name=\"{member}\" Value=\"{value}\"/>"));
            }
            types.push_str("</EnumType>");
        }
    }
    for schema in SCHEMAS.iter().filter(|schema| schema.module == module) {
        let element = if schema.resource.is_empty() {
            "ComplexType"
        } else {
            "EntityType"
        };
        types.push_str(&format!("<{element} Name=\"{}\">", schema.type_name));
        if !schema.key.is_empty() {
            let names = schema
                .key
                .split(',')
                .map(|name| format!("<PropertyRef Name=\"{name}\"/>"));
            types.push_str(&format!("<Key>{}</Key>", names.collect::<String>()));
        }
        let all = schema.properties().into_iter();
        for (name, kind) in all.filter(|(name, _)| settings.has_property(schema.type_name, name)) {
            let of = match kind {
                "n" => "Edm.Decimal".to_owned(),
                "b" => "Edm.Boolean".to_owned(),
                "d" => "Edm.DateTimeOffset".to_owned(),
                "s" => "Edm.String".to_owned(),
                word if word.starts_with('#') && settings.enums_are_text => "Edm.String".to_owned(),
                word if word.starts_with('#') => format!("{namespace}.{}", word.trim_start_matches('#')),
                nested => format!("Collection({namespace}.{})", nested.trim_matches(['[', ']'])),
            };
            types.push_str(&format!("<Property Name=\"{name}\" Type=\"{of}\"/>"));
        }
        types.push_str(&format!("</{element}>"));
        if !schema.resource.is_empty() && shown(&schema.resource) {
            sets.push_str(&format!(
                "<EntitySet Name=\"{}\" EntityType=\"{namespace}.{}\"/>",
                schema.resource, schema.type_name
            ));
        }
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><edmx:Edmx Version=\"4.0\" \
         xmlns:edmx=\"http://docs.oasis-open.org/odata/ns/edmx\"><edmx:DataServices>\
         <Schema Namespace=\"{namespace}\" xmlns=\"http://docs.oasis-open.org/odata/ns/edm\">{types}</Schema>\
         <Schema Namespace=\"Default\" xmlns=\"http://docs.oasis-open.org/odata/ns/edm\">\
         <EntityContainer Name=\"Container\">{sets}</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>"
    )
}
