import { hex } from "@plimsoll/foundation";
import type { Observed, ObservedJob, ObservedMesh, ObservedNode, ObservedSite } from "../laws/observed.ts";
import { WARDEN_GRACE_MS } from "../job/simulated-job.ts";
import { FEED_REQUIRED_WITHIN_MS } from "../gate/simulated-gate.ts";
import { LogSigner, openLedgerIn } from "@plimsoll/ledger/folder";
import type { SimulatedSite } from "../site/simulated-site.ts";
import { TRIAL_POLICY } from "./settings.ts";
import { DRIFT_PPM_MAX, type Trial } from "./trial.ts";
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
    epochMs: trial.epochMs,
    timing: {
      leaseTtlMs: TRIAL_POLICY.leaseTtlMs,
      wardenGraceMs: WARDEN_GRACE_MS,
      messageMsMax: MESSAGE_MS_MAX,
      tokenTtlMs: TRIAL_POLICY.tokenTtlMs.tier1,
      feedRequiredWithinMs: FEED_REQUIRED_WITHIN_MS,
      driftPpmMax: DRIFT_PPM_MAX,
    },
    policy: { ...TRIAL_POLICY },
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
  get flop() {
    return job.flop;
  },
});

function observedSite(site: SimulatedSite): ObservedSite {
  const { name, place, standing, operator, signatures } = site.settings;
  const stateOf = () => site.life?.site.state;
  return {
    name,
    place,
    standing,
    operator,
    signatures,
    get isUp() {
      return site.life !== null && !site.life.process.isPaused;
    },
    get life() {
      return site.lives;
    },
    origin: site.origin,
    ledgerKeyPem: site.ledgerKey.publicKey.toPem(),
    promised: site.promised,
    recorded: () => recorded(site),
    logBytes: () => site.folder.log.durable(),
    get checkpoint() {
      return site.checkpoint;
    },
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

/** Read anew by whoever comes after a crash. */
function recorded(site: SimulatedSite): readonly string[] | null {
  try {
    const folder = site.folder.copy();
    const ledger = openLedgerIn(folder, new LogSigner(site.origin, site.ledgerKey), { publication: "on-close" });
    return [...ledger.entries()].map(({ text }) => text);
  } catch {
    return null;
  }
}

function observedMesh(trial: Trial): ObservedMesh {
  const { hosts, genesis } = trial.mesh.mesh;
  const memberAt = (place: number) => hosts[place]?.program?.member ?? null;
  return {
    nodes: hosts.map(({ node }): ObservedNode => observedNode(trial, node)),
    accounts: () => [...(memberAt(0)?.state.budget.accounts() ?? [])],
    refolded: (place, shuffle) => {
      const member = memberAt(place);
      if (member === null) return null;
      const events = [...member.replica.events.chains()].flatMap((chain) => [...chain.events()]);
      return trial.mesh.refolded(genesis, events, shuffle);
    },
  };
}

function observedNode(trial: Trial, place: number): ObservedNode {
  const memberAt = () => trial.mesh.mesh.hosts[place]?.program?.member ?? null;
  return {
    place,
    name: `site-${place}`,
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
        overdrawnByForks: overdrawn.reduce((sum, { quantity }) => sum + quantity, 0),
        forkedChains: overdrawn.map(({ chain }) => chain),
      };
    },
  };
}
