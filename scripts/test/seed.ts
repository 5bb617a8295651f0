import fc from "fast-check";

/**
 * One seed for every property of `npm test`: what passed here passes there. Other seeds are for the long runs, and for
 * `PLIMSOLL_TEST_SEED=random npm test`, which says in a failure which one it was.
 */
const { PLIMSOLL_TEST_SEED: asked = "20261121" } = process.env;
if (asked !== "random") fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(asked) });
