import { POWER_REASONS } from "@plimsoll/kernel";
import { textTable } from "../output/text-table.ts";
import { printable } from "../kernel-tools/printable.ts";
import type { LabStatus, SiteStatus, SubjectStatus } from "./site-status.ts";

/** What goes on, for people: what lives and why it may no more, then what is left to spend. @param data the folder, for what to do next */
export const statusText = (status: SiteStatus, data: string): string =>
  [
    `the site "${printable(status.site)}": ${status.entries} entries, the newest ${seconds(status.quietMs)} ago\n`,
    status.subjects.length === 0 ? nothingRuns(status, data) : subjectTable(status.subjects),
    status.labs.length === 0 ? "" : labTable(status.labs),
  ].join("");

const nothingRuns = ({ labs }: SiteStatus, data: string): string =>
  labs.length === 0
    ? `no lab yet: plimsoll lab accredit NAME --data ${data}\n`
    : "nothing runs and nothing is served; plimsoll run --help shows how to begin\n";

const subjectTable = (subjects: readonly SubjectStatus[]): string =>
  textTable([
    ["", "lab", "band", "power", "why"],
    ...subjects.map(({ kind, subject, lab, band, levelPpm, reason }) => [
      `${kind} ${subject}`,
      lab,
      band,
      `${levelPpm / 10_000} %`,
      reason === null ? "nothing holds it back" : `${reason}: ${POWER_REASONS[reason].meaning}`,
    ]),
  ]);

const labTable = (labs: readonly LabStatus[]): string =>
  textTable([
    ["CU this quarter", "available", "reserved", "posted", "spent"],
    ...labs.map(({ lab, wallet }) => [
      lab,
      ...(wallet === null ? ["not opened yet"] : Object.values(wallet).map((microCu) => microCu / 1_000_000)),
    ]),
  ]);

const seconds = (ms: number): string =>
  ms < 120_000 ? `${Math.round(ms / 1_000)} s` : `${Math.round(ms / 60_000)} min`;
