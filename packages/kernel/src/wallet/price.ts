/** 1 CU in the ledger's unit. */
export const MICRO_CU = 1_000_000;

/** How capable a run or a deployment is held to be; the higher, the dearer (ACB-K §2.1). */
export type Tier = 1 | 2 | 3;

/** Price of one training run or one quantum of it (ACB-K §2.1). */
const TIER_PRICE_MICRO_CU: Readonly<Record<Tier, number>> = { 1: MICRO_CU, 2: 5 * MICRO_CU, 3: 20 * MICRO_CU };

/** Price of one training run of a tier, or of one quantum of it, µCU. */
export const priceMicroCu = (tier: Tier): number => TIER_PRICE_MICRO_CU[tier];
