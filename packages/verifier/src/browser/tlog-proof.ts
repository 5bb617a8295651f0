import { type Bytes, bytesOfBase64 } from "./bytes.ts";

/** A C2SP tlog-proof that was taken apart and not verified. `extra` is authenticated by nothing and not read. */
export interface UnverifiedProof {
  /** Of the leaf, from 0. */
  readonly index: number;
  /** From the leaf's sibling to the child of the root. */
  readonly siblings: readonly Bytes[];
  /** A signed note. */
  readonly checkpoint: string;
}

/** No tree has more than 63 levels. */
const HEAD =
  /^c2sp\.org\/tlog-proof@v1\n(?:extra ([A-Za-z0-9+/]+={0,2})\n)?index (0|[1-9]\d{0,15})\n((?:[A-Za-z0-9+/]{43}=\n){0,63})\n/;

/** `undefined` unless the text is a proof in its one spelling. */
export function readProof(text: string): UnverifiedProof | undefined {
  const [head, extra, index = "", lines = ""] = HEAD.exec(text) ?? [];
  if (head === undefined || !Number.isSafeInteger(Number(index))) return undefined;
  if (extra !== undefined && bytesOfBase64(extra) === undefined) return undefined;
  const separate = lines.split("\n").slice(0, -1);
  const siblings = separate.map(bytesOfBase64).filter((hash) => hash?.length === 32) as readonly Bytes[];
  return siblings.length === separate.length
    ? { index: Number(index), siblings, checkpoint: text.slice(head.length) }
    : undefined;
}
