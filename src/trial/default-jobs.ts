import { availableParallelism } from "node:os";

/**
 * How many trials run side by side unless a user says otherwise: one for every two cores. A lab whose clients run takes
 * three quarters of a core; two of them on two cores made a TLS handshake wait for longer than its deadline of 400 ms.
 */
export function defaultJobs(cores = availableParallelism()): number {
  return Math.max(1, Math.floor(cores / 2));
}
