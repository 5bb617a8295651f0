import { capReasons, floorPpmOf, heldBy, wattsFor } from "../ladder/power-cap.ts";
import { type LidReading, lidUnverified, type PowerLid } from "../ladder/power-lid.ts";
import type { PowerLevelPpm } from "../power-level.ts";
import type { WorkloadReason } from "../workload-actuator.ts";
import { parseEnvironmentMetrics, type PowerLimitWatts } from "./environment-metrics.ts";
import type { RedfishClient } from "./redfish-client.ts";

/** Which component of which machine a lid is on. */
export interface RedfishLidOptions {
  readonly client: RedfishClient;
  /** For example `/redfish/v1/Systems/HGX_Baseboard_0/Processors/GPU_SXM_1/EnvironmentMetrics`. */
  readonly path: string;
}

/** Somebody else may change the resource between look and order; so often it is looked at again within one step. */
const ATTEMPTS_MAX = 3;

/** The power cap of one component, set out of band by its baseboard management controller: root on the host does not undo it. */
export class RedfishLid implements PowerLid {
  readonly name: string;
  readonly #client: RedfishClient;
  readonly #path: string;

  constructor({ client, path }: RedfishLidOptions) {
    this.#client = client;
    this.#path = path;
    this.name = path;
  }

  async press(levelPpm: PowerLevelPpm): Promise<LidReading> {
    try {
      const refused = await this.#order(levelPpm);
      return readingOf(levelPpm, (await this.#look()).limit, refused);
    } catch (cause) {
      return lidUnverified(`${this.name}: ${String(cause)}`);
    }
  }

  /** Sets what is not set. Returns why it could not. */
  async #order(levelPpm: PowerLevelPpm): Promise<WorkloadReason[]> {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
      const { limit, etag } = await this.#look();
      const watts = wattsFor(levelPpm, limit.cap);
      if (limit.isEnforced && limit.cap.limitMw === watts * 1_000) return [];
      const refused = await this.#patch(watts, limit, etag);
      if (refused !== "changed meanwhile") return refused;
    }
    return [{ code: "ORDER_FAILED", detail: `changed by others ${ATTEMPTS_MAX} times` }];
  }

  async #patch(watts: number, limit: PowerLimitWatts, etag: string | null) {
    // The mode only where it must change: not every service lets it be written.
    const mode = limit.isEnforced ? {} : { ControlMode: "Automatic" };
    try {
      const { status } = await this.#client.patch(this.#path, { PowerLimitWatts: { SetPoint: watts, ...mode } }, etag);
      return status === 412 ? ("changed meanwhile" as const) : [];
    } catch (cause) {
      return [{ code: "ORDER_FAILED" as const, detail: String(cause) }];
    }
  }

  async #look(): Promise<{ limit: PowerLimitWatts; etag: string | null }> {
    const { body, etag } = await this.#client.get(this.#path);
    return { limit: parseEnvironmentMetrics(body), etag };
  }
}

function readingOf(levelPpm: PowerLevelPpm, limit: PowerLimitWatts, refused: readonly WorkloadReason[]): LidReading {
  if (!limit.isEnforced) return { ...lidUnverified("the limit is disabled"), floorPpm: floorPpmOf(limit.cap) };
  return {
    heldPpm: heldBy(limit.cap),
    floorPpm: floorPpmOf(limit.cap),
    isIdle: null,
    reasons: [...capReasons(levelPpm, limit.cap), ...refused],
  };
}
