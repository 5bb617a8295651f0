import { list, object, boolean, identifier, PlimsollError, RandomStream } from "@plimsoll/foundation";
import type { ClaimRecord } from "../../record/bodies.ts";
import { keptOfKind } from "../../record/kept-of-kind.ts";
import type { ReleaseReader } from "../../record/release-store.ts";
import type { ReleaseRecord } from "../../record/record.ts";
import { readReleaseStore } from "../store/read-store.ts";
import { withStore } from "../store/with-store.ts";
import { openedEvaluation } from "./opened-evaluation.ts";

/** A verdict to look at again: the claim and what it rests on, without what was made of it. */
export interface DrawnVerdict {
  readonly claim: string;
  readonly text: string;
  readonly sources: readonly string[];
  /** To be filled in by whoever looks: is the verdict that the log has right? */
  readonly held: null;
}

/** Draws claims at random, the same ones for the same seed. Fewer where there are not so many. Throws `RELEASE_EVALUATION_UNKNOWN`. */
export function drawRecheck(store: string, evaluation: string, size: number, seed: string): readonly DrawnVerdict[] {
  using reader = readReleaseStore(store);
  const claims = [...judgedClaims(reader, evaluation)];
  const chance = RandomStream.from(seed, `recheck ${evaluation}`);
  const drawn: ClaimRecord[] = [];
  while (drawn.length < size && claims.length > 0) drawn.push(...claims.splice(chance.below(claims.length), 1));
  return drawn.map(({ id, text, links }) => ({
    claim: id,
    text,
    sources: [...new Set(links.map(({ link }) => link.source))],
    held: null,
  }));
}

const verdictsShape = list(object({ claim: identifier, held: boolean }), 10_000);

/** Records what an independent look at verdicts found. Throws `RELEASE_RECHECK_INVALID`, `RELEASE_EVALUATION_UNKNOWN`. */
export const recordRecheck = (
  store: string,
  evaluation: string,
  { by, verdicts }: { readonly by: string; readonly verdicts: unknown },
  nowMs: number,
): Promise<readonly ReleaseRecord[]> =>
  withStore(store, ({ store: held }) => {
    const { subject } = openedEvaluation(held, evaluation);
    const parsed = verdictsShape.parse(verdicts);
    if (!parsed.ok) throw invalid(`${parsed.error.path}: ${parsed.error.expected}`, parsed.error.received);
    const known = new Set(judgedClaims(held, evaluation).map(({ id }) => id));
    const already = checkedBefore(held, evaluation);
    const wrong = parsed.value.find(({ claim }, place) => {
      const isTwice = parsed.value.findIndex((other) => other.claim === claim) !== place;
      return !known.has(claim) || already.has(claim) || isTwice;
    });
    if (wrong !== undefined) throw invalid("claims of this evaluation, each looked at once", wrong.claim);
    const body = { evaluation, by, verdicts: parsed.value };
    return held.append([{ kind: "verdicts.rechecked", subject: subject.id, evaluation: null, body }], nowMs);
  });

function judgedClaims(reader: ReleaseReader, evaluation: string): readonly ClaimRecord[] {
  openedEvaluation(reader, evaluation);
  const judged = keptOfKind(reader, "claims.judged", (record) => record.evaluation === evaluation);
  return [...judged].flatMap(({ body }) => body.claims);
}

const checkedBefore = (reader: ReleaseReader, evaluation: string): ReadonlySet<string> =>
  new Set(
    [...keptOfKind(reader, "verdicts.rechecked")]
      .filter(({ body }) => body.evaluation === evaluation)
      .flatMap(({ body }) => body.verdicts.map(({ claim }) => claim)),
  );

const invalid = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_RECHECK_INVALID",
    expected,
    received,
    fix: "draw a sample with plimsoll release recheck, fill in held (true or false), and leave nothing out",
  });
