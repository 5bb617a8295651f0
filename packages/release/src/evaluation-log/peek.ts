/** JSON as Python's tools write it, looked at to learn what a log is about. What is counted is read by stricter readers. */
export type Peeked = string | number | boolean | null | readonly Peeked[] | { readonly [name: string]: Peeked };

/** The value of a text, or undefined where it is no JSON. Bare `NaN` and `Infinity` are null. */
export function peekJson(text: string): Peeked | undefined {
  return parsed(text) ?? (/NaN|Infinity/.test(text) ? parsed(withoutBareWords(text)) : undefined);
}

function parsed(text: string): Peeked | undefined {
  try {
    return JSON.parse(text) as Peeked;
  } catch {
    return undefined;
  }
}

/** Outside strings only. A loop, since a pattern for strings would ask for a stack as long as the string. */
function withoutBareWords(text: string): string {
  const pieces: string[] = [];
  for (let place = 0; place < text.length;) {
    const open = text.indexOf('"', place);
    const end = open === -1 ? text.length : open;
    pieces.push(text.slice(place, end).replace(/-?Infinity|NaN/g, "null"));
    place = open === -1 ? end : closing(text, open) + 1;
    pieces.push(text.slice(end, place));
  }
  return pieces.join("");
}

function closing(text: string, open: number): number {
  let place = open + 1;
  while (place < text.length && text[place] !== '"') place += text[place] === "\\" ? 2 : 1;
  return Math.min(place, text.length - 1);
}

/** The value under a path of names, or undefined as soon as one is not there. */
export function within(value: Peeked | undefined, ...names: readonly string[]): Peeked | undefined {
  let inner = value;
  for (const name of names) {
    if (!isRecord(inner) || !Object.hasOwn(inner, name)) return undefined;
    inner = inner[name];
  }
  return inner;
}

export const isRecord = (value: Peeked | undefined): value is { readonly [name: string]: Peeked } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const itemsOf = (value: Peeked | undefined): readonly Peeked[] => (Array.isArray(value) ? value : []);

export const textsIn = (values: readonly (Peeked | undefined)[]): readonly string[] => [
  ...new Set(values.filter((value) => typeof value === "string")),
];

/**
 * The one thing that an evaluation is about, of those that its log holds: the only one, or the only one that the evaluation's name
 * says as a word ("arc_easy acc_norm,none"). Null where that leaves a choice: nobody chooses afterwards what was measured.
 */
export function meant(candidates: readonly string[], evaluationName: string): string | null {
  if (candidates.length === 1) return candidates[0] ?? null;
  const said = saidIn(candidates, evaluationName);
  return said.length === 1 ? (said[0] ?? null) : null;
}

export function saidIn(candidates: readonly string[], evaluationName: string): readonly string[] {
  const words = new Set(evaluationName.split(/[\s/|;()]+/));
  return candidates.filter((candidate) => words.has(candidate) || words.has(candidate.split(",")[0] ?? candidate));
}
