//! How people are named: 姓 名, and the line of their time inside.

use enishi_bridge::members::MemberCard;

/// 姓 名 with a space between, also where there is only one.
pub fn full_name(card: &MemberCard) -> String {
    [card.family_name.as_str(), card.given_name.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// `2004–2019`, `2004–` for those still there, empty where nothing is known.
pub fn years(joined: Option<i32>, left: Option<i32>) -> String {
    match (joined, left) {
        (Some(joined), Some(left)) => format!("{joined}–{left}"),
        (Some(joined), None) => format!("{joined}–"),
        (None, Some(left)) => format!("–{left}"),
        (None, None) => String::new(),
    }
}

/// Department and years in one line.
pub fn then_line(card: &MemberCard) -> String {
    let years = years(card.joined_year, card.left_year);
    match (card.department.is_empty(), years.is_empty()) {
        (false, false) => format!("{} · {years}", card.department),
        (false, true) => card.department.clone(),
        (true, _) => years,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_leave_out_what_is_not_known() {
        assert_eq!(years(Some(2004), Some(2019)), "2004–2019");
        assert_eq!(years(Some(2004), None), "2004–");
        assert_eq!(years(None, Some(2019)), "–2019");
        assert_eq!(years(None, None), "");
    }
}
