//! Where things are: the company's offices, and the prefectures of the towns that headlines speak of.

/// The offices, the larger ones first.
pub const OFFICES: [&str; 6] = ["東京本社", "霧ヶ瀬工場", "大阪支社", "名古屋支社", "福岡支社", "筑波研究所"];

/// Where a department sits; `None`: in any office.
pub fn office_of(department: &str) -> Option<&'static str> {
    let rules = [
        ("霧ヶ瀬", "霧ヶ瀬工場"),
        ("製造", "霧ヶ瀬工場"),
        ("生産技術", "霧ヶ瀬工場"),
        ("物流", "霧ヶ瀬工場"),
        ("研究所", "筑波研究所"),
        ("大阪", "大阪支社"),
        ("名古屋", "名古屋支社"),
        ("福岡", "福岡支社"),
        ("東京", "東京本社"),
        ("社長室", "東京本社"),
        ("海外", "東京本社"),
        ("経営企画", "東京本社"),
        ("広報", "東京本社"),
        ("法務", "東京本社"),
        ("知的財産", "東京本社"),
    ];
    rules.into_iter().find(|(part, _)| department.contains(part)).map(|(_, office)| office)
}

/// The prefecture of a town that a headline names (JIS X 0401).
pub fn prefecture_of(headline: &str) -> Option<u8> {
    let found = TOWNS.split_whitespace().filter_map(|pair| pair.split_once('='));
    found.into_iter().find(|(town, _)| headline.contains(town)).and_then(|(_, code)| code.parse().ok())
}

/// Prefectures by how many people live there.
pub const COMMON: [u8; 16] = [13, 20, 14, 27, 23, 11, 12, 28, 40, 20, 13, 22, 8, 26, 34, 1];

const TOWNS: &str = "
札幌=1 函館=1 弘前=2 盛岡=3 仙台=4 会津若松=7 宇都宮=9 川越=11 横浜=14 鎌倉=14 長岡=15 金沢=17 福井=18 甲府=19
上田=20 松本=20 霧ヶ瀬=20 静岡=22 浜松=22 豊橋=23 岐阜=21 四日市=24 大津=25 京都=26 堺=27 神戸=28 奈良=29 和歌山=30
松江=32 倉敷=33 尾道=34 高松=37 松山=38 高知=39 北九州=40 太宰府=40 佐世保=42 熊本=43 大分=44 鹿児島=46 那覇=47";
