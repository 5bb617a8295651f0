/** How many seeds a test runs: its own number, or the one that the environment asks for. */
export function seedsOf(usual: number): readonly number[] {
  const asked = Number(process.env["PLIMSOLL_MESH_SEEDS"] ?? Number.NaN);
  const count = Number.isInteger(asked) && asked > 0 ? asked : usual;
  return Array.from({ length: count }, (_, place) => place + 1);
}
