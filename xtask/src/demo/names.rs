//! Japanese names with readings that belong to their characters. The common ones come first.

/// A written name and its reading in hiragana.
pub type Name = (&'static str, &'static str);

const FAMILY: &str = "
佐藤=さとう 鈴木=すずき 高橋=たかはし 田中=たなか 伊藤=いとう 渡辺=わたなべ 山本=やまもと 中村=なかむら
小林=こばやし 加藤=かとう 吉田=よしだ 山田=やまだ 佐々木=ささき 山口=やまぐち 松本=まつもと 井上=いのうえ
木村=きむら 林=はやし 斎藤=さいとう 清水=しみず 山崎=やまざき 森=もり 池田=いけだ 橋本=はしもと
阿部=あべ 石川=いしかわ 山下=やました 中島=なかじま 石井=いしい 小川=おがわ 前田=まえだ 岡田=おかだ
長谷川=はせがわ 藤田=ふじた 後藤=ごとう 近藤=こんどう 村上=むらかみ 遠藤=えんどう 青木=あおき 坂本=さかもと
福田=ふくだ 太田=おおた 西村=にしむら 藤井=ふじい 金子=かねこ 岡本=おかもと 藤原=ふじわら 三浦=みうら
中野=なかの 原田=はらだ 松田=まつだ 竹内=たけうち 小野=おの 田村=たむら 中山=なかやま 和田=わだ
石田=いしだ 森田=もりた 上田=うえだ 原=はら 内田=うちだ 柴田=しばた 酒井=さかい 宮崎=みやざき
横山=よこやま 高木=たかぎ 安藤=あんどう 宮本=みやもと 大野=おおの 小島=こじま 工藤=くどう 谷口=たにぐち
今井=いまい 高田=たかだ 増田=ますだ 丸山=まるやま 杉山=すぎやま 村田=むらた 大塚=おおつか 新井=あらい
小山=こやま 平野=ひらの 河野=こうの 藤本=ふじもと 武田=たけだ 野口=のぐち 松井=まつい 千葉=ちば
菅原=すがわら 岩崎=いわさき 久保=くぼ 木下=きのした 佐野=さの 野村=のむら 松尾=まつお 市川=いちかわ
杉本=すぎもと 古川=ふるかわ 大西=おおにし 島田=しまだ 水野=みずの 桜井=さくらい 渡部=わたなべ 吉川=よしかわ
山内=やまうち 西田=にしだ 飯田=いいだ 菊地=きくち 西川=にしかわ 小松=こまつ 北村=きたむら 安田=やすだ
五十嵐=いがらし 川口=かわぐち 東海林=しょうじ 小鳥遊=たかなし 勅使河原=てしがわら 四月一日=わたぬき 御手洗=みたらい 八月朔日=ほづみ
";

/// Variant characters (異体字) that people insist on, rightly.
const VARIANTS: &str = "
髙橋=たかはし 山﨑=やまざき 渡邉=わたなべ 渡邊=わたなべ 齋藤=さいとう 齊藤=さいとう 濵田=はまだ 德永=とくなが
神﨑=かんざき 髙木=たかぎ 廣瀨=ひろせ 櫻井=さくらい 眞鍋=まなべ 嶋田=しまだ 增田=ますだ 黑川=くろかわ
";

const OLDER_MEN: &str = "
清=きよし 茂=しげる 勇=いさむ 実=みのる 博=ひろし 隆夫=たかお 修=おさむ 正=ただし 進=すすむ 昭=あきら
勝=まさる 弘=ひろむ 孝=たかし 稔=みのる 豊=ゆたか 和夫=かずお 幸雄=ゆきお 義雄=よしお 敏夫=としお 正治=しょうじ
秀雄=ひでお 文雄=ふみお 忠=ただし 武=たけし 誠一=せいいち 健二=けんじ
";
const OLDER_WOMEN: &str = "
和子=かずこ 幸子=さちこ 節子=せつこ 洋子=ようこ 京子=きょうこ 恵子=けいこ 悦子=えつこ 久美子=くみこ 順子=じゅんこ 美智子=みちこ
文子=ふみこ 信子=のぶこ 敏子=としこ 光子=みつこ 弘子=ひろこ 由美子=ゆみこ 真理子=まりこ 千恵子=ちえこ 房江=ふさえ 澄江=すみえ
";
const MIDDLE_MEN: &str = "
誠=まこと 健一=けんいち 浩二=こうじ 直樹=なおき 大輔=だいすけ 剛=つよし 哲也=てつや 明人=あきと 智也=ともや 雅彦=まさひこ
康弘=やすひろ 英樹=ひでき 伸一=しんいち 達也=たつや 裕之=ひろゆき 貴志=たかし 惇=あつし 亮=りょう 慎吾=しんご 泰之=やすゆき
克己=かつみ 文彦=ふみひこ 宏明=ひろあき 陽一=よういち 光太郎=こうたろう 久志=ひさし 徹=とおる
";
const MIDDLE_WOMEN: &str = "
由美=ゆみ 真由美=まゆみ 直美=なおみ 裕子=ゆうこ 智子=ともこ 陽子=ようこ 香織=かおり 恵=めぐみ 美穂=みほ 麻衣子=まいこ
奈緒=なお 理恵=りえ 千尋=ちひろ 典子=のりこ 美紀=みき 純子=じゅんこ 雅美=まさみ 綾=あや 真弓=まゆみ 幸恵=ゆきえ
亜希子=あきこ 久美=くみ 早苗=さなえ 梨香=りか 祥子=しょうこ 路子=みちこ 紀子=のりこ
";
const YOUNGER_MEN: &str = "
翔太=しょうた 大輝=だいき 拓海=たくみ 健太=けんた 蓮=れん 悠斗=ゆうと 翼=つばさ 駿=しゅん 一樹=かずき 直人=なおと
涼介=りょうすけ 和真=かずま 優太=ゆうた 航=わたる 啓太=けいた 圭吾=けいご 颯太=そうた 圭佑=けいすけ 陸=りく 湊=みなと
祐樹=ゆうき 晃平=こうへい 諒=りょう 修平=しゅうへい 晴彦=はるひこ 孝太朗=こうたろう 龍之介=りゅうのすけ
";
const YOUNGER_WOMEN: &str = "
愛=あい 彩香=あやか 七海=ななみ 千夏=ちなつ 遥=はるか 結衣=ゆい 美月=みづき 沙織=さおり 陽菜=ひな 萌=もえ
優花=ゆうか 真央=まお 佳奈=かな 楓=かえで 夏希=なつき 里奈=りな 茜=あかね 瑞希=みずき 詩織=しおり 葵=あおい
明日香=あすか 菜摘=なつみ 玲奈=れいな 知世=ともよ 小春=こはる 莉子=りこ 史帆=しほ 杏奈=あんな
";

/// The names of people of one generation.
pub struct Lists {
    /// Family names, common first.
    pub family: Vec<Name>,
    /// Family names with variant characters.
    pub variants: Vec<Name>,
    given: [Vec<Name>; 6],
}

impl Lists {
    /// Reads the lists above.
    pub fn new() -> Self {
        Self {
            family: read(FAMILY),
            variants: read(VARIANTS),
            given: [OLDER_MEN, OLDER_WOMEN, MIDDLE_MEN, MIDDLE_WOMEN, YOUNGER_MEN, YOUNGER_WOMEN].map(read),
        }
    }

    /// Given names of people who started to work in a year.
    pub fn given(&self, joined: i16, woman: bool) -> &[Name] {
        let [older_men, older_women, middle_men, middle_women, younger_men, younger_women] = &self.given;
        match (joined, woman) {
            (..=1986, false) => older_men,
            (..=1986, true) => older_women,
            (1987..=2006, false) => middle_men,
            (1987..=2006, true) => middle_women,
            (2007.., false) => younger_men,
            (2007.., true) => younger_women,
        }
    }
}

fn read(list: &'static str) -> Vec<Name> {
    list.split_whitespace().filter_map(|pair| pair.split_once('=')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_reading_is_hiragana_and_no_name_is_listed_twice() {
        let lists = Lists::new();
        for list in lists.given.iter().chain([&lists.family, &lists.variants]) {
            let written: BTreeSet<_> = list.iter().map(|(written, _)| written).collect();
            assert_eq!(written.len(), list.len(), "a name is listed twice");
            for (written, reading) in list {
                assert!(reading.chars().all(|c| ('ぁ'..='ゖ').contains(&c)), "{written} {reading}");
            }
        }
        assert!(lists.family.len() >= 120 && lists.given.iter().map(Vec::len).sum::<usize>() >= 150);
    }
}
