/**
 * The chance, in ppm and rounded down, that at least one of `copies` outlives a loss of 99 % of `nodes`, those that are
 * left being any with the same chance: 1 - C(n - r, s) / C(n, s), where s is a hundredth of n, and at least 1.
 * Hypergeometric, in whole numbers (mesh.md, section 8.1). No copies or no nodes: 0.
 */
export function survives99PercentPpm(copies: number, nodes: number): number {
  if (nodes <= 0 || copies <= 0) return 0;
  const held = Math.min(copies, nodes);
  const survivors = Math.max(1, Math.floor(nodes / 100));
  const { lost, all } = lossOf(BigInt(nodes), BigInt(held), BigInt(survivors));
  return Number(((all - lost) * 1_000_000n) / all);
}

/** C(n - r, s) / C(n, s) as the product of (n - r - i) / (n - i) for i < s. */
function lossOf(nodes: bigint, copies: bigint, survivors: bigint): { lost: bigint; all: bigint } {
  let lost = 1n;
  let all = 1n;
  for (let taken = 0n; taken < survivors; taken++) {
    lost *= nodes - copies > taken ? nodes - copies - taken : 0n;
    all *= nodes - taken;
  }
  return { lost, all };
}
