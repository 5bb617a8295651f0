import { type Intaken, type IntakeMapping, mappingsDigest, requireWindows } from "@plimsoll/evidence";
import { type Digest, err, ok } from "@plimsoll/foundation";
import type { Site } from "@plimsoll/governor";
import type { Run, WindowSet } from "@plimsoll/kernel";
import { type MappingFile, requireSigned } from "./mapping-file.ts";

/** A window set that is open under these mappings. */
export interface RegisteredMappings {
  readonly set: string;
  readonly probeSet: Digest;
  readonly trials: number;
  readonly deadlineAt: number;
}

/** Two outcomes, as every prober's: what an intervention came to. */
const CATEGORIES = 2;

/**
 * Registers a window set on a run's newest weights that commits to the mappings, and draws its beacon. A set that an earlier call left
 * undrawn is gone on with. Throws `RefusedError` where the kernel refuses.
 */
export function registerMappings(site: Site, run: string, files: readonly MappingFile[]): Intaken<RegisteredMappings> {
  for (const file of files) {
    const signed = requireSigned(file);
    if (!signed.ok) return signed;
  }
  const mappings = files.map(({ mapping }) => mapping);
  const fit = requireWindows(mappings, site.policy.trialsPerWindow);
  if (!fit.ok) return fit;
  const measured = requireWeights(site, run);
  return measured.ok ? ok(drawn(site, registered(site, measured.value, mappings))) : measured;
}

/** A run and its newest weights. */
type MeasuredRun = Run & { readonly head: Digest };

function registered(site: Site, { run, head, openSet }: MeasuredRun, mappings: readonly IntakeMapping[]): WindowSet {
  const probeSet = mappingsDigest(mappings);
  const open = openSet === null ? undefined : site.state.windowSets.get(openSet);
  if (open?.probeSet === probeSet) return open;
  const set = nextName(site, run);
  site.must(`windows.register:${set}`, {
    type: "windows.register",
    set,
    subject: { kind: "run", run },
    digest: head,
    probeSet,
    categories: CATEGORIES,
    pairing: "stochastic",
  });
  return setOf(site, set);
}

function drawn(site: Site, { set, digest, probeSet, trials, pulse, deadlineAt }: WindowSet): RegisteredMappings {
  if (pulse === null)
    site.must(`windows.draw:${set}`, {
      type: "windows.draw",
      set,
      pulse: site.beacon.pulse({ set, digest, probeSet, trials }),
    });
  return { set, probeSet, trials, deadlineAt };
}

function requireWeights({ state }: Site, name: string): Intaken<MeasuredRun> {
  const run = state.runs.get(name);
  if (run !== undefined && run.head !== null) return ok({ ...run, head: run.head });
  return err({
    code: "INTAKE_WINDOW_DIFFERS",
    expected: "a run with weights to measure",
    received: run === undefined ? `no run "${name}"` : `"${name}", without a checkpoint`,
    fix: "name a run of plimsoll run that has registered a checkpoint",
  });
}

/** As every prober names the sets of a run. */
const nextName = ({ state }: Site, run: string): string =>
  `${run}/set-${[...state.windowSets.values()].filter(({ subject }) => subject.kind === "run" && subject.run === run).length + 1}`;

function setOf(site: Site, name: string): WindowSet {
  const set = site.state.windowSets.get(name);
  if (set === undefined) throw new Error(`window set "${name}" is not in the state that registered it`);
  return set;
}
