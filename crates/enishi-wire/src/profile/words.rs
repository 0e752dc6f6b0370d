//! Words that a newer program may add to: one that this program does not know is kept as it is (I40).

use serde::{Deserialize, Serialize};

/// An enum of words that ends in `Other`, and is its word in JSON.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(from = "String", into = "String")]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
            /// A word of a newer program: kept, and treated with the most care.
            Other(String),
        }

        impl $name {
            /// Every word of this version, in the order in which they are shown.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word on the wire and in the database.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)+
                    Self::Other(word) => word,
                }
            }
        }

        impl From<String> for $name {
            fn from(word: String) -> Self {
                match word.as_str() {
                    $($word => Self::$variant,)+
                    _ => Self::Other(word),
                }
            }
        }

        impl From<$name> for String {
            fn from(word: $name) -> Self {
                word.as_str().to_owned()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use words;

words! {
    /// A field of a profile.
    FieldKey {
        /// The name in Latin letters.
        Romaji = "romaji",
        /// What the person does now: none, one or several things.
        Roles = "roles",
        /// 「今は休んでいます」.
        Resting = "resting",
        /// What the person did, gaps included.
        Career = "career",
        /// Where the person was inside: departments and places, with years.
        Postings = "postings",
        /// What the person can do.
        Skills = "skills",
        /// 「相談に乗れます」.
        CanHelp = "can_help",
        /// 「探しています」.
        LookingFor = "looking_for",
        /// What the person is here for.
        Purposes = "purposes",
        /// Pages of the person's own.
        Links = "links",
        /// Where the person lives.
        Prefecture = "prefecture",
        /// What the person looks like.
        Photo = "photo",
    }
}

words! {
    /// Who reads a field. Its owner always does.
    FieldAudience {
        /// Nobody else.
        OnlyMe = "only_me",
        /// Members of the secretariat who hold the duty `roster`.
        Secretariat = "secretariat",
        /// Alumni, and not the staff.
        Alumni = "alumni",
        /// Staff, and not the alumni.
        Staff = "staff",
        /// Every active member.
        Everyone = "everyone",
    }
}

words! {
    /// What somebody is in a network for.
    Purpose {
        /// Work with each other.
        Business = "business",
        /// See each other.
        Friendship = "friendship",
        /// Return one day.
        ComeBack = "come_back",
        /// Give others a hand.
        Help = "help",
    }
}

impl FieldKey {
    /// The audience that is proposed for a field that was never set: rather too few than too many.
    pub const fn proposed_audience(&self) -> FieldAudience {
        match self {
            Self::Romaji => FieldAudience::Everyone,
            Self::Photo
            | Self::Roles
            | Self::Postings
            | Self::Skills
            | Self::CanHelp
            | Self::Links
            | Self::Prefecture => FieldAudience::Alumni,
            Self::Resting | Self::Career | Self::LookingFor | Self::Purposes | Self::Other(_) => {
                FieldAudience::OnlyMe
            }
        }
    }
}
