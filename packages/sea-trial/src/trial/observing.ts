import { hex } from "@plimsoll/foundation";
import type { MeshEvent } from "@plimsoll/mesh";
import type {
  Observed,
  ObservedJob,
  ObservedMesh,
  ObservedMovement,
  ObservedNode,
  ObservedSite,
} from "../laws/observed.ts";
import type { TrialMesh } from "../mesh/trial-mesh.ts";
import { WARDEN_GRACE_MS } from "../job/simulated-job.ts";
import { FEED_REQUIRED_WITHIN_MS } from "../gate/simulated-gate.ts";
import type { SimulatedSite } from "../site/simulated-site.ts";
import { TRIAL_POLICY } from "./settings.ts";
import { DRIFT_PPM_MAX, siteName, type Trial } from "./trial.ts";
import type { YardJob } from "./yard.ts";

/** The longest latency and jitter that weather brings. */
const MESSAGE_MS_MAX = 4_800;

/** What outsiders see of a trial. */
export function observing(trial: Trial): Observed {
  const sites = trial.sites.map(observedSite);
  const mesh = observedMesh(trial);
  const jobs: ObservedJob[] = [];
  return {
    get nowMs() {
      return trial.world.nowMs;
    },
    timing: {
      leaseTtlMs: TRIAL_POLICY.leaseTtlMs,
      wardenGraceMs: WARDEN_GRACE_MS,
      messageMsMax: MESSAGE_MS_MAX,
      feedRequiredWithinMs: FEED_REQUIRED_WITHIN_MS,
      driftPpmMax: DRIFT_PPM_MAX,
    },
    sites,
    get jobs() {
      for (const job of trial.yard.jobs.slice(jobs.length)) jobs.push(observedJob(job));
      return jobs;
    },
    mesh,
  };
}

const observedJob = ({ name, site, run, job }: YardJob): ObservedJob => ({
  site,
  run,
  job: name,
  get levelPpm() {
    return job.levelPpm;
  },
  get isAlive() {
    return job.isAlive;
  },
});

function observedSite(site: SimulatedSite): ObservedSite {
  const { name, standing } = site.settings;
  const stateOf = () => site.life?.site.state;
  return {
    name,
    standing,
    get isUp() {
      return site.life !== null && !site.life.process.isPaused;
    },
    get refusedBy() {
      return site.refusedBy;
    },
    origin: site.origin,
    ledgerKeyPem: site.ledgerKey.publicKey.toPem(),
    promised: site.promised,
    logBytes: () => site.folder.log.durable(),
    exportTo: (directory) => site.folder.exportTo(directory),
    stateDigest: () => site.stateDigest(),
    powerOf: (subject) => site.powerOf(subject),
    get runs() {
      return [...(stateOf()?.runs.values() ?? [])].filter(({ ended }) => !ended).map(({ run }) => run);
    },
    get deployments() {
      return [...(stateOf()?.deployments.values() ?? [])]
        .filter(({ ended }) => !ended)
        .map(({ deployment }) => deployment);
    },
    get isDamaged() {
      return site.isDamaged;
    },
  };
}

function observedMesh(trial: Trial): ObservedMesh {
  const { hosts, genesis } = trial.mesh.mesh;
  const memberAt = (place: number) => trial.mesh.memberAt(place);
  return {
    nodes: hosts.map(({ node }): ObservedNode => observedNode(trial, node)),
    accounts: () => [...(memberAt(0)?.state.budget.accounts() ?? [])],
    refolded: (place, shuffle) => {
      const member = memberAt(place);
      if (member === null) return null;
      return trial.mesh.refolded(genesis, eventsOf(member), shuffle);
    },
  };
}

type Member = NonNullable<ReturnType<TrialMesh["memberAt"]>>;

const eventsOf = (member: Member | null): readonly MeshEvent[] =>
  member === null ? [] : [...member.replica.events.chains()].flatMap((chain) => [...chain.events()]);

/** Read from the event itself, and not from what a node makes of it. */
function movementsIn({ chain, body }: MeshEvent): readonly ObservedMovement[] {
  if (body.kind === "kernel.entries")
    return body.movements.flatMap(({ account, spent, returned }) => [
      { kind: "spent" as const, account, chain, to: null, quantity: spent },
      { kind: "returned" as const, account, chain, to: null, quantity: returned },
    ]);
  if (body.kind === "budget.issued") return [{ ...movement(chain, body), kind: "issued" }];
  if (body.kind === "budget.given") return [{ ...movement(chain, body), kind: "given", to: body.to }];
  if (body.kind === "budget.spent") return [{ ...movement(chain, body), kind: "spent" }];
  return body.kind === "budget.returned" ? [{ ...movement(chain, body), kind: "returned" }] : [];
}

const movement = (
  chain: string,
  { account, quantity }: { readonly account: string; readonly quantity: number },
): Omit<ObservedMovement, "kind"> => ({ account, chain, to: null, quantity });

function observedNode(trial: Trial, place: number): ObservedNode {
  const memberAt = () => trial.mesh.memberAt(place);
  return {
    place,
    name: siteName(place),
    key: trial.mesh.keyOf(place),
    get isRunning() {
      return memberAt() !== null && trial.mesh.mesh.hosts[place]?.isPaused === false;
    },
    get isByzantine() {
      return trial.byzantine.has(place);
    },
    get eventCount() {
      return memberAt()?.replica.events.size ?? 0;
    },
    root: () => memberAt()?.eventRoot() ?? null,
    state: () => {
      const member = memberAt();
      return member === null ? null : hex(member.state.hash());
    },
    rights: (account) => {
      const member = memberAt();
      if (member === null) return null;
      const { total, overdrafts } = member.state.budget.conserved(account);
      const overdrawn = overdrafts.filter(({ isForked }) => isForked);
      return {
        issued: total.issued,
        spent: total.spent,
        free: total.free,
        forks: overdrawn.map(({ chain, quantity }) => ({ chain, overdrawn: quantity })),
      };
    },
    movements: () => eventsOf(memberAt()).flatMap(movementsIn),
  };
}
