//! What made-up members let others see: as much as people do of themselves, and the same in every run.

use crate::world::draw;
use anyhow::Result;
use enishi_wire::profile::{FacetRow, FieldKey, FieldValue, Posting, Purpose, Role, Step, Work};
use std::collections::BTreeMap;

const HEADS: [&str; 40] = [
    "結城谷",
    "青葉",
    "ひかり",
    "北浜",
    "富士見",
    "山手",
    "みなと",
    "東雲",
    "若草",
    "千歳",
    "朝日野",
    "大和田",
    "瑞穂",
    "桜丘",
    "白川",
    "黒潮",
    "あけぼの",
    "梅田",
    "天満",
    "船場",
    "神田",
    "日吉",
    "緑川",
    "金沢",
    "銀座",
    "八雲",
    "丸の内",
    "三河",
    "四季",
    "五十嵐",
    "六甲",
    "七里",
    "Acme",
    "Nordlicht",
    "Blue Bird",
    "さざなみ",
    "つばさ",
    "こだま",
    "はやて",
    "のぞみ",
];
const MIDDLES: [&str; 10] =
    ["", "テクノ", "システム", "フード", "ケア", "デザイン", "エナジー", "トレード", "ラボ", "教育"];
const TAILS: [&str; 10] = [
    "製作所",
    "商事",
    "株式会社",
    "物産",
    "工業",
    "サービス",
    "研究所",
    "ホールディングス",
    "合同会社",
    "病院",
];
const TITLES: [&str; 24] = [
    "代表",
    "営業",
    "開発",
    "人事",
    "経理",
    "総務",
    "店主",
    "看護師",
    "教員",
    "研究員",
    "課長",
    "部長",
    "取締役",
    "顧問",
    "Engineer",
    "Product Manager",
    "デザイナー",
    "ライター",
    "農業",
    "薬剤師",
    "税理士",
    "司書",
    "整備士",
    "記者",
];
const SITES: [&str; 24] = [
    "大阪支社",
    "東京本社",
    "名古屋工場",
    "福岡支社",
    "札幌支店",
    "仙台支店",
    "横浜営業所",
    "京都研究所",
    "神戸支店",
    "広島支店",
    "金沢営業所",
    "静岡工場",
    "新潟支店",
    "千葉工場",
    "埼玉営業所",
    "高松支店",
    "松山営業所",
    "熊本工場",
    "鹿児島営業所",
    "那覇営業所",
    "London",
    "Singapore",
    "上海事務所",
    "長野工場",
];
const SECTIONS: [&str; 30] = [
    "営業部",
    "営業一課",
    "営業二課",
    "人事部",
    "総務部",
    "経理部",
    "法務部",
    "広報室",
    "情報システム部",
    "製造一課",
    "製造二課",
    "製造三課",
    "品質保証部",
    "購買部",
    "物流部",
    "研究開発部",
    "設計部",
    "生産技術部",
    "海外事業部",
    "経営企画部",
    "監査室",
    "お客様相談室",
    "保守課",
    "試作課",
    "知的財産部",
    "安全環境部",
    "秘書室",
    "教育研修部",
    "IR室",
    "新規事業準備室",
];
const SUBJECTS: [&str; 30] = [
    "溶接",
    "経理",
    "採用",
    "法務",
    "英語",
    "中国語",
    "Rust",
    "Python",
    "統計",
    "写真",
    "動画",
    "編集",
    "登山",
    "介護",
    "育児",
    "起業",
    "補助金",
    "貿易",
    "輸出",
    "農業",
    "料理",
    "珈琲",
    "翻訳",
    "営業",
    "広報",
    "設計",
    "電気工事",
    "保険",
    "不動産",
    "相続",
];
const SIDES: [&str; 8] = ["", "の基礎", "の実務", "入門", "の相談", "の仲間", "の講師", "全般"];

/// Where made-up members live: number, name and reading.
pub const PREFECTURES: [(u8, &str, &str); 6] = [
    (1, "北海道", "ほっかいどう"),
    (13, "東京都", "とうきょうと"),
    (26, "京都府", "きょうとふ"),
    (27, "大阪府", "おおさかふ"),
    (40, "福岡県", "ふくおかけん"),
    (46, "鹿児島県", "かごしまけん"),
];

/// The facets of a member: for everybody, and for alumni.
pub fn made_up(number: u32) -> Result<[FacetRow; 2]> {
    let mut drawer = Drawer { number, salt: 100 };
    let mut all = BTreeMap::new();
    let mut alumni = BTreeMap::new();
    if drawer.percent(10) {
        all.insert(
            FieldKey::Romaji,
            FieldValue::Text(format!("{} Member{number}", drawer.of(&["Yuki", "Anna", "Ken"]))),
        );
    }
    if drawer.percent(60) {
        let count = if drawer.percent(15) { 2 } else { 1 };
        let roles = (0..count).map(|_| Role {
            organisation: drawer.company(),
            title: drawer.of(&TITLES).to_owned(),
            ..Role::default()
        });
        alumni.insert(FieldKey::Roles, FieldValue::Roles(roles.collect()));
    } else if drawer.percent(20) {
        alumni.insert(FieldKey::Resting, FieldValue::Flag(true));
    }
    if drawer.percent(40) {
        alumni.insert(FieldKey::Postings, FieldValue::Postings(drawer.postings()?));
    }
    if drawer.percent(30) {
        for key in [FieldKey::Skills, FieldKey::CanHelp, FieldKey::LookingFor] {
            let tags: Vec<String> = (0..drawer.below(4)).map(|_| drawer.tag()).collect();
            if !tags.is_empty() {
                alumni.insert(key, FieldValue::Tags(tags));
            }
        }
    }
    if drawer.percent(15) {
        let work =
            Work { organisation: drawer.company(), title: drawer.of(&TITLES).to_owned(), ..Work::default() };
        alumni.insert(FieldKey::Career, FieldValue::Career(vec![Step::Work(work)]));
    }
    if drawer.percent(25) {
        let (code, ..) = drawer.of(&PREFECTURES);
        alumni.insert(FieldKey::Prefecture, FieldValue::Prefecture(code));
    }
    if drawer.percent(20) {
        let purpose = Purpose::from(drawer.of(&["business", "friendship", "help"]).to_owned());
        alumni.insert(FieldKey::Purposes, FieldValue::Purposes(vec![purpose]));
    }
    Ok([FacetRow { fields: all }, FacetRow { fields: alumni }])
}

/// Draws for one member, each time another number.
struct Drawer {
    number: u32,
    salt: u64,
}

impl Drawer {
    fn below(&mut self, count: u64) -> u64 {
        self.salt += 1;
        (draw(self.number, self.salt) >> 20) % count.max(1)
    }

    fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn of<T: Clone + Default>(&mut self, all: &[T]) -> T {
        let at = self.below(u64::try_from(all.len()).unwrap_or(1));
        usize::try_from(at).ok().and_then(|at| all.get(at)).cloned().unwrap_or_default()
    }

    /// One of 4,000; a few have many people.
    fn company(&mut self) -> String {
        let head = self.of(&HEADS);
        if self.percent(30) {
            return format!("{head}製作所");
        }
        format!("{head}{}{}", self.of(&MIDDLES), self.of(&TAILS))
    }

    fn tag(&mut self) -> String {
        format!("{}{}", self.of(&SUBJECTS), self.of(&SIDES))
    }

    fn postings(&mut self) -> Result<Vec<Posting>> {
        let mut year = 1980 + self.below(30);
        let mut postings = Vec::new();
        for _ in 0..=self.below(3) {
            let until = year + 1 + self.below(5);
            postings.push(Posting {
                department: self.of(&SECTIONS).to_string(),
                place: self.of(&SITES).to_string(),
                from: Some(format!("{year}-04").parse()?),
                to: Some(format!("{until}-03").parse()?),
                ..Posting::default()
            });
            year = until;
        }
        Ok(postings)
    }
}
