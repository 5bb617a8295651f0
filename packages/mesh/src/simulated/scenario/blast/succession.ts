import { encodeGenesis } from "../../../event/genesis-codec.ts";
import type { EventId } from "../../../event/event.ts";
import type { OpenedCertificate } from "../../../certificate/certificate.ts";
import { openSuccessorEpoch } from "../../../recovery/successor-epoch.ts";
import { genesisRoster } from "../../../roster/roster.ts";
import type { Signer } from "../../../ports/cryptography.ts";
import type { NodePlan } from "../../mesh/simulated-mesh.ts";
import { SIMULATED_HOST } from "../fault-runner.ts";
import type { SimulationRun } from "../simulation-run.ts";
import { recoveredBy } from "./remains.ts";

/** Survivors who go on, and who joins them. */
export interface Succession {
  readonly survivors: readonly number[];
  /** The certificate that they start from. */
  readonly certificate: OpenedCertificate;
  readonly newcomers: number;
}

/** What they opened. */
export interface OpenedSuccession {
  readonly roster: EventId;
  readonly survivors: readonly number[];
  readonly newcomers: readonly number[];
}

/** How often a node that was told of a roster looks whether it has come. */
const LOOK_MS = 500;
const IDLE: NodePlan = { worker: null, thinkMs: () => 0, clock: null, traits: SIMULATED_HOST };

/**
 * The survivor clause as its operators carry it out: one survivor writes the roster that all of them approved, every one is
 * told to stand on it, and new machines with empty disks join. Null when the writer cannot write.
 */
export function openSuccession(
  run: SimulationRun,
  { survivors, certificate, newcomers }: Succession,
): OpenedSuccession | null {
  const { mesh } = run;
  const { genesis, crypto } = mesh;
  const label = survivors.join("-");
  const joining = Array.from({ length: newcomers }, (_, place) => crypto.signerOf(`newcomer ${label} ${place}`));
  const signers = survivors.flatMap((node) => mesh.signers[node] ?? []);
  const named = (of: readonly Signer[], name: string) =>
    of.map(({ key }, place) => ({ key, name: `${name} ${place}` }));
  const body = openSuccessorEpoch({
    mesh: crypto.sha256(encodeGenesis(genesis)),
    crypto,
    set: recoveredBy(mesh, survivors).set,
    before: genesisRoster(genesis),
    survivors: [...named(signers, "survivor"), ...named(joining, "newcomer")],
    certificate,
    approving: signers,
  });
  const writer = mesh.hosts[survivors[0] ?? -1];
  let roster: EventId | null = null;
  writer?.act(({ member }) => {
    roster = member.write([body])[0]?.id ?? null;
    if (roster !== null) member.standOn(roster);
  });
  if (roster === null) return null;
  const places = joining.map((signer) => run.join(IDLE, signer).node);
  for (const node of places) mesh.hosts[node]?.start();
  for (const node of [...survivors, ...places]) stand(run, node, roster);
  return { roster, survivors, newcomers: places };
}

/** The operator of each node tells it, as soon as it has heard of the roster. */
export function stand(run: SimulationRun, node: number, roster: EventId): void {
  const { world, hosts } = run.mesh;
  world.at(world.nowMs() + LOOK_MS, () => {
    let isStanding = false;
    hosts[node]?.act(({ member }) => {
      isStanding = member.state.standings.anchor === roster || member.standOn(roster);
    });
    if (!isStanding) stand(run, node, roster);
  });
}
