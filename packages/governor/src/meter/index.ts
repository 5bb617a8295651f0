export { combinedMeter } from "./combined-meter.ts";
export type { EnergyMeter, SourceReading } from "./energy-meter.ts";
export { KeptMeter, type KeptMeterParts } from "./kept-meter.ts";
export type { MeterReportCommand } from "./meter-report.ts";
export { meterFromSource, SOURCE_FORMS } from "./meter-source.ts";
