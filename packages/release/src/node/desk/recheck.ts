import { boolean, identifier, list, object, PlimsollError, RandomStream } from "@plimsoll/foundation";
import { proseShape } from "../../policy/shapes.ts";
import type { Bodies, ClaimRecord } from "../../record/bodies.ts";
import { keptOfKind } from "../../record/kept-of-kind.ts";
import type { ReleaseReader } from "../../record/release-store.ts";
import type { ReleaseRecord } from "../../record/record.ts";
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

/**
 * Draws claims at random, the same ones for the same seed, and writes the draw into the log before anybody looks: so nobody leaves
 * out afterwards what did not hold. Fewer where there are not so many. Throws `RELEASE_EVALUATION_UNKNOWN`, `RELEASE_RECHECK_INVALID`.
 */
export const drawRecheck = (
  store: string,
  evaluation: string,
  { size, seed }: { readonly size: number; readonly seed: string },
  nowMs: number,
): Promise<readonly DrawnVerdict[]> =>
  withStore(store, ({ store: held }) => {
    const { subject } = openedEvaluation(held, evaluation);
    if (!proseShape.parse(seed).ok) throw invalid(proseShape.expected, "another seed");
    const drawn = drawnFrom(judgedClaims(held, evaluation), size, RandomStream.from(seed, `recheck ${evaluation}`));
    const body = { evaluation, seed, size, claims: drawn.map(({ id }) => id) };
    const isDrawn = drawsOf(held, evaluation).some((each) => each.seed === seed && each.size === size);
    if (!isDrawn) held.append([{ kind: "recheck.drawn", subject: subject.id, evaluation: null, body }], nowMs);
    return drawn.map(({ id, text, links }) => ({
      claim: id,
      text,
      sources: [...new Set(links.map(({ link }) => link.source))],
      held: null,
    }));
  });

function drawnFrom(judged: readonly ClaimRecord[], size: number, chance: RandomStream): readonly ClaimRecord[] {
  const [claims, drawn]: [ClaimRecord[], ClaimRecord[]] = [[...judged], []];
  while (drawn.length < size && claims.length > 0) drawn.push(...claims.splice(chance.below(claims.length), 1));
  return drawn;
}

const verdictsShape = list(object({ claim: identifier, held: boolean }), 10_000);

/**
 * Records what an independent look at drawn verdicts found: all of one draw, and each draw once. Throws `RELEASE_RECHECK_INVALID`,
 * `RELEASE_EVALUATION_UNKNOWN`.
 */
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
    const given = parsed.value.map(({ claim }) => claim);
    const same = (claims: readonly string[]): boolean => setText(claims) === setText(given);
    if (given.length === 0 || !drawsOf(held, evaluation).some(({ claims }) => same(claims)))
      throw invalid("exactly the claims of one draw, each once", given.length === 0 ? "none" : "other claims");
    if (looksAt(held, evaluation).some((look) => same(look.verdicts.map(({ claim }) => claim))))
      throw invalid("a draw that nobody reported on yet", "one whose verdicts are recorded");
    const body = { evaluation, by, verdicts: parsed.value };
    return held.append([{ kind: "verdicts.rechecked", subject: subject.id, evaluation: null, body }], nowMs);
  });

const setText = (claims: readonly string[]): string => JSON.stringify(claims.toSorted());

function judgedClaims(reader: ReleaseReader, evaluation: string): readonly ClaimRecord[] {
  const judged = keptOfKind(reader, "claims.judged", (record) => record.evaluation === evaluation);
  return [...judged].flatMap(({ body }) => body.claims);
}

const drawsOf = (reader: ReleaseReader, evaluation: string): readonly Bodies["recheck.drawn"][] =>
  [...keptOfKind(reader, "recheck.drawn")].map(({ body }) => body).filter((draw) => draw.evaluation === evaluation);

const looksAt = (reader: ReleaseReader, evaluation: string): readonly Bodies["verdicts.rechecked"][] =>
  [...keptOfKind(reader, "verdicts.rechecked")]
    .map(({ body }) => body)
    .filter((look) => look.evaluation === evaluation);

const invalid = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_RECHECK_INVALID",
    expected,
    received,
    fix: "draw a sample with plimsoll release recheck, fill in held (true or false), and leave nothing out",
  });
