//! What is looked for, in the address: the page can be left and found again as it was.

use enishi_bridge::members::{Filter, FilterBy};
use leptos_router::{location::Url, params::ParamsMap};

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sought {
    /// What is typed.
    pub query: String,
    /// Which filters are on.
    pub filters: Vec<Filter>,
}

const QUERY: &str = "q";
const TOGETHER: &str = "together";

impl Sought {
    /// As the parameters of an address say.
    pub fn of(parameters: &ParamsMap) -> Self {
        Self::read(|name| parameters.get_all(name).unwrap_or_default())
    }

    /// As somebody says who knows all values of a name.
    fn read(all: impl Fn(&str) -> Vec<String>) -> Self {
        let values = FilterBy::ALL.into_iter().flat_map(|by| {
            let filter = move |value: String| by.filter(&value);
            all(by.as_str()).into_iter().filter_map(filter)
        });
        let together = all(TOGETHER).pop().map(|_| Filter::Together);
        Self {
            query: all(QUERY).pop().unwrap_or_default(),
            filters: together.into_iter().chain(values).collect(),
        }
    }

    /// Name and value of each parameter.
    fn parameters(&self) -> Vec<(&'static str, String)> {
        let query = (!self.query.trim().is_empty()).then(|| (QUERY, self.query.clone()));
        let filter = |filter: &Filter| match filter.parts() {
            Some((by, value)) => (by.as_str(), value),
            None => (TOGETHER, "1".to_owned()),
        };
        query.into_iter().chain(self.filters.iter().map(filter)).collect()
    }

    /// The end of an address that says so; empty when nothing is looked for.
    pub fn end_of_address(&self) -> String {
        // The router decodes a value twice.
        let each = self
            .parameters()
            .into_iter()
            .map(|(name, value)| format!("{name}={}", Url::escape(&value.replace('%', "%25"))));
        let each: Vec<String> = each.collect();
        if each.is_empty() { String::new() } else { format!("?{}", each.join("&")) }
    }

    /// The same with one more filter. Somebody joins in one year and lives in one prefecture: the new one takes the
    /// place of the old one.
    #[must_use]
    pub fn with(mut self, filter: Filter) -> Self {
        let alone = |filter: &Filter| {
            filter
                .parts()
                .map(|(by, _)| by)
                .filter(|by| matches!(by, FilterBy::JoinedYear | FilterBy::Prefecture))
        };
        self.filters
            .retain(|known| *known != filter && (alone(known).is_none() || alone(known) != alone(&filter)));
        self.filters.push(filter);
        self
    }

    /// The same without a filter.
    #[must_use]
    pub fn without(mut self, filter: &Filter) -> Self {
        self.filters.retain(|known| known != filter);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(parameters: Vec<(&'static str, String)>) -> Sought {
        Sought::read(|name| {
            let named = parameters.iter().filter(|(known, _)| *known == name);
            named.map(|(_, value)| value.clone()).collect()
        })
    }

    #[test]
    fn what_is_looked_for_comes_back_from_the_address() {
        let sought = Sought {
            query: "佐藤 結希".to_owned(),
            filters: vec![
                Filter::Together,
                Filter::Department("営業部 & 総務".to_owned()),
                Filter::Place("大阪支社".to_owned()),
                Filter::JoinedYear(2004),
                Filter::Skill("溶接".to_owned()),
                Filter::Skill("C++".to_owned()),
                Filter::Prefecture(26),
            ],
        };
        assert_eq!(read(sought.parameters()), sought);
        assert_eq!(read(Vec::new()), Sought::default());
    }

    #[test]
    fn what_is_no_filter_is_passed_over() {
        let of = |name: &'static str, value: &str| read(vec![(name, value.to_owned())]).filters;
        assert_eq!(of("joined_year", "いつか"), []);
        assert_eq!(of("prefecture", "48"), []);
        assert_eq!(of("colour", "red"), []);
    }

    #[test]
    fn a_year_takes_the_place_of_a_year_and_a_skill_stands_beside_a_skill() {
        let skill = |tag: &str| Filter::Skill(tag.to_owned());
        let sought = Sought::default().with(Filter::JoinedYear(2004)).with(skill("溶接"));
        let sought = sought.with(Filter::JoinedYear(2005)).with(skill("経理")).with(skill("溶接"));
        assert_eq!(sought.filters, [Filter::JoinedYear(2005), skill("経理"), skill("溶接")]);
        assert_eq!(sought.without(&skill("経理")).filters, [Filter::JoinedYear(2005), skill("溶接")]);
    }
}
