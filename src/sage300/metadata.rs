//! `$metadata` of a module: which resources, properties and enum members this Sage has.
//!
//! The document comes from outside: DTDs are refused by the reader, and size, types and names are bounded. Names
//! are all that is kept; how a value is written is for the types that read it.

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::{Document, Node, ParsingOptions};
use serde_json::{Map, Value};

/// Longest document that is read, in bytes.
const LONGEST: usize = 32 << 20;
/// Most elements and attributes together that are read.
const MOST_NODES: u32 = 2_000_000;

/// A document that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Sage 300's $metadata cannot be read: {0}")]
pub struct MetadataError(String);

/// The names of a module.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// By type: each property with its own type, bare.
    types: BTreeMap<String, BTreeMap<String, String>>,
    sets: BTreeMap<String, String>,
    enums: BTreeMap<String, BTreeSet<String>>,
}

impl Names {
    /// Reads an EDMX document.
    ///
    /// # Errors
    /// When it is too large, not XML, or names nothing.
    pub fn read(text: &str) -> Result<Self, MetadataError> {
        if text.len() > LONGEST {
            return Err(MetadataError(format!("it is longer than {} MiB", LONGEST >> 20)));
        }
        let options = ParsingOptions {
            allow_dtd: false,
            nodes_limit: MOST_NODES,
            ..ParsingOptions::default()
        };
        let text = text.trim_start_matches('\u{feff}');
        let document =
            Document::parse_with_options(text, options).map_err(|error| MetadataError(error.to_string()))?;
        let mut names = Self::default();
        for node in document.descendants().filter(Node::is_element) {
            let Some(name) = node.attribute("Name") else {
                continue;
            };
            match node.tag_name().name() {
                "EntityType" | "ComplexType" => {
                    let properties = names.types.entry(name.to_owned()).or_default();
                    properties.extend(typed(node));
                }
                "EntitySet" => {
                    let of = node.attribute("EntityType").unwrap_or_default();
                    names.sets.insert(name.to_owned(), bare(of).to_owned());
                }
                "EnumType" => {
                    names
                        .enums
                        .entry(name.to_owned())
                        .or_default()
                        .extend(named(node, &["Member"]));
                }
                _ => {}
            }
        }
        if names.sets.is_empty() {
            return Err(MetadataError("it names no resource".to_owned()));
        }
        Ok(names)
    }

    /// Whether a resource or a type has a property; never when there is no such thing.
    pub fn has(&self, resource_or_type: &str, property: &str) -> bool {
        self.properties_of(resource_or_type)
            .is_some_and(|properties| properties.contains_key(property))
    }

    /// The properties of a type, or of what a resource holds, each with its own type.
    fn properties_of(&self, resource_or_type: &str) -> Option<&BTreeMap<String, String>> {
        let own = self.sets.get(resource_or_type);
        self.types.get(own.map_or(resource_or_type, String::as_str))
    }

    /// The properties of a resource or a type, in the order of their names; none when there is no such thing.
    pub fn properties(&self, resource_or_type: &str) -> impl Iterator<Item = &str> {
        self.properties_of(resource_or_type)
            .into_iter()
            .flat_map(BTreeMap::keys)
            .map(String::as_str)
    }

    /// The type of a property, without namespace and `Collection`; to be asked again for its own properties or members.
    pub fn type_of(&self, resource_or_type: &str, property: &str) -> Option<&str> {
        self.properties_of(resource_or_type)?
            .get(property)
            .map(String::as_str)
    }

    /// Whether there is a type of this name.
    pub fn has_type(&self, name: &str) -> bool {
        self.types.contains_key(name)
    }

    /// Whether there is a resource of this name.
    pub fn has_resource(&self, resource: &str) -> bool {
        self.sets.contains_key(resource)
    }

    /// The members of an enum, in the order of their names; none when it is not one.
    pub fn members(&self, name: &str) -> impl Iterator<Item = &str> {
        self.enums.get(name).into_iter().flatten().map(String::as_str)
    }
}

fn typed<'a>(node: Node<'a, 'a>) -> impl Iterator<Item = (String, String)> + 'a {
    node.children()
        .filter(|child| matches!(child.tag_name().name(), "Property" | "NavigationProperty"))
        .filter_map(|child| {
            let of = child.attribute("Type").unwrap_or_default();
            let of = of.strip_prefix("Collection(").unwrap_or(of).trim_end_matches(')');
            Some((child.attribute("Name")?.to_owned(), bare(of).to_owned()))
        })
}

fn named<'a>(node: Node<'a, 'a>, tags: &'static [&str]) -> impl Iterator<Item = String> + 'a {
    node.children()
        .filter(|child| tags.contains(&child.tag_name().name()))
        .filter_map(|child| child.attribute("Name").map(str::to_owned))
}

/// A type's name without its namespace.
fn bare(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// The text of a row's property, of which only the name was learnt; empty where there is none.
pub fn text(row: &Map<String, Value>, property: &str) -> String {
    let text = row.get(property).and_then(Value::as_str);
    text.unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"<?xml version="1.0"?><edmx:Edmx Version="4.0" xmlns:edmx="e"><edmx:DataServices>
        <Schema Namespace="Sage.IC" xmlns="d">
        <EntityType Name="Item"><Key><PropertyRef Name="K"/></Key><Property Name="ItemNumber" Type="Edm.String"/>
        <NavigationProperty Name="Units" Type="X"/></EntityType>
        <EnumType Name="Status"><Member Name="Active" Value="1"/><Member Name="Inactive"/></EnumType>
        <EntityContainer Name="C"><EntitySet Name="ICItems" EntityType="Sage.IC.Item"/></EntityContainer>
        </Schema></edmx:DataServices></edmx:Edmx>"#;

    #[test]
    fn names_are_found_by_resource_and_by_type() {
        let names = Names::read(SMALL).unwrap();
        assert!(names.has("ICItems", "ItemNumber") && names.has("Item", "Units"));
        assert!(!names.has("ICItems", "K") && !names.has("ICLocations", "ItemNumber"));
        assert!(names.has_resource("ICItems") && !names.has_resource("Item"));
        assert_eq!(
            names.members("Status").collect::<Vec<_>>(),
            ["Active", "Inactive"]
        );
    }

    #[test]
    fn hostile_documents_are_refused() {
        let bomb = r#"<!DOCTYPE a [<!ENTITY x "xx"><!ENTITY y "&x;&x;">]><a>&y;</a>"#;
        for text in ["", "<html>sign in</html>", "<a", bomb] {
            assert!(Names::read(text).is_err(), "{text}");
        }
    }
}
