import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { COSTS } from "../../src/budget/t-ledger.ts";
import { SUCCESS_NAMES } from "../../src/evaluation-log/plain-trials.ts";
import { tallyLog } from "../../src/evaluation-log/tally-log.ts";
import type { Safeguard } from "../../src/evolution/safeguard.ts";
import { askText } from "../../src/node/desk/ask-text.ts";
import { shipped } from "../../src/node/desk/shipped.ts";
import { initDossier } from "../../src/node/dossier/init-dossier.ts";
import { sealSources } from "../../src/node/dossier/seal-sources.ts";
import { LOG_PORTS } from "../../src/node/search/intake-ports.ts";
import { POLICY } from "./best-case.ts";

const textOf = (name: string): string =>
  readFileSync(new URL(`../../../../docs/guides/${name}.md`, import.meta.url), "utf8");
const GUIDE = textOf("dossier");

function needOf({ requirement }: Safeguard): string {
  if (requirement.need === "drill") return "a passed drill of pause and recovery";
  if (requirement.need === "claim") return `a carried claim of kind ${requirement.kind} in ${requirement.domain}`;
  return requirement.need;
}

const whereOf = ({ trigger }: Safeguard): string =>
  trigger.on === "risk" ? `a risk or an open line in ${trigger.domain}` : trigger.on;

test("RS-437 the guide lists the safeguards that ship, with what each asks for, and no other", () => {
  const rows = shipped().safeguards.map(
    (each) => `| \`${each.id}\` | ${each.from} | ${whereOf(each)} | ${needOf(each)} | ${each.hazard} |`,
  );
  const head = "| safeguard | from | where | asks for | against |\n| --- | --- | --- | --- | --- |\n";
  expect(rows).toHaveLength(11);
  expect(GUIDE).toContain(`\n${head}${rows.join("\n")}\n\n`);
});

test("RS-437 what the guide says of T is what the program takes and the policy gives back", () => {
  const { cap, rechargePerDay } = POLICY.budget;
  expect(GUIDE).toContain(`${cap} at most, and ${rechargePerDay} come back a day`);
  const costs = `costs ${COSTS.search} for its search, ${COSTS["high-risk evaluation"]} from ASL-4, and ${COSTS.repair} for each`;
  expect(GUIDE).toContain(costs);
  expect(GUIDE).toContain(`at most 0.0${POLICY.stability.passiveRecovery / 100} an hour`);
});

const tallied = (text: string) =>
  tallyLog({ place: "evaluations/log", bytes: new TextEncoder().encode(text), besides: [] }, "e", LOG_PORTS);

test("RS-430 the guide names every field that is counted, and its example lines are counted", () => {
  const section = GUIDE.split("\n## Evaluation logs\n")[1]?.split("\n## ")[0] ?? "";
  for (const name of SUCCESS_NAMES) expect(section).toContain(`\`${name}\``);
  const [, line = ""] = /\| `(\{"id"[^`]*)` \|/.exec(section) ?? [];
  expect(tallied(line)).toEqual({ ok: true, value: { trials: 1, successes: 1, undecided: 0 } });
  const [, header = "", row = ""] = /\| `([a-z,]+)` and then `([^`]*)` \|/.exec(section) ?? [];
  expect(tallied(`${header}\n${row}\n`)).toEqual({ ok: true, value: { trials: 1, successes: 1, undecided: 0 } });
});

test("RS-431 the skeleton's log is counted as the guide says", () => {
  const folder = mkdtempSync(join(tmpdir(), "release-guide-"));
  try {
    initDossier(folder, { kind: "model", action: "internal_deploy" });
    const counted = sealSources(folder).counts[0]?.counted;
    expect(GUIDE).toContain(`\`${counted?.trials} trials, ${counted?.successes} succeeded\``);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("RS-438 the compose file and the guide give the same two commands", () => {
  const compose = readFileSync(new URL("../../../../deploy/release/compose.yaml", import.meta.url), "utf8");
  for (const command of ["docker compose run --rm evaluate", "docker compose run --rm gate"]) {
    expect(textOf("release-containers")).toContain(`\n${command}\n`);
    expect(compose).toContain(command);
  }
});

const NOW_MS = Date.UTC(2026, 10, 22);
const PLAN = "# Plan\n\n## Capabilities\nIt can read tides.\n\n## Compute\n";

test("RS-435 A69 a first look shows the sentences behind c-1 and c-2, and the compute with its working", () => {
  const { claims, compute } = askText(`${PLAN}It has 7B parameters and 2T tokens.\n`, NOW_MS);
  expect(claims[0]).toEqual({ id: "c-1", kind: "capability", text: "It can read tides." });
  expect(compute.flop).toBe(84n * 10n ** 21n);
  expect(compute.method).toContain("6 x 7000000000 parameters x 2000000000000 tokens");
});

test.each([
  ["It has 7B parameters and 2T tokens.", "by its own numbers it is below"],
  ["It takes 1e23 FLOP.", "by its own numbers it is not below"],
  ["Nothing is known yet.", "its compute is not stated"],
])("RS-435 A69 the level is work to do, after the sources: %s", (sentence, said) => {
  const { worklist, decision } = askText(`${PLAN}${sentence}\n`, NOW_MS);
  const stages = worklist.map(({ stage }) => stage);
  const level = worklist.find(({ stage, codes }) => stage === "level" && codes.length === 0);
  expect(level?.supply).toContain(`It stands at ${decision.level}`);
  expect(level?.supply).toContain("below 10^23 FLOP set screeningClaim");
  expect(level?.supply).toContain(said);
  expect(stages.lastIndexOf("sources")).toBeLessThan(stages.indexOf("level"));
  expect(stages.indexOf("level")).toBeLessThan(stages.indexOf("telemetry"));
});

test("RS-435 what is derived from a subject of which nothing is known is told that screening is not open to it", () => {
  const { worklist } = askText("---\nbase_model: somebody/base\n---\n# Model card\n\nIt can read tides.\n", NOW_MS);
  expect(JSON.stringify(worklist)).toContain("not open to it while what it was derived from stands higher");
});
