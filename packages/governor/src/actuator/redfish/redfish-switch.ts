import type { PowerSwitch } from "../ladder/power-switch.ts";
import type { RedfishClient } from "./redfish-client.ts";

/** Which machine is switched off. */
export interface RedfishSwitchOptions {
  readonly client: RedfishClient;
  /** For example `/redfish/v1/Systems/DGX`. */
  readonly path: string;
}

/** The power of a whole machine (DMTF, schema ComputerSystem: action Reset, property PowerState). */
export function redfishSwitch({ client, path }: RedfishSwitchOptions): PowerSwitch {
  return {
    name: path,
    off: async () => {
      await client.post(`${path}/Actions/ComputerSystem.Reset`, { ResetType: "ForceOff" });
    },
    isOff: async () => {
      const { body } = await client.get(path);
      return (body as { PowerState?: unknown } | null)?.PowerState === "Off";
    },
  };
}
