import { writeCbor } from "./cbor.ts";
import type { EventSet } from "./event-set.ts";
import { merkleRoot } from "./merkle.ts";
import type { ExtentItems } from "./shapes.ts";

const bytesOf = (hexadecimal: string): Buffer => Buffer.from(hexadecimal, "hex");

/** How far each chain is held (ME-40), by author and incarnation. */
export const extentsOf = (set: EventSet): ExtentItems[] =>
  [...set.chains]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, chain]) => [[bytesOf(chain.author), bytesOf(chain.incarnation)], chain.length, chain.tips().map(bytesOf)]);

export const eventRootOf = (extents: readonly ExtentItems[]): Buffer => merkleRoot(extents.map(writeCbor));
