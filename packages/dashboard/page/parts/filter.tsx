import type { Signal } from "@preact/signals";
import type { JSX } from "preact";

/** The field that `/` leads to. */
export const Filter = ({ of, what }: { readonly of: Signal<string>; readonly what: string }): JSX.Element => (
  <label class="filter">
    <span class="sr-only">Filter {what}</span>
    <input
      id="filter"
      type="search"
      placeholder={`Filter ${what}`}
      aria-keyshortcuts="/"
      autocomplete="off"
      spellcheck={false}
      value={of.value}
      onInput={(event) => {
        of.value = event.currentTarget.value;
      }}
    />
    <kbd aria-hidden="true">/</kbd>
  </label>
);

/** Whether any of the texts holds what was typed. */
export const isMeant = (filter: string, ...texts: readonly (string | null)[]): boolean =>
  texts.some((text) => text?.toLowerCase().includes(filter.trim().toLowerCase()) === true);
