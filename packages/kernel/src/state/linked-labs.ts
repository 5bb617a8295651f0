import type { Lab } from "./lab.ts";
import type { KernelState } from "./state.ts";

/** The state in which these labs and all that are linked to them are one group. Links are transitive, and a hold holds all. */
export function withLinks(state: KernelState, labs: readonly string[]): KernelState {
  const members = labs.map((name) => labNamed(state, name));
  const linked = [...new Set(members.flatMap((lab) => lab.linked))].toSorted();
  const hold = linked.map((name) => labNamed(state, name).hold).find((cause) => cause !== null) ?? null;
  return {
    ...state,
    labs: linked.reduce((known, name) => known.set(name, { ...labNamed(state, name), linked, hold }), state.labs),
  };
}

function labNamed({ labs }: KernelState, name: string): Lab {
  const lab = labs.get(name);
  if (lab === undefined) throw new Error(`labs are linked to "${name}", which was never accredited`);
  return lab;
}
