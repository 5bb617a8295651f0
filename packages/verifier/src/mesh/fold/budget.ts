import type { MeshEvent } from "../event.ts";
import { added, bytesOf, byId, byText, eventsOf, groupOf, type Held, hexOf, type Section } from "./sections.ts";

/** What one chain did with one account. */
interface Row {
  issued: number;
  spent: number;
  returned: number;
  readonly given: Map<string, number>;
}

type Chain = readonly [Buffer, Buffer];
type Movement = readonly [account: string, spent: number, returned: number];

/** ME-35: what was issued, spent, returned and given of each account, by chain. What is forked was promised all the same. */
export function foldBudget(held: Held): Section {
  const accounts = new Map<string, Map<string, Row>>();
  const book = ({ chain }: MeshEvent, account: string): Row =>
    groupOf(
      groupOf(accounts, account, () => new Map<string, Row>()),
      chain,
      newRow,
    );
  for (const event of budgetEvents(held)) enter(event, held, (account) => book(event, account));
  const rows = [...accounts]
    .toSorted(([a], [b]) => byText(a, b))
    .map(([account, chains]) => [account, rowsOf(chains)] as const)
    .filter(([, rows]) => rows.length > 0);
  return ["budget", rows, writtenOff(held)];
}

const rowsOf = (chains: ReadonlyMap<string, Row>) =>
  [...chains]
    .filter(([, row]) => !isEmpty(row))
    .toSorted(byId(([chain]) => chain))
    .map(rowOf);

const KINDS = ["budget.issued", "budget.given", "budget.spent", "budget.returned", "kernel.entries"];
const budgetEvents = (held: Held): MeshEvent[] => KINDS.flatMap((kind) => eventsOf(held, kind, "counts", "forked"));

const newRow = (): Row => ({ issued: 0, spent: 0, returned: 0, given: new Map() });

function enter({ kind, author, fields }: MeshEvent, { genesis }: Held, book: (account: string) => Row): void {
  if (kind === "kernel.entries") {
    for (const [account, spent, returned] of fields[3] as readonly Movement[]) move(book(account), spent, returned);
    return;
  }
  const [row, quantity] = [book(fields[0] as string), fields[1] as number];
  if (kind === "budget.issued" && genesis.issuers.has(author)) row.issued = added(row.issued, quantity);
  if (kind === "budget.spent") move(row, quantity, 0);
  if (kind === "budget.returned") move(row, 0, quantity);
  if (kind === "budget.given") give(row, chainOf(fields[1] as unknown as Chain), fields[2] as number);
}

function move(row: Row, spent: number, returned: number): void {
  row.spent = added(row.spent, spent);
  row.returned = added(row.returned, returned);
}

const give = ({ given }: Row, to: string, quantity: number): void => {
  given.set(to, added(given.get(to) ?? 0, quantity));
};

const isEmpty = ({ issued, spent, given }: Row): boolean => issued === 0 && spent === 0 && given.size === 0;

/** No more counts as returned than was spent. */
function rowOf([chain, { issued, spent, returned, given }]: readonly [string, Row]) {
  const rows = [...given].toSorted(byId(([to]) => to)).map(([to, quantity]) => [...partsOf(to), quantity]);
  return [...partsOf(chain), issued, spent, Math.min(returned, spent), rows];
}

const chainOf = ([author, incarnation]: Chain): string => `${hexOf(author)}/${hexOf(incarnation)}`;
const partsOf = (chain: string): Buffer[] => chain.split("/").map(bytesOf);

function writtenOff({ standing }: Held): Buffer[][] {
  const chains = standing.followed.flatMap(({ fields }) => fields[6].map(chainOf));
  return [...new Set(chains)].toSorted().map(partsOf);
}
