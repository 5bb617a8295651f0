import { hex, sha256, utf8 } from "./bytes.ts";
import { checkProof, type ProofToCheck, type Proven } from "./check-proof.ts";
import { failed, held, type Step, type Told, type Verdict } from "./step.ts";

/** An entry and the leaves that it lies in: one, or several for an entry longer than 65 535 bytes. */
export interface EntryToCheck {
  /** The entry as the reader has it, in canonical JSON. */
  readonly entry: string;
  readonly leaves: readonly Pick<ProofToCheck, "leaf" | "proof">[];
  readonly logKey: string;
}

/** Checks that exactly this entry stands in the log: every leaf of it is proven, and they hold it as a line. Never throws. */
export async function checkEntry({ entry, leaves, logKey }: EntryToCheck): Promise<Verdict<readonly Proven[]>> {
  const steps: Told[] = [];
  const proven: Proven[] = [];
  for (const { leaf, proof } of leaves) {
    const verdict = await checkProof({ leaf, proof, logKey });
    steps.push(...verdict.steps);
    if (!verdict.ok) return { ...verdict, steps };
    proven.push(verdict.value);
  }
  const last = await holdsEntry(entry, leaves, proven);
  steps.push(last.told);
  return last.ok ? { ok: true, value: proven, steps } : { ok: false, code: last.code, steps };
}

async function holdsEntry(
  entry: string,
  leaves: EntryToCheck["leaves"],
  proven: readonly Proven[],
): Promise<Step<null>> {
  const hashes = [["SHA-256 of the entry shown", hex(await sha256(utf8(entry)))]] as const;
  const isOneRow = proven.every(({ leafIndex }, place) => leafIndex === (proven[0] as Proven).leafIndex + place);
  const lines = isOneRow ? linesOf(leaves.map(({ leaf }) => leaf)) : undefined;
  return lines?.includes(entry) === true && !entry.startsWith(CAUSE)
    ? held("entry", "the entry that is shown is a line of what was proven, byte for byte", null, hashes)
    : failed("entry", "ENTRY_OTHER", "what was proven does not hold the entry that is shown", hashes);
}

/** How a line begins that is a signed command and no entry (LG-30). */
const CAUSE = '{"cause":';
const FURTHER_PART = "+";

/** Lines of leaves in a row; a leaf that begins with `+` goes on with the line before it (LG-29). `undefined` where it is no UTF-8. */
function linesOf(leaves: readonly Uint8Array[]): readonly string[] | undefined {
  try {
    const texts = leaves.map((leaf) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(leaf));
    const join = (before: string, text: string): string =>
      text.startsWith(FURTHER_PART) ? before + text.slice(1) : `${before}\n${text}`;
    return texts.length === 0
      ? []
      : texts
          .slice(1)
          .reduce(join, texts[0] as string)
          .split("\n");
  } catch {
    return undefined;
  }
}
