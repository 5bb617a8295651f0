import {
  advance,
  CALIBRATED_GARDENER,
  CLASSIC_GARDENER,
  controlDefault,
  createGardener,
  csvDescription,
  type GardenerSpec,
  type GardenerWorld,
  type GenerationRecord,
  kernelArithmetic,
  letAllPass,
  type Verdict,
  viaNegativaFilter,
} from "@plimsoll/simulation";
import { setImmediate as nextTurn } from "node:timers/promises";
import { jsonText } from "../../cluster-tools/output/json-text.ts";
import { refuseOutputsInTheWay, writeOutputs } from "../../cluster-tools/output/output-files.ts";
import { interruption } from "../../interruption.ts";
import { ProgressLine } from "../../output/progress-line.ts";
import { type NamedAgents, namedAgents } from "../agents/named-agents.ts";
import { gardenerPlot } from "../plot/gardener-plot.ts";
import { addToSeries, emptySeries, type GardenerSeries } from "../plot/gardener-series.ts";
import { CsvFile } from "./csv-file.ts";
import { hudLine } from "./hud-line.ts";

export interface RunPlan {
  readonly profile: "classic" | "calibrated";
  readonly agents: string;
  readonly generations: number;
  readonly seed: number;
  readonly side?: number;
  readonly controls: "on" | "off" | "auto";
  readonly respawn: boolean;
  readonly out: string;
  readonly plot: boolean;
  readonly force?: boolean;
}

export interface RunOutcome {
  readonly last: GenerationRecord;
  readonly summary: RunSummary;
}

export interface RunSummary {
  readonly type: "summary";
  readonly ok: true;
  readonly generations: number;
  readonly csv: string;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  readonly interrupted: boolean;
  readonly description: string;
  readonly plot: string | null;
  readonly specDigest: string;
  readonly agents: string;
  readonly control: string;
  readonly respawns: number;
  /** What the control layer suppressed, by cause. */
  readonly suppressions: Readonly<Record<string, number>>;
}

/** So many generations between two looks at the clock and at Ctrl-C. */
const TURN = 25;

/**
 * Runs a world and writes its CSV as it goes, whole lines only; at the end its description and its plot. Throws `FILE_EXISTS` before
 * the run, `GARDENER_SPEC_INVALID`, `GARDENER_AGENTS_MALFORMED`, `GARDENER_GENOME_INVALID`.
 */
export async function runGardener(plan: RunPlan): Promise<RunOutcome> {
  const files = filesOf(plan);
  refuseOutputsInTheWay(
    Object.values(files).filter((path) => path !== null),
    plan.force === true,
  );
  const agents = namedAgents(plan.agents);
  const world = worldOf(plan, agents);
  const description = csvDescription(world.setup.spec, plan.seed, agents.label, world.setup.filter.name);
  writeOutputs([{ path: files.description, content: jsonText(description) }], true);
  const tally = new RunTally();
  await played(plan, world, files.csv, tally);
  const { verdicts, respawns, suppressions } = tally;
  const [last, generations] = [world.record!, world.generation];
  const interrupted = generations < plan.generations;
  writeOutputs([{ path: files.description, content: jsonText({ ...description, generations, interrupted }) }], true);
  if (files.plot !== null)
    writeOutputs([{ path: files.plot, content: gardenerPlot(titleOf(plan, agents), tally.series) }], true);
  const summary: RunSummary = {
    type: "summary",
    ok: true,
    generations,
    csv: files.csv,
    verdicts,
    interrupted,
    description: files.description,
    plot: files.plot,
    specDigest: description.specDigest,
    agents: agents.label,
    control: world.setup.filter.name,
    respawns,
    suppressions,
  };
  return { last, summary };
}

const filesOf = ({ out, plot }: RunPlan) => ({
  csv: out,
  description: `${out}.json`,
  plot: plot ? `${out.replace(/\.csv$/u, "")}.svg` : null,
});

const titleOf = ({ profile, seed }: RunPlan, { label }: NamedAgents): string =>
  `Gardener, profile ${profile}, agents ${label}, seed ${seed}`;

function worldOf({ profile, side, respawn, seed, controls }: RunPlan, { label, policy }: NamedAgents): GardenerWorld {
  const base = profile === "classic" ? CLASSIC_GARDENER : CALIBRATED_GARDENER;
  const spec: GardenerSpec = {
    ...base,
    side: side ?? base.side,
    population: { ...base.population, respawn: base.population.respawn && respawn },
  };
  const when = controls === "auto" ? controlDefault("gardener", profile, label) : controls;
  const filter = when === "on" ? viaNegativaFilter() : letAllPass;
  return createGardener({ spec, seed, policy, filter, arithmetic: kernelArithmetic(spec.side) });
}

async function played({ generations }: RunPlan, world: GardenerWorld, path: string, tally: RunTally): Promise<void> {
  const stop = interruption();
  using csv = new CsvFile(path);
  using line = new ProgressLine();
  while (world.generation < generations) {
    const record = advance(world);
    csv.add(record);
    tally.add(record);
    if (world.generation % TURN !== 0) continue;
    line.show(hudLine(record));
    await nextTurn();
    if (stop.aborted) break;
  }
}

/** What is summed up while a run goes on. */
class RunTally {
  readonly verdicts = { creative: 0, bubble: 0, collapse: 0 };
  readonly suppressions: Record<string, number> = {};
  readonly series: GardenerSeries = emptySeries();
  respawns = 0;

  add(record: GenerationRecord): void {
    this.verdicts[record.verdict] += 1;
    this.respawns += record.respawns;
    for (const { cause } of record.suppressions) this.suppressions[cause] = (this.suppressions[cause] ?? 0) + 1;
    addToSeries(this.series, record);
  }
}
