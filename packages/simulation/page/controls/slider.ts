import { found } from "./find.ts";

/** A range with a label that shows its value. */
export interface Slider {
  value: number;
}

/** Binds the range with this id. `changed` is called when its reader lets go of it, the shown value follows at once. */
export function slider(id: string, textOf: (value: number) => string, changed: () => void): Slider {
  const range = found(document, `#${id}`, HTMLInputElement);
  const shown = found(document, `label[for="${id}"] output`, HTMLOutputElement);
  const show = (): void => {
    shown.value = textOf(range.valueAsNumber);
    range.setAttribute("aria-valuetext", shown.value);
  };
  range.addEventListener("input", show);
  range.addEventListener("change", changed);
  show();
  return {
    get value() {
      return range.valueAsNumber;
    },
    set value(value) {
      range.valueAsNumber = value;
      show();
    },
  };
}
