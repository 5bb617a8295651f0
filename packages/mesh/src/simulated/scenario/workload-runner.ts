import type { RandomStream } from "@plimsoll/foundation";
import type { MemberProgram } from "../mesh/member-program.ts";
import type { SimulatedMesh } from "../mesh/simulated-mesh.ts";
import { phaseAnswer } from "../mesh/phase-answer.ts";
import type { ScenarioSpec } from "./scenario-spec.ts";

/** The account of all simulated budgets. */
export const ACCOUNT = "cu";
/** Before this nothing is asked of a mesh: nodes are finding their chains. */
const FIRST_MS = 3_000;

/** Asks a mesh for work, spends, fields and thoughts while a run lasts. */
export class WorkloadRunner {
  readonly #mesh: SimulatedMesh;
  readonly #spec: ScenarioSpec;
  readonly #random: RandomStream;
  readonly counts = { intents: 0, spends: 0, spent: 0, refusedSpends: 0, fields: 0, thoughts: 0 };

  constructor(mesh: SimulatedMesh, spec: ScenarioSpec, random: RandomStream) {
    this.#mesh = mesh;
    this.#spec = spec;
    this.#random = random;
  }

  arrange(): void {
    const { intentEveryMs, spendEveryMs, issuedMicroCu, fieldEveryMs, thoughtEveryMs } = this.#spec.workload;
    if (issuedMicroCu > 0) this.#mesh.world.at(FIRST_MS - 1_000, () => this.#issue(issuedMicroCu));
    this.#each(intentEveryMs, (program, count) => this.#openIntent(program, count));
    this.#each(spendEveryMs, (program) => this.#spend(program));
    this.#each(fieldEveryMs, (program, count) => this.#setField(program, count));
    this.#each(thoughtEveryMs, (program, count) => this.#think(program, count));
  }

  #each(everyMs: number | null, act: (program: MemberProgram, count: number) => void): void {
    if (everyMs === null) return;
    let count = 0;
    for (let ms = FIRST_MS; ms < this.#spec.durationMs; ms += everyMs) {
      this.#mesh.world.at(ms, () => {
        const host = this.#mesh.hosts[this.#random.below(this.#spec.nodes - this.#spec.slowNodes)];
        host?.act((program) => act(program, count));
        count += 1;
      });
    }
  }

  #issue(quantity: number): void {
    this.#mesh.hosts[0]?.act(({ member }) => member.write([{ kind: "budget.issued", account: ACCOUNT, quantity }]));
  }

  /** The same fast ones, whether or not there are slow nodes for the others. */
  #openIntent({ member }: MemberProgram, count: number): void {
    const { slowEvery } = this.#spec.workload;
    const isSlow = slowEvery !== null && count % slowEvery === slowEvery - 1;
    if (isSlow && this.#spec.slowNodes === 0) return;
    this.counts.intents += 1;
    member.openIntent({
      request: `request ${count}`,
      lane: isSlow ? "slow" : "fast",
      prompt: Buffer.from(`prompt ${count}`),
      enough: 1,
      softDeadlineMs: 3_000,
      ownerLeaseMs: 10_000,
    });
  }

  #spend({ member }: MemberProgram): void {
    const quantity = 1 + this.#random.below(this.#spec.workload.spendMicroCu);
    const outcome = member.spend(ACCOUNT, quantity, "work");
    this.counts.spends += 1;
    if (outcome?.ok === true) this.counts.spent += 1;
    else this.counts.refusedSpends += 1;
  }

  /** A few fields that everybody writes: half of the time over what is seen, half beside it. */
  #setField({ member }: MemberProgram, count: number): void {
    this.counts.fields += 1;
    const [entity, field] = [`entity ${this.#random.below(3)}`, `field ${this.#random.below(2)}`];
    const seen = this.#random.chance(1, 2) ? member.state.fields.siblings(entity, field).map(({ id }) => id) : [];
    member.write([{ kind: "field.set", entity, field, value: Buffer.from(`${count}`), resolves: seen.slice(0, 16) }]);
  }

  #think({ member }: MemberProgram, count: number): void {
    this.counts.thoughts += 1;
    const { encoder, weight, angles, answer } = phaseAnswer(`${count}`, member.key, this.#spec.dimensions);
    member.write([{ kind: "thought", intent: null, encoder, weight, angles, answer }]);
  }
}
