//! Hiragana in Latin letters, as people write themselves in mail addresses: さとう is sato.

const SYLLABLES: &str = "
きゃ=kya きゅ=kyu きょ=kyo しゃ=sha しゅ=shu しょ=sho ちゃ=cha ちゅ=chu ちょ=cho にゃ=nya にゅ=nyu にょ=nyo
ひゃ=hya ひゅ=hyu ひょ=hyo みゃ=mya みゅ=myu みょ=myo りゃ=rya りゅ=ryu りょ=ryo ぎゃ=gya ぎゅ=gyu ぎょ=gyo
じゃ=ja じゅ=ju じょ=jo びゃ=bya びゅ=byu びょ=byo ぴゃ=pya ぴゅ=pyu ぴょ=pyo
あ=a い=i う=u え=e お=o か=ka き=ki く=ku け=ke こ=ko さ=sa し=shi す=su せ=se そ=so た=ta ち=chi つ=tsu て=te と=to
な=na に=ni ぬ=nu ね=ne の=no は=ha ひ=hi ふ=fu へ=he ほ=ho ま=ma み=mi む=mu め=me も=mo や=ya ゆ=yu よ=yo
ら=ra り=ri る=ru れ=re ろ=ro わ=wa を=o ん=n が=ga ぎ=gi ぐ=gu げ=ge ご=go ざ=za じ=ji ず=zu ぜ=ze ぞ=zo
だ=da ぢ=ji づ=zu で=de ど=do ば=ba び=bi ぶ=bu べ=be ぼ=bo ぱ=pa ぴ=pi ぷ=pu ぺ=pe ぽ=po";

/// Writes a reading in Latin letters; what is not hiragana is left out.
pub fn latin(reading: &str) -> String {
    let table: Vec<(&str, &str)> =
        SYLLABLES.split_whitespace().filter_map(|pair| pair.split_once('=')).collect();
    let mut rest = reading;
    let mut written = String::new();
    let mut doubled = false;
    while let Some(first) = rest.chars().next() {
        if let Some((kana, latin)) = table.iter().find(|(kana, _)| rest.starts_with(kana)) {
            if doubled {
                written.extend(latin.chars().next());
            }
            written.push_str(latin);
            rest = rest.get(kana.len()..).unwrap_or_default();
        } else {
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
        doubled = first == 'っ';
    }
    // The long o at the end and the doubled o are written short; いのうえ keeps its u.
    let written = written.replace("oo", "o");
    written.strip_suffix("ou").map(|stem| format!("{stem}o")).unwrap_or(written)
}

#[cfg(test)]
mod tests {
    use super::latin;

    #[test]
    fn names_are_written_as_their_bearers_write_them() {
        for (reading, expected) in [
            ("さとう", "sato"),
            ("おおもり", "omori"),
            ("いのうえ", "inoue"),
            ("はっとり", "hattori"),
            ("しょうじ", "shouji"),
        ] {
            assert_eq!(latin(reading), expected);
        }
    }
}
