/** Coefficients of a polynomial, the constant term first; here always counts or masses, never negative. */
export type Polynomial = readonly bigint[];

/**
 * The product of two polynomials by one multiplication of large integers (Kronecker 1882): every coefficient gets a slot
 * wide enough for the largest one of the product. Slots are whole hexadecimal digits, because reading those is linear.
 */
export function polynomialProduct(left: Polynomial, right: Polynomial): Polynomial {
  const digits = (sumOf(left) * sumOf(right)).toString(16).length;
  const packed = pack(left, digits) * pack(right, digits);
  return unpack(packed, digits, left.length + right.length - 1);
}

export const sumOf = (polynomial: Polynomial): bigint => polynomial.reduce((sum, coefficient) => sum + coefficient, 0n);

const pack = (polynomial: Polynomial, digits: number): bigint =>
  BigInt(
    `0x${polynomial
      .map((coefficient) => coefficient.toString(16).padStart(digits, "0"))
      .toReversed()
      .join("")}`,
  );

function unpack(packed: bigint, digits: number, length: number): Polynomial {
  const text = packed.toString(16).padStart(length * digits, "0");
  return Array.from({ length }, (_, index) => {
    const end = text.length - index * digits;
    return BigInt(`0x${text.slice(end - digits, end)}`);
  });
}
