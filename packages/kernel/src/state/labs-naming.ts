import type { Lab } from "./lab.ts";
import type { KernelState } from "./state.ts";

/** The labs whose key or meter a key is, in the order of their names. */
export const labsNaming = ({ labs }: KernelState, keyId: string): readonly string[] =>
  labs.sorted().flatMap(([name, lab]) => (lab.labKey === keyId || lab.meters.includes(keyId) ? [name] : []));

/** Was the key that speaks for the lab reported stolen, and not replaced since? */
export const isKeyStolen = ({ revokedKeys }: KernelState, { labKey }: Lab): boolean =>
  revokedKeys.get(labKey)?.reason === "stolen";
