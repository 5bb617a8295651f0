/** The first byte of a value: its type in the upper three bits, a small number or how the number follows in the others. */
export const WHOLE = 0 << 5;
export const BYTES = 2 << 5;
export const TEXT = 3 << 5;
export const ARRAY = 4 << 5;
export const NULL = 0xf6;

/** A number below it stands in the first byte; the marks say that it follows in 1, 2, 4 or 8 bytes. */
export const SMALL = 24;
export const IN_1_BYTE = 24;
export const IN_2_BYTES = 25;
export const IN_4_BYTES = 26;
export const IN_8_BYTES = 27;

export const TWO_TO_32 = 2 ** 32;
