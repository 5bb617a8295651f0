import { unreadable } from "./dossier-fault.ts";
import { DEPTH_MAX, type Read } from "./written.ts";

export const JSON_BYTES_MAX = 256 * 1024 * 1024;

/** Reads JSON in which no object has a name twice: `JSON.parse` would keep the last and say nothing. */
export function readStrictJson(file: string, text: string): Read {
  const value = valueOf(text);
  if (!value.ok)
    return {
      ok: false,
      fault: unreadable(file, value.at === null ? null : lineAt(text, value.at), "JSON", value.received),
    };
  const odd = oddityOf(text);
  if (odd !== null) return { ok: false, fault: unreadable(file, lineAt(text, odd.at), odd.expected, odd.received) };
  return { ok: true, written: { value: value.value, lineOf: (pointer) => lineAt(text, offsetOf(text, pointer)) } };
}

type Value =
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false;
      /** Null where the engine does not say. */ readonly at: number | null;
      readonly received: string;
    };

function valueOf(text: string): Value {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch (cause) {
    const received = cause instanceof Error ? cause.message : String(cause);
    const [, at] = /position (\d+)/.exec(received) ?? [];
    return { ok: false, at: at === undefined ? null : Number(at), received };
  }
}

const lineAt = (text: string, offset: number): number => {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
};

interface Oddity {
  readonly at: number;
  readonly expected: string;
  readonly received: string;
}

/** One object or list that is open: its names so far, or the number of its item. */
interface Open {
  readonly names: Set<string> | null;
  name: string;
  item: number;
}

const SPACE = " \t\r\n";
const SIGNS = "{}[]:,";

/** Where the token at a place of well-formed JSON ends. Not by a regular expression: a text of megabytes would overflow its stack. */
function tokenEnd(text: string, start: number): number {
  const first = text[start] ?? "";
  if (SIGNS.includes(first)) return start + 1;
  let end = start + 1;
  if (first !== '"') {
    while (end < text.length && !SPACE.includes(text[end] as string) && !SIGNS.includes(text[end] as string)) end += 1;
    return end;
  }
  for (; text[end] !== '"'; end += 1) if (text[end] === "\\") end += 1;
  return end + 1;
}

function oddityOf(text: string): Oddity | null {
  let found: Oddity | null = null;
  walk(text, ({ at, open, token, isName }) => {
    const innermost = open.at(-1);
    if (open.length > DEPTH_MAX) found = { at, expected: `at most ${DEPTH_MAX} levels`, received: "more" };
    else if (isName && innermost?.names?.has(nameOf(token)) === true)
      found = { at, expected: "each name once", received: `${token} again` };
    return found === null;
  });
  return found;
}

const nameOf = (token: string): string => JSON.parse(token) as string;

interface Step {
  readonly at: number;
  readonly token: string;
  readonly open: readonly Open[];
  readonly isName: boolean;
}

/** Goes over the tokens of well-formed JSON, in linear time, until told to stop. */
function walk(text: string, visit: (step: Step) => boolean): void {
  const open: Open[] = [];
  let isNameDue = false;
  for (let at = 0; at < text.length;) {
    if (SPACE.includes(text[at] as string)) {
      at += 1;
      continue;
    }
    const end = tokenEnd(text, at);
    const token = text.slice(at, end);
    const isName = isNameDue && token.startsWith('"');
    if (!visit({ at, token, open, isName })) return;
    take(open, token, isName);
    isNameDue = token === "{" || (token === "," && (open.at(-1)?.names ?? null) !== null);
    at = end;
  }
}

function take(open: Open[], token: string, isName: boolean): void {
  const innermost = open.at(-1);
  if (isName && innermost) {
    innermost.name = nameOf(token);
    innermost.names?.add(innermost.name);
  } else if (token === "{") open.push({ names: new Set(), name: "", item: 0 });
  else if (token === "[") open.push({ names: null, name: "", item: 0 });
  else if (token === "}" || token === "]") open.pop();
  else if (token === "," && innermost) innermost.item += 1;
}

/** Where the value of a JSON Pointer begins, or the nearest around it. */
function offsetOf(text: string, pointer: string): number {
  let [found, depth] = [0, 0];
  const wanted = pointer.split("/").slice(1);
  walk(text, ({ at, open, token, isName }) => {
    const path = open.map(({ names, name, item }) => (names === null ? `${item}` : name));
    const isPlace = !isName && !":,}]".includes(token) && path.length > depth && path.length <= wanted.length;
    if (isPlace && path.every((step, place) => step === wanted[place])) [found, depth] = [at, path.length];
    return depth < wanted.length;
  });
  return found;
}
