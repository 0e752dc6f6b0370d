//! Events under the heading of their month.

/// Things with the heading that each belongs under, in order; neighbours with the same heading are one group.
pub fn group<T>(items: impl IntoIterator<Item = (String, T)>) -> Vec<(String, Vec<T>)> {
    let mut groups: Vec<(String, Vec<T>)> = Vec::new();
    for (heading, item) in items {
        match groups.last_mut() {
            Some((last, members)) if *last == heading => members.push(item),
            _ => groups.push((heading, vec![item])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_of_one_month_share_a_heading_and_keep_their_order() {
        let items = [("12月", 1), ("12月", 2), ("1月", 3)].map(|(month, id)| (month.to_owned(), id));
        assert_eq!(group(items), vec![("12月".to_owned(), vec![1, 2]), ("1月".to_owned(), vec![3])]);
        assert!(group(Vec::<(String, u8)>::new()).is_empty());
    }
}
