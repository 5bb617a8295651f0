import type { Bodies, ClaimRecord } from "../../record/bodies.ts";
import type { Recheck } from "../../verification/coverage.ts";
import { type Case, entriesOf } from "../case.ts";

export interface Rechecks {
  readonly recheck: Recheck;
  /** Drawn, and reported on by nobody. */
  readonly open: number;
  /** Records of the looks, of the draws, and of what is withheld among them. */
  readonly records: readonly number[];
  /** Something of it is withheld: then no figure can be given. */
  readonly isWithheld: boolean;
}

/** One look at one claim. */
interface Look {
  readonly key: string;
  readonly held: boolean;
}

/**
 * Every verdict on this subject that was looked at again, and the records that say so. One claim on the same grounds counts once,
 * however often it was looked at, and as not held where one look says so. What held counts only of a sample that was drawn before;
 * what did not, always.
 */
export function rechecksOf(theCase: Case): Rechecks {
  const [draws, looks] = [
    entriesOf(theCase.history, "recheck.drawn"),
    entriesOf(theCase.history, "verdicts.rechecked"),
  ];
  const keyOf = claimKeys(theCase);
  const answered = new Set(looks.map(({ body }) => listText(body.evaluation, claimsIn(body))));
  const drawnBefore = (evaluation: string, claims: readonly string[], sequence: number): boolean =>
    draws.some((draw) => draw.sequence < sequence && drawText(draw.body) === listText(evaluation, claims));
  const all = looks.flatMap(({ body, sequence }): readonly Look[] => {
    const isDrawn = drawnBefore(body.evaluation, claimsIn(body), sequence);
    return body.verdicts
      .filter(({ held }) => isDrawn || !held)
      .map(({ claim, held }) => ({ key: keyOf(body.evaluation, claim), held }));
  });
  const held = new Map<string, boolean>();
  for (const look of all) held.set(look.key, look.held && (held.get(look.key) ?? true));
  const open = draws.filter(({ body }) => !answered.has(drawText(body)));
  const hidden = theCase.history.filter(
    ({ record, body }) =>
      body === undefined && (record.kind === "recheck.drawn" || record.kind === "verdicts.rechecked"),
  );
  return {
    recheck: { checked: held.size, held: [...held.values()].filter(Boolean).length },
    open: open.reduce((sum, { body }) => sum + body.claims.length, 0),
    records: [...looks, ...open, ...hidden.map(({ record }) => record)]
      .map(({ sequence }) => sequence)
      .toSorted((one, other) => one - other),
    isWithheld: hidden.length > 0,
  };
}

const claimsIn = ({ verdicts }: Bodies["verdicts.rechecked"]): readonly string[] => verdicts.map(({ claim }) => claim);

const listText = (evaluation: string, claims: readonly string[]): string =>
  JSON.stringify([evaluation, ...claims.toSorted()]);

const drawText = ({ evaluation, claims }: Bodies["recheck.drawn"]): string => listText(evaluation, claims);

/** A claim by its words and its links, where they are shown; else by its id in its evaluation. */
function claimKeys(theCase: Case): (evaluation: string, claim: string) => string {
  const known = new Map(
    entriesOf(theCase.history, "claims.judged").flatMap(({ record, body }) =>
      body.claims.map((claim) => [`${record.evaluation} ${claim.id}`, groundsOf(claim)] as const),
    ),
  );
  return (evaluation, claim) => known.get(`${evaluation} ${claim}`) ?? `${evaluation} ${claim}`;
}

const groundsOf = ({ text, links }: ClaimRecord): string =>
  JSON.stringify([
    text,
    ...links
      .map(({ link: { source, quote, stance, method } }) => [source, quote, stance, method].join("\n"))
      .toSorted(),
  ]);
