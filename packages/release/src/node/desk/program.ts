import type { Digest } from "@plimsoll/foundation";
import { implementationDigest } from "./implementation.ts";
import { type Shipped, shipped } from "./shipped.ts";

/** What ships, and the digest of what votes. */
export interface Program {
  readonly kit: Shipped;
  readonly implementation: Digest;
}

export const thisProgram = (): Program => ({ kit: shipped(), implementation: implementationDigest() });
