//! The items of the table.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

/// An item as DynamoDB stores it: attributes by name.
pub(crate) type Item = HashMap<String, AttributeValue>;
