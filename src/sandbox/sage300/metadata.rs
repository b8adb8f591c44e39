//! `$metadata` of a module: EDMX 4.0 with entity types, complex types for the details, and the entity sets.

use super::schema::SCHEMAS;

/// The document of a module.
pub(super) fn document(module: &str) -> String {
    let namespace = format!("Sage.CA.SBS.ERP.Sage300.{module}.WebApi.Models");
    let (mut types, mut sets) = (String::new(), String::new());
    for schema in SCHEMAS.iter().filter(|schema| schema.module == module) {
        let element = if schema.resource.is_empty() {
            "ComplexType"
        } else {
            "EntityType"
        };
        types.push_str(&format!("<{element} Name=\"{}\">", schema.type_name));
        if !schema.key.is_empty() {
            types.push_str(&format!("<Key><PropertyRef Name=\"{}\"/></Key>", schema.key));
        }
        for (name, kind) in schema.properties() {
            let of = match kind {
                "n" => "Edm.Decimal".to_owned(),
                "b" => "Edm.Boolean".to_owned(),
                "d" => "Edm.DateTimeOffset".to_owned(),
                "s" => "Edm.String".to_owned(),
                nested => format!("Collection({namespace}.{})", nested.trim_matches(['[', ']'])),
            };
            types.push_str(&format!("<Property Name=\"{name}\" Type=\"{of}\"/>"));
        }
        types.push_str(&format!("</{element}>"));
        if !schema.resource.is_empty() {
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
