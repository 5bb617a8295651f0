import { type Agents, meanEnergy } from "../agent/agents.ts";
import { DIRT_FULL } from "../field/dirt-unit.ts";
import type { FieldTotals } from "../field/field-arithmetic.ts";
import type { GenerationRecord, Suppression } from "../record/generation-record.ts";
import { type RawFlow, surveyField } from "../risk/flow.ts";
import { nextRisk, rawRisk, type RiskSignals, smoothed } from "../risk/risk.ts";
import { verdictOf } from "../risk/verdict.ts";
import type { GardenerWorld } from "../world.ts";
import type { Renewal } from "./renew.ts";

export interface Tally extends Renewal {
  readonly births: number;
  readonly emergencyMoves: number;
  readonly suppressions: readonly Suppression[];
}

/** Measures the world after a generation and moves risk, flow and verdict on. Measuring changes nothing else. */
export function assess(world: GardenerWorld, tally: Tally): GenerationRecord {
  const { setup, cells, keys } = world;
  const { spec, arithmetic } = setup;
  const { totals, flow: probed } = surveyField(arithmetic.field, cells, spec.flow, keys.flow, world.generation);
  const signals = signalsOf(world, totals, tally);
  const raw = rawRisk(spec.risk, signals);
  world.flow = smoothed(world.flow, probed.raw, spec.flow.emaAlpha);
  world.risk = nextRisk(world.risk, raw, world.flow, spec);
  const record = recordOf(world, tally, signals, raw, probed);
  world.entropyBefore = signals.entropyTotal;
  world.populationBefore = world.agents.count;
  refreshMemories(world, record);
  world.record = record;
  return record;
}

function recordOf(
  { generation, agents, isolationSaves, risk, flow, setup: { spec } }: GardenerWorld,
  tally: Tally,
  signals: Signals,
  raw: number,
  probed: RawFlow,
): GenerationRecord {
  return {
    generation,
    population: agents.count,
    energyMean: meanEnergy(agents),
    entropyTotal: signals.entropyTotal,
    emergencyMoves: tally.emergencyMoves,
    isolationSaves,
    entropyGradient: signals.entropyGradient,
    populationVolatility: signals.populationVolatility,
    emergencyRatio: signals.emergencyRatio,
    risk,
    flow,
    verdict: verdictOf(risk, spec.verdict),
    rawRisk: raw,
    rawFlow: probed.raw,
    flowOf: probed.of,
    hotShare: signals.hotShare,
    starvingShare: signals.starvingShare,
    births: tally.births,
    deaths: tally.deaths,
    respawns: tally.respawns,
    suppressions: tally.suppressions,
  };
}

type Signals = RiskSignals & { readonly entropyTotal: number };

function signalsOf(world: GardenerWorld, totals: FieldTotals, tally: Tally): Signals {
  const { agents, cells, setup } = world;
  const { risk, dirt } = setup.spec;
  const entropyTotal = totals.dirt / DIRT_FULL;
  const starvingEnergy = risk.kind === "calibrated" ? risk.starvingEnergy : setup.spec.reflex.energyMax;
  return {
    entropyTotal,
    entropyGradient: entropyTotal - world.entropyBefore,
    populationVolatility: Math.abs(agents.count - world.populationBefore),
    emergencyRatio: tally.emergencyMoves / Math.max(1, agents.count),
    level: entropyTotal / cells.length,
    hotShare: totals.hot / cells.length,
    starvingShare: shareAtOrBelow(agents, starvingEnergy),
    respawns: tally.respawns,
    growthMean: (cells.length * dirt.growthMax) / 2,
  };
}

/** Of no agents, all starve: a dead world is no healthy one. */
function shareAtOrBelow({ energy, count }: Agents, bound: number): number {
  let starving = 0;
  for (let place = 0; place < count; place += 1) if (energy[place]! <= bound) starving += 1;
  return count === 0 ? 1 : starving / count;
}

/** Memories never end by themselves: the spec may clear them every so many generations, and when a collapse begins. */
function refreshMemories({ setup: { spec }, mind, generation, record }: GardenerWorld, now: GenerationRecord): void {
  const { resetEvery, resetsOnCollapse } = spec.memory;
  const isDue = resetEvery > 0 && generation % resetEvery === 0;
  const isBreaking = now.verdict === "collapse" && record?.verdict !== "collapse";
  if (isDue || (resetsOnCollapse && isBreaking)) mind.forget();
}
