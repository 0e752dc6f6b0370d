//! Texts one after the other in one long text.

/// Texts one after the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    text: String,
    /// Where each text ends, bytes.
    ends: Vec<u32>,
}

impl Texts {
    /// Texts that lie in `text`; `None` when that is not so.
    pub fn of(text: String, ends: Vec<u32>) -> Option<Self> {
        let inside = |end: &u32| usize::try_from(*end).is_ok_and(|end| text.is_char_boundary(end));
        let whole = ends.last().map_or(0, |end| usize::try_from(*end).unwrap_or(usize::MAX)) == text.len();
        (whole && ends.is_sorted() && ends.iter().all(inside)).then_some(Self { text, ends })
    }

    /// Adds a text.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
    }

    /// Makes room for so many texts and bytes.
    pub fn reserve(&mut self, texts: usize, bytes: usize) {
        self.ends.reserve(texts);
        self.text.reserve(bytes);
    }

    /// The text at a place; empty where there is none.
    pub fn get(&self, place: usize) -> &str {
        let (begin, end) = self.span(place);
        self.text.get(begin..end).unwrap_or_default()
    }

    /// From where to where the text at a place goes, bytes.
    pub fn span(&self, place: usize) -> (usize, usize) {
        let end = |place: usize| self.ends.get(place).and_then(|end| usize::try_from(*end).ok());
        let begin = place.checked_sub(1).map_or(Some(0), end);
        (begin.unwrap_or(usize::MAX), end(place).unwrap_or(0))
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.ends.len()
    }

    /// All of it.
    pub fn all(&self) -> &str {
        &self.text
    }

    /// Where each text ends.
    pub fn ends(&self) -> &[u32] {
        &self.ends
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn texts_that_do_not_lie_in_their_text_are_refused(text in "\\PC{0,9}", ends in prop::collection::vec(0_u32..30, 0..5)) {
            if let Some(texts) = Texts::of(text.clone(), ends.clone()) {
                let whole: String = (0..ends.len()).map(|place| texts.get(place)).collect();
                prop_assert_eq!(whole, text);
            }
        }
    }
}
