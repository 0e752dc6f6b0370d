//! A person's mark: the first character of the family name on one of eight quiet tints.

use leptos::prelude::*;

/// The avatar; decorative, the name stands beside it.
#[component]
pub fn Avatar(
    /// First character of the family name.
    initial: String,
    /// 0 to 7.
    tint: u8,
    /// Whether it is the large one of a person's page.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    let class = format!("avatar tint-{}{}", tint % 8, if large { " large" } else { "" });
    view! { <span class=class aria-hidden="true" lang="ja">{initial}</span> }
}
