import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type EnergyCounter, type EnergyMeter, type EnergyZone, NJ_PER_UJ, NOTHING_READ } from "./energy-meter.ts";
import { meterFault } from "./meter-fault.ts";

/** Where Linux shows the counters of the processor (Documentation/power/powercap/powercap.rst). */
export const POWERCAP = "/sys/class/powercap";
const ZONE = /^intel-rapl:\d+$/;
const SUBZONE = /^intel-rapl:\d+:\d+$/;
/** Subzones of a package that are in it; `dram` lies beside it and is metered as a whole of its own. */
const IN_PACKAGE: ReadonlySet<string> = new Set(["core", "uncore"]);

/**
 * Intel and AMD processors by their own counters (RAPL): packages and memory, with cores and uncore as parts of their package.
 * `psys` holds the others and is left out. Counters wrap at `max_energy_range_uj`, after minutes under load.
 *
 * @param powerMaxMw what one package or its memory cannot use more
 */
export const raplMeter = (powerMaxMw: bigint, root: string = POWERCAP): EnergyMeter => ({
  name: `rapl:${root}`,
  async read() {
    const packages = foldersIn(root, ZONE).filter((folder) => textIn(folder, "name").startsWith("package-"));
    if (packages.length === 0) throw meterFault("METER_UNREADABLE", `a package in ${root}`, "none");
    return { ...NOTHING_READ, zones: packages.flatMap((folder) => zonesOf(folder, powerMaxMw)) };
  },
});

/** Parts are read before their whole: what is used in between belongs to the whole. */
function zonesOf(folder: string, powerMaxMw: bigint): EnergyZone[] {
  const inside = textIn(folder, "name");
  const subzones = foldersIn(folder, SUBZONE).map((subzone) => ({ subzone, name: textIn(subzone, "name") }));
  const counterOf = ({ subzone, name }: { readonly subzone: string; readonly name: string }): EnergyCounter =>
    counterIn(subzone, `rapl:${inside}/${name}`, powerMaxMw);
  const parts = subzones.filter(({ name }) => IN_PACKAGE.has(name)).map(counterOf);
  const beside = subzones.filter(({ name }) => name === "dram").map(counterOf);
  const whole = counterIn(folder, `rapl:${inside}`, powerMaxMw);
  return [{ whole, parts }, ...beside.map((dram) => ({ whole: dram, parts: [] }))];
}

/** Counts 0, 1, …, `max_energy_range_uj` µJ and then 0 again. */
function counterIn(folder: string, counter: string, powerMaxMw: bigint): EnergyCounter {
  const energyUj = wholeNumberIn(folder, "energy_uj");
  const wrapsAtUj = wholeNumberIn(folder, "max_energy_range_uj") + 1n;
  if (energyUj >= wrapsAtUj)
    throw meterFault("METER_MALFORMED", `energy_uj below ${wrapsAtUj} in ${folder}`, `${energyUj}`);
  return { counter, nanojoules: energyUj * NJ_PER_UJ, wrapsAtNj: wrapsAtUj * NJ_PER_UJ, powerMaxMw, session: "" };
}

function wholeNumberIn(folder: string, file: string): bigint {
  const text = textIn(folder, file);
  if (/^\d{1,19}$/.test(text)) return BigInt(text);
  throw meterFault("METER_MALFORMED", `a whole number in ${join(folder, file)}`, JSON.stringify(text.slice(0, 40)));
}

function textIn(folder: string, file: string): string {
  try {
    return readFileSync(join(folder, file), "utf8").trim();
  } catch (cause) {
    throw unreadable(join(folder, file), cause);
  }
}

function foldersIn(root: string, pattern: RegExp): string[] {
  try {
    const names = readdirSync(root).filter((name) => pattern.test(name));
    return names.sort().map((name) => join(root, name));
  } catch (cause) {
    throw unreadable(root, cause);
  }
}

const unreadable = (path: string, cause: unknown) =>
  meterFault("METER_UNREADABLE", `to read ${path}`, (cause as NodeJS.ErrnoException).code ?? "a fault", cause);
