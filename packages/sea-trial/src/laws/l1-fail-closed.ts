import { BookReading } from "./book-reading.ts";
import type { Checker, MakeChecker, Report } from "./law.ts";
import type { Fact, FactOf, Observed } from "./observed.ts";
import { accountOf, LEVELS_PPM, type SiteAccount, siteNamed } from "./site-account.ts";
import { readClaims } from "./token-claims.ts";

/** What rounding to whole seconds and the looks of a gate may add (G-51, G-71). ms. */
const GATE_SLACK_MS = 2_000;

/** What a clock that drifts may add to the life of a lease. ms. */
const LEASE_SLACK_MS = 1_000;

interface PoweredJob {
  readonly site: string;
  readonly run: string;
  levelPpm: number;
  /** Until when what was sent to its warden lets it have each level, true time. */
  readonly untilMs: Map<number, number>;
  isReported: boolean;
}

/**
 * L1. No compute and no served request while nothing entitles it: every renewal rests on a lease that the entries keep alive and on
 * what they leave the run, a job stops when the last renewal for it has run out, whatever died, and a gate serves with a granted
 * token, within its life, while the deployment has power.
 */
class FailClosed implements Checker {
  readonly law = "L1";
  readonly #report: Report;
  readonly #books: BookReading;
  readonly #jobs = new Map<string, PoweredJob>();
  /** Since when the entries leave a deployment less than a level, true time, by site, name and level. */
  readonly #belowMs = new Map<string, number>();
  /** No fault has struck yet. */
  #isCalm = true;
  /** Before this no job can have outlived what it was given. */
  #dueMs = 0;

  constructor(report: Report) {
    this.#report = report;
    this.#books = new BookReading("L1", report);
  }

  tell(fact: Fact, world: Observed): void {
    if (fact.kind === "entries.promised") this.#afterEntries(fact, world);
    else if (fact.kind === "renewal.sent") this.#renewed(fact, world);
    else if (fact.kind === "job.level") this.#levelled(fact);
    else if (fact.kind === "job.dead") this.#jobs.delete(fact.job);
    else if (fact.kind === "fault") this.#isCalm = false;
    else if (fact.kind === "request.answered" && fact.served) this.#served(fact, world);
  }

  check(world: Observed): void {
    if (world.nowMs < this.#dueMs) return;
    this.#dueMs = Number.POSITIVE_INFINITY;
    for (const [job, powered] of this.#jobs) this.#dueMs = Math.min(this.#dueMs, this.#judge(world, job, powered));
  }

  conclude(world: Observed): void {
    for (const site of world.sites) if (site.promised.length > 0) this.#books.read(world, site.name);
  }

  #afterEntries({ site: name }: FactOf<"entries.promised">, world: Observed): void {
    this.#books.read(world, name);
    const site = siteNamed(world, name);
    const account = accountOf(world, site);
    for (const deployment of account.books.subjects.deployments.keys())
      this.#noteLevel(`${name}/${deployment}`, account.entitled(deployment).levelPpm, world.nowMs);
  }

  #noteLevel(key: string, levelPpm: number, nowMs: number): void {
    for (const level of LEVELS_PPM) {
      const at = `${key}/${level}`;
      if (levelPpm >= level) this.#belowMs.delete(at);
      else if (!this.#belowMs.has(at)) this.#belowMs.set(at, nowMs);
    }
  }

  /** What a site sends for a job must be in its entries: a lease that goes on, renewed for no longer ago than it lasts. */
  #renewed(fact: FactOf<"renewal.sent">, world: Observed): void {
    const { site: name, run, job, levelPpm, ttlMs, heartbeatSentMs } = fact;
    if (levelPpm > 0) this.#judgeRenewal(fact, world);
    const powered = this.#jobs.get(job) ?? { site: name, run, levelPpm: 0, untilMs: new Map(), isReported: false };
    this.#jobs.set(job, powered);
    powered.untilMs.set(levelPpm, Math.max(powered.untilMs.get(levelPpm) ?? 0, heartbeatSentMs + ttlMs));
  }

  #judgeRenewal(fact: FactOf<"renewal.sent">, world: Observed): void {
    const { site: name, run, levelPpm } = fact;
    const account = accountOf(world, siteNamed(world, name));
    const where = `${name}, run ${run}`;
    const seen = leaseFault(account, fact);
    if (seen !== null)
      this.#report({ expected: "a renewal of a training lease that the entries keep alive", seen, where });
    const allowed = account.entitled(run);
    if (levelPpm > allowed.levelPpm)
      this.#report({
        expected: `at most ${allowed.levelPpm} ppm: ${allowed.because.join("; ")}`,
        seen: `a renewal at ${levelPpm} ppm`,
        where,
      });
  }

  #levelled({ site, run, job, levelPpm }: FactOf<"job.level">): void {
    const powered = this.#jobs.get(job) ?? { site, run, levelPpm, untilMs: new Map(), isReported: false };
    powered.levelPpm = levelPpm;
    this.#jobs.set(job, powered);
    this.#dueMs = 0;
  }

  /** When it has to be looked at again. */
  #judge({ nowMs, timing }: Observed, job: string, powered: PoweredJob): number {
    const { levelPpm, untilMs, site, run, isReported } = powered;
    if (levelPpm === 0 || isReported) return Number.POSITIVE_INFINITY;
    let endMs = Number.NEGATIVE_INFINITY;
    for (const [level, until] of untilMs) if (level >= levelPpm) endMs = Math.max(endMs, until);
    const dueMs = endMs + timing.wardenGraceMs + (timing.leaseTtlMs * timing.driftPpmMax) / 1_000_000;
    if (nowMs <= dueMs) return dueMs;
    powered.isReported = true;
    this.#report({
      expected: `no compute at ${levelPpm} ppm later than ${Math.round(dueMs)} ms, when the last renewal for it had run out`,
      seen: `compute at ${Math.round(nowMs)} ms`,
      where: `${site}, run ${run}, ${job}`,
    });
    return Number.POSITIVE_INFINITY;
  }

  #served({ site: name, deployment, token, isForged }: FactOf<"request.answered">, world: Observed): void {
    const where = `${name}, gate of ${deployment}`;
    const account = accountOf(world, siteNamed(world, name));
    const claims = token === null ? null : readClaims(token);
    const granted = claims === null ? undefined : account.books.subjects.tokens.get(claims.jti);
    if (isForged) this.#report({ expected: "a token as it was signed", seen: "one that was altered", where });
    if (granted === undefined) {
      this.#report({ expected: "a token that the entries grant", seen: claims?.jti ?? "no token", where });
      return;
    }
    const asked = account.books.subjects.deployments.get(deployment)?.registered;
    if (granted.deployment !== deployment || granted.audience !== asked?.audience)
      this.#report({
        expected: `a token of "${deployment}" for ${asked?.audience}`,
        seen: `one of "${granted.deployment}" for ${granted.audience}`,
        where,
      });
    const ageMs = world.nowMs - (account.grantedAtMs.get(granted.token) ?? Number.NEGATIVE_INFINITY);
    const lifeMs = granted.expiresAt - granted.at + GATE_SLACK_MS;
    if (ageMs > lifeMs)
      this.#report({
        expected: `a token of at most ${lifeMs} ms`,
        seen: `${Math.round(ageMs)} ms after its grant`,
        where,
      });
    const belowMs = this.#belowMs.get(`${name}/${deployment}/${granted.power.levelPpm}`);
    const lateMs = belowMs === undefined ? 0 : world.nowMs - belowMs;
    if (lateMs > this.#lateMsMax(world))
      this.#report({
        expected: `no request served after the power of its token, ${granted.power.levelPpm} ppm, ended`,
        seen: `one served ${Math.round(lateMs)} ms after`,
        where,
      });
  }

  /** Where nothing has gone wrong yet, a withdrawal comes with the next feed, long before an old one is too old. */
  #lateMsMax({ timing: { feedRequiredWithinMs, messageMsMax } }: Observed): number {
    return GATE_SLACK_MS + (this.#isCalm ? feedRequiredWithinMs / 2 : feedRequiredWithinMs + messageMsMax);
  }
}

/** What is wrong with the lease of a renewal, held against true time: where nothing gets durable, the site's own stands still. */
function leaseFault({ books, renewedAtMs }: SiteAccount, renewal: FactOf<"renewal.sent">): string | null {
  const { run, ttlMs, heartbeatSentMs } = renewal;
  const lease = [...books.leases.living()].find(({ granted }) => granted.run === run && granted.purpose === "training");
  if (lease === undefined) return "no lease";
  const renewedMs = renewedAtMs.get(lease.granted.lease) ?? Number.NEGATIVE_INFINITY;
  const isAlive = heartbeatSentMs <= renewedMs + lease.ttlMs + LEASE_SLACK_MS;
  if (isAlive && ttlMs <= lease.ttlMs) return null;
  return `${ttlMs} ms from ${Math.round(heartbeatSentMs)} ms on, last renewed at ${Math.round(renewedMs)} ms for ${lease.ttlMs} ms`;
}

export const failClosed: MakeChecker = (report) => new FailClosed(report);
