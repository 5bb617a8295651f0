import type { Dossier } from "../dossier/dossier.ts";
import { examineString } from "./examine-text.ts";
import type { IntakeItem } from "./finding.ts";
import type { IntakeRules } from "./intake-rules.ts";

/**
 * What intake makes of a dossier's own text, place by place; what passed without a word is left out. Every text of it is looked at, names,
 * addresses and quotations among them: a field that is added later is looked at without being listed here. Digests say nothing and are passed over (A61).
 */
export function examineDossierText(dossier: Dossier, rules: IntakeRules): readonly IntakeItem[] {
  const items: IntakeItem[] = [];
  for (const [place, text] of textsOf(dossier, "")) {
    if (DIGEST.test(text)) continue;
    const item = examineString(place, text, rules);
    if (item.verdict !== "pass") items.push(item);
  }
  return items;
}

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Every text of a value, with its place. The dossier's shape bounds its depth and number. */
function* textsOf(value: unknown, place: string): Generator<readonly [place: string, text: string]> {
  if (typeof value === "string") yield [place, value];
  if (typeof value !== "object" || value === null) return;
  const isList = Array.isArray(value);
  for (const [key, child] of Object.entries(value))
    yield* textsOf(child, `${place}${place === "" ? "" : "/"}${isList ? stepOf(child, key) : key}`);
}

/** A member of a list goes by its id where it has one. */
const stepOf = (child: unknown, index: string): string =>
  typeof child === "object" && child !== null && "id" in child && typeof child.id === "string" ? child.id : index;
