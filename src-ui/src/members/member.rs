//! One person.

use super::{
    directory::AddressEnd,
    names::{full_name, together_line, years},
    profile::ShownFields,
};
use crate::{
    bridge::commands,
    components::{Avatar, ErrorPanel, Header, Icon, PageTitle, Pane, icons, whole},
    hidden::PersonMenu,
    state::use_read,
    status::PersonNewsCard,
    t,
    text::tr,
};
use enishi_bridge::{
    Class, MemberId,
    errors::{AppCode, AppError},
    members::{MemberCard, TogetherAt},
    notices::Tag,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page of the person in the URL.
#[component]
pub fn MemberPage() -> impl IntoView {
    let params = use_params_map();
    let AddressEnd(end) = expect_context();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse().ok()));
    view! {
        <article class="page detail" data-test="member-page">
            <Header back=Signal::derive(move || format!("/members{}", end.get())) back_key="nav-directory" />
            {move || match id.get() {
                Some(id) => view! { <Person id /> }.into_any(),
                None => view! { <ErrorPanel error=AppError::new(AppCode::NotFound) retry=|()| {} /> }.into_any(),
            }}
        </article>
    }
}

#[component]
fn Person(id: MemberId) -> impl IntoView {
    let person = use_read(&[Tag::Members], move || commands::member_profile(id));
    view! {
        <Pane read=person let:person>
            <MemberFacts card=Signal::derive(move || person.with(|person| person.card.clone())) heading=true />
            <Together times=Signal::derive(move || person.with(|person| person.together.clone())) />
            <PersonNewsCard id />
            <ShownFields fields=Signal::derive(move || person.with(|person| person.fields.clone())) test="member-fields" />
            <Show when=move || person.with(|person| !person.card.me)>
                <a class="button primary" href=format!("/talk/{id}") data-test="person-write">
                    <Icon path=icons::TALK />
                    <span>{t!("talk-to")}</span>
                </a>
                <PersonMenu id name=Signal::derive(move || person.with(|person| full_name(&person.card))) />
            </Show>
        </Pane>
    }
}

/// When and where the reader and the person were together; nothing where that is not known.
#[component]
fn Together(#[prop(into)] times: Signal<Vec<TogetherAt>>) -> impl IntoView {
    view! {
        <Show when=move || times.with(|times| !times.is_empty())>
            <ul class="together" data-test="member-together" aria-label=t!("filter-together")>
                <For each=move || times.get() key=whole let:time>
                    <li>
                        <Icon path=icons::PEOPLE_COUNT />
                        <span>{move || together_line(&time)}</span>
                    </li>
                </For>
            </ul>
        </Show>
    }
}

/// What others see of a person; also shown on the own page.
#[component]
pub fn MemberFacts(
    /// The person.
    #[prop(into)]
    card: Signal<MemberCard>,
    /// Whether the name is the title of the page.
    #[prop(optional)]
    heading: bool,
) -> impl IntoView {
    let name = Signal::derive(move || card.with(full_name));
    let kana = move || card.with(|card| card.kana.clone());
    let facts = move || card.with(facts);
    view! {
        <div class="person">
            <Avatar card large=true />
            <div class="person-names" lang="ja">
                <p class="kana">{kana}</p>
                {if heading {
                    view! { <PageTitle text=name /> }.into_any()
                } else {
                    view! { <p class="person-name">{name}</p> }.into_any()
                }}
                <p class="person-class">{move || tr(class_key(card.with(|card| card.class)))}</p>
            </div>
        </div>
        <Show when=move || card.with(|card| !card.headline.is_empty())>
            <p class="headline" lang="ja">{move || card.with(|card| card.headline.clone())}</p>
        </Show>
        <dl class="facts">
            <For each=facts key=whole let:fact>
                <div>
                    <dt>{t!(fact.0)}</dt>
                    <dd lang="ja">{fact.1.clone()}</dd>
                </div>
            </For>
        </dl>
    }
}

/// The facts that are known: key of the label, text.
fn facts(card: &MemberCard) -> Vec<(&'static str, String)> {
    let former = card.former_name.clone().unwrap_or_default();
    [
        ("entry-former-name", former),
        ("entry-department", card.department.clone()),
        ("member-years", years(card.joined_year, card.left_year)),
    ]
    .into_iter()
    .filter(|(_, text)| !text.is_empty())
    .collect()
}

const fn class_key(class: Class) -> &'static str {
    match class {
        Class::Alumni => "class-alumni",
        Class::Staff => "class-staff",
        Class::Fan | Class::Unknown => "class-fan",
    }
}
