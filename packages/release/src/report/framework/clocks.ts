import { type Case, entriesOf } from "../case.ts";
import type { Said } from "../document.ts";
import { instant } from "../words.ts";
import { firstAbove } from "./compute-lines.ts";
import type { Framework, FrameworkClock } from "./framework.ts";

const UNIT_MS: Readonly<Record<FrameworkClock["unit"], number>> = { hours: 3_600_000, days: 86_400_000 };

interface Start {
  readonly what: string;
  readonly atMs: number;
  readonly record: number;
}

/** Dates that run, each from what started it. A clock that nothing started is not told. */
export const clockSaid = (
  theCase: Case,
  clocks: readonly FrameworkClock[],
  lines: Framework["lines"],
): readonly Said[] => clocks.flatMap((clock) => startsOf(theCase, clock, lines).map((start) => said(clock, start)));

const said = ({ length, unit, text, verify }: FrameworkClock, { what, atMs, record }: Start): Said => ({
  text: `${text} Started by ${what} on ${instant(atMs)}; ${length} ${unit} end ${instant(atMs + length * UNIT_MS[unit])}.${verify ? " To be verified against the text." : ""}`,
  records: [record],
});

function startsOf(theCase: Case, { from }: FrameworkClock, lines: Framework["lines"]): readonly Start[] {
  switch (from) {
    case "line": {
      const above = firstAbove(theCase, lines);
      return above === null ? [] : [{ ...above, what: "compute above the line, first on record" }];
    }
    case "incident":
      return entriesOf(theCase.history, "incident.reported").map(({ body, sequence }) => ({
        what: `incident ${body.id}`,
        atMs: body.atMs,
        record: sequence,
      }));
    default: {
      const { body, sequence } = theCase.decision;
      return [{ what: "the decision", atMs: body.decidedAtMs, record: sequence }];
    }
  }
}
