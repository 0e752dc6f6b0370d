//! How people are named: 姓 名, and the line of their time inside.

use crate::text::{tr, tr_with};
use enishi_bridge::members::{MemberCard, Now, TogetherAt};

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

/// What a person does now, in one line: the role if one may be seen, else that the person rests, else the own words.
pub fn now_line(now: &Now, headline: &str) -> String {
    match now {
        Now::Role { company, title } if !company.is_empty() && !title.is_empty() => {
            tr_with("now-role", &[("company", company.clone().into()), ("title", title.clone().into())])
        }
        Now::Role { company, title } => format!("{company}{title}"),
        Now::Resting => tr("field-resting-yes"),
        Now::Unsaid => headline.to_owned(),
    }
}

/// Time together in one sentence.
pub fn together_line(together: &TogetherAt) -> String {
    let years = match together.to {
        Some(to) if to == together.from => tr_with("together-one-year", &[("year", to.to_string().into())]),
        Some(to) => {
            let (from, to) = (together.from.to_string(), to.to_string());
            tr_with("together-years", &[("from", from.into()), ("to", to.into())])
        }
        None => tr_with("together-since", &[("from", together.from.to_string().into())]),
    };
    let key = if together.to.is_some() { "together-at" } else { "together-still-at" };
    tr_with(key, &[("years", years.into()), ("at", together.at.clone().into())])
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
    fn the_line_now_is_the_role_then_rest_then_the_own_words() {
        let role =
            |company: &str, title: &str| Now::Role { company: company.to_owned(), title: title.to_owned() };
        assert_eq!(now_line(&role("結城谷製作所", "開発"), "珈琲店"), "結城谷製作所 · 開発");
        assert_eq!(now_line(&role("", "開発"), "珈琲店"), "開発");
        assert_eq!(now_line(&Now::Resting, "珈琲店"), "今は休んでいます");
        assert_eq!(now_line(&Now::Unsaid, "珈琲店"), "珈琲店");
    }

    #[test]
    fn time_together_is_one_sentence() {
        let at = |from, to| together_line(&TogetherAt { at: "大阪支社".to_owned(), from, to });
        assert_eq!(at(2014, Some(2016)), "2014–2016年、大阪支社で一緒でした");
        assert_eq!(at(2014, Some(2014)), "2014年、大阪支社で一緒でした");
        assert_eq!(at(2014, None), "2014年から、大阪支社で一緒です");
    }

    #[test]
    fn years_leave_out_what_is_not_known() {
        assert_eq!(years(Some(2004), Some(2019)), "2004–2019");
        assert_eq!(years(Some(2004), None), "2004–");
        assert_eq!(years(None, Some(2019)), "–2019");
        assert_eq!(years(None, None), "");
    }
}
