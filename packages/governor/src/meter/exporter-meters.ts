import type { Clock } from "@plimsoll/foundation";
import { type EnergyMeter, type EnergyZone, NOTHING_READ, undivided } from "./energy-meter.ts";
import { dcgmZones, keplerZones, type ReadAt } from "./exporter-counters.ts";
import { type Exposition, parseExposition } from "./exposition.ts";
import { answeredCounters, energyQuery, samplesQuery } from "./prometheus-answer.ts";
import { meterFault } from "./meter-fault.ts";
import { scraped, scrapedJson } from "./scrape.ts";

export interface ExporterOptions {
  readonly clock: Pick<Clock, "wallMs">;
  readonly powerMaxMw: bigint;
}

/** dcgm-exporter at an address, such as `http://node:9400/metrics`. */
export const dcgmMeter = (address: string, options: ExporterOptions): EnergyMeter =>
  scrapingMeter(`dcgm:${address}`, address, dcgmZones, options);

/** Kepler at an address, such as `http://node:28282/metrics`. */
export const keplerMeter = (address: string, options: ExporterOptions): EnergyMeter =>
  scrapingMeter(`kepler:${address}`, address, keplerZones, options);

function scrapingMeter(
  name: string,
  address: string,
  zonesIn: (scrape: Exposition, at: ReadAt) => readonly EnergyZone[],
  { clock, powerMaxMw }: ExporterOptions,
): EnergyMeter {
  return {
    name,
    async read() {
      const scrape = parseExposition(await scraped(address));
      return { ...NOTHING_READ, zones: zonesIn(scrape, { nowMs: clock.wallMs(), powerMaxMw }) };
    },
  };
}

/** A Prometheus server, as `http://server:9090?query=node_rapl_package_joules_total&unit=J`. Throws `METER_UNREADABLE`, `METER_UNIT`. */
export function prometheusMeter(address: string, { clock, powerMaxMw }: ExporterOptions): EnergyMeter {
  const url = URL.parse(address);
  if (url === null) throw meterFault("METER_UNREADABLE", "an address with ?query=…", address);
  const query = energyQuery(url.searchParams.get("query") ?? "", url.searchParams.get("unit"));
  const api = `${url.origin}${url.pathname.replace(/\/$/, "")}/api/v1`;
  return {
    name: `prometheus:${address}`,
    async read() {
      const metadata = await scrapedJson(`${api}/metadata?metric=${encodeURIComponent(query.metric)}`);
      const standing = await scrapedJson(`${api}/query?query=${encodeURIComponent(query.query)}`);
      const samples = await scrapedJson(`${api}/query?query=${encodeURIComponent(samplesQuery(query))}`);
      const answers = { metadata, standing, samples };
      const counters = answeredCounters(query, answers, { nowMs: clock.wallMs(), powerMaxMw });
      return { ...NOTHING_READ, zones: counters.map(undivided) };
    },
  };
}
