//! People who are there by name: the three of the secretariat, the two of the demo's scenes, people
//! from abroad, people with the same name, and names that programs like to break.

use super::careers::{Day, day};

/// What somebody is for in the demo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A person like any other; confirms or not by chance.
    Extra,
    /// Confirmed, and runs the network.
    Secretariat,
    /// Confirmed: the demo opens the app as this person.
    Member,
    /// Invited and not confirmed: the demo signs in as this person.
    Invited,
}

/// One person of the table.
pub struct Fixed {
    /// Family name, or the only name.
    pub family: &'static str,
    /// Given name; may be empty.
    pub given: &'static str,
    /// Reading of both with a space between; may be empty.
    pub reading: &'static str,
    /// 旧姓; may be empty.
    pub former: &'static str,
    /// Mail address before the @.
    pub mailbox: &'static str,
    /// Department.
    pub department: &'static str,
    /// First day.
    pub joined: Day,
    /// Last day; `None` for staff.
    pub left: Option<Day>,
    /// `ja` or `en`.
    pub locale: &'static str,
    /// One line about now.
    pub headline: &'static str,
    /// What for.
    pub part: Part,
}

/// Secretariat, member and invited alumna first.
pub fn people() -> Vec<Fixed> {
    TABLE.lines().filter(|line| !line.trim().is_empty()).filter_map(read).collect()
}

fn read(line: &'static str) -> Option<Fixed> {
    let mut fields = line.split('|').map(str::trim);
    Some(Fixed {
        part: match fields.next()? {
            "secretariat" => Part::Secretariat,
            "member" => Part::Member,
            "invited" => Part::Invited,
            _ => Part::Extra,
        },
        family: fields.next()?,
        given: fields.next()?,
        reading: fields.next()?,
        former: fields.next()?,
        mailbox: fields.next()?,
        department: fields.next()?,
        joined: read_day(fields.next()?)?,
        left: read_day(fields.next()?),
        locale: fields.next()?,
        headline: fields.next()?,
    })
}

fn read_day(text: &str) -> Option<Day> {
    let mut numbers = text.split('-').map(|number| number.parse::<i16>().ok());
    Some(day(numbers.next()??, numbers.next()??, numbers.next()??))
}

const TABLE: &str = "
secretariat|大森|由紀|おおもり ゆき||yuki.omori|人事部|2009-04-01||ja|アルムナイ事務局の大森です。わからないことは何でも聞いてください。
secretariat|三宅|拓海|みやけ たくみ||takumi.miyake|広報室|2017-04-01||ja|社内報と、このネットワークのお知らせを書いています。
secretariat|岡本|千尋|おかもと ちひろ|田辺|chihiro.okamoto|人事部|2001-04-01||ja|イベントの会場さがしが得意です。
member|遠藤|健吾|えんどう けんご||kengo.endo|設計部|2005-04-01|2018-03-31|ja|松本で木工とポンプの修理をしています。
invited|中村|美咲|なかむら みさき|小野寺|misaki.nakamura|海外営業部 アジア課|2011-04-01|2021-09-30|ja|
|𠮷田|航|よしだ わたる||wataru.yoshida.k|霧ヶ瀬工場 検査課|2010-04-01|2019-12-31|ja|「つちよし」の吉田です。工場の食堂のカレーが恋しいです。
|𠮷田|真弓|よしだ まゆみ|德永|mayumi.yoshida.k|研究所 材料研究室|2003-04-01|2016-03-31|ja|高校で化学を教えています。
|佐藤|由美|さとう ゆみ||yumi.sato.a|経理部|1996-04-01|2007-03-31|ja|会計事務所に勤めています。経理部にいたほうの佐藤です。
|佐藤|由美|さとう ゆみ|堀内|yumi.sato.b|営業部|1999-04-01|2012-06-30|ja|福岡営業所にいた佐藤です。今は太宰府で暮らしています。
|高橋|直樹|たかはし なおき||naoki.takahashi.a|製造部|1995-04-01|2010-03-31|ja|実家の米づくりを継ぎました。
|髙橋|直樹|たかはし なおき||naoki.takahashi.b|開発部|2000-04-01|2014-09-30|ja|はしごだかの髙橋です。組込みの仕事を続けています。
|鈴木|恵|すずき めぐみ||megumi.suzuki.a|総務部|1998-04-01|2005-03-31|ja|
|鈴木|恵|すずき けい||kei.suzuki.b|設計部|2008-04-01|2020-03-31|ja|「めぐみ」ではなく「けい」と読みます。機械設計の個人事務所です。
|鈴木|恵|すずき めぐみ|長尾|megumi.suzuki.c|人事部|2013-04-01||ja|採用を担当しています。
|Nguyễn|Thị Lan|ぐえん てぃ らん||lan.nguyen|霧ヶ瀬工場 組立課|2015-04-01|2021-03-31|en|Running a small Japanese language school in Da Nang.
|Trần|Minh Đức|ちゃん みん どぅっく||duc.tran|生産技術部|2017-10-01|2023-09-30|en|Production engineer in Hai Phong. Visiting Japan twice a year.
|Phạm|Thu Hương|ふぁむ とぅ ふぉん||huong.pham|品質保証部|2016-04-01|2022-03-31|ja|ハノイで品質管理の仕事をしています。日本語は今も毎日使います。
|Silva|Lucas Kenji|しるば るかす けんじ||lucas.tanaka|製造部|2006-07-01|2015-12-31|ja|浜松でブラジル料理の店を開きました。
|Oliveira|Sayuri|おりべいら さゆり||sayuri.oliveira|物流センター|2008-04-01|2017-03-31|en|Back in Curitiba, translating manuals from Japanese to Portuguese.
|Souza|Rafael Akira|そうざ らふぁえる あきら||rafael.souza|霧ヶ瀬工場 保全課|2012-04-01|2020-08-31|ja|設備保全の会社を仲間と始めました。
|金|民俊|きむ みんじゅん||minjun.kim|海外営業部 アジア課|2012-04-01|2019-03-31|ja|ソウルで商社に勤めています。
|朴|智恩|ぱく じうん||jieun.park|デザイン室|2014-04-01|2020-03-31|ja|プロダクトデザイナーをしています。東京とソウルを行き来しています。
|李|恵珍|い へじん||hyejin.lee|経営企画室|2010-10-01|2018-12-31|en|Freelance interpreter, Korean and Japanese.
|王|雨桐|おう うとう||yutong.wang|グローバルサプライチェーンマネジメント統括本部 海外調達第二部|2013-04-01|2022-06-30|ja|上海で調達の仕事をしています。
|陳|志偉|ちん しい||zhiwei.chen|開発部|2009-04-01|2016-12-31|ja|台中で計測器の会社に入りました。
|張|麗華|ちょう れいか||lihua.zhang|海外営業部 アジア課|2004-10-01|2013-03-31|ja|子どもが大学に入り、久しぶりに自分の時間があります。
|林|俊傑|りん しゅんけつ||jie.lin|情報システム部|2018-04-01|2024-03-31|en|Building scheduling software in Taipei.
|Weber|Annika|うぇーばー あにか||annika.weber|海外営業部 欧州課|2011-09-01|2019-06-30|en|Geschäftsbereichsleiterin
|Schäfer|Jörg|しぇーふぁー よるく||joerg.schaefer|研究所 流体研究室|2007-04-01|2014-03-31|en|Teaching fluid mechanics near Stuttgart. Still have my Yukiya helmet.
|Großmann|Liesel|ぐろすまん りーぜる||liesel.grossmann|デザイン室|2016-01-01|2021-12-31|en|On a break. Learning to bake bread.
|Iyer|Lakshmi|あいやー らくしゅみ||lakshmi.iyer|情報システム部|2016-04-01|2023-03-31|en|Data engineer in Chennai, and mother of twins.
|Deshpande|Rohan|でしゅぱんで ろーはん||rohan.deshpande|次世代流体制御システム開発プロジェクト推進室 実証評価グループ|2018-10-01||en|Test bench person. Ask me about vibration.
|Arunkumar||あるんくまーる||arunkumar|開発部|2014-04-01|2020-09-30|en|One name is enough. Working on irrigation pumps in Coimbatore.
|Suharti||すはるてぃ||suharti|霧ヶ瀬工場 組立課|2013-10-01|2018-09-30|en|Opened a sewing workshop in Yogyakarta.
|O'Brien-Katō|Siobhán|おぶらいえんかとう しゅぼーん||siobhan.obrien|広報室|2008-04-01|2017-12-31|en|Writing about small factories. Happy to visit yours.
|McAllister|Ewan|まかりすたー ゆーあん||ewan.mcallister|海外営業部 欧州課|2010-04-01|2016-06-30|en|Harbour master's office in Leith. Rain as usual.
|García-Fernández|María José|がるしあ まりあ ほせ||mariajose.garcia|カスタマーエクスペリエンス推進本部 アフターサービス企画部 部品供給課|2012-04-01|2020-12-31|en|Spare parts, still. Valencia this time.
|アンダーソン|恵美|あんだーそん えみ|西岡|emi.anderson|カスタマーサポート課|2002-04-01|2011-08-31|ja|シアトルで日本語の補習校を手伝っています。
|勅使河原|潤之進|てしがわら じゅんのしん||junnoshin.teshigawara|知的財産部|2004-04-01|2019-03-31|ja|弁理士として独立しました。書類の名前欄が足りないのが悩みです。
|東|一|あずま はじめ||hajime.azuma|物流センター|1997-04-01|2009-12-31|ja|全部で六画の東です。書道教室を開いています。
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_a_person() {
        assert_eq!(people().len(), TABLE.lines().filter(|line| !line.trim().is_empty()).count());
        assert_eq!(people().iter().filter(|person| person.part == Part::Secretariat).count(), 3);
    }
}
