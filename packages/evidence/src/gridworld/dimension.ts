/** The ways in which the battery tests control: the kernel says which must be proven. */
export { type Dimension, DIMENSIONS } from "@plimsoll/kernel";
