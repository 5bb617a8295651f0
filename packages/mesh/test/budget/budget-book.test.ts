import * as fc from "fast-check";
import { expect, test } from "vitest";
import { BudgetBook } from "../../src/budget/budget-book.ts";
import { decodeCbor } from "../../src/event/cbor.ts";
import type { MeshEvent } from "../../src/event/event.ts";
import type { TestAuthor, WritableBody } from "../kit/test-author.ts";
import { testGenesis } from "../kit/test-genesis.ts";
import { naiveBudget, naiveRow } from "./naive-budget.ts";

const three = () => {
  const { genesis, authors } = testGenesis(3);
  return { genesis, authors: authors as readonly TestAuthor[] as [TestAuthor, TestAuthor, TestAuthor] };
};

const bookOf = (genesis: { issuers: readonly string[] }, events: readonly MeshEvent[]): BudgetBook => {
  const book = new BudgetBook(genesis);
  for (const event of events) book.admit(event, "counts");
  return book;
};

const ACCOUNTS = ["a", "Ä", "\u{1F600}", "\u{FFFD}"] as const;
const quantity = fc.integer({ min: 1, max: 50 });
const account = fc.constantFrom(...ACCOUNTS);
const step = fc.record({
  by: fc.nat(2),
  kind: fc.constantFrom("issue", "give", "spend", "return", "kernel"),
  account,
  quantity,
  other: fc.nat(2),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

function bodyOf({ kind, account: name, quantity: amount, other }: Step, authors: readonly TestAuthor[]): WritableBody {
  const to = (authors[other] as TestAuthor).chain;
  if (kind === "issue") return { kind: "budget.issued", account: name, quantity: amount };
  if (kind === "give") return { kind: "budget.given", account: name, to, quantity: amount };
  if (kind === "spend") return { kind: "budget.spent", account: name, quantity: amount, purpose: "p" };
  if (kind === "return") return { kind: "budget.returned", account: name, quantity: amount, purpose: "p" };
  const movements = [{ account: name, spent: amount, returned: other }];
  return { kind: "kernel.entries", site: "s", first: 0, entries: [], movements };
}

test("ME-140 the book is the naive sum of its events, in any order and told once each", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.infiniteStream(fc.nat()), (steps, order) => {
      const { genesis, authors } = three();
      for (const author of authors) author.open();
      for (const each of steps) (authors[each.by] as TestAuthor).write(bodyOf(each, authors));
      const events = authors.flatMap((author) => author.events);
      const book = bookOf(genesis, events);
      const shuffled = events
        .map((event) => ({ event, place: order.next().value as number }))
        .toSorted((a, b) => a.place - b.place)
        .map(({ event }) => event);
      expect(Buffer.from(bookOf(genesis, shuffled).encode())).toEqual(Buffer.from(book.encode()));
      const naive = naiveBudget(events, genesis);
      for (const { account: name, chain, issued, spent, returned, given } of naive.rows) {
        const row = book.row(chain, name);
        expect([row?.issued ?? 0, row?.spent ?? 0, row?.returned ?? 0]).toEqual([issued, spent, returned]);
        expect([...(row?.given.values() ?? [])].reduce((total, each) => total + each, 0)).toBe(given);
        expect(book.rightsOf(chain, name)).toBeLessThanOrEqual(Math.max(0, naive.balance(chain, name)));
        if (book.conserved(name).overdrafts.length === 0) {
          expect(book.rightsOf(chain, name)).toBe(naive.balance(chain, name));
        }
      }
    }),
    { numRuns: 60 },
  );
});

test("ME-35 the section: accounts by UTF-8 bytes, chains by key, nothing of only zeros", () => {
  const { genesis, authors } = three();
  const [one, two] = authors;
  for (const author of authors) author.open();
  for (const name of ACCOUNTS) one.write({ kind: "budget.issued", account: name, quantity: 7 });
  two.write({ kind: "budget.issued", account: "not an issuer", quantity: 7 });
  two.write({ kind: "budget.returned", account: "a", quantity: 7, purpose: "never spent" });
  one.write({ kind: "budget.given", account: "a", to: two.chain, quantity: 3 });
  two.write({ kind: "budget.spent", account: "a", quantity: 2, purpose: "p" });
  const book = bookOf(genesis, [...one.events, ...two.events]);
  const [name, accounts, writtenOff] = decodeCbor(book.encode()) as [string, [string, unknown[][]][], unknown[]];
  expect(name).toBe("budget");
  expect(accounts.map(([account]) => account)).toEqual(["a", "Ä", "\u{FFFD}", "\u{1F600}"]);
  const bytes = (digits: string) => Uint8Array.from(Buffer.from(digits, "hex"));
  const row = (author: TestAuthor) => [bytes(author.key), bytes(author.incarnation)];
  const rows = [
    [one, [...row(one), 7, 0, 0, [[...row(two), 3]]]] as const,
    [two, [...row(two), 0, 2, 2, []]] as const,
  ].toSorted(([a], [b]) => (a.chain < b.chain ? -1 : 1));
  expect(accounts[0]?.[1]).toEqual(rows.map(([, packed]) => packed));
  expect(writtenOff).toEqual([]);
});

test("ME-140 what is outside does not count, what is forked does", () => {
  const { genesis, authors } = three();
  const [one, two] = authors;
  const issued = [one.open(), one.write({ kind: "budget.issued", account: "a", quantity: 10 })];
  const spent = one.write({ kind: "budget.spent", account: "a", quantity: 4, purpose: "p" });
  const book = bookOf(genesis, [...issued, two.open()]);
  book.admit(spent, "outside");
  expect(book.row(one.chain, "a")?.spent).toBe(0);
  expect(book.rightsOf(one.chain, "a")).toBe(10);
  book.admit(spent, "forked");
  expect(book.row(one.chain, "a")?.spent).toBe(4);
  expect(book.rightsOf(one.chain, "a")).toBe(0);
  expect(book.total("a")).toEqual({ issued: 10, spent: 4, free: 0, frozen: 6, writtenOff: 0 });
});

test("ME-141 returned counts up to what was spent, whichever came first", () => {
  const { genesis, authors } = three();
  const [one] = authors;
  one.open();
  one.write({ kind: "budget.issued", account: "a", quantity: 10 });
  one.write({ kind: "budget.returned", account: "a", quantity: 9, purpose: "p" });
  expect(bookOf(genesis, one.events).rightsOf(one.chain, "a")).toBe(10);
  one.write({ kind: "budget.spent", account: "a", quantity: 4, purpose: "p" });
  expect(bookOf(genesis, one.events).total("a")).toMatchObject({ issued: 10, spent: 0, free: 10 });
});

test("ME-141 sums stop at 2^53 - 1 and stay exact in every order", () => {
  const { genesis, authors } = three();
  const [one, two] = authors;
  for (const author of [one, two]) author.open();
  for (let round = 0; round < 3; round += 1) {
    one.write({ kind: "budget.issued", account: "a", quantity: Number.MAX_SAFE_INTEGER });
    one.write({ kind: "budget.given", account: "a", to: two.chain, quantity: Number.MAX_SAFE_INTEGER });
  }
  const events = [...one.events, ...two.events];
  const book = bookOf(genesis, events);
  expect(book.rightsOf(two.chain, "a")).toBe(Number.MAX_SAFE_INTEGER);
  expect(Buffer.from(bookOf(genesis, events.toReversed()).encode())).toEqual(Buffer.from(book.encode()));
  expect(book.conserved("a").holds).toBe(true);
});

test("ME-142 a gift by who does not hold it can be spent by nobody, however it is passed on", () => {
  const { genesis, authors } = three();
  const [one, liar, friend] = authors;
  for (const author of authors) author.open();
  one.write({ kind: "budget.issued", account: "a", quantity: 10 });
  liar.write({ kind: "budget.given", account: "a", to: friend.chain, quantity: 1_000 });
  friend.write({ kind: "budget.given", account: "a", to: one.chain, quantity: 1_000 });
  const book = bookOf(genesis, [...one.events, ...liar.events, ...friend.events]);
  expect(book.rightsOf(one.chain, "a")).toBe(10);
  expect(book.rightsOf(friend.chain, "a")).toBe(0);
  const { holds, overdrafts } = book.conserved("a");
  expect(holds).toBe(false);
  expect(overdrafts).toEqual([{ chain: liar.chain, quantity: 1_000, isForked: false }]);
});

test("ME-142 doubt ends in rings of gifts too, and never leaves more than was issued", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const { genesis, authors } = three();
      for (const author of authors) author.open();
      const gifts = steps.map((each) => ({ ...each, kind: "give" as const, account: "a" as const }));
      (authors[0] as TestAuthor).write({ kind: "budget.issued", account: "a", quantity: 30 });
      for (const each of gifts) (authors[each.by] as TestAuthor).write(bodyOf(each, authors));
      const book = bookOf(
        genesis,
        authors.flatMap((author) => author.events),
      );
      const usable = authors.reduce((sum, author) => sum + book.rightsOf(author.chain, "a"), 0);
      expect(usable).toBeLessThanOrEqual(30);
    }),
    { numRuns: 60 },
  );
});

test("ME-142 a ring whose shortage grows one by one is cut short", () => {
  const { genesis, authors } = three();
  const [one, two, liar] = authors;
  for (const author of authors) author.open();
  const huge = 2 ** 50;
  one.write({ kind: "budget.given", account: "a", to: two.chain, quantity: huge });
  two.write({ kind: "budget.given", account: "a", to: one.chain, quantity: huge });
  liar.write({ kind: "budget.given", account: "a", to: one.chain, quantity: 1 });
  liar.write({ kind: "budget.given", account: "a", to: two.chain, quantity: 1 });
  one.write({ kind: "budget.spent", account: "a", quantity: 1, purpose: "p" });
  const book = bookOf(
    genesis,
    authors.flatMap((author) => author.events),
  );
  expect(authors.map(({ chain }) => book.rightsOf(chain, "a"))).toEqual([0, 0, 0]);
});

test("B4 rights of a dead holder stay frozen until a roster writes them off as if spent", () => {
  const { genesis, authors } = three();
  const [one, dead, other] = authors;
  for (const author of authors) author.open();
  one.write({ kind: "budget.issued", account: "a", quantity: 100 });
  one.write({ kind: "budget.given", account: "a", to: dead.chain, quantity: 60 });
  dead.write({ kind: "budget.spent", account: "a", quantity: 10, purpose: "p" });
  const events = authors.flatMap((author) => author.events);
  const before = bookOf(genesis, events);
  // Nobody else may use them, though all see them.
  expect(before.rightsOf(one.chain, "a")).toBe(40);
  expect(before.rightsOf(dead.chain, "a")).toBe(50);
  const roster = other.write({
    kind: "roster.opened",
    epoch: 1,
    follows: null,
    members: [one, other].map(({ key, name }) => ({ key, name })),
    certificate: null,
    frontier: [],
    lost: [],
    writtenOff: [dead.chain],
    approvals: [],
  });
  const after = bookOf(genesis, [...events, roster]);
  expect(after.total("a")).toEqual({ issued: 100, spent: 10, free: 40, frozen: 0, writtenOff: 50 });
  expect(after.rightsOf(dead.chain, "a")).toBe(0);
  expect(after.conserved("a").holds).toBe(true);
  // A spend that comes to light later eats what was written off, and nothing else.
  after.admit(dead.write({ kind: "budget.spent", account: "a", quantity: 20, purpose: "p" }), "counts");
  expect(after.total("a")).toEqual({ issued: 100, spent: 30, free: 40, frozen: 0, writtenOff: 30 });
  const told = new BudgetBook(genesis, [one.chain]);
  for (const event of [...events, roster]) told.admit(event, "counts");
  expect([told.isWrittenOff(one.chain), told.isWrittenOff(dead.chain)]).toEqual([true, false]);
});

test("ME-143 L4: an overdraft of a fork is named beside what is left, and of whom", () => {
  const { genesis, authors } = three();
  const [one, two, three_] = authors;
  for (const author of authors) author.open();
  const issued = one.write({ kind: "budget.issued", account: "a", quantity: 10 });
  const left = one.write({ kind: "budget.given", account: "a", to: two.chain, quantity: 10 }, { previous: issued });
  const right = one.write({ kind: "budget.given", account: "a", to: three_.chain, quantity: 10 }, { previous: issued });
  const book = bookOf(genesis, [...one.events.slice(0, 2), ...two.events, ...three_.events]);
  for (const event of [left, right]) book.admit(event, "forked");
  const { holds, total, overdrafts } = book.conserved("a");
  expect(holds).toBe(true);
  expect(overdrafts).toEqual([{ chain: one.chain, quantity: 10, isForked: true }]);
  // What was promised twice stands in the books, and is nobody's to spend.
  expect(total).toEqual({ issued: 10, spent: 0, free: 0, frozen: 20, writtenOff: 0 });
  expect(naiveRow([...one.events], genesis, "a", one.chain).given).toBe(20);
});
