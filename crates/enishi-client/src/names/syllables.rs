//! The kana as letters: onset and vowel of each, in the letters of ISO 3602 (Kunrei: si, ti, tu, hu, zi).

/// The onset and the vowel of a kana of full size as it is spoken: ぢ and づ as じ and ず, を as お.
pub const fn spoken(kana: char) -> Option<(Option<char>, char)> {
    Some(match kana {
        'あ' => (None, 'a'),
        'い' | 'ゐ' => (None, 'i'),
        'う' => (None, 'u'),
        'え' | 'ゑ' => (None, 'e'),
        'お' | 'を' => (None, 'o'),
        'か' | 'ゕ' => (Some('k'), 'a'),
        'き' => (Some('k'), 'i'),
        'く' => (Some('k'), 'u'),
        'け' | 'ゖ' => (Some('k'), 'e'),
        'こ' => (Some('k'), 'o'),
        'が' => (Some('g'), 'a'),
        'ぎ' => (Some('g'), 'i'),
        'ぐ' => (Some('g'), 'u'),
        'げ' => (Some('g'), 'e'),
        'ご' => (Some('g'), 'o'),
        'さ' => (Some('s'), 'a'),
        'し' => (Some('s'), 'i'),
        'す' => (Some('s'), 'u'),
        'せ' => (Some('s'), 'e'),
        'そ' => (Some('s'), 'o'),
        'ざ' => (Some('z'), 'a'),
        'じ' | 'ぢ' => (Some('z'), 'i'),
        'ず' | 'づ' => (Some('z'), 'u'),
        'ぜ' => (Some('z'), 'e'),
        'ぞ' => (Some('z'), 'o'),
        'た' => (Some('t'), 'a'),
        'ち' => (Some('t'), 'i'),
        'つ' => (Some('t'), 'u'),
        'て' => (Some('t'), 'e'),
        'と' => (Some('t'), 'o'),
        'だ' => (Some('d'), 'a'),
        'で' => (Some('d'), 'e'),
        'ど' => (Some('d'), 'o'),
        'な' => (Some('n'), 'a'),
        'に' => (Some('n'), 'i'),
        'ぬ' => (Some('n'), 'u'),
        'ね' => (Some('n'), 'e'),
        'の' => (Some('n'), 'o'),
        'は' => (Some('h'), 'a'),
        'ひ' => (Some('h'), 'i'),
        'ふ' => (Some('h'), 'u'),
        'へ' => (Some('h'), 'e'),
        'ほ' => (Some('h'), 'o'),
        'ば' => (Some('b'), 'a'),
        'び' => (Some('b'), 'i'),
        'ぶ' => (Some('b'), 'u'),
        'べ' => (Some('b'), 'e'),
        'ぼ' => (Some('b'), 'o'),
        'ぱ' => (Some('p'), 'a'),
        'ぴ' => (Some('p'), 'i'),
        'ぷ' => (Some('p'), 'u'),
        'ぺ' => (Some('p'), 'e'),
        'ぽ' => (Some('p'), 'o'),
        'ま' => (Some('m'), 'a'),
        'み' => (Some('m'), 'i'),
        'む' => (Some('m'), 'u'),
        'め' => (Some('m'), 'e'),
        'も' => (Some('m'), 'o'),
        'や' => (Some('y'), 'a'),
        'ゆ' => (Some('y'), 'u'),
        'よ' => (Some('y'), 'o'),
        'ら' => (Some('r'), 'a'),
        'り' => (Some('r'), 'i'),
        'る' => (Some('r'), 'u'),
        'れ' => (Some('r'), 'e'),
        'ろ' => (Some('r'), 'o'),
        'わ' => (Some('w'), 'a'),
        'ゔ' => (Some('v'), 'u'),
        _ => return None,
    })
}

/// The onset that keyboards use where speech has lost the difference.
pub const fn keyed_onset(kana: char) -> Option<char> {
    match kana {
        'ぢ' | 'づ' => Some('d'),
        'ゐ' | 'ゑ' | 'を' => Some('w'),
        _ => None,
    }
}

/// The glide and the vowel of a small kana.
pub const fn small(kana: char) -> Option<(Option<char>, char)> {
    Some(match kana {
        'ゃ' => (Some('y'), 'a'),
        'ゅ' => (Some('y'), 'u'),
        'ょ' => (Some('y'), 'o'),
        'ゎ' => (Some('w'), 'a'),
        'ぁ' => (None, 'a'),
        'ぃ' => (None, 'i'),
        'ぅ' => (None, 'u'),
        'ぇ' => (None, 'e'),
        'ぉ' => (None, 'o'),
        _ => return None,
    })
}

/// The glide and the vowel of a syllable that two kana write: きゃ, ふぁ, てぃ. `None` if the small one stands alone.
pub const fn joined(
    onset: Option<char>,
    vowel: char,
    small: (Option<char>, char),
) -> Option<(Option<char>, char)> {
    match (onset, vowel, small) {
        (Some(_), 'i' | 'u' | 'e', (Some('y'), next)) | (_, 'i', (None, next @ 'e')) => {
            Some((Some('y'), next))
        }
        (Some('v'), 'u', (_, next @ ('a' | 'i' | 'e' | 'o')))
        | (Some('t' | 'd'), 'e', (None, next @ 'i'))
        | (Some('t' | 'd'), 'o', (None, next @ 'u')) => Some((None, next)),
        (_, 'u', (_, next @ ('a' | 'i' | 'e' | 'o'))) => Some((Some('w'), next)),
        _ => None,
    }
}
