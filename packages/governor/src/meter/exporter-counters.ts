import { type EnergyCounter, type EnergyZone, JOULE_PLACES, undivided } from "./energy-meter.ts";
import { scaledUp } from "./exact-decimal.ts";
import type { Exposition, Sample } from "./exposition.ts";
import { meterFault } from "./meter-fault.ts";

/** An exporter that names the time of its samples, and has gone on naming the same one for so long, reads nothing any more. */
const STALE_MS = 60_000;
const MILLIJOULE_PLACES = JOULE_PLACES - 3;

export interface ReadAt {
  readonly nowMs: number;
  readonly powerMaxMw: bigint;
}

const DCGM_ENERGY = "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION";

/**
 * The energy of each GPU as dcgm-exporter shows it: mJ since the driver was loaded. With MIG a GPU's own counter comes once
 * for each instance of it, with the same value; it counts once.
 */
export function dcgmZones(scrape: Exposition, at: ReadAt): readonly EnergyZone[] {
  const samples = counterSamples(scrape, DCGM_ENERGY, at);
  const unit = scrape.helps.get(DCGM_ENERGY) ?? "";
  if (!unit.includes("mJ"))
    throw meterFault("METER_UNIT", `${DCGM_ENERGY} in mJ, by its HELP line`, JSON.stringify(unit));
  const gpus = new Map<string, EnergyCounter>();
  for (const sample of samples) addGpu(gpus, sample, at);
  return [...gpus.values()].map(undivided);
}

function addGpu(gpus: Map<string, EnergyCounter>, sample: Sample, { powerMaxMw }: ReadAt): void {
  const uuid = labelOf(sample, "UUID");
  const nanojoules = scaledUp(sample.value, MILLIJOULE_PLACES, DCGM_ENERGY);
  const known = gpus.get(uuid);
  if (known !== undefined && known.nanojoules !== nanojoules) {
    throw meterFault("METER_MALFORMED", `one energy of the GPU ${uuid}`, `${known.nanojoules} and ${nanojoules} nJ`);
  }
  gpus.set(uuid, { counter: `gpu:${uuid}`, nanojoules, wrapsAtNj: null, powerMaxMw, session: "" });
}

const KEPLER_NODE = "kepler_node_cpu_joules_total";
const KEPLER_POD = "kepler_pod_cpu_joules_total";
/** Zones that do not hold one another. `core` and `uncore` are in `package`, and `psys` holds all of them. */
const KEPLER_ZONES: ReadonlySet<string> = new Set(["package", "dram"]);

/** What a node used by zone, and its pods as parts of it (Kepler 0.10 and later): pods beyond their node are an alarm. */
export function keplerZones(scrape: Exposition, at: ReadAt): readonly EnergyZone[] {
  const nodes = counterSamples(scrape, KEPLER_NODE, at).filter((sample) => KEPLER_ZONES.has(labelOf(sample, "zone")));
  if (nodes.length === 0) throw meterFault("METER_MALFORMED", `${KEPLER_NODE} of package or dram`, "neither");
  const pods = scrape.types.has(KEPLER_POD) ? counterSamples(scrape, KEPLER_POD, at) : [];
  const zones = Map.groupBy(nodes, (sample) => labelOf(sample, "zone"));
  return [...zones].map(([zone, sockets]) => keplerZone(zone, sockets, pods, at));
}

/** Sockets have a counter each; pods run on all of them. */
function keplerZone(zone: string, nodes: readonly Sample[], pods: readonly Sample[], at: ReadAt): EnergyZone {
  const sockets = nodes.map((node) => joules(node, `kepler:${zone}`, at));
  const nanojoules = sockets.reduce((sum, socket) => sum + socket.nanojoules, 0n);
  const whole = { counter: `kepler:${zone}`, nanojoules, wrapsAtNj: null, powerMaxMw: at.powerMaxMw, session: "" };
  const parts = pods.filter((pod) => labelOf(pod, "zone") === zone).map((pod) => joules(pod, podName(pod), at));
  return { whole, parts };
}

const podName = ({ labels }: Sample): string =>
  `kepler:${labels.get("zone") ?? ""}/${labels.get("pod_namespace") ?? ""}/${labels.get("pod_name") ?? ""}/${labels.get("pod_id") ?? ""}/${labels.get("state") ?? ""}`;

function joules(sample: Sample, counter: string, { powerMaxMw }: ReadAt): EnergyCounter {
  const nanojoules = scaledUp(sample.value, JOULE_PLACES, sample.name);
  return { counter, nanojoules, wrapsAtNj: null, powerMaxMw, session: "" };
}

/** All series of a counter; none, or a metric that says it is something else, is no measurement. */
export function counterSamples(scrape: Exposition, name: string, { nowMs }: ReadAt): readonly Sample[] {
  const type = scrape.types.get(name);
  const samples = scrape.samples.filter((sample) => sample.name === name);
  if (samples.length === 0) throw meterFault("METER_INCOMPLETE", `series of ${name}`, "none");
  if (type !== "counter") throw meterFault("METER_NOT_A_COUNTER", `${name} as a counter`, type ?? "no TYPE line");
  const stale = samples.find(({ timestampMs }) => timestampMs !== null && Math.abs(nowMs - timestampMs) > STALE_MS);
  if (stale === undefined) return samples;
  throw meterFault("METER_STALE", `${name} of the last ${STALE_MS} ms`, `one of ${stale.timestampMs}`);
}

function labelOf({ name, labels }: Sample, label: string): string {
  const value = labels.get(label);
  if (value !== undefined && value !== "") return value;
  throw meterFault("METER_MALFORMED", `the label ${label} on ${name}`, "none");
}
