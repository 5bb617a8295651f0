/**
 * Whether the control layer helps: paired runs with it and without on the same seeds, in the Gardener and in ClusterTensor. Writes
 * src/controls/rulings-measured.ts, from which the defaults follow, and the table in docs/reference/control-rulings.md; format both afterwards.
 *
 * Run: node --conditions=@plimsoll/source packages/simulation/bench/controls.ts [--json] [--trial]. A trial is short and writes nothing.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { CLUSTER_CASES } from "../src/controls/proof/cluster-proof.ts";
import { GARDENER_CASES } from "../src/controls/proof/gardener-proof.ts";
import { clusterRuling, gardenerRuling } from "../src/controls/proof/measure-ruling.ts";
import type { MeasuredRuling } from "../src/controls/measured-ruling.ts";
import { kernelArithmetic } from "../src/gardener/arithmetic.ts";
import { CLASSIC_GARDENER } from "../src/gardener/spec/profiles.ts";

const { values: asked } = parseArgs({
  options: { json: { type: "boolean", default: false }, trial: { type: "boolean", default: false } },
});

const CLUSTER_PROOF = { firstSeed: 20_000, seeds: asked.trial ? 20 : 400 };
const GARDENER_PROOF = { firstSeed: 30_000, seeds: asked.trial ? 2 : 40 };
const DATA = fileURLToPath(new URL("../src/controls/rulings-measured.ts", import.meta.url));
const DOCUMENT = fileURLToPath(new URL("../../../docs/reference/control-rulings.md", import.meta.url));

const arithmetic = kernelArithmetic(CLASSIC_GARDENER.side);
const said = (ruling: MeasuredRuling): MeasuredRuling => {
  if (asked.json) process.stdout.write(`${JSON.stringify({ type: "ruling", ...ruling })}\n`);
  else process.stdout.write(`${tableRow(ruling)}\n`);
  return ruling;
};
const rulings = [
  ...CLUSTER_CASES.map((tried) => said(clusterRuling(tried, CLUSTER_PROOF))),
  ...GARDENER_CASES.map((tried) => said(gardenerRuling(tried, GARDENER_PROOF, arithmetic))),
];
if (!asked.trial) {
  writeFileSync(DATA, dataText());
  writeFileSync(DOCUMENT, documentText(readFileSync(DOCUMENT, "utf8")));
}
process.stdout.write(
  `${JSON.stringify({ type: "summary", ok: true, isTrial: asked.trial, rulings: rulings.length })}\n`,
);

function dataText(): string {
  return [
    `import type { MeasuredRuling } from "./measured-ruling.ts";`,
    "",
    "/** Written by packages/simulation/bench/controls.ts. */",
    "export const MEASURED_RULINGS: readonly MeasuredRuling[] = [",
    ...rulings.map((ruling) => `  ${JSON.stringify(ruling)},`),
    "];",
    "",
  ].join("\n");
}

/** Puts the table between the document's two marks. */
function documentText(before: string): string {
  const [opening, closing] = ["<!-- rulings -->", "<!-- /rulings -->"];
  const [head, tail] = [before.split(opening)[0]!, before.split(closing)[1]!];
  const lines = [
    "| World | Profile | Actors | Drift | Lives without | Lives with | Gain [95 %] | Gain in reward [95 %] | Suppressed a run | Finding |",
    "| :-- | :-- | :-- | :-- | --: | --: | --: | --: | --: | :-- |",
    ...rulings.map(tableRow),
  ];
  return `${head}${opening}\n\n${lines.join("\n")}\n\n${closing}${tail}`;
}

function tableRow(ruling: MeasuredRuling): string {
  const { world, profile, actors, drift, survivalWithout, survivalWith, gain, rewardGain, suppressionsMean } = ruling;
  const cells = [
    world,
    profile,
    actors,
    drift,
    survivalWithout.toFixed(1),
    survivalWith.toFixed(1),
    intervalText(gain, 1),
    intervalText(rewardGain, 3),
    suppressionsMean.toFixed(0),
    ruling.reason.replaceAll("-", " "),
  ];
  return `| ${cells.join(" | ")} |`;
}

function intervalText([mean, low, high]: MeasuredRuling["gain"], decimals: number): string {
  const text = (value: number): string => value.toFixed(decimals).replace(/^-/u, "−");
  return `${text(mean)} [${text(low)}, ${text(high)}]`;
}
