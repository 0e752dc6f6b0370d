//! Seeds that failed once: they run first, every time.

/// The file: a seed a line, then what it found.
const FILE: &str = include_str!("../regressions.txt");

/// The seeds, oldest first.
pub fn seeds() -> Vec<u64> {
    FILE.lines().filter_map(|line| line.split('#').next()?.split_whitespace().next()?.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_comment_or_a_seed_with_what_it_found() {
        let lines = FILE.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
        let with_a_word = lines.filter(|line| line.split_once('#').is_some_and(|(_, word)| word.len() > 10));
        assert_eq!(with_a_word.count(), seeds().len());
    }
}
