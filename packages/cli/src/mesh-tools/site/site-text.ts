import type { SitePower } from "@plimsoll/mesh";
import type { SiteAnswer, SiteReport } from "@plimsoll/mesh/node";
import { EXIT } from "../../exit-codes.ts";
import { printJson } from "../../output/print-json.ts";

/** Prints what became of a command; the exit code. */
export function tellAnswer(answer: SiteAnswer, asJson: boolean): number {
  if ("refusal" in answer) return tellRefusal(answer, asJson);
  if (asJson) {
    if (answer.kind === "decided") for (const entry of answer.entries) printJson({ type: "entry", entry });
    const { kind } = answer;
    printJson({ type: "summary", ok: true, kind, ...(kind === "decided" ? shortOf(answer) : answer) });
  } else process.stdout.write(`${answerText(answer)}\n`);
  return EXIT.done;
}

function tellRefusal(answer: Extract<SiteAnswer, { kind: "refused" | "withheld" }>, asJson: boolean): number {
  const { kind, refusal } = answer;
  const { code, expected, received, fix } = refusal;
  if (asJson) printJson({ type: "summary", ok: false, kind, ...refusal });
  else process.stderr.write(`${code}: expected ${expected}, got ${received}; ${fix}\n`);
  return EXIT.refused;
}

const shortOf = ({ entries, events, isEffective }: Extract<SiteAnswer, { kind: "decided" }>) => ({
  entries: entries.length,
  events,
  isEffective,
});

function answerText(answer: Extract<SiteAnswer, { kind: "decided" | "repeated" }>): string {
  const waits = answer.isEffective ? "" : "; durable here, and too few peers hold it yet: nothing may rest on it";
  if (answer.kind === "repeated") return `decided before: entry ${answer.firstEntry} and what follows${waits}`;
  const kinds = answer.entries.map(({ kind }) => kind).join(", ");
  return `decided: ${kinds === "" ? "nothing changed" : kinds}${waits}`;
}

export const powerText = ({ levelPpm, band, reasons, heldBy }: SitePower): string =>
  `${levelPpm} ppm (${band}): ${reasons.join(", ")}${heldBy === null ? "" : ` at ${heldBy}`}`;

export function reportText(report: SiteReport): string {
  const { site, home, stop, isOpen, entries, contact, runs, accounts, sites } = report;
  const isHome = home === site ? ", where allocations are issued" : `; allocations are issued at ${home}`;
  return [
    `site ${site}${isHome}`,
    stop === null
      ? `decides; ${isOpen ? "open" : "not open yet"}, ${entries} entries`
      : `does not decide: ${stop.code}`,
    contactText(contact),
    ...runs.map(({ run, lab, tier, power }) => `run ${run} of ${lab}, tier ${tier}: ${powerText(power)}`),
    ...accounts.map(accountText),
    ...sites.map(logText),
  ].join("\n");
}

function contactText({ witnesses, lastMs, tier1, higherTiers }: SiteReport["contact"]): string {
  if (witnesses === 0) return "no other site";
  const last = lastMs === null ? "never" : new Date(lastMs).toISOString();
  const carried = higherTiers ? "all tiers" : tier1 ? "tier 1" : "nothing";
  return `${witnesses} other sites, a majority last heard ${last}: carries ${carried}`;
}

const accountText = ({ account, free, bound, total, isConserved }: SiteReport["accounts"][number]): string =>
  `${account}: ${cu(free)} CU to use here, ${cu(bound)} bound here; mesh: ${cu(total.issued)} issued, ${cu(total.spent)} spent, ` +
  `${cu(total.free)} free, ${cu(total.frozen)} frozen${isConserved ? "" : "; DOES NOT ADD UP"}`;

function logText({ site, entries, isReadable, intruders }: SiteReport["sites"][number]): string {
  const others = intruders.length === 0 ? "" : `; ${intruders.length} others wrote under its name`;
  return `log of ${site}: ${entries} entries${isReadable ? "" : ", NOT READABLE"}${others}`;
}

const cu = (micro: number): string => String(micro / 1_000_000);
