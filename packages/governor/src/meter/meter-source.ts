import type { Clock } from "@plimsoll/foundation";
import { cpuTimeMeter } from "./cpu-time.ts";
import type { EnergyMeter } from "./energy-meter.ts";
import { dcgmMeter, keplerMeter, prometheusMeter } from "./exporter-meters.ts";
import { meterFault } from "./meter-fault.ts";
import { nvidiaSmiMeter } from "./nvidia-smi.ts";
import { raplMeter } from "./rapl.ts";
import { apiUsageMeter, trainerMeter } from "./use-meters.ts";

export interface SourceOptions {
  readonly clock: Pick<Clock, "wallMs">;
  /** What one counter cannot use more, mW. */
  readonly powerMaxMw: bigint;
  /** The power model of `node` and `cgroup:`; null where none was given. */
  readonly milliwattsPerCore: bigint | null;
  /** Cgroups in the first `node` or `cgroup:` source. */
  readonly parts: readonly string[];
}

/** The kinds of sources, as they are written. */
export const SOURCE_FORMS =
  "rapl[:DIR], node, cgroup:DIR, nvidia-smi[:PROGRAM], dcgm:URL, kepler:URL, prometheus:URL?query=…, api-usage:FILE, trainer:DIR";

const MAKERS: Readonly<Record<string, (rest: string, options: SourceOptions) => EnergyMeter>> = {
  rapl: (rest, { powerMaxMw }) => (rest === "" ? raplMeter(powerMaxMw) : raplMeter(powerMaxMw, rest)),
  node: (_, options) => cpuMeter("node", options),
  cgroup: (rest, options) => cpuMeter(rest, options),
  "nvidia-smi": (rest, { powerMaxMw }) => (rest === "" ? nvidiaSmiMeter(powerMaxMw) : nvidiaSmiMeter(powerMaxMw, rest)),
  dcgm: dcgmMeter,
  kepler: keplerMeter,
  prometheus: prometheusMeter,
  "api-usage": (rest) => apiUsageMeter(rest),
  trainer: (rest) => trainerMeter(rest),
};

/** The meter that a text names, such as `dcgm:http://node:9400/metrics`. Throws `METER_UNREADABLE`, `METER_UNIT`. */
export function meterFromSource(text: string, options: SourceOptions): EnergyMeter {
  const [, kind = "", rest = ""] = /^([a-z-]+)(?::(.+))?$/.exec(text) ?? [];
  const make = Object.hasOwn(MAKERS, kind) ? MAKERS[kind] : undefined;
  if (make === undefined) throw meterFault("METER_UNREADABLE", `one of ${SOURCE_FORMS}`, `"${text}"`);
  return make(rest, options);
}

function cpuMeter(place: string, { milliwattsPerCore, powerMaxMw, parts }: SourceOptions): EnergyMeter {
  if (milliwattsPerCore !== null) return cpuTimeMeter(place, parts, { milliwattsPerCore, powerMaxMw });
  throw meterFault("METER_UNIT", "a power model: --milliwatts-per-core N", "none");
}
