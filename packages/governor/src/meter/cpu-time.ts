import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type EnergyCounter, type EnergyMeter, NOTHING_READ } from "./energy-meter.ts";
import { meterFault } from "./meter-fault.ts";

/**
 * Energy from processor time: so many mW for each core that computes. A model and no measurement, and the report is as true as
 * the number; what it counts is exact, and it sees whatever computes.
 */
export interface PowerModel {
  readonly milliwattsPerCore: bigint;
  /** What all cores together cannot use more, mW. */
  readonly powerMaxMw: bigint;
}

const PROC = "/proc";
/** `/proc/stat` counts in hundredths of a second: USER_HZ is 100 on Linux (proc_stat(5)). */
const TICK_US = 10_000n;

/**
 * A machine (`node`, from `/proc/stat`) or the folder of a cgroup, version 1 or 2, and cgroups in it as its parts.
 * @param proc where `stat` and the boot's id are
 */
export const cpuTimeMeter = (
  whole: string,
  parts: readonly string[],
  model: PowerModel,
  proc: string = PROC,
): EnergyMeter => ({
  name: `cpu:${whole}`,
  async read() {
    // Parts first: what is used in between belongs to the whole.
    const inside = parts.map((part) => counterOf(part, model, proc));
    return { ...NOTHING_READ, zones: [{ whole: counterOf(whole, model, proc), parts: inside }] };
  },
});

function counterOf(place: string, { milliwattsPerCore, powerMaxMw }: PowerModel, proc: string): EnergyCounter {
  const usedUs = place === "node" ? nodeUs(join(proc, "stat")) : cgroupUs(place);
  const session = textAt(join(proc, "sys/kernel/random/boot_id")).trim();
  // 1 µs at 1 mW is 1 nJ.
  return { counter: `cpu:${place}`, nanojoules: usedUs * milliwattsPerCore, wrapsAtNj: null, powerMaxMw, session };
}

/** All that is neither idle nor waiting; time of guests is in `user` and `nice` already. */
function nodeUs(file: string): bigint {
  const [, fields = ""] = /^cpu +([\d ]+)$/m.exec(textAt(file)) ?? [];
  const ticks = fields.trim().split(/ +/).map(BigInt);
  const [user, nice, system, , , irq, softirq] = ticks;
  if (user === undefined || nice === undefined || system === undefined || irq === undefined || softirq === undefined)
    throw meterFault("METER_MALFORMED", `the line cpu in ${file}`, JSON.stringify(fields.slice(0, 60)));
  return (user + nice + system + irq + softirq) * TICK_US;
}

function cgroupUs(folder: string): bigint {
  const unified = textIfThere(join(folder, "cpu.stat"));
  const usageUs = /^usage_usec (\d+)$/m.exec(unified ?? "")?.[1];
  if (usageUs !== undefined) return BigInt(usageUs);
  const file = join(folder, "cpuacct.usage");
  const usageNs = textAt(file).trim();
  if (!/^\d+$/.test(usageNs)) throw meterFault("METER_MALFORMED", `nanoseconds in ${file}`, JSON.stringify(usageNs));
  return (BigInt(usageNs) + 999n) / 1_000n;
}

function textIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

function textAt(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw meterFault("METER_UNREADABLE", `to read ${file}`, (cause as NodeJS.ErrnoException).code ?? "a fault", cause);
  }
}
