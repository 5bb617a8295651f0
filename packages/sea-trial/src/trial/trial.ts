import { PlimsollError } from "@plimsoll/foundation";
import type { Fact } from "../laws/observed.ts";
import { TrialMesh } from "../mesh/trial-mesh.ts";
import { GateService } from "../gate/gate-service.ts";
import { beginAuditing } from "../people/auditor.ts";
import { BankruptLab } from "../people/bankrupt-lab.ts";
import { Lab } from "../people/lab.ts";
import { Liar } from "../people/liar.ts";
import { Meter } from "../people/meter.ts";
import { openUp } from "../people/operator.ts";
import { PolicyBoard } from "../people/policy-board.ts";
import { beginReleasing } from "../people/release-board.ts";
import { SimulatedSite, type SiteLife } from "../site/simulated-site.ts";
import { SimulatedWitness } from "../witness/simulated-witness.ts";
import { TrialWorld } from "../world/world.ts";
import { meshedSites, type TrialSettings } from "./settings.ts";
import { Yard } from "./yard.ts";

/** 2026-11-22, in the middle of a quarter. */
const EPOCH_MS = 1_795_305_600_000;
/** The end of the quarter that it lies in. */
const QUARTER_END_MS = 1_798_761_600_000;
export const DRIFT_PPM_MAX = 50;

/** At one site, one after the other. */
const LABS = 4;
const WITNESSES = 2;
const WATCHED_MAX = 3;
const RIGHTS_MICRO_CU = 400_000_000;
const SPEND_MICRO_CU = 1_000_000;
const SPEND_MS = 45_000;

/** Everything that takes part in a trial, before anything goes wrong. */
export class Trial {
  readonly settings: TrialSettings;
  readonly world: TrialWorld;
  readonly yard: Yard;
  readonly mesh: TrialMesh;
  readonly sites: readonly SimulatedSite[];
  readonly labs = new Map<string, Lab>();
  readonly meters = new Map<string, Meter>();
  readonly services = new Map<string, GateService>();
  readonly liars = new Map<string, Liar>();
  readonly boards = new Map<string, PolicyBoard>();
  readonly bankrupts = new Map<string, BankruptLab>();
  readonly witnesses: readonly SimulatedWitness[];
  /** Nodes that have written two events for one place. */
  readonly byzantine = new Set<number>();
  readonly epochMs: number;
  #tell: (fact: Fact) => void = () => {};

  constructor(settings: TrialSettings) {
    this.settings = settings;
    const { seed, sites } = settings;
    this.world = new TrialWorld(seed);
    const random = this.world.random("trial");
    // In one trial of four the quarter ends somewhere in it.
    const turnMs = 60_000 * random.below(Math.max(1, settings.minutes));
    this.epochMs = random.chance(1, 4) ? QUARTER_END_MS - turnMs : EPOCH_MS;
    this.yard = new Yard(this.world, (fact) => this.#tell(fact));
    this.mesh = new TrialMesh(
      this.world,
      seed,
      Array.from({ length: sites }, () => this.epochMs),
    );
    const meshed = new Map(Array.from({ length: meshedSites(sites) }, (_, place) => [siteName(place), place]));
    this.sites = Array.from({ length: sites }, (_, place) => this.#site(place, meshed));
    for (const site of this.sites) this.#settle(site);
    this.witnesses = this.#witnessesOf(this.sites.filter(({ settings: of }) => of.standing === "alone"));
  }

  onFact(tell: (fact: Fact) => void): void {
    this.#tell = tell;
  }

  /** Every machine is switched on, one after the other. */
  begin(): void {
    for (const site of this.sites)
      this.world.at(50 * site.place, () => {
        this.mesh.start(site.place);
        site.start();
      });
    for (const witness of this.witnesses) witness.begin();
    for (const service of this.services.values()) service.beginAsking();
    this.#shareRights();
  }

  /** Rights of the mesh beside those of sites: for nodes that have no site there, and for the Byzantine one to spend twice. */
  #shareRights(): void {
    const { hosts } = this.mesh.mesh;
    const random = this.world.random("spends");
    this.world.at(10_000, () =>
      hosts[0]?.act(({ member }) =>
        member.write([{ kind: "budget.issued", account: "cu", quantity: RIGHTS_MICRO_CU }]),
      ),
    );
    const spend = (): void => {
      const host = hosts[random.below(hosts.length)];
      if (host !== undefined && !this.byzantine.has(host.node))
        host.act(({ member }) => void member.spend("cu", 1 + random.below(SPEND_MICRO_CU), "work"));
      this.world.after(SPEND_MS, spend);
    };
    this.world.at(20_000, spend);
    // Who wants to spend twice must have something to spend.
    for (const atMs of [25_000, 40_000, 55_000])
      this.world.at(atMs, () => hosts.at(-1)?.act(({ member }) => void member.spend("cu", SPEND_MICRO_CU, "work")));
  }

  /** Some logs have a witness, and the first of them has two. */
  #witnessesOf(alone: readonly SimulatedSite[]): readonly SimulatedWitness[] {
    return Array.from({ length: Math.min(WITNESSES, alone.length) }, (_, place) => {
      const witnessed = alone.filter((site) => isWitnessed(site.place));
      const watched = witnessed.filter((_site, at) => at === 0 || at % WITNESSES === place).slice(0, WATCHED_MAX);
      const node = alone[(place * 3) % alone.length] as SimulatedSite;
      return new SimulatedWitness(`witness-${place + 1}`, node, watched, this.yard, this.mesh);
    });
  }

  #site(place: number, meshed: ReadonlyMap<string, number>): SimulatedSite {
    const { seed } = this.settings;
    const name = siteName(place);
    const isMeshed = meshed.has(name);
    const random = this.world.random("site", place);
    return new SimulatedSite(
      {
        name,
        place,
        standing: isMeshed ? "meshed" : "alone",
        operator: !isMeshed && (place % 4 === 2 || isServing(place)) ? "lying" : "honest",
        isMetered: !isMeshed && place % 6 === 5,
        epochMs: this.epochMs,
        driftPpm: random.below(2 * DRIFT_PPM_MAX + 1) - DRIFT_PPM_MAX,
        keySeed: `${seed}/${name}`,
        signatures: !isMeshed && (isServing(place) || isWitnessed(place)) ? "ed25519" : "simulated",
      },
      {
        world: this.world,
        tell: this.yard.tell,
        mesh: isMeshed ? { mesh: this.mesh, sites: meshed, home: siteName(0) } : null,
        onStarted: (site, life) => {
          this.#serve(site, life).catch((cause: unknown) => this.world.fail(cause));
        },
      },
    );
  }

  #settle(site: SimulatedSite): void {
    const lab = site.settings.standing === "meshed" ? "fleet" : `lab-of-${site.name}`;
    const names = Array.from({ length: LABS }, (_, place) => (place === 0 ? lab : `${lab}-${place + 1}`));
    this.labs.set(site.name, new Lab(names, site, this.yard));
    const { standing, operator } = site.settings;
    if (standing === "alone" && isServing(site.place)) {
      const next = this.sites[(site.place + 1) % this.sites.length] as SimulatedSite;
      this.services.set(site.name, new GateService(site, this.yard, this.mesh, next));
    }
    if (standing === "alone") this.boards.set(site.name, new PolicyBoard(site, this.yard));
    if (standing === "alone" && isOverspending(site.place)) this.bankrupts.set(site.name, new BankruptLab(site.name));
    if (operator === "lying") this.liars.set(site.name, new Liar(site, lab, this.yard, this.sites));
    if (site.settings.isMetered) this.meters.set(site.name, new Meter(site, this.yard, lab));
  }

  /** What a site's process does, from its start to its death. */
  async #serve(site: SimulatedSite, life: SiteLife): Promise<void> {
    const lab = this.labs.get(site.name) as Lab;
    try {
      await openUp(life, site, lab.names);
      this.meters.get(site.name)?.begin(life);
      this.services.get(site.name)?.begin(life);
      this.liars.get(site.name)?.begin(life);
      this.boards.get(site.name)?.begin(life);
      this.bankrupts.get(site.name)?.begin(life);
      if (site.settings.standing === "alone") beginReleasing(life);
      if (site.settings.isMetered) beginAuditing(life, lab.names[0] as string);
      await lab.tend(life);
    } catch (cause) {
      if (life.process.isAlive) this.#broke(site, cause);
    }
  }

  /** A process in which something was thrown that nobody expects ends, as it does in the product; a trial tells of it. */
  #broke(site: SimulatedSite, cause: unknown): void {
    if (cause instanceof PlimsollError) site.breakDown();
    else throw cause;
  }
}

export const siteName = (place: number): string => `site-${place}`;

/** One in eight has a gate on another node, and these and some more are followed by a witness. */
const isServing = (place: number): boolean => place % 8 === 4;
const isOverspending = (place: number): boolean => place % 4 === 3;
const isWitnessed = (place: number): boolean => place % 8 === 6 || isServing(place);
