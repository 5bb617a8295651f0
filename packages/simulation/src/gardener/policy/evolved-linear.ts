// Written by packages/simulation/bench/evolve-gardener.ts: linear, seed 1, round 44, mean dirt of its trial 0.2243.
/** The genome's 32-bit floats, little-endian. */
export const EVOLVED_LINEAR_BASE64 =
  "ip3nvswngL595be/t6FiPdSGvL6K+Bc9PZYAvl1QL7+FZbY9/Z2DvkUP6j5DJs8+kGcrP3P9qj5THOk+1hpmvodxS7+izA/A70NvvheA7zzPgPm/8SNgvgOqjj+Ou10+1J2LPk35g789BW0+2sP3vU9xUD9dKZM/YnynvfzLkz0/nXE+0Dv3P3/dLD+5W5o9U8gZPz/wiz0PUlm98aeivx6UsT7OyL++0or8vx2+ED7Qk06+VPDGv83rnz4E9Mo/";
