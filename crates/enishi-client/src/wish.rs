//! A wish with the bytes it was first written in. They are what is sent, again and again, whatever this version of
//! the program understands of them (I4, I40).

use crate::error::Error;
use enishi_wire::{
    ids::MutationId,
    mutations::{Action, Mutation},
};
use serde_json::{Map, Value, value::RawValue};

/// A wish as it is stored and sent.
#[derive(Debug, Clone)]
pub struct Wish {
    /// What this program understands of it.
    pub mutation: Mutation,
    /// Its bytes.
    pub text: Box<RawValue>,
}

impl Wish {
    /// A new wish. `more` are fields of the own entry that this program does not know: a newer app wrote them, and
    /// correcting the entry here does not take them away.
    ///
    /// # Errors
    /// None that a mutation can cause.
    pub fn new(mutation: Mutation, more: Map<String, Value>) -> Result<Self, Error> {
        let mut text = serde_json::to_value(&mutation)?;
        if matches!(mutation.action, Action::SetEntry { .. })
            && let Some(entry) = text.pointer_mut("/action/entry").and_then(Value::as_object_mut)
        {
            for (field, value) in more {
                entry.entry(field).or_insert(value);
            }
        }
        Ok(Self { text: serde_json::value::to_raw_value(&text)?, mutation })
    }

    /// Reads what was stored.
    ///
    /// # Errors
    /// Text that is no wish.
    pub fn read(text: &str) -> Result<Self, Error> {
        Ok(Self { mutation: serde_json::from_str(text)?, text: serde_json::from_str(text)? })
    }

    /// Its id.
    pub const fn id(&self) -> MutationId {
        self.mutation.id
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids;
    use enishi_wire::{ids::NetworkId, members::Entry};
    use serde_json::json;

    #[test]
    fn fields_of_a_newer_app_survive_a_correction_and_do_not_replace_it() {
        let entry = Entry { family_name: "佐藤".into(), ..Entry::default() };
        let action = Action::SetEntry { entry };
        let mutation =
            Mutation { id: ids::mutation(), network: NetworkId(ids::random()), made_at: 0, action };
        let Value::Object(more) = json!({"pronouns": "she", "family_name": "鈴木"}) else {
            panic!("an object")
        };
        let wish = Wish::new(mutation, more).unwrap();
        let text: Value = serde_json::from_str(wish.text.get()).unwrap();
        assert_eq!(text["action"]["entry"]["pronouns"], "she");
        assert_eq!(text["action"]["entry"]["family_name"], "佐藤");
        assert_eq!(Wish::read(wish.text.get()).unwrap().mutation, wish.mutation);
    }
}
