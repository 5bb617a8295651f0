import type { IntakeVerdict } from "../verification/exhibit.ts";

/** Text of others with what intake made of it. */
export interface JudgedText {
  /** A source's id, or a place in the dossier. */
  readonly item: string;
  readonly text: string;
  readonly verdict: IntakeVerdict;
}

declare const letIn: unique symbol;

/** Text that may leave the house. Only `sendableOf` makes it, and a prompt takes nothing else. */
export interface Sendable {
  readonly item: string;
  readonly text: string;
  readonly [letIn]: true;
}

export interface Sorted {
  readonly sendable: readonly Sendable[];
  /** Items that intake held back, or that no longer fit. */
  readonly withheld: readonly string[];
}

/** One prompt carries so many characters of others' text at most. */
export const MATERIAL_LENGTH_MAX = 200_000;

/** What passed intake, or was only noted, as far as it fits. Quarantined and blocked text never goes out (the sheet's §4.2, A62). */
export function sendableOf(texts: readonly JudgedText[], lengthMax = MATERIAL_LENGTH_MAX): Sorted {
  const [sendable, withheld]: [Sendable[], string[]] = [[], []];
  let left = lengthMax;
  for (const { item, text, verdict } of texts) {
    const isLetIn = (verdict === "pass" || verdict === "note") && text.length <= left;
    if (!isLetIn) {
      withheld.push(item);
      continue;
    }
    left -= text.length;
    sendable.push({ item, text } as Sendable);
  }
  return { sendable, withheld };
}
