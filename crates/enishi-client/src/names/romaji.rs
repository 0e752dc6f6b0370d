//! Readings in Latin letters, so that what a person types in Latin letters finds the reading.
//!
//! Accepted are Hepburn with its variants (macrons, m before b, m and p, tch, n', and oh and uh for long vowels as in
//! passports), Kunrei (ISO 3602: si, ti, tu, hu, zi, zya), its strict form (di, du, wo) and what keyboards take (ou,
//! oo, uu, nn, cch, cyo), and l for r. Both sides are brought to Kunrei letters. Long o and u are one letter, because
//! the most common spelling, that of passports, does not write them (ou, oo and uu over a boundary too: いのうえ is
//! inoe). Long a, i and e are written in every spelling and stay (さあや is not さや, いいだ not いだ), and so does ei
//! (けいこ is keiko).
//!
//! **While a name is typed, its person stays found**: for each accepted spelling of a reading, each beginning of it
//! gives, by [`typed`], the beginning of a line of [`of_kana`]. What may still become something else is left out for
//! one keystroke: m after a vowel (shim: しま or しんば), the second of nn, h after o and u (oh: おお or おは).
//!
//! Not found: two habits in one word that ask for different lines (nn before a vowel and zu for づ; of two long
//! vowels before vowels one with h and one without), and family and given name typed without a space where the one
//! ends and the other begins with o or u. United, because a common spelling unites them: じ and ぢ, ず and づ, お and を,
//! ん before a vowel or y and な行 (しんいち, しにち), long and short o and u (おおの, おの), あ, い and え with the
//! long-vowel mark and without (シーナ, しな), ち and てぃ (ti), つ and とぅ (tu).

use super::syllables::{joined, keyed_onset, small, spoken};

/// The reading, folded, in Latin letters: a line for each way to write it that [`typed`] leaves apart, nearly always
/// one. Family and given name stand with a space between, which ends what runs together and is not written. What is
/// not kana is left out.
#[must_use]
pub fn of_kana(folded_kana: &str) -> String {
    let mut lines = written(folded_kana, Spelling::Spoken);
    let spoken = lines.len();
    for spelling in [Spelling::Keyed, Spelling::Marked] {
        let line = written(folded_kana, spelling);
        if lines.get(..spoken) != Some(line.as_str()) {
            lines.push('\n');
            lines.push_str(&line);
        }
    }
    lines
}

/// A folded Latin word as a person types it, perhaps a beginning only, in the letters of [`of_kana`]. Not empty if the
/// word has a letter.
#[must_use]
pub fn typed(word: &str) -> String {
    let letters: Vec<char> = word.chars().flat_map(plain).flatten().collect();
    let mut out = String::with_capacity(letters.len() + 4);
    let mut rest = letters.as_slice();
    while !rest.is_empty() {
        rest = step(rest, &mut out);
    }
    out
}

/// Whether a folded character can be part of a word for [`typed`].
#[must_use]
pub fn is_typed(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '\'' | '’' | '-') || plain(c) != [Some(c), None]
}

/// The ways to write a reading that lead to different letters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spelling {
    /// As it is spoken; a long-vowel mark is not written.
    Spoken,
    /// As keyboards take it: du, di, wo, nn before a vowel and y, the long-vowel mark as a vowel.
    Keyed,
    /// A long o or u before a vowel or y with h: Ohyama, Ohuchi, Kohichi. Before other letters the h goes in [`typed`].
    Marked,
}

fn written(kana: &str, spelling: Spelling) -> String {
    let mut line =
        Line { text: String::with_capacity(kana.len()), spelling, last: None, doubled: false, long: false };
    let mut rest = kana.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            'ん' => line.push_n(),
            'っ' => line.doubled = true,
            '-' => line.lengthen(),
            _ => {
                if let Some((onset, vowel)) = spoken(c) {
                    let keyed = keyed_onset(c).filter(|_| spelling == Spelling::Keyed);
                    let onset = keyed.or(onset);
                    let pair =
                        rest.peek().and_then(|next| small(*next)).and_then(|next| joined(onset, vowel, next));
                    let (glide, vowel) = pair.unwrap_or((None, vowel));
                    line.push(onset, glide, vowel);
                    if pair.is_some() {
                        rest.next();
                    }
                } else if let Some((glide, vowel)) = small(c) {
                    line.push(None, glide, vowel);
                } else {
                    line = Line { last: None, doubled: false, long: false, ..line };
                }
            }
        }
    }
    line.text
}

/// A reading while it is written.
struct Line {
    text: String,
    spelling: Spelling,
    /// The last letter of the name.
    last: Option<char>,
    /// The next onset is written twice (っ).
    doubled: bool,
    /// The last vowel is long, which is written if a vowel or y follows.
    long: bool,
}

impl Line {
    fn push(&mut self, onset: Option<char>, glide: Option<char>, vowel: char) {
        let first = onset.or(glide);
        if first.is_none() && runs_on(self.last, vowel) && !self.long {
            self.long = self.spelling == Spelling::Marked;
            return;
        }
        if first.is_none_or(|first| first == 'y') {
            if self.long {
                self.text.push('h');
            }
            if self.spelling == Spelling::Keyed && self.last == Some('n') {
                self.text.push('n');
            }
        }
        if self.doubled {
            self.text.extend(first.map(|first| if first == 'm' { 'n' } else { first }));
        }
        self.text.extend(onset.into_iter().chain(glide).chain([vowel]));
        (self.last, self.doubled, self.long) = (Some(vowel), false, false);
    }

    fn push_n(&mut self) {
        self.text.push('n');
        (self.last, self.doubled, self.long) = (Some('n'), false, false);
    }

    /// The long-vowel mark.
    fn lengthen(&mut self) {
        match (self.spelling, self.last) {
            (Spelling::Marked, Some('o' | 'u')) => self.long = true,
            (Spelling::Keyed, Some(vowel @ ('a' | 'i' | 'e'))) => self.text.push(vowel),
            _ => {}
        }
    }
}

/// Whether a vowel behind `last` is not written: it makes a long o or u.
const fn runs_on(last: Option<char>, vowel: char) -> bool {
    matches!((last, vowel), (Some('o'), 'o' | 'u') | (Some('u'), 'u'))
}

/// Takes letters from the beginning of what is typed and writes them; gives what remains.
fn step<'a>(rest: &'a [char], out: &mut String) -> &'a [char] {
    let last = out.chars().next_back();
    let after_long = matches!(last, Some('o' | 'u'));
    match rest {
        ['n', ..] => return step_n(rest, out),
        ['m'] if last.is_some_and(is_vowel) => {}
        ['m', 'b' | 'p' | 'm', ..] if last.is_some() => out.push('n'),
        ['h'] if after_long => {}
        ['h', next, ..] if after_long && !is_open(*next) => {}
        ['t' | 'c', 'c', ..] | ['c'] | ['c', 'y', ..] => out.push('t'),
        ['c', 'h', tail @ ..] => return palatal('t', tail, out),
        ['s', 'h', tail @ ..] => return palatal('s', tail, out),
        ['j', 'j', ..] => out.push('z'),
        ['j', tail @ ..] => return palatal('z', tail, out),
        ['t', 's', tail @ ..] => return rounded('t', tail, out),
        ['f', 'f', ..] => out.push('h'),
        ['f', tail @ ..] => return rounded('h', tail, out),
        ['l', ..] => out.push('r'),
        [vowel, ..] if runs_on(last, *vowel) => {}
        [letter, ..] => out.push(*letter),
        [] => {}
    }
    rest.get(1..).unwrap_or_default()
}

/// One n, or more: before a vowel and y two are ん and な行 (or what keyboards take for ん), elsewhere they are ん.
fn step_n<'a>(rest: &'a [char], out: &mut String) -> &'a [char] {
    let mut tail = rest;
    while let ['n', later @ ..] = tail {
        tail = later;
    }
    let twice = rest.len() - tail.len() > 1 && tail.first().is_some_and(|next| is_open(*next));
    out.push_str(if twice { "nn" } else { "n" });
    tail
}

/// sh, ch and j: a glide before every vowel but i.
fn palatal<'a>(onset: char, tail: &'a [char], out: &mut String) -> &'a [char] {
    out.push(onset);
    if let ['a' | 'u' | 'e' | 'o', ..] = tail {
        out.push('y');
    }
    tail
}

/// ts and f: a glide before every vowel but u.
fn rounded<'a>(onset: char, tail: &'a [char], out: &mut String) -> &'a [char] {
    out.push(onset);
    if let ['a' | 'i' | 'e' | 'o', ..] = tail {
        out.push('w');
    }
    tail
}

const fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'i' | 'u' | 'e' | 'o')
}

/// Whether a syllable that begins so has no consonant before its vowel.
const fn is_open(c: char) -> bool {
    is_vowel(c) || c == 'y'
}

/// A letter without its mark, which stands for a long vowel; nothing for what only parts letters.
const fn plain(c: char) -> [Option<char>; 2] {
    match c {
        '\'' | '’' | '-' => [None, None],
        'ā' | 'â' => [Some('a'), Some('a')],
        'ī' | 'î' => [Some('i'), Some('i')],
        'ū' | 'û' => [Some('u'), None],
        'ē' | 'ê' => [Some('e'), Some('e')],
        'ō' | 'ô' => [Some('o'), None],
        c => [Some(c), None],
    }
}

#[cfg(test)]
mod tests;
