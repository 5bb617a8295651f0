/** Wall ms with fractions, the same in all processes of a machine to about 1 ms. */
export const wallMs = (): number => performance.timeOrigin + performance.now();
