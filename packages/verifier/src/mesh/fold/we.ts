import { cosineTable } from "../cosine.ts";
import type { MeshEvent } from "../event.ts";
import { bytesOf, eventsOf, type Held, type Section } from "./sections.ts";

/** Intent, encoder, weight, angles, answer. */
type ThoughtFields = readonly [Buffer | null, string, number, Buffer, Buffer];

const WEIGHT_MAX = 65_536;

/** ME-31: the weighted sum of the latest thoughts, one of each author. */
export function foldWe(held: Held): Section {
  const { dimensions } = held.genesis;
  const latest = [...latestThoughts(held)].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, thought]) => thought);
  const [cosines, sines] = [new Float64Array(dimensions), new Float64Array(dimensions)];
  const table = cosineTable();
  for (const thought of latest) add(thought, table, cosines, sines);
  const rows = latest.map((thought) => [
    bytesOf(thought.author),
    bytesOf(thought.incarnation),
    thought.sequence,
    bytesOf(thought.id),
    weightOf(thought),
  ]);
  const weight = latest.reduce((sum, thought) => sum + weightOf(thought), 0);
  return ["we", dimensions, weight, packed(cosines), packed(sines), rows];
}

const fieldsOf = ({ fields }: MeshEvent): ThoughtFields => fields as unknown as ThoughtFields;
const weightOf = (thought: MeshEvent): number => fieldsOf(thought)[2];

function latestThoughts(held: Held): Map<string, MeshEvent> {
  const latest = new Map<string, MeshEvent>();
  for (const thought of eventsOf(held, "thought", "counts")) {
    const [, , weight, angles] = fieldsOf(thought);
    if (weight > WEIGHT_MAX || angles.length !== 2 * held.genesis.dimensions) continue;
    const known = latest.get(thought.author);
    if (known === undefined || isLater(held, thought, known)) latest.set(thought.author, thought);
  }
  return latest;
}

function isLater(held: Held, thought: MeshEvent, known: MeshEvent): boolean {
  if (thought.chain === known.chain) return thought.sequence > known.sequence;
  const [first, other] = [firstOf(held, thought), firstOf(held, known)];
  return first.lamport === other.lamport ? first.id > other.id : first.lamport > other.lamport;
}

/** The first event of its chain that counts. */
const firstOf = ({ set, standing }: Held, event: MeshEvent): MeshEvent =>
  set.chains
    .get(event.chain)
    ?.events()
    .find((first) => standing.effectOf(first) === "counts") ?? event;

/** Exact: weights below 2^17 times values below 2^15, for fewer than 2^21 authors. */
function add(thought: MeshEvent, table: Int16Array, cosines: Float64Array, sines: Float64Array): void {
  const [, , weight, angles] = fieldsOf(thought);
  for (let at = 0; at < cosines.length; at += 1) {
    const angle = angles.readUInt16BE(2 * at);
    cosines[at] = (cosines[at] as number) + weight * (table[angle] as number);
    sines[at] = (sines[at] as number) + weight * (table[(angle + 49_152) % 65_536] as number);
  }
}

function packed(sums: Float64Array): Buffer {
  const bytes = Buffer.alloc(8 * sums.length);
  sums.forEach((sum, at) => bytes.writeBigInt64BE(BigInt(sum), 8 * at));
  return bytes;
}
