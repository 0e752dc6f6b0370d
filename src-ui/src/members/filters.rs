//! The chips: who joined in my year and who was together with me with one tap, the other filters with a picker each;
//! above them those that are on, to be taken off one by one or all.

use super::{address::Sought, picker::Picker, profile::key_of};
use crate::{
    components::{Icon, icons},
    state::announce,
    t,
    text::{tr, tr_with},
};
use enishi_bridge::members::{Filter, FilterBy};
use leptos::prelude::*;

/// The filters of the directory.
#[component]
pub fn Filters(
    /// What is looked for.
    sought: Memo<Sought>,
    /// The own year of joining.
    my_year: Memo<Option<i32>>,
    /// Called with other filters.
    #[prop(into)]
    on_change: Callback<Sought>,
) -> impl IntoView {
    let open = RwSignal::new(None::<FilterBy>);
    let toggle = move |filter: Filter| {
        let before = sought.get_untracked();
        let is_on = before.filters.contains(&filter);
        on_change.run(if is_on { before.without(&filter) } else { before.with(filter) });
    };
    let choose = move |filter: Filter| {
        open.set(None);
        announce(tr_with("filter-on", &[("filter", name(&filter).into())]));
        on_change.run(sought.get_untracked().with(filter));
    };
    let is_on = move |filter: Filter| sought.with(|sought| sought.filters.contains(&filter)).to_string();
    view! {
        <Active sought on_change />
        <div class="filters" role="group" aria-label=t!("filter-label") data-test="directory-filters">
            {move || {
                my_year
                    .get()
                    .map(|year| {
                        view! {
                            <button
                                type="button"
                                class="filter"
                                data-test="directory-same-year"
                                aria-pressed=move || is_on(Filter::JoinedYear(year))
                                on:click=move |_| toggle(Filter::JoinedYear(year))
                            >
                                {move || tr_with("directory-same-year", &[("year", year.to_string().into())])}
                            </button>
                        }
                    })
            }}
            <button
                type="button"
                class="filter"
                data-test="directory-together"
                aria-pressed=move || is_on(Filter::Together)
                on:click=move |_| toggle(Filter::Together)
            >
                {t!("filter-together")}
            </button>
            {FilterBy::ALL
                .into_iter()
                .map(|by| {
                    view! {
                        <button
                            type="button"
                            class="filter"
                            data-test=format!("filter-{}", by.as_str())
                            aria-haspopup="dialog"
                            on:click=move |_| open.set(Some(by))
                        >
                            {move || tr(&key_of("filter", by.as_str()))}
                            <Icon path=icons::DOWN />
                        </button>
                    }
                })
                .collect_view()}
        </div>
        {move || {
            open.get().map(|by| view! { <Picker by sought on_choose=choose on_close=move |()| open.set(None) /> })
        }}
    }
}

/// The filters that are on.
#[component]
fn Active(sought: Memo<Sought>, on_change: Callback<Sought>) -> impl IntoView {
    let drop_all = move |_| {
        announce(tr("filter-all-off"));
        on_change.run(Sought { filters: Vec::new(), ..sought.get_untracked() });
    };
    view! {
        <Show when=move || sought.with(|sought| !sought.filters.is_empty())>
            <ul class="filters active" aria-label=t!("filter-active") data-test="filters-active">
                <For
                    each=move || sought.with(|sought| sought.filters.clone())
                    key=|filter| format!("{filter:?}")
                    let:filter
                >
                    <li>
                        <Off filter on_off=move |filter| on_change.run(sought.get_untracked().without(&filter)) />
                    </li>
                </For>
                <li>
                    <button type="button" class="filter plain" data-test="filters-clear" on:click=drop_all>
                        {t!("filter-clear")}
                    </button>
                </li>
            </ul>
        </Show>
    }
}

/// One of them with its cross.
#[component]
fn Off(filter: Filter, #[prop(into)] on_off: Callback<Filter>) -> impl IntoView {
    let filter = StoredValue::new(filter);
    let off = move |_| {
        announce(tr_with("filter-off", &[("filter", filter.with_value(name).into())]));
        on_off.run(filter.get_value());
    };
    view! {
        <button
            type="button"
            class="filter on"
            data-test="filter-off"
            aria-label=move || tr_with("filter-take-off", &[("filter", filter.with_value(name).into())])
            on:click=off
        >
            <span>{move || filter.with_value(name)}</span>
            <Icon path=icons::CLOSE />
        </button>
    }
}

/// A filter in words.
pub fn name(filter: &Filter) -> String {
    match filter.parts() {
        None => tr("filter-together"),
        Some((by, value)) => value_name(by, &value),
    }
}

/// A value of a filter in words.
pub fn value_name(by: FilterBy, value: &str) -> String {
    match by {
        FilterBy::JoinedYear => tr_with("filter-joined-in", &[("year", value.to_owned().into())]),
        FilterBy::Purpose => tr(&key_of("purpose", value)),
        FilterBy::Prefecture => tr(&format!("prefecture-{value}")),
        FilterBy::CanHelp => tr_with("filter-can-help-with", &[("tag", value.to_owned().into())]),
        FilterBy::LookingFor => tr_with("filter-looking-for-a", &[("tag", value.to_owned().into())]),
        FilterBy::Department | FilterBy::Place | FilterBy::Skill => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use enishi_bridge::Purpose;

    #[test]
    fn every_filter_has_words() {
        for by in FilterBy::ALL {
            assert_ne!(tr(&key_of("filter", by.as_str())), key_of("filter", by.as_str()));
        }
        let filters = [
            (Filter::Together, "一緒だった人"),
            (Filter::JoinedYear(2004), "2004年に加わった人"),
            (Filter::Department("営業部".to_owned()), "営業部"),
            (Filter::Purpose(Purpose::Business), "仕事でつながる"),
            (Filter::Prefecture(26), "京都府"),
            (Filter::CanHelp("経理".to_owned()), "経理の相談に乗れる"),
            (Filter::LookingFor("仲間".to_owned()), "仲間を探している"),
        ];
        for (filter, words) in filters {
            assert_eq!(name(&filter), words);
        }
    }
}
