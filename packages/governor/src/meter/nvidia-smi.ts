import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type EnergyMeter, type EnergyZone, NJ_PER_MJ, NOTHING_READ, undivided } from "./energy-meter.ts";
import { meterFault } from "./meter-fault.ts";

const QUERY = ["--query-gpu=uuid,total_energy_consumption", "--format=csv,noheader,nounits"];
const TIMEOUT_MS = 5_000;
const LINE = /^(GPU-[0-9A-Za-z-]+), (\d{1,18})$/;

/**
 * NVIDIA GPUs by `nvidia-smi`: mJ since the driver was loaded, so a reload is a reset. Many drivers do not know the field and
 * say so, which is `METER_UNREADABLE`; NVML itself has the counter (`nvmlDeviceGetTotalEnergyConsumption`), and
 * dcgm-exporter shows it.
 */
export const nvidiaSmiMeter = (powerMaxMw: bigint, program: string = "nvidia-smi"): EnergyMeter => ({
  name: `nvidia-smi:${program}`,
  async read() {
    return { ...NOTHING_READ, zones: gpuZones(await asked(program), powerMaxMw) };
  },
});

async function asked(program: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(program, QUERY, { timeout: TIMEOUT_MS, killSignal: "SIGKILL" });
    return stdout;
  } catch (cause) {
    const { stdout = "", message } = cause as Error & { readonly stdout?: string };
    throw meterFault("METER_UNREADABLE", "the energy of the GPUs", stdout.trim() || message, cause);
  }
}

/** @param text one line for each GPU: its UUID and mJ. Throws `METER_MALFORMED` for `[N/A]` and all else. */
export function gpuZones(text: string, powerMaxMw: bigint): readonly EnergyZone[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const counters = lines.map((line) => {
    const [, uuid, energyMj] = LINE.exec(line.trim()) ?? [];
    if (uuid === undefined || energyMj === undefined)
      throw meterFault("METER_MALFORMED", "a GPU's UUID and its energy in mJ", JSON.stringify(line.slice(0, 80)));
    return {
      counter: `gpu:${uuid}`,
      nanojoules: BigInt(energyMj) * NJ_PER_MJ,
      wrapsAtNj: null,
      powerMaxMw,
      session: "",
    };
  });
  if (counters.length === 0) throw meterFault("METER_INCOMPLETE", "at least one GPU", "none");
  if (new Set(counters.map(({ counter }) => counter)).size < counters.length)
    throw meterFault("METER_MALFORMED", "each GPU once", "one twice");
  return counters.map(undivided);
}
