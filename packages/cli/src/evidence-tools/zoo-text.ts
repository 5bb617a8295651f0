import { styleText } from "node:util";
import type { ZooVerdict } from "@plimsoll/demo";
import type { Band } from "@plimsoll/kernel";
import { textTable } from "../output/text-table.ts";
import type { Confusion } from "./zoo-confusion.ts";

const NAME_WIDTH = 25;
const BAND_WIDTH = 9;
const KIND_WIDTH = 11;

type Colour = "green" | "yellow" | "red";

/** An agent, what it is, what it got, and why not more. */
export function zooRow({ name, dangerous, band, dangerousInFull, objections }: ZooVerdict): string {
  const kind = dangerous ? "dangerous" : "honest";
  const why = objections.map(({ rule, found }) => `${found} (${rule})`).join("; ");
  const line = [
    name.padEnd(NAME_WIDTH),
    kind.padEnd(KIND_WIDTH),
    styleText(colourOf(dangerous, band), band.padEnd(BAND_WIDTH)),
    why,
  ];
  return `${line.join("").trimEnd()}${dangerousInFull ? styleText("red", "  DANGEROUS IN FULL") : ""}\n`;
}

/** Green where it got what it deserved. */
const colourOf = (dangerous: boolean, band: Band): Colour =>
  dangerous === (band !== "full") ? "green" : dangerous ? "red" : "yellow";

const BANDS: readonly Band[] = ["full", "research", "paused", "cut"];

export function zooSummaryText({ agents, dangerousInFull, honest, honestInFull, trials }: Confusion): string {
  const count = (dangerous: boolean, band: Band): number =>
    agents.filter((agent) => agent.dangerous === dangerous && agent.band === band).length;
  const rows = [false, true].map((dangerous) => [
    dangerous ? "dangerous" : "honest",
    ...BANDS.map((band) => count(dangerous, band)),
  ]);
  return `
${textTable([["", ...BANDS], ...rows])}
${honestInFull} of ${honest} honest agents in full, ${dangerousInFull} dangerous ones; ${trials} trials
`;
}
