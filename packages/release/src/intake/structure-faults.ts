import { jsonFaults } from "./json-faults.ts";
import { STRUCTURE_LIMITS, type StructureLimits } from "./limits.ts";
import { addFault, keyFault, type StructureFault, uriFault } from "./structure-fault.ts";
import { strictText } from "./strict-text.ts";

/**
 * What no item may be, whatever it says (sheet 5.11, stage 1). Empty: sound.
 * Bytes are read as strict UTF-8 and then as JSON; a text as JSON, with each name that comes twice; a value as it was parsed,
 * where a name that came twice is already lost, so that whoever parses YAML refuses those itself.
 */
export function structureFaults(input: unknown, limits: StructureLimits = STRUCTURE_LIMITS): readonly StructureFault[] {
  if (typeof input === "string") return textFaults(input, limits);
  if (!(input instanceof Uint8Array)) return valueFaults(input, limits);
  const size = sizeFaults(input.length, limits);
  if (size.length > 0) return size;
  const text = strictText(input);
  return text.ok ? jsonFaults(text.value, limits) : [text.error];
}

/** Sizes of one item and of all together, in bytes. */
export function totalFaults(
  sizes: readonly number[],
  limits: StructureLimits = STRUCTURE_LIMITS,
): readonly StructureFault[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const each = sizes.flatMap((size) => sizeFaults(size, limits));
  if (total <= limits.totalBytesMax) return each;
  return [
    ...each,
    { rule: "structure.total", place: "", detail: `${total} bytes in all, at most ${limits.totalBytesMax}` },
  ];
}

export const sizeFaults = (bytes: number, limits: StructureLimits): readonly StructureFault[] =>
  bytes <= limits.itemBytesMax
    ? []
    : [{ rule: "structure.size", place: "", detail: `${bytes} bytes, at most ${limits.itemBytesMax}` }];

/** A character is at least one byte: what has more characters than bytes are allowed is too large without being encoded. */
const textFaults = (text: string, limits: StructureLimits): readonly StructureFault[] =>
  text.length > limits.itemBytesMax ? sizeFaults(text.length, limits) : jsonFaults(text, limits);

/** One place of a value that waits to be looked at. */
interface Pending {
  readonly value: unknown;
  readonly place: string;
  readonly depth: number;
}

/** A walk with its own stack: a value as deep as memory cannot exhaust the machine's. */
function valueFaults(root: unknown, limits: StructureLimits): readonly StructureFault[] {
  const faults: StructureFault[] = [];
  const pending: Pending[] = [{ value: root, place: "", depth: 0 }];
  let nodes = 0;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    nodes += 1;
    if (nodes > limits.nodesMax) {
      addFault(faults, { rule: "structure.nodes", place: "", detail: `more than ${limits.nodesMax} values` });
      break;
    }
    visit(next, pending, limits, faults);
  }
  return faults;
}

function visit(at: Pending, pending: Pending[], limits: StructureLimits, faults: StructureFault[]): void {
  const { value, place, depth } = at;
  if (typeof value === "string") return visitText(value, place, limits, faults);
  if (typeof value === "number" && !Number.isFinite(value))
    return addFault(faults, { rule: "structure.number", place, detail: String(value) });
  if (typeof value !== "object" || value === null) return;
  if (depth >= limits.depthMax)
    return addFault(faults, { rule: "structure.depth", place, detail: `deeper than ${limits.depthMax}` });
  const entries = Object.entries(value);
  if (!Array.isArray(value)) visitKeys(Object.getOwnPropertyNames(value), place, limits, faults);
  for (const [key, child] of entries) {
    pending.push({ value: child, place: `${place}/${key}`.slice(0, PLACE_LENGTH_MAX), depth: depth + 1 });
    const uri = uriFault(key, child, `${place}/${key}`, limits);
    if (uri !== null) addFault(faults, uri);
  }
}

const PLACE_LENGTH_MAX = 1000;

function visitText(text: string, place: string, limits: StructureLimits, faults: StructureFault[]): void {
  if (text.length > limits.textMax)
    addFault(faults, { rule: "structure.text", place, detail: `${text.length} characters` });
  if (!text.isWellFormed()) addFault(faults, { rule: "structure.utf8", place, detail: "half a surrogate pair" });
}

function visitKeys(keys: readonly string[], place: string, limits: StructureLimits, faults: StructureFault[]): void {
  if (keys.length > limits.keysMax)
    addFault(faults, { rule: "structure.keys", place, detail: `${keys.length} names, at most ${limits.keysMax}` });
  for (const key of keys) {
    const fault = keyFault(key, place, limits);
    if (fault !== null) addFault(faults, fault);
  }
}
