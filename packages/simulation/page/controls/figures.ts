import { element } from "./elements.ts";

/** Named figures that change: a list of terms, made once. */
export interface Figures {
  readonly list: HTMLDListElement;
  show(name: string, text: string): void;
}

export function figuresIn(list: HTMLDListElement, names: readonly string[]): Figures {
  const values = new Map(names.map((name) => [name, element("dd", { text: "–" })]));
  const rows = [...values].map(([name, value]) => element("div", {}, [element("dt", { text: name }), value]));
  list.replaceChildren(...rows);
  return {
    list,
    show: (name, text) => {
      const value = values.get(name);
      if (value !== undefined && value.textContent !== text) value.textContent = text;
    },
  };
}
