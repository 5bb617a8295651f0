import { identifier, integer, object, real, type Shaped } from "@plimsoll/foundation";

/** One reading of one signal. Its unit is the policy's. */
export const telemetryShape = object({
  signal: identifier,
  /** ms since 1970. */
  atMs: integer(),
  value: real(-1e15, 1e15),
  source: identifier,
});
export type Telemetry = Shaped<typeof telemetryShape>;
