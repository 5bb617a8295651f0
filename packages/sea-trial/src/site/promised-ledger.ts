import type { Ledger } from "@plimsoll/ledger";

/** Tells of what a ledger says is durable, at the moment at which it says so. */
export function promisedLedger(ledger: Ledger, tell: (first: number, entries: readonly string[]) => void): Ledger {
  const appendAll: Ledger["appendAll"] = (decisions) => {
    const first = ledger.size;
    const receipts = ledger.appendAll(decisions);
    tell(
      first,
      decisions.flatMap(({ entries }) => entries),
    );
    return receipts;
  };
  const append: Ledger["append"] = (entries, cause) => appendAll([{ entries, cause: cause ?? null }])[0] as never;
  const own: Readonly<Record<string | symbol, unknown>> = { append, appendAll };
  const bound = new Map<string | symbol, unknown>();
  return new Proxy(ledger, {
    get(target, name) {
      const known = own[name] ?? bound.get(name);
      if (known !== undefined) return known;
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      const method: unknown = (value as (...words: unknown[]) => unknown).bind(target);
      bound.set(name, method);
      return method;
    },
  });
}
