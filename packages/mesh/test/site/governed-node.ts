import { digestOf, utf8 } from "@plimsoll/foundation";
import { type Command, emptyState, type KernelState, type Policy, quarterOf, walletKey } from "@plimsoll/kernel";
import { KEYS, START_MS, testPolicy } from "../../../kernel/test/test-site.ts";
import type { MeshEvent } from "../../src/event/event.ts";
import type { Genesis } from "../../src/event/genesis.ts";
import { Contact } from "../../src/site/contact.ts";
import { foldSite } from "../../src/site/fold-site.ts";
import { foreignHolds } from "../../src/site/foreign-holds.ts";
import { MeshSite, type Proposal } from "../../src/site/mesh-site.ts";
import { SiteLogs } from "../../src/site/site-log.ts";
import type { SiteRefusal } from "../../src/site/site-refusal.ts";
import { RightsNode, standingIn } from "../budget/rights-node.ts";
import type { TestAuthor } from "../kit/test-author.ts";
import { testGenesis } from "../kit/test-genesis.ts";

export const CU = 1_000_000;
export const HOME = "site-0";

/** A site with the real kernel on a node of the mesh. Its clock is set by the test. */
export class GovernedNode {
  readonly name: string;
  readonly rights: RightsNode;
  readonly contact: Contact;
  site: MeshSite;
  at = START_MS;
  mayIssue = true;
  /** Where it believes the lab to be at home. */
  home = HOME;
  /** The last refusal of the mesh. */
  withheld: SiteRefusal | null = null;
  #commands = 0;
  #logs: { readonly size: number; readonly logs: SiteLogs } | null = null;

  constructor(name: string, author: TestAuthor, genesis: Genesis) {
    this.name = name;
    this.rights = new RightsNode(author, genesis);
    const others = genesis.members.map(({ key }) => key).filter((key) => key !== author.key);
    this.contact = new Contact(others, null);
    this.site = this.#newSite(emptyState());
  }

  get state(): KernelState {
    return this.site.state;
  }

  /** Everything that others hold, and their word that this was all. */
  sync(...others: readonly GovernedNode[]): void {
    for (const other of others) {
      this.rights.receive(other.rights.journal);
      this.contact.heard(other.rights.author.key, this.at);
    }
  }

  /** Null when it was decided, else the code of who refused. */
  do(body: Command): string | null {
    this.#commands += 1;
    return this.submit(`${this.name}-${this.#commands}`, body);
  }

  submit(id: string, body: unknown): string | null {
    const proposal = this.propose(id, body);
    if (proposal.kind === "decided") this.take(proposal);
    if (proposal.kind === "withheld") this.withheld = proposal.refusal;
    return "refusal" in proposal ? proposal.refusal.code : null;
  }

  propose(id: string, body: unknown): Proposal {
    const signers = Object.values(KEYS).map((keyId) => ({ keyId }));
    return this.site.propose({ id, digest: digestOf(utf8(JSON.stringify(body) ?? "")), at: this.at, signers, body });
  }

  take(proposal: Extract<Proposal, { kind: "decided" }>): readonly MeshEvent[] {
    const events = proposal.bodies.map((body) => this.rights.write(body));
    this.site.adopt(proposal);
    return events;
  }

  give(to: GovernedNode, quantity: number): boolean {
    return this.rights.give(this.account, to.rights.author.chain, quantity) !== null;
  }

  /** From what the journal of the mesh holds, as after a crash. */
  restart(length?: number): void {
    this.rights.restart(length);
    this.#logs = null;
    const folded = foldSite(this.logs().get(this.name)?.entries ?? []);
    if (!folded.ok) throw new Error(`entry ${folded.error.index}: ${folded.error.detail}`);
    this.site = this.#newSite(folded.value);
  }

  logs(): SiteLogs {
    const { set } = this.rights;
    if (this.#logs?.size === set.size) return this.#logs.logs;
    const logs = new SiteLogs(() => null);
    for (const chain of set.chains()) for (const event of chain.events()) logs.admit(event, standingIn(set, event));
    this.#logs = { size: set.size, logs };
    return logs;
  }

  get account(): string {
    return `acme/${quarterOf(this.at)}`;
  }

  /** What the kernel of this site binds of the lab's quarter, but for overdrafts. */
  get bound(): number {
    const wallet = this.state.wallets.get(walletKey("acme", quarterOf(this.at)));
    return wallet === undefined ? 0 : wallet.reserved + wallet.posted + wallet.spent - wallet.overdraft;
  }

  #newSite(state: KernelState): MeshSite {
    const { author, book } = { author: this.rights.author, book: () => this.rights.book };
    return new MeshSite({
      site: this.name,
      writer: author.key,
      state,
      escrow: () => this.rights.escrow,
      homeOf: (lab) => (lab === "acme" ? this.home : null),
      issuer: this.name === HOME ? { issuedIn: (name) => book().issued(name), mayIssue: () => this.mayIssue } : null,
      log: () => this.logs().get(this.name),
      holds: foreignHolds(() => this.logs(), this.name),
      contact: this.contact,
    });
  }
}

/** Open sites, all with the lab acme, which is at home at the first. */
export function governedMesh(n: number, policy: Policy = testPolicy): GovernedNode[] {
  const { genesis, authors } = testGenesis(n);
  const nodes = authors.map((author, place) => new GovernedNode(`site-${place}`, author, genesis));
  for (const node of nodes) {
    node.rights.write({ kind: "incarnation.opened", name: node.name });
    openWithLab(node, policy);
  }
  syncAll(nodes);
  return nodes;
}

export function openWithLab(node: GovernedNode, policy: Policy): void {
  const roles = {
    operatorA: "operator",
    operatorB: "operator",
    evaluator: "evaluator",
    evaluatorB: "evaluator",
  } as const;
  const keys = [
    ...Object.entries(roles).map(([name, role]) => ({ keyId: KEYS[name as keyof typeof roles], role })),
    { keyId: KEYS.auditor, role: "auditor" as const },
    { keyId: KEYS.meter, role: "meter" as const },
    { keyId: KEYS.node, role: "node" as const },
  ];
  must(node.do({ type: "site.open", site: node.name, policy, keys }));
  const facts = { headcount: 26, baselineComputeUnits: 0, persons: [], hardwareRoots: [], meters: [] };
  must(node.do({ type: "lab.accredit", lab: "acme", labKey: KEYS.lab, ...facts }));
}

export function syncAll(nodes: readonly GovernedNode[]): void {
  for (const node of nodes) node.sync(...nodes.filter((other) => other !== node));
}

export function must(code: string | null): void {
  if (code !== null) throw new Error(`refused: ${code}`);
}
