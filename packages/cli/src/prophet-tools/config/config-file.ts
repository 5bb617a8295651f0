import { statSync } from "node:fs";
import { type ShapeFault, PlimsollError } from "@plimsoll/foundation";
import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { regularFileText } from "../../cluster-tools/input/regular-file.ts";

/** The reader compares each name of an object with all others: more would take minutes to refuse. */
const BYTES_MAX = 100_000;

/** A configuration as it was written, and where each field of it stands. */
export interface ConfigFile {
  readonly path: string;
  readonly value: unknown;
  /** Throws `PROPHET_CONFIG`, which names field and line. */
  readonly refuse: (fault: ShapeFault) => never;
}

/** Reads YAML 1.2, which JSON is a part of. Throws `PROPHET_CONFIG`, `FILE_NOT_READABLE`, and what the file system says. */
export function readConfigFile(path: string): ConfigFile {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > BYTES_MAX) throw configFault(path, null, `at most ${BYTES_MAX} bytes`, `${size}`);
  const text = regularFileText(path);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [wrong] = [...document.errors, ...document.warnings];
  if (wrong !== undefined) throw configFault(path, lines.linePos(wrong.pos[0]).line, "YAML or JSON", wrong.message);
  return {
    path,
    value: valueOf(path, document),
    refuse: ({ path: field, expected, received }) => {
      const { line } = lines.linePos(offsetOf(document.contents, field.split("/").slice(1)));
      throw configFault(path, line, `${fieldName(field)}${expected}`, received);
    },
  };
}

function valueOf(path: string, document: Document.Parsed): unknown {
  try {
    return (document.toJS() as unknown) ?? {};
  } catch (cause) {
    // Aliases of aliases, which would be larger than any memory.
    throw configFault(path, null, "YAML or JSON", cause instanceof Error ? cause.message : String(cause));
  }
}

const fieldName = (pointer: string): string => (pointer === "" ? "" : `${pointer.slice(1).replaceAll("/", ".")}: `);

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

const configFault = (path: string, line: number | null, expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "PROPHET_CONFIG",
    expected: `${expected} in ${line === null ? "" : `line ${line} of `}"${path}"`,
    received,
    fix: "mend that line; `plimsoll lab prophet run --help` tells what a configuration may hold",
  });
