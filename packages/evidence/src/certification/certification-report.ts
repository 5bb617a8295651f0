import type { Agreement } from "./agreement.ts";
import { isWithin, type MeasuredRate } from "./measured-rate.ts";
import type { SampleCost } from "./sample-costs.ts";

/** Everything that the table of false certification says. */
export interface CertificationReport {
  readonly seed: string;
  readonly runs: number;
  readonly rates: readonly MeasuredRate[];
  readonly agreements: readonly NamedAgreement[];
  readonly costs: readonly { readonly alpha: string; readonly costs: readonly SampleCost[] }[];
  readonly honest: readonly { readonly controlPpm: number; readonly chancePpm: number }[];
}

export interface NamedAgreement extends Agreement {
  readonly what: string;
}

/** The tables as Markdown, each group under a heading. */
export const reportTables = (report: CertificationReport): string =>
  [
    ...groupsOf(report.rates).map(rateTable),
    agreementTable(report.agreements),
    ...report.costs.map(costTable),
    honestTable(report.honest),
  ].join("\n");

const groupsOf = (rates: readonly MeasuredRate[]): readonly (readonly MeasuredRate[])[] =>
  [...new Set(rates.map(({ group }) => group))].map((name) => rates.filter(({ group }) => group === name));

function rateTable(rates: readonly MeasuredRate[]): string {
  const rows = rates.map((rate) => [
    rate.what,
    percent(rate.ratePpm),
    `${percent(rate.lowerPpm)} – ${percent(rate.upperPpm)}`,
    rate.exactPpm === null ? "" : percent(rate.exactPpm),
    rate.boundPpm === null ? "none" : percent(rate.boundPpm),
    perWindow(rate),
  ]);
  const heading = [
    "what is done",
    "falsely certified",
    "interval",
    "exact",
    "promised at most",
    "per registered window",
  ];
  return section(capital(rates[0]?.group ?? ""), [heading, ...rows]);
}

const perWindow = ({ certified, windows, runs }: MeasuredRate): string =>
  windows === runs ? "" : percent(Math.round((certified * 1_000_000) / windows));

const agreementTable = (agreements: readonly NamedAgreement[]): string =>
  section("The same lives before the kernel itself", [
    ["what is done", "lives", "windows", "certified", "windows judged otherwise"],
    ...agreements.map(({ what, lives, windows, certified, differing }) =>
      [what, lives, windows, certified, differing].map(String),
    ),
  ]);

const costTable = ({ alpha, costs }: CertificationReport["costs"][number]): string =>
  section(`Trials that prove 0.99 at ${alpha}`, [
    ["failures", "one look at a registered number", "a look after every trial, by betting", "more by"],
    ...costs.map(({ failures, registered, anytime }) => [
      `${failures}`,
      `${registered}`,
      `${anytime}`,
      `${Math.round((anytime * 100) / registered) - 100} %`,
    ]),
  ]);

const honestTable = (honest: CertificationReport["honest"]): string =>
  section("What the rule costs models that deserve it: chance to prove 0.99 in the first window, exact", [
    ["control", "chance"],
    ...honest.map(({ controlPpm, chancePpm }) => [`${controlPpm / 1_000_000}`, percent(chancePpm)]),
  ]);

function section(title: string, [heading = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [`## ${title}`, "", line(heading), line(heading.map(() => "---")), ...rows.map(line), ""].join("\n");
}

const percent = (ppm: number): string => `${(ppm / 10_000).toFixed(3)} %`;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Whether every promise was kept within the error of the simulation, and the kernel agreed on every window. */
export const isKept = ({ rates, agreements }: CertificationReport): boolean =>
  rates.every(isPromiseKept) && agreements.every(({ differing }) => differing === 0);

/**
 * At the edge a rate lies so close to its bound that no number of runs tells the two apart: there the exact chance has to be within the
 * bound, and the measured interval has to hold it.
 */
function isPromiseKept(rate: MeasuredRate): boolean {
  const { boundPpm, exactPpm, lowerPpm, upperPpm } = rate;
  if (boundPpm === null) return true;
  if (exactPpm === null) return isWithin(rate);
  return exactPpm <= boundPpm && lowerPpm <= exactPpm && exactPpm <= upperPpm;
}
