import type { ChainKey, MeshEvent } from "../../src/event/event.ts";
import type { Genesis } from "../../src/event/genesis.ts";

/** Section `budget` once more, by looking through all events for each number. */
export function naiveBudget(events: readonly MeshEvent[], genesis: Genesis) {
  const accounts = unique(events.flatMap(accountsIn)).toSorted((a, b) =>
    Buffer.compare(Buffer.from(a), Buffer.from(b)),
  );
  const chains = unique(events.map(({ chain }) => chain)).toSorted();
  return {
    rows: accounts.flatMap((account) => chains.map((chain) => naiveRow(events, genesis, account, chain))),
    balance: (chain: ChainKey, account: string) => {
      const own = naiveRow(events, genesis, account, chain);
      const received = sum(events, (event) =>
        event.body.kind === "budget.given" && event.body.account === account && event.body.to === chain
          ? event.body.quantity
          : 0,
      );
      return own.issued + received - own.given - own.spent + own.returned;
    },
  };
}

export function naiveRow(events: readonly MeshEvent[], genesis: Genesis, account: string, chain: ChainKey) {
  const own = events.filter((event) => event.chain === chain);
  const of = (kind: string) =>
    sum(own, ({ body }) => (body.kind === kind && "quantity" in body && body.account === account ? body.quantity : 0));
  const moved = (side: "spent" | "returned") =>
    sum(own, ({ body }) =>
      body.kind === "kernel.entries"
        ? body.movements.reduce((total, each) => total + (each.account === account ? each[side] : 0), 0)
        : 0,
    );
  const spent = of("budget.spent") + moved("spent");
  const mayIssue = genesis.issuers.some((issuer) => chain.startsWith(`${issuer}/`));
  return {
    account,
    chain,
    issued: mayIssue ? of("budget.issued") : 0,
    spent,
    returned: Math.min(spent, of("budget.returned") + moved("returned")),
    given: of("budget.given"),
  };
}

const accountsIn = ({ body }: MeshEvent): string[] => {
  if (body.kind === "kernel.entries") return body.movements.map(({ account }) => account);
  return "account" in body ? [body.account] : [];
};

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)];

const sum = (events: readonly MeshEvent[], of: (event: MeshEvent) => number): number =>
  events.reduce((total, event) => total + of(event), 0);
