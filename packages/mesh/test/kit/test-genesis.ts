import { encodeGenesis } from "../../src/event/genesis-codec.ts";
import type { Genesis } from "../../src/event/genesis.ts";
import { crypto, TestAuthor, testSigner } from "./test-author.ts";

export interface TestMesh {
  readonly genesis: Genesis;
  /** The mesh id. */
  readonly mesh: string;
  /** One for each member, with nothing written yet. */
  readonly authors: readonly TestAuthor[];
}

/** A mesh of `n` members, `node 0` to `node n-1`, of whom the first issues rights. */
export function testGenesis(n: number, overrides: Partial<Genesis> = {}): TestMesh {
  const names = Array.from({ length: n }, (_, place) => `node ${place}`);
  const members = names.map((name) => ({ key: testSigner(name).key, name }));
  const issuers = members.slice(0, 1).map(({ key }) => key);
  const defaults = { name: "test mesh", members, issuers, survivors: 1, spendWitnesses: 0, dimensions: 4 };
  const genesis: Genesis = { ...defaults, ...overrides };
  const mesh = crypto.sha256(encodeGenesis(genesis));
  return { genesis, mesh, authors: names.map((name) => new TestAuthor(mesh, name)) };
}
