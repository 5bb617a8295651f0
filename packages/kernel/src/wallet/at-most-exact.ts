/** An amount of more than JSON carries exactly is cut to the most that it does: what no canonical form holds, no ledger could take. */
export const atMostExact = (microCu: bigint): number =>
  Number(microCu > BigInt(Number.MAX_SAFE_INTEGER) ? BigInt(Number.MAX_SAFE_INTEGER) : microCu);
