import { hasControl, readControl, writeControl } from "./cgroup-files.ts";

/** Suspends a whole cgroup, those below it and whoever is moved in later. */
export interface Freezer {
  /** Whether SIGKILL ends a frozen process without a thaw. */
  readonly killsFrozen: boolean;
  set(frozen: boolean): void;
  /** True only when every process is at rest. */
  isFrozen(): boolean;
}

/** `cgroup.freeze` of version 2, `freezer.state` of version 1; `null` where the directory has neither. */
export function freezerIn(directory: string): Freezer | null {
  if (hasControl(directory, "cgroup.freeze")) return freezerV2(directory);
  if (hasControl(directory, "freezer.state")) return freezerV1(directory);
  return null;
}

const freezerV2 = (directory: string): Freezer => ({
  killsFrozen: true,
  set: (frozen) => writeControl(directory, "cgroup.freeze", frozen ? "1" : "0"),
  isFrozen: () => /^frozen 1$/m.test(readControl(directory, "cgroup.events")),
});

const freezerV1 = (directory: string): Freezer => ({
  killsFrozen: false,
  set: (frozen) => writeControl(directory, "freezer.state", frozen ? "FROZEN" : "THAWED"),
  isFrozen: () => readControl(directory, "freezer.state") === "FROZEN",
});
