import { identifier, integer, object, type Shaped } from "@plimsoll/foundation";

/** One reading of one signal. */
export const telemetryShape = object({
  signal: identifier,
  /** ms since 1970. */
  atMs: integer(),
  /** In millionths of the unit that the policy gives the signal. */
  valueMicro: integer(-1_000_000_000_000_000, 1_000_000_000_000_000),
  source: identifier,
});
export type Telemetry = Shaped<typeof telemetryShape>;
