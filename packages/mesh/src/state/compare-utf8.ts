/** The order of the UTF-8 bytes of two texts, which is not that of their UTF-16 units. */
export const compareUtf8 = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));
