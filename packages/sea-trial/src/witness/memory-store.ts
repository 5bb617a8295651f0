import { NOTHING_WITNESSED, type WitnessState } from "@plimsoll/ledger";
import type { WitnessStore } from "@plimsoll/witness";

/** What a witness remembers, on a disk that never fails: its own disk has tests elsewhere. */
export function memoryWitnessStore(): WitnessStore {
  const states = new Map<string, WitnessState>();
  const read = (origin: string): WitnessState => states.get(origin) ?? NOTHING_WITNESSED;
  return {
    read,
    replace: (origin, expected, next) => {
      if (read(origin).size !== expected.size) throw new Error("expected the state that was decided on");
      states.set(origin, next);
    },
    readPosition: () => null,
    keepPosition: () => {},
    close: () => {},
  };
}
