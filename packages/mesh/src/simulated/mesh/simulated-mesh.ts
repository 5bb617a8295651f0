import { RandomStream } from "@plimsoll/foundation";
import type { CertifierSettings } from "../../certificate/certifier-settings.ts";
import type { Genesis } from "../../event/genesis.ts";
import type { MasterClockOptions } from "../../intent/master-clock.ts";
import type { WorkerOptions } from "../../intent/worker-options.ts";
import type { MemberRecord } from "../../member/member-record.ts";
import type { MemberMessage } from "../../member/member-message.ts";
import type { Cryptography, Signer } from "../../ports/cryptography.ts";
import type { ReplicaSettings } from "../../replica/replica.ts";
import type { Host, HostTraits } from "../world/host.ts";
import { World } from "../world/world.ts";
import { MemberProgram, type ThinkMs, type WorkDone } from "./member-program.ts";
import { DEAF, type MemberTap } from "./member-tap.ts";
import { SimulatedCryptography } from "./simulated-cryptography.ts";

/** One node of a simulated mesh as it is meant to be. */
export interface NodePlan {
  readonly worker: WorkerOptions | null;
  readonly thinkMs: ThinkMs;
  readonly clock: MasterClockOptions | null;
  readonly traits?: HostTraits;
}

/** A simulated mesh: its nodes, and what it must outlive. */
export interface MeshPlan {
  readonly seed: number;
  readonly nodes: readonly NodePlan[];
  /** s: any so many survivors are to be enough. */
  readonly survivors: number;
  readonly spendWitnesses: number;
  readonly dimensions: number;
  readonly replica?: ReplicaSettings;
  readonly certifier?: Partial<CertifierSettings>;
  readonly trancheMicroCu?: number | null;
}

export type MeshHost = Host<MemberMessage, WorkDone, MemberProgram>;

/** A mesh of production members in virtual time, from one seed. */
export class SimulatedMesh {
  readonly world: World<MemberMessage, WorkDone, MemberProgram>;
  readonly genesis: Genesis;
  readonly crypto: SimulatedCryptography;
  readonly signers: Signer[];
  readonly plan: MeshPlan;
  readonly #tap: MemberTap;

  /**
   * @param watch called after each step of a node, with its place
   * @param tap hears what goes into and comes out of members
   */
  constructor(
    plan: MeshPlan,
    hashes: Pick<Cryptography, "sha256" | "sha256Bytes">,
    watch: (node: number) => void = () => {},
    tap: MemberTap = DEAF,
  ) {
    this.plan = plan;
    this.#tap = tap;
    this.crypto = new SimulatedCryptography(hashes);
    this.signers = plan.nodes.map((_, node) => this.crypto.signerOf(`mesh ${plan.seed} node ${node}`));
    this.genesis = this.#genesis();
    this.world = new World(RandomStream.from("mesh network", plan.seed), watch);
    plan.nodes.forEach((node, place) => this.#add(node, place, this.signers[place] as Signer));
  }

  get hosts(): readonly MeshHost[] {
    return this.world.hosts;
  }

  start(): void {
    for (const host of this.hosts) host.start();
  }

  /** One more machine with an empty disk, beyond those of the genesis. It runs once it is started. */
  join(plan: NodePlan, signer: Signer): MeshHost {
    this.signers.push(signer);
    return this.#add(plan, this.signers.length - 1, signer);
  }

  /** Programs of the nodes that run now. */
  running(): MemberProgram[] {
    return this.hosts.flatMap(({ program }) => (program === null ? [] : [program]));
  }

  #genesis(): Genesis {
    const { seed, survivors, spendWitnesses, dimensions } = this.plan;
    return {
      name: `simulated mesh ${seed}`,
      members: this.signers.map(({ key }, node) => ({ key, name: `node ${node}` })),
      issuers: [this.signers[0]?.key ?? ""],
      survivors,
      spendWitnesses,
      dimensions,
    };
  }

  #add({ worker, thinkMs, clock, traits }: NodePlan, place: number, signer: Signer): MeshHost {
    const { seed, replica, certifier, trancheMicroCu = null } = this.plan;
    return this.world.add(
      signer.key,
      (records, nowMs, boots) =>
        new MemberProgram(
          place,
          {
            genesis: this.genesis,
            signer,
            crypto: this.crypto,
            random: RandomStream.from("mesh member", seed, place, boots),
            records: records as readonly MemberRecord[],
            isWhole: true,
            hasLost: false,
            nowMs,
            worker,
            clock,
            trancheMicroCu,
            ...(replica === undefined ? {} : { replica }),
            ...(certifier === undefined ? {} : { certifier }),
          },
          thinkMs,
          this.#tap,
        ),
      traits,
    );
  }
}
