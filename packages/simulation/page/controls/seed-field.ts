import { PlimsollError } from "@plimsoll/foundation";
import { found, part } from "./find.ts";

export interface SeedField {
  /** @throws {PlimsollError} `SEED_INVALID` */
  read(): number;
}

/** Binds a seed and the button that takes the next one. */
export function seedField(id: string, view: ParentNode, changed: () => void): SeedField {
  const field = found(document, `#${id}`, HTMLInputElement);
  field.addEventListener("change", changed);
  part(view, "next-seed", HTMLButtonElement).addEventListener("click", () => {
    field.value = String((Number(field.value) || 0) + 1);
    changed();
  });
  return { read: () => seedOf(field.value) };
}

function seedOf(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(seed)) return seed;
  throw new PlimsollError({
    code: "SEED_INVALID",
    expected: "a whole number from 0 to 2^53 − 1",
    received: text === "" ? "nothing" : text,
    fix: "give a seed such as 1",
  });
}
