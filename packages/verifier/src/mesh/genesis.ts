import { hash } from "node:crypto";
import { readCbor } from "./cbor.ts";
import { BrokenInput } from "./finding.ts";
import { isGenesis } from "./shapes.ts";

export interface Genesis {
  /** The SHA-256 of its bytes: 64 hexadecimal digits. */
  readonly mesh: string;
  readonly name: string;
  readonly members: ReadonlySet<string>;
  readonly issuers: ReadonlySet<string>;
  readonly survivors: number;
  readonly dimensions: number;
}

/** No thought has more: two bytes for each in 524 288. */
const DIMENSIONS_MAX = 1 << 18;

export function readGenesis(bytes: Buffer): Genesis {
  const items = readCbor(bytes);
  if (items === undefined || !isGenesis(items)) throw new BrokenInput("the genesis is not the canonical bytes of one");
  const [, [name, members, issuers, survivors, , dimensions]] = items;
  if (dimensions > DIMENSIONS_MAX) throw new BrokenInput(`${dimensions} dimensions are more than an event can hold`);
  return {
    mesh: hash("sha256", bytes, "hex"),
    name,
    members: new Set(members.map(([key]) => key.toString("hex"))),
    issuers: new Set(issuers.map((key) => key.toString("hex"))),
    survivors,
    dimensions,
  };
}
