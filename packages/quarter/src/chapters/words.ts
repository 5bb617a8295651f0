import { MICRO_CU } from "@plimsoll/kernel";

/** CU with as many decimals as it takes. */
export const cu = (microCu: number): string => `${Number((microCu / MICRO_CU).toFixed(2))} CU`;

export const percent = (ppm: number): string => `${Number((ppm / 10_000).toFixed(1))} %`;

export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** The head of a digest: whole it stands in the entry. */
export const short = (digest: string): string => `${digest.slice(0, 23)}…`;
