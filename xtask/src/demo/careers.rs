//! Departments and dates: where people worked, from when to when, and how HR happened to write it.

use super::random::Random;

/// A calendar day; good enough for joining and leaving.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    /// Gregorian year.
    pub year: i16,
    /// 1 to 12.
    pub month: i16,
    /// 1 to 31.
    pub day: i16,
}

/// The last day that the roster knows of: nobody leaves after it.
pub const ROSTER_UNTIL: Day = day(2026, 9, 30);

/// A day from its numbers.
pub const fn day(year: i16, month: i16, day: i16) -> Day {
    Day { year, month, day }
}

/// Departments, the common ones first, some as long as such names are.
pub const DEPARTMENTS: [&str; 34] = [
    "営業部",
    "製造部",
    "開発部",
    "品質保証部",
    "経理部",
    "総務部",
    "人事部",
    "調達部",
    "生産技術部",
    "設計部",
    "情報システム部",
    "カスタマーサポート課",
    "東京営業所",
    "大阪営業所",
    "名古屋営業所",
    "福岡営業所",
    "霧ヶ瀬工場 組立課",
    "霧ヶ瀬工場 保全課",
    "霧ヶ瀬工場 検査課",
    "物流センター",
    "広報室",
    "知的財産部",
    "法務部",
    "経営企画室",
    "海外営業部 アジア課",
    "海外営業部 欧州課",
    "研究所 流体研究室",
    "研究所 材料研究室",
    "デザイン室",
    "環境安全部",
    "グローバルサプライチェーンマネジメント統括本部 海外調達第二部",
    "次世代流体制御システム開発プロジェクト推進室 実証評価グループ",
    "カスタマーエクスペリエンス推進本部 アフターサービス企画部 部品供給課",
    "社長室",
];

/// When somebody joined: in spring with everybody else, or from another company in any month.
pub fn joined(random: &mut Random, from: i16, to: i16) -> Day {
    let year = i16::try_from(random.between(from.into(), to.into())).unwrap_or(from);
    let month = if random.chance(78) { 4 } else { i16::try_from(random.between(1, 12)).unwrap_or(4) };
    day(year, month, 1)
}

/// When somebody left: at the end of a month, after a few years or at the age of retirement.
pub fn left(random: &mut Random, joined: Day) -> Day {
    let years = if joined.year <= 1988 && random.chance(55) {
        random.between(34, 38)
    } else {
        random.between(2, 8) + random.between(0, 9)
    };
    let year = joined.year.saturating_add(i16::try_from(years).unwrap_or(3));
    let (month, last) =
        random.pick(&[(3, 31), (3, 31), (3, 31), (6, 30), (9, 30), (12, 31), (8, 31)]).unwrap_or((3, 31));
    let left = day(year, month, last);
    if left > ROSTER_UNTIL { day(ROSTER_UNTIL.year, 3, 31) } else { left }
}

/// The day as one of the people in HR wrote it down.
pub fn written(random: &mut Random, date: Day) -> String {
    let Day { year, month, day } = date;
    match random.below(20) {
        0 => era(date),
        1 => full_width(&era(date)),
        2 => short_era(date),
        3 => format!("{year}年{month}月{day}日"),
        4 => full_width(&format!("{year}年{month}月{day}日")),
        5..=8 => format!("{year}-{month:02}-{day:02}"),
        _ => format!("{year}/{month:02}/{day:02}"),
    }
}

fn era_of(date: Day) -> (&'static str, &'static str, i16) {
    match date {
        d if d >= day(2019, 5, 1) => ("令和", "R", d.year - 2018),
        d if d >= day(1989, 1, 8) => ("平成", "H", d.year - 1988),
        d => ("昭和", "S", d.year - 1925),
    }
}

fn era(date: Day) -> String {
    let (name, _, year) = era_of(date);
    let year = if year == 1 { "元".to_owned() } else { year.to_string() };
    format!("{name}{year}年{}月{}日", date.month, date.day)
}

fn short_era(date: Day) -> String {
    let (_, letter, year) = era_of(date);
    format!("{letter}{year}.{}.{}", date.month, date.day)
}

fn full_width(text: &str) -> String {
    let widen =
        |c: char| c.to_digit(10).and_then(|digit| char::from_u32(u32::from('０') + digit)).unwrap_or(c);
    text.chars().map(widen).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_year_of_an_era_is_written_gannen() {
        assert_eq!(era(day(2019, 6, 30)), "令和元年6月30日");
        assert_eq!(era(day(2019, 3, 31)), "平成31年3月31日");
        assert_eq!(short_era(day(1988, 4, 1)), "S63.4.1");
        assert_eq!(full_width("平成20年"), "平成２０年");
    }
}
