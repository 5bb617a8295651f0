import type { EnergyMeter, SourceReading } from "./energy-meter.ts";
import { meterFault } from "./meter-fault.ts";

/** Several sources as one meter: they add up, so none may count what another counts. One that is silent silences all. */
export const combinedMeter = (meters: readonly EnergyMeter[]): EnergyMeter => ({
  name: meters.map(({ name }) => name).join(" + "),
  async read() {
    if (meters.length === 0) throw meterFault("METER_INCOMPLETE", "at least one source", "none");
    const readings: SourceReading[] = [];
    for (const meter of meters) readings.push(await meter.read());
    const reading = {
      zones: readings.flatMap(({ zones }) => zones),
      apiCalls: readings.flatMap(({ apiCalls }) => apiCalls),
      trainingFlop: readings.flatMap(({ trainingFlop }) => trainingFlop),
    };
    checkDistinct(reading);
    return reading;
  },
});

function checkDistinct({ zones, apiCalls, trainingFlop }: SourceReading): void {
  const names = [...zones.map(({ whole }) => whole), ...apiCalls, ...trainingFlop].map(({ counter }) => counter);
  const twice = names.find((name, place) => names.indexOf(name) < place);
  if (twice !== undefined) throw meterFault("METER_MALFORMED", "each counter from one source", `${twice} from two`);
}
