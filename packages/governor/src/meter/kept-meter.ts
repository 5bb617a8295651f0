import type { Clock } from "@plimsoll/foundation";
import { keepBase, keptBase } from "./base-file.ts";
import { advanced, type CounterBase, newCounterBase } from "./counter-base.ts";
import type { EnergyMeter } from "./energy-meter.ts";
import { meterFault } from "./meter-fault.ts";
import { meterReport, type MeterReportCommand } from "./meter-report.ts";

/** What a meter that outlives its process is made of. */
export interface KeptMeterParts {
  readonly lab: string;
  readonly meter: EnergyMeter;
  readonly clock: Pick<Clock, "wallMs">;
  /** Where the counter base is kept. */
  readonly file: string;
  /** What the supply draws when nothing of the lab runs, mW; taken off (`advanced`). */
  readonly tareMw: bigint;
}

/**
 * A meter that outlives its process: it goes on from the base that it kept, and keeps the next one before it reports. A report
 * that is lost is in the next.
 */
export class KeptMeter {
  readonly #parts: KeptMeterParts;
  #base: CounterBase;

  /** Throws `METER_BASE_MALFORMED`, `METER_BASE_OTHER`. */
  constructor(parts: KeptMeterParts) {
    this.#parts = parts;
    this.#base = baseFor(parts);
  }

  /** Reads, keeps, and answers what is to be reported. Throws a meter's fault: then there is nothing to report. */
  async next(): Promise<MeterReportCommand> {
    const { meter, clock, file, tareMw } = this.#parts;
    const reading = await meter.read();
    const after = advanced(this.#base, { ...reading, measuredAtMs: clock.wallMs() }, tareMw);
    if (!after.ok) throw after.error;
    keepBase(file, after.value);
    this.#base = after.value;
    return meterReport(after.value);
  }
}

function baseFor({ lab, meter, file }: KeptMeterParts): CounterBase {
  const kept = keptBase(file);
  const wanted = newCounterBase(lab, [meter.name]);
  if (kept === null) return wanted;
  if (kept.lab === lab && kept.sources.join() === wanted.sources.join()) return kept;
  throw meterFault(
    "METER_BASE_OTHER",
    `the base of "${lab}", ${meter.name}`,
    `of "${kept.lab}", ${kept.sources.join()}`,
  );
}
