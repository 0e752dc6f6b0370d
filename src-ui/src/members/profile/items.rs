//! The items of a field as they are edited: as many as there are, each with its texts and a button that takes it away.

use super::{
    draft::{Column, Item, Kind, Sort},
    editor::AUDIENCES,
};
use crate::{
    components::{Icon, icons},
    t,
    text::tr,
};
use leptos::prelude::*;

/// An item on the screen.
#[derive(Clone)]
struct Row {
    id: usize,
    item: Item,
    cells: Vec<RwSignal<String>>,
}

/// The items of the form.
#[derive(Clone, Copy)]
pub struct Rows {
    rows: RwSignal<Vec<Row>>,
    next: StoredValue<usize>,
}

impl Rows {
    /// What a field begins with.
    pub fn new(items: Vec<Item>) -> Self {
        let rows = Self { rows: RwSignal::new(Vec::new()), next: StoredValue::new(0) };
        items.into_iter().for_each(|item| rows.add(item));
        rows
    }

    fn add(self, item: Item) {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        let cells = item.cells.iter().cloned().map(RwSignal::new).collect();
        self.rows.update(|rows| rows.push(Row { id, item, cells }));
    }

    fn remove(self, id: usize) {
        self.rows.update(|rows| rows.retain(|row| row.id != id));
    }

    /// What was typed.
    pub fn read(self) -> Vec<Item> {
        let typed = |row: &Row| row.item.typed(row.cells.iter().map(|cell| cell.get_untracked()).collect());
        self.rows.with_untracked(|rows| rows.iter().map(typed).collect())
    }
}

/// The items with a button for one more of each sort.
#[component]
pub fn ItemsForm(
    /// The items.
    rows: Rows,
    /// What can be added.
    sorts: &'static [Sort],
    /// The item and the part that is not right.
    #[prop(into)]
    wrong: Signal<Option<(usize, &'static str)>>,
    /// Who reads the field.
    #[prop(into)]
    audience: Signal<&'static str>,
) -> impl IntoView {
    let add = sorts
        .iter()
        .map(|sort| {
            view! {
                <button
                    type="button"
                    class="button"
                    data-test=sort.add
                    on:click=move |_| rows.add(Item::new(sort))
                >
                    <Icon path=icons::PLUS />
                    <span>{t!(sort.add)}</span>
                </button>
            }
        })
        .collect_view();
    let places = move || rows.rows.get().into_iter().enumerate().collect::<Vec<_>>();
    view! {
        <For each=places key=|(place, row)| (*place, row.id) let:entry>
            <ItemForm rows row=entry.1 place=entry.0 wrong audience />
        </For>
        <div class="item-add">{add}</div>
    }
}

#[component]
fn ItemForm(
    rows: Rows,
    row: Row,
    place: usize,
    wrong: Signal<Option<(usize, &'static str)>>,
    audience: Signal<&'static str>,
) -> impl IntoView {
    let id = row.id;
    let columns = row.item.sort.map(|sort| sort.columns).unwrap_or_default();
    let newer = row.item.sort.is_none().then(|| view! { <p class="hint">{t!("field-newer")}</p> });
    let cells = columns
        .iter()
        .zip(row.cells)
        .map(|(column, value)| {
            let is_wrong = Signal::derive(move || wrong.get() == Some((place, column.part)));
            match column.kind {
                Kind::Audience => view! { <Who column value audience /> }.into_any(),
                Kind::Text | Kind::Month => view! { <Cell column value wrong=is_wrong /> }.into_any(),
            }
        })
        .collect_view();
    view! {
        <div class="item" role="group" data-test="item">
            <div class="item-cells">{newer} {cells}</div>
            <button
                type="button"
                class="button quiet icon-only"
                aria-label=t!("item-remove")
                data-test="item-remove"
                on:click=move |_| rows.remove(id)
            >
                <Icon path=icons::CLOSE />
            </button>
        </div>
    }
}

#[component]
fn Cell(column: &'static Column, value: RwSignal<String>, wrong: Signal<bool>) -> impl IntoView {
    let month = column.kind == Kind::Month;
    view! {
        <label class="field" class:short=month>
            <span class="label">{t!(column.label)}</span>
            <input
                type="text"
                autocomplete="off"
                maxlength="500"
                data-test=format!("item-{}", column.part)
                placeholder=move || month.then(|| tr("item-month-hint"))
                aria-invalid=move || wrong.get().then_some("true")
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
            <span class="wrong" role="alert">
                {move || wrong.get().then(|| tr(if month { "item-wrong-month" } else { "error-invalid" }))}
            </span>
        </label>
    }
}

/// Who reads the item: those of the field, or fewer.
#[component]
fn Who(column: &'static Column, value: RwSignal<String>, audience: Signal<&'static str>) -> impl IntoView {
    let options = move || {
        let field = audience.get();
        let narrower = AUDIENCES.iter().filter(move |(word, _)| {
            *word != field && (*word == "only_me" || field == "everyone") || value.with(|value| value == word)
        });
        [("", "item-audience-field")]
            .into_iter()
            .chain(narrower.copied())
            .map(|(word, key)| {
                view! {
                    <option value=word selected=move || value.with(|value| value == word)>
                        {move || tr(key)}
                    </option>
                }
            })
            .collect_view()
    };
    view! {
        <label class="field">
            <span class="label">{t!(column.label)}</span>
            <select
                data-test=format!("item-{}", column.part)
                prop:value=move || value.get()
                on:change=move |event| value.set(event_target_value(&event))
            >
                {options}
            </select>
        </label>
    }
}
