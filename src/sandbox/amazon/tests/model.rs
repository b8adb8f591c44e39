//! A small strict check of answers against Amazon's Swagger models, when those are at hand.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// The folder `shared/spapi-models` beside any folder above this package.
pub fn folder() -> Option<PathBuf> {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|above| above.join("shared/spapi-models"))
        .find(|folder| folder.is_dir())
}

/// One of Amazon's models.
pub struct Model(Value);

impl Model {
    /// Reads a model file, or says that it is not there.
    pub fn read(file: &str) -> Option<Self> {
        let Some(folder) = folder() else {
            println!("skipped: no shared/spapi-models beside this package");
            return None;
        };
        Some(Self(
            serde_json::from_slice(&std::fs::read(folder.join(file)).unwrap()).unwrap(),
        ))
    }

    /// What is wrong with a value that should be of a definition; empty when nothing is.
    pub fn faults(&self, definition: &str, value: &Value) -> Vec<String> {
        let schema = &self.0["definitions"][definition];
        assert!(schema.is_object(), "no definition {definition}");
        let mut faults = Vec::new();
        self.check(schema, value, definition, &mut faults);
        faults
    }

    fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(reference) => self.resolve(&self.0["definitions"][reference.rsplit('/').next().unwrap()]),
            None => schema,
        }
    }

    /// The properties of a schema and of all it is made of.
    fn properties<'a>(&'a self, schema: &'a Value, into: &mut Vec<(&'a str, &'a Value)>) {
        let schema = self.resolve(schema);
        if let Some(own) = schema["properties"].as_object() {
            into.extend(own.iter().map(|(name, schema)| (name.as_str(), schema)));
        }
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.properties(part, into);
        }
    }

    fn check(&self, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
        let schema = self.resolve(schema);
        if let Some(known) = schema["enum"].as_array()
            && !known.contains(value)
        {
            faults.push(format!("{at}: {value} is not in the enum"));
        }
        let kind = schema["type"].as_str().unwrap_or("object");
        let fits = match kind {
            "string" => value.is_string(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "boolean" => value.is_boolean(),
            "array" => value.is_array(),
            _ => value.is_object(),
        };
        if !fits {
            faults.push(format!("{at}: {value} is not of type {kind}"));
            return;
        }
        match value {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.check(&schema["items"], item, &format!("{at}[{index}]"), faults);
                }
            }
            Value::Object(fields) => self.check_fields(schema, fields, at, faults),
            Value::String(text)
                if schema["format"] == "date-time" && chrono::DateTime::parse_from_rfc3339(text).is_err() =>
            {
                faults.push(format!("{at}: {text} is not a time"));
            }
            _ => {}
        }
    }

    fn check_fields(
        &self,
        schema: &Value,
        fields: &serde_json::Map<String, Value>,
        at: &str,
        faults: &mut Vec<String>,
    ) {
        for required in schema["required"].as_array().into_iter().flatten() {
            if !fields.contains_key(required.as_str().unwrap()) {
                faults.push(format!("{at}: {required} is missing"));
            }
        }
        let mut known = Vec::new();
        self.properties(schema, &mut known);
        for (name, value) in fields {
            match known.iter().find(|(key, _)| key == name) {
                Some((_, schema)) => self.check(schema, value, &format!("{at}.{name}"), faults),
                None if known.is_empty() => {}
                None => faults.push(format!("{at}.{name} is not in the model")),
            }
        }
    }
}

#[test]
fn the_check_itself_finds_faults() {
    let Some(model) = Model::read("orders_2026-01-01.json") else {
        return;
    };
    let wrong = serde_json::json!({"amount": 3, "currency": "USD"});
    let faults = model.faults("Money", &wrong).join("; ");
    assert!(
        faults.contains("not of type string")
            && faults.contains("missing")
            && faults.contains("not in the model")
    );
}
