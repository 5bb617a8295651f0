import { NEXT_QUARTER, QUARTER, QUARTER_DAYS } from "../plan/calendar.ts";
import { found, requireOutcome } from "../outcome.ts";
import type { LedgerView, PlacedOf } from "../site/ledger-view.ts";
import { type Chapter, type Fact, fact } from "./chapter.ts";
import { overdrawnIn } from "./bankruptcy.ts";
import { cu, percent } from "./words.ts";

/** What is left goes back; the next quarter is granted by how this one went. */
export const quarterEnd: Chapter = {
  id: "quarter-end",
  title: "The next quarter remembers",
  day: QUARTER_DAYS + 0.01,
  tell: (story) => {
    story.site.tick();
    const view = story.view();
    const next = view.of("allocation.opened").filter(({ entry }) => entry.quarter === NEXT_QUARTER);
    requireOutcome(next.length === story.plan.labs.length, "a new wallet for each lab", String(next.length));
    requireWedges(view, next);
    return {
      lead: "With the first tick of the new quarter whatever was not spent lapses. A lab is granted its base times its compliance: each kill and each forensic shutdown costs 25 points of it, a bankrupt quarter 10. An overdraft is taken off twice. A year has passed since the policy's epoch, so everybody's base is two percent smaller.",
      facts: [killedFact(view), ...next.map(nextFact), ...lapsedFacts(view)],
    };
  },
};

type Opened = PlacedOf<"allocation.opened">;

function requireWedges(view: LedgerView, next: readonly Opened[]): void {
  for (const { entry } of next) {
    const overdrawn = overdrawnBy(view, entry.lab);
    requireOutcome(
      entry.wedgeMicroCu === 2 * overdrawn,
      `a wedge of ${cu(2 * overdrawn)} for ${entry.lab}`,
      cu(entry.wedgeMicroCu),
    );
  }
}

const overdrawnBy = (view: LedgerView, lab: string): number =>
  view
    .of("run.started")
    .filter(({ entry }) => entry.lab === lab && entry.quarter === QUARTER)
    .reduce((sum, { entry }) => sum + overdrawnIn(entry.transfers), 0);

function nextFact({ index, entry }: Opened): Fact {
  const granted = entry.transfers.reduce((sum, { amountMicroCu }) => sum + amountMicroCu, 0);
  const wedge = entry.wedgeMicroCu === 0 ? "" : `, less a wedge of ${cu(entry.wedgeMicroCu)}`;
  return fact(
    entry.lab,
    `${cu(granted)}: base ${cu(entry.baseMicroCu)} at compliance ${percent(entry.compliancePpm)}${wedge}`,
    [index],
  );
}

function killedFact(view: LedgerView): Fact {
  const killed = view.of("kill.ordered");
  return fact(
    "killed in the quarter",
    killed.map(({ entry }) => entry.lineage).join(", "),
    killed.map(({ index }) => index),
  );
}

function lapsedFacts(view: LedgerView): Fact[] {
  const lapsed = view.of("allocation.lapsed").filter(({ entry }) => entry.quarter === QUARTER);
  found(lapsed[0], "what lapsed");
  const total = lapsed
    .flatMap(({ entry }) => entry.transfers)
    .reduce((sum, { amountMicroCu }) => sum + amountMicroCu, 0);
  return [
    fact(
      "lapsed together",
      cu(total),
      lapsed.map(({ index }) => index),
    ),
  ];
}
