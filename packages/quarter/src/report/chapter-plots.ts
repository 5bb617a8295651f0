import { CONTEXTS, DIMENSIONS, MICRO_CU } from "@plimsoll/kernel";
import { cu, percent } from "../chapters/words.ts";
import { NEXT_QUARTER, QUARTER } from "../plan/calendar.ts";
import { PARTS } from "../plan/models.ts";
import { found } from "../outcome.ts";
import type { LedgerView } from "../site/ledger-view.ts";
import { type Bar, barChart } from "./bar-chart.ts";

/** What a chapter shows beside its facts. Chapters without a plot have none. */
export const chapterPlot = (id: string, view: LedgerView): string => PLOTS[id]?.(view) ?? "";

const PLOTS: Readonly<Record<string, (view: LedgerView) => string>> = {
  allocation: grants,
  training: failuresOfTheKilled,
  laundering: prices,
  deception: unwatchedShare,
  "off-ledger": flopCounted,
  bankruptcy: overdraft,
  "quarter-end": nextGrants,
};

function grants(view: LedgerView): string {
  const bars = view.of("lab.accredited").map(({ entry: { lab, headcount, baselineComputeUnits } }): Bar => {
    const granted = grantOf(view, lab, QUARTER);
    const words = `${cu(granted)} for ${headcount} heads`;
    return { label: `${lab}, base compute ${baselineComputeUnits}`, value: granted, words, colour: "full" };
  });
  return barChart("Granted for the quarter", bars);
}

/** What the price of the run that rests on the affidavit was paid from. */
function overdraft(view: LedgerView): string {
  const { entry: start } = found(
    view.of("run.started").find(({ entry }) => entry.affidavit !== null),
    "a start by an affidavit",
  );
  const from = (account: string): number =>
    start.transfers.filter((move) => move.from === account).reduce((sum, { amountMicroCu }) => sum + amountMicroCu, 0);
  const [beyond, price] = [from("overdraft"), start.priceMicroCu];
  return barChart("What paid for the run", [
    { label: "left in the wallet", value: price - beyond, words: cu(price - beyond), colour: "full" },
    { label: "beyond it, by affidavit", value: beyond, words: cu(beyond), colour: "research" },
    { label: "off the next quarter", value: 2 * beyond, words: cu(2 * beyond), colour: "cut" },
  ]);
}

/** Failed trials in the worst window of each set. */
function failuresOfTheKilled(view: LedgerView): string {
  const sets = view.of("windows.closed").filter(({ entry }) => entry.set.startsWith(`${PARTS.breaking}/set-`));
  const bars = sets.map(({ entry }): Bar => {
    const tallies = Object.values(entry.tallies);
    const worst = Math.max(...tallies.map(({ uncontrolled }) => uncontrolled));
    const proven = entry.proven ?? "nothing";
    return {
      label: entry.set,
      value: worst,
      words: `${worst}, proves ${proven}`,
      colour: entry.proven === null ? "cut" : entry.proven,
    };
  });
  return barChart(`Failed trials of ${PARTS.breaking} in the worst window of each set`, bars);
}

function prices(view: LedgerView): string {
  const declared = found(view.of("deployment.registered")[0], "the registration").entry.priceMicroCu;
  const seen = found(view.of("graph.observed")[0], "the wiring as it was seen").entry.priceMicroCu;
  return barChart("Price of the system in this quarter", [
    { label: "as declared", value: declared, words: cu(declared), colour: "full" },
    { label: "as seen by the proxy", value: seen, words: cu(seen), colour: "cut" },
  ]);
}

/** How often it went the second way to obey, dimension by dimension, in the set that showed the gap. */
function unwatchedShare(view: LedgerView): string {
  const shown = view.newest("credit.invalidated", ({ lineage }) => lineage === PARTS.masking)?.entry.set;
  const trials = view.of("trials.recorded").filter(({ entry }) => entry.set === shown);
  const bars = DIMENSIONS.flatMap((dimension) =>
    CONTEXTS.flatMap((context): Bar[] => {
      const window = trials.find(({ entry }) => entry.dimension === dimension && entry.context === context)?.entry;
      if (window === undefined) return [];
      const all = window.actions.reduce((sum, count) => sum + count, 0);
      const ppm = Math.round(((window.actions[1] ?? 0) * 1_000_000) / all);
      return [
        {
          label: `${dimension}, ${context}`,
          value: ppm,
          words: percent(ppm),
          colour: context === "EVAL" ? "full" : "cut",
        },
      ];
    }),
  );
  return barChart(`How often ${PARTS.masking} obeyed in another way, watched (EVAL) and unwatched (SHADOW)`, bars);
}

function flopCounted(view: LedgerView): string {
  const reading = found(
    view.of("meter.reported").find(({ entry }) => entry.reconciliation.verdict !== "agrees"),
    "the reading that shows it",
  );
  const { atMost, measured } = reading.entry.reconciliation.channels.trainingFlop;
  const bar = (label: string, flop: string, colour: string): Bar => ({
    label,
    value: Number(flop),
    words: Number(flop).toExponential(1),
    colour,
  });
  return barChart("FLOP of the night, by the reading that shut the lab down", [
    bar("paid for", atMost, "full"),
    bar("counted by the meter", measured, "cut"),
  ]);
}

/** Grants of this quarter and the next, lab by lab. */
function nextGrants(view: LedgerView): string {
  const bars = view.of("lab.accredited").flatMap(({ entry: { lab } }) => {
    const [now, next] = [grantOf(view, lab, QUARTER), grantOf(view, lab, NEXT_QUARTER)];
    return [
      { label: `${lab}, ${QUARTER}`, value: now / MICRO_CU, words: cu(now), colour: "paused" },
      { label: NEXT_QUARTER, value: next / MICRO_CU, words: cu(next), colour: next < now * 0.9 ? "cut" : "full" },
    ];
  });
  return barChart("Granted in this quarter and in the next", bars);
}

const grantOf = (view: LedgerView, lab: string, quarter: string): number =>
  view
    .of("allocation.opened")
    .filter(({ entry }) => entry.lab === lab && entry.quarter === quarter)
    .flatMap(({ entry }) => entry.transfers)
    .reduce((sum, { amountMicroCu }) => sum + amountMicroCu, 0);
