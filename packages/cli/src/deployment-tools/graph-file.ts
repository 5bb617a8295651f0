import { isDigest, PlimsollError } from "@plimsoll/foundation";
import { type CapabilityGraph, graphShape } from "@plimsoll/kernel";
import { fileText } from "../kernel-tools/input-file.ts";

/** A capability graph from a JSON file (ACB-K §7). Throws `GRAPH_MALFORMED` with the place of the fault. */
export async function graphInFile(file: string): Promise<CapabilityGraph> {
  const parsed = graphShape.parse(jsonOf(await fileText(file)));
  if (parsed.ok) return parsed.value;
  const { path, expected, received } = parsed.error;
  throw malformed(`${expected} at ${path === "" ? "the top" : path}`, received);
}

/** One model alone, which holds no privilege on anything. Throws `GRAPH_MALFORMED`. */
export function graphOfModel(weights: string): CapabilityGraph {
  if (!isDigest(weights))
    throw malformed("sha256: and 64 hexadecimal digits (see: plimsoll artifact digest)", JSON.stringify(weights));
  return { nodes: [{ node: "model", kind: "model", weights, components: [] }], edges: [] };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw malformed("JSON", JSON.stringify(text.slice(0, 40)));
  }
}

const malformed = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "GRAPH_MALFORMED",
    expected,
    received,
    fix: "see docs/guides/gate-a-model-server.md for a capability graph",
  });
