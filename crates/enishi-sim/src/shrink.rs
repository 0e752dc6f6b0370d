//! Makes a failing day short: leaves out steps as long as the same promise is broken (delta debugging).

/// The shortest list found that still fails. `fails` is asked at most `tries` times.
pub fn shrink<T: Clone>(whole: &[T], mut tries: u32, mut fails: impl FnMut(&[T]) -> bool) -> Vec<T> {
    let mut best = whole.to_vec();
    let mut size = best.len().div_ceil(2);
    while size > 0 && tries > 0 {
        let mut at = 0;
        let mut left_out = false;
        while at < best.len() && tries > 0 {
            tries -= 1;
            let shorter: Vec<T> =
                best.iter().take(at).chain(best.iter().skip(at.saturating_add(size))).cloned().collect();
            if fails(&shorter) {
                best = shorter;
                left_out = true;
            } else {
                at = at.saturating_add(size);
            }
        }
        if size > 1 {
            size = size.div_ceil(2);
        } else if !left_out {
            break;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_needed_to_fail_is_left() {
        let whole: Vec<u32> = (0..100).collect();
        let least = shrink(&whole, 10_000, |steps| [3, 50, 97].iter().all(|needed| steps.contains(needed)));
        assert_eq!(least, [3, 50, 97]);
    }

    #[test]
    fn what_fails_without_any_step_shrinks_to_nothing() {
        assert_eq!(shrink(&[1, 2, 3], 100, |_| true), Vec::<i32>::new());
    }

    #[test]
    fn it_stops_when_the_tries_are_used_up_and_still_fails() {
        let whole: Vec<u32> = (0..100).collect();
        let mut asked = 0;
        let least = shrink(&whole, 7, |steps| {
            asked += 1;
            steps.contains(&42)
        });
        assert!(least.contains(&42));
        assert_eq!(asked, 7);
    }
}
