import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { unreadable } from "./dossier-fault.ts";
import { DEPTH_MAX, type Read } from "./written.ts";

/** What is made to be slow to read takes some ten seconds for so much; what is larger is written as JSON. */
export const YAML_BYTES_MAX = 4 * 1024 * 1024;

/** The library unwinds a deep nesting of brackets one by one, each at a cost: a megabyte of them would take it ten seconds. */
const BRACKETS_MAX = 100_000;

/**
 * Reads YAML 1.2 (core schema) of which there is one reading: no name twice, no anchors, aliases and merge keys, no tags, no
 * directives, one document. What the file says is then what a reviewer sees in it.
 */
export function readStrictYaml(file: string, text: string): Read {
  const lines = new LineCounter();
  const refuse = (at: number | null, expected: string, received: string): Read => ({
    ok: false,
    fault: unreadable(file, at === null ? null : lines.linePos(at).line, expected, received),
  });
  if (bracketsIn(text) > BRACKETS_MAX) return refuse(null, `at most ${BRACKETS_MAX} brackets`, "more");
  const document = parsed(text, lines);
  const [wrong] = [...(document?.errors ?? []), ...(document?.warnings ?? [])];
  if (document === null || wrong?.message.includes(STACK_ENDED) === true)
    return refuse(wrong?.pos[0] ?? null, `at most ${DEPTH_MAX} levels`, "more than can be read");
  if (wrong !== undefined) return refuse(wrong.pos[0], "YAML or JSON", wrong.message);
  if (document.directives.yaml.explicit === true) return refuse(0, "no directive", "%YAML");
  const odd = oddityOf(document.contents, 0);
  if (odd !== null) return refuse(odd.at, odd.expected, odd.received);
  const value = document.toJS({ maxAliasCount: 0 }) as unknown;
  const lineOf = (pointer: string): number =>
    lines.linePos(offsetOf(document.contents, pointer.split("/").slice(1))).line;
  return { ok: true, written: { value, lineOf } };
}

/** What the engine says of nesting that no stack can hold; the library passes it on as an error of the text. */
const STACK_ENDED = "call stack";

function bracketsIn(text: string): number {
  let count = 0;
  for (const sign of ["[", "{"])
    for (let at = text.indexOf(sign); at !== -1; at = text.indexOf(sign, at + 1)) count += 1;
  return count;
}

/** Null for nesting that no stack can hold. The library's own search for names that stand twice takes squared time: not used. */
function parsed(text: string, lineCounter: LineCounter): Document.Parsed | null {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false, merge: false, version: "1.2" });
  } catch (cause) {
    if (cause instanceof RangeError) return null;
    throw cause;
  }
}

interface Oddity {
  readonly at: number;
  readonly expected: string;
  readonly received: string;
}

function oddityOf(node: Node | null, depth: number): Oddity | null {
  if (node === null) return null;
  const at = node.range?.[0] ?? 0;
  if (depth > DEPTH_MAX) return { at, expected: `at most ${DEPTH_MAX} levels`, received: "more" };
  if (isAlias(node)) return { at, expected: "no alias", received: `*${node.source}` };
  if ("anchor" in node && node.anchor !== undefined) return { at, expected: "no anchor", received: `&${node.anchor}` };
  if (node.tag !== undefined) return { at, expected: "no tag", received: node.tag };
  if (isSeq<Node | null>(node)) return firstOf(node.items, (item) => oddityOf(item, depth + 1));
  return isMap<Node, Node | null>(node) ? oddityOfMap(node.items, depth) : null;
}

function oddityOfMap(
  pairs: readonly { readonly key: Node; readonly value: Node | null }[],
  depth: number,
): Oddity | null {
  const names = new Set<string>();
  return firstOf(pairs, ({ key, value }) => {
    const at = key.range?.[0] ?? 0;
    if (!isScalar(key) || typeof key.value !== "string") return { at, expected: "a name", received: "something else" };
    if (names.has(key.value)) return { at, expected: "each name once", received: `"${key.value}" again` };
    names.add(key.value);
    return oddityOf(key, depth) ?? oddityOf(value, depth + 1);
  });
}

function firstOf<T>(items: readonly T[], look: (item: T) => Oddity | null): Oddity | null {
  for (const item of items) {
    const found = look(item);
    if (found !== null) return found;
  }
  return null;
}

/** Where the field stands, or the nearest one around it that is there. */
function offsetOf(node: Node | null, [name, ...rest]: readonly string[]): number {
  const here = node?.range?.[0] ?? 0;
  if (name === undefined) return here;
  if (isSeq(node)) return offsetOf((node.items[Number(name)] as Node | undefined) ?? node, rest);
  if (!isMap<Node, Node | null>(node)) return here;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === name);
  if (pair === undefined) return here;
  return rest.length === 0 || pair.value === null ? (pair.key.range?.[0] ?? here) : offsetOf(pair.value, rest);
}
