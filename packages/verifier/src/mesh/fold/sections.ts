import type { CborOutput } from "../cbor.ts";
import type { MeshEvent } from "../event.ts";
import type { EventSet } from "../event-set.ts";
import type { Effect, Standing } from "../standing.ts";
import type { Genesis } from "../genesis.ts";

/** All that a section of the state is a function of (ME-30). */
export interface Held {
  readonly genesis: Genesis;
  readonly set: EventSet;
  readonly standing: Standing;
}

/** The events of a kind with such an effect, in an order of no meaning but that each comes after what it cites. */
export const eventsOf = ({ set, standing }: Held, kind: string, ...effects: readonly Effect[]): MeshEvent[] =>
  [...set.events.values()].filter((event) => event.kind === kind && effects.includes(standing.effectOf(event)));

export const bytesOf = (hexadecimal: string): Buffer => Buffer.from(hexadecimal, "hex");
export const hexOf = (bytes: Buffer): string => bytes.toString("hex");

/** The group of a key, made where there is none. */
export function groupOf<K, V>(groups: Map<K, V>, key: K, make: () => V): V {
  const known = groups.get(key);
  if (known !== undefined) return known;
  const made = make();
  groups.set(key, made);
  return made;
}

/** By hexadecimal digits of one length: the order of the bytes. */
export const byId =
  <T>(key: (item: T) => string) =>
  (a: T, b: T): number =>
    key(a) < key(b) ? -1 : 1;

/** Texts by their UTF-8 bytes, not by the UTF-16 units by which JavaScript compares. */
export const byText = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Sums stop at 2^53 - 1, so that no order of the events matters where a liar claims more. */
export const added = (a: number, b: number): number => Math.min(Number.MAX_SAFE_INTEGER, a + b);

export type Section = readonly [name: string, ...CborOutput[]];
